package emulator

import (
	"context"
	"errors"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// life is that of one instance, from its creation until nothing is left of it.
// Its run method is the goroutine that owns it: that alone starts, initializes,
// freezes, thaws and stops. The one change of state that is not the owner's is
// between Idle and Invoking, which is nothing but the first call coming and the
// last one going, and happens where they do, in the pool.
type life struct {
	e    *Emulator
	p    *pool
	gen  *generation
	id   string
	call string // the id of the request that it was created for; "" if there is none

	ctx    context.Context // ends when it is to be killed
	kill   context.CancelFunc
	birth  context.Context // ends too when it is to stop before it serves
	abort  context.CancelFunc
	wake   chan struct{} // tells the owner to look; holds one
	ready  chan struct{} // closed when it serves
	done   chan struct{} // closed when nothing is left of it
	in     *instance.Instance
	output output
	usage  usage

	// Only for the owner, and for who waited for done.
	after       *life // that has the port which this one needs; nil if there is none
	tries       int   // of the initializer, those of the instances that this one replaces included
	asked       bool  // the initializer was called
	initialized bool  // the initializer succeeded or there is none
	failed      error // why it never served
	next        *life // that took its place before it served
	markers     markerCheck
	health      health

	// Guarded by the pool's lock.
	state     State
	since     time.Time
	created   time.Time
	pid, port int
	admitted  bool // it served, or serves
	serving   bool // it takes calls
	healthy   bool
	crash     bool   // the process ended by itself
	stopping  string // why it is to stop; "" means that it is not
	running   int    // calls
	served    int
	used      int64 // by which call last
	idleSince time.Time
	parked    bool          // the owner sleeps until the last call is gone
	thawed    chan struct{} // while frozen: closed by the owner after the thaw
}

// birth is why and how an instance is created.
type birth struct {
	gen    *generation
	reason string
	call   string // the id of the request that needs it; "" if there is none
	tries  int    // of the initializer that failed already
	after  *life  // that it takes the place of; nil if there is none
}

// newLife starts one; the caller holds the pool's lock.
func (e *Emulator) newLife(b birth) *life {
	l := &life{
		e: e, p: e.pool, gen: b.gen, id: instance.NewInstanceID(), call: b.call, tries: b.tries,
		wake: make(chan struct{}, 1), ready: make(chan struct{}), done: make(chan struct{}),
		created: e.now(),
	}
	if b.after != nil && b.after.gen.ports != portTold {
		l.after = b.after
	}
	l.ctx, l.kill = context.WithCancel(e.ctx)
	l.birth, l.abort = context.WithCancel(l.ctx)
	l.become(Creating, b.reason)
	e.lives.Add(1)
	go l.run()
	return l
}

// run is the whole life.
func (l *life) run() {
	defer l.e.lives.Done()
	defer close(l.done)
	defer l.end()

	l.awaitPort()
	if err := l.start(); err != nil {
		l.failed = err
		l.bury(err)
		return
	}
	l.serve()
	l.finish()
}

// end leaves no process behind, whatever happened.
func (l *life) end() {
	l.kill()
	if l.in != nil {
		l.in.Kill()
	}
}

// bury ends the life of an instance that never served. If it was told to stop,
// that is no failure.
func (l *life) bury(err error) {
	if l.next != nil {
		l.change(Failed, err.Error())
		l.p.remove(l, nil)
		return
	}
	l.p.mu.Lock()
	reason := l.stopping
	l.p.mu.Unlock()
	if reason != "" {
		l.change(Stopped, reason)
		l.p.remove(l, nil)
		return
	}
	if start, ok := errors.AsType[*instance.StartError](err); ok {
		l.hint(start)
		if start.Code == fc.CodeExited && start.Hint == "" {
			l.tellHeldBack()
		}
	}
	l.change(Failed, err.Error())
	why, ok := errors.AsType[*failure](err)
	if !ok {
		why = notStarted(err)
	}
	l.p.remove(l, why)
}

// hint tells what an error means on this machine.
func (l *life) hint(err *instance.StartError) {
	if err.Hint != "" {
		l.notice(err.Hint)
	}
}

// change sets the state.
func (l *life) change(s State, reason string) {
	l.p.mu.Lock()
	defer l.p.mu.Unlock()
	l.become(s, reason)
}

// become sets the state; the caller holds the pool's lock.
func (l *life) become(s State, reason string) {
	l.state = s
	l.since = l.e.now()
	l.e.journal.Append(Event{Time: l.since, Type: EventInstance, Instance: l.id, State: s, Reason: reason})
}

// stop asks the owner to stop it; the caller holds the pool's lock.
func (l *life) stop(reason string) {
	if l.stopping != "" {
		return
	}
	l.stopping = reason
	l.serving = false
	if !l.admitted {
		l.abort()
	}
	l.wakeUp()
}

// starting reports whether it will serve if all goes well; the caller holds the
// pool's lock.
func (l *life) starting() bool {
	return !l.admitted && l.stopping == "" && l.state != Failed
}

// wakeUp tells the owner to look.
func (l *life) wakeUp() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// await waits for the thaw of an instance that was frozen.
func (l *life) await(thawed <-chan struct{}) {
	if thawed == nil {
		return
	}
	select {
	case <-thawed:
	case <-l.done:
	}
}
