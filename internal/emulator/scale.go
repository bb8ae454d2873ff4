package emulator

import (
	"fmt"

	"github.com/fcgen/fcgen/internal/fc"
)

// scale creates the instances that those who wait need and may have. It is
// called when a call begins to wait and when an instance is gone, never because
// a start failed: so a program that cannot start is not started in a loop.
func (p *pool) scale() {
	if p.closed || p.held() {
		return
	}
	for p.waiting.Len() > p.expected() && p.count() < p.limit() {
		id := p.waiting.Back().Value.(*waiter).id
		p.lives = append(p.lives, p.create(birth{gen: p.gen, reason: "call " + id, call: id}))
	}
	p.keepLeast()
}

// held reports whether a reload decides what those who wait will get: the only
// instance is being replaced, or the old program serves nobody.
func (p *pool) held() bool { return p.reloading && (p.gen.ports != portTold || !p.serves()) }

// serves reports whether any instance takes calls, now or after its present ones.
func (p *pool) serves() bool {
	for _, l := range p.lives {
		if l.serving {
			return true
		}
	}
	return false
}

// expected is how many calls the instances that are being made will take.
func (p *pool) expected() int {
	n := 0
	for _, l := range p.lives {
		if l.gen == p.gen && l.starting() {
			n += p.concurrency
		}
	}
	return n
}

// promised is expected, with the calls that the instances will take which are
// made as soon as it is known where the program listens.
func (p *pool) promised() int {
	n := p.expected()
	if p.gen.ports == portUnknown {
		n += max(p.max-p.count(), 0) * p.concurrency
	}
	return n
}

// limit is how many instances there may be.
func (p *pool) limit() int {
	if p.gen.ports != portTold {
		return 1
	}
	return p.max
}

// count is how many of them there are. What is being stopped does not count if
// another one can start beside it.
func (p *pool) count() int {
	n := 0
	for _, l := range p.lives {
		if p.gen.ports != portTold || l.gen == p.gen && l.stopping == "" {
			n++
		}
	}
	return n
}

// admit lets a new instance take calls. If it is the first of a reload, calls
// go to its generation from now on and the older ones are stopped. It reports
// false if the instance is to stop instead.
func (p *pool) admit(l *life) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if l.stopping != "" {
		return false
	}
	if l.gen.number > p.gen.number {
		p.gen = l.gen
		p.reloading = false
		for _, old := range p.lives {
			if old.gen != l.gen {
				old.stop("reload")
			}
		}
	}
	l.admitted, l.serving, l.healthy = true, true, true
	p.unable = false
	l.idleSince = l.e.now()
	l.become(Idle, "")
	close(l.ready)
	p.serve(l, true)
	p.scale()
	return true
}

// learn notes where the program listens, now that its instance l does.
func (p *pool) learn(l *life) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l.port = l.in.Port()
	l.gen.ports = portTold
	switch {
	case l.e.config.Debug:
		l.gen.ports = portOwn // the debugger's is
	case l.in.IgnoresPort():
		l.gen.ports = portOwn
		l.e.once("port", fmt.Sprintf("the program listens on port %d whatever %s says, so only one instance runs at a time here: "+
			"it is stopped before the next one starts, and calls wait until then. On the platform, each instance has a port %[1]d of its own",
			l.port, fc.PortVariables()[0]))
	}
	p.scale()
}

// remove forgets an instance that is gone. If it never served, failure answers
// the calls that waited for it.
func (p *pool) remove(l *life, why *failure) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l.serving = false
	p.unable = p.unable || why != nil && l.gen == p.gen
	for i, other := range p.lives {
		if other == l {
			p.lives = append(p.lives[:i:i], p.lives[i+1:]...)
			break
		}
	}
	if why != nil && l.gen == p.gen && !p.held() && !(p.gen.ports == portOwn && p.serves()) {
		p.refuse(p.concurrency, why)
		if !p.serves() && p.expected() == 0 {
			p.refuse(p.waiting.Len(), why)
		}
	}
	p.scale()
}

// succeed puts a new instance in the place of one whose initializer asked for it.
// If both would listen on the same port, it starts when the old one is gone.
func (p *pool) succeed(l *life, reason string) *life {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || l.stopping != "" {
		return nil
	}
	next := p.create(birth{gen: l.gen, reason: reason, call: l.call, tries: l.tries, after: l})
	p.lives = append(p.lives, next)
	return next
}
