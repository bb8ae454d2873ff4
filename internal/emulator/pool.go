package emulator

import (
	"container/list"
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// pool hands calls to instances: to the one that was used last, since the
// others may then be given up; else to a new one; else the call waits, first
// come first served.
//
// Its lock guards the fields of every life that say so. A warm call takes it
// twice and no goroutine changes; what only the instance's owner may do (thaw,
// freeze, stop) the owner is woken for.
type pool struct {
	journal *Journal
	max     int               // instances
	queue   int               // calls that may wait for longer than an instance needs to start
	create  func(birth) *life // starts one; called with the lock held

	mu          sync.Mutex
	concurrency int         // calls in one instance at a time
	least       int         // instances that are there whether calls come or not
	unable      bool        // the last instance that was to serve could not
	gen         *generation // what calls go to
	lives       []*life     // all that are there, oldest first
	waiting     list.List   // of *waiter, the first to come in front
	clock       int64       // counts calls
	reloading   bool        // Reload waits for the new program
	closed      bool
}

// generation is a program and the instances that run it.
type generation struct {
	program Program
	number  int
	ports   portUse // guarded by the pool's lock

	once sync.Once
	sum  string // of its files, once it was asked for
}

// portUse is where a program listens, which decides how many instances of it can
// be there.
type portUse int

const (
	portUnknown portUse = iota // until the first instance listens; one at a time
	portTold                   // where it is told: instances run side by side
	portOwn                    // always on the same port: one at a time
)

// waiter is a call that waits for an instance.
type waiter struct {
	id    string
	grant chan grant // holds one
	place *list.Element
}

// grant ends the waiting.
type grant struct {
	life    *life
	cold    bool
	failure *failure
}

// acquire gets the call a place in an instance that is warm and thawed; cold
// says that it waited for a new one. The life's release gives it back. The error
// is a *failure, or ctx's if the client left.
func (p *pool) acquire(ctx context.Context, id string) (l *life, cold bool, err error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, false, closing()
	}
	l = p.free()
	if l == nil {
		w, refusal := p.enqueue(id)
		p.mu.Unlock()
		if refusal != nil {
			return nil, false, refusal
		}
		return p.wait(ctx, w)
	}
	thawed := p.take(l)
	p.mu.Unlock()
	l.await(thawed)
	return l, false, nil
}

// free is the instance for the next call: the one used last that has a place.
func (p *pool) free() *life {
	var best *life
	for _, l := range p.lives {
		if l.takes(p.concurrency) && (best == nil || l.used > best.used) {
			best = l
		}
	}
	return best
}

// takes reports whether l has a place for a call. The owner of a process that has
// just ended may not know it yet.
func (l *life) takes(concurrency int) bool {
	return l.serving && l.healthy && l.running < concurrency && !l.exited()
}

// take puts a call into l. If l is frozen, its owner is told, and the channel
// is closed when it is not any more.
func (p *pool) take(l *life) (thawed <-chan struct{}) {
	p.clock++
	l.used = p.clock
	l.running++
	switch l.state {
	case Idle:
		l.become(Invoking, "")
	case Frozen:
		l.wakeUp()
		return l.thawed
	}
	return nil
}

// release gives the place of a call back; the first that waits gets it, unless
// there is a reason to stop the instance.
func (p *pool) release(l *life, stop string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l.running--
	l.served++
	if stop != "" && l.serving {
		l.stop(stop)
		p.scale()
	}
	p.serve(l, false)
	if l.running > 0 {
		return
	}
	l.idleSince = time.Now()
	if l.serving && l.state == Invoking {
		l.become(Idle, "")
	}
	if l.parked || !l.serving {
		l.wakeUp()
	}
}

// retake undoes a release for a call that has nowhere else to go.
func (p *pool) retake(l *life) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l.running++
	l.served--
}

// serve gives l's free places to those who wait.
func (p *pool) serve(l *life, cold bool) {
	for l.takes(p.concurrency) && p.waiting.Len() > 0 {
		w := p.waiting.Remove(p.waiting.Front()).(*waiter)
		w.place = nil
		p.take(l)
		w.grant <- grant{life: l, cold: cold}
	}
}

// enqueue makes a call wait, for a new instance if there may be one more.
func (p *pool) enqueue(id string) (*waiter, *failure) {
	w := &waiter{id: id, grant: make(chan grant, 1)}
	w.place = p.waiting.PushBack(w)
	p.scale()
	if over := p.waiting.Len() - p.promised(); over > max(p.queue, 0) {
		p.leave(w)
		return nil, refused(http.StatusTooManyRequests, fc.CodeResourceExhausted,
			"every instance is busy and no more calls may wait")
	}
	return w, nil
}

// wait returns when the call has a place, or the client left.
func (p *pool) wait(ctx context.Context, w *waiter) (*life, bool, error) {
	var g grant
	select {
	case g = <-w.grant:
	case <-ctx.Done():
		p.mu.Lock()
		gone := p.leave(w)
		p.mu.Unlock()
		if gone {
			return nil, false, ctx.Err()
		}
		g = <-w.grant // the place came at the same moment
	}
	if g.failure != nil {
		return nil, false, g.failure
	}
	return g.life, g.cold, nil // never a frozen one: those have places, and nobody waits then
}

// leave takes a call out of the queue and reports whether it was still there.
func (p *pool) leave(w *waiter) bool {
	if w.place == nil {
		return false
	}
	p.waiting.Remove(w.place)
	w.place = nil
	return true
}

// refuse answers the first n calls that wait.
func (p *pool) refuse(n int, why *failure) {
	for ; n > 0 && p.waiting.Len() > 0; n-- {
		w := p.waiting.Remove(p.waiting.Front()).(*waiter)
		w.place = nil
		w.grant <- grant{failure: why}
	}
}

// closing is what calls get that come when the end has begun.
func closing() *failure {
	return refused(http.StatusServiceUnavailable, fc.CodeThrottled, "the local platform is being stopped")
}
