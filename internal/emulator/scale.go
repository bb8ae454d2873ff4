package emulator

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
}

// held reports whether a reload decides what those who wait will get: the only
// instance is being replaced, or the old program serves nobody.
func (p *pool) held() bool { return p.reloading && (p.single || !p.serves()) }

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

// limit is how many instances there may be.
func (p *pool) limit() int {
	if p.single {
		return 1
	}
	return p.max
}

// count is how many of them there are. What is being stopped counts only if it
// holds the only port.
func (p *pool) count() int {
	n := 0
	for _, l := range p.lives {
		if p.single || l.gen == p.gen && l.stopping == "" {
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
	p.single = l.in.IgnoresPort()
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
	l.idleSince = l.e.now()
	l.become(Idle, "")
	close(l.ready)
	p.serve(l, true)
	p.scale()
	return true
}

// remove forgets an instance that is gone. If it never served, failure answers
// the calls that waited for it.
func (p *pool) remove(l *life, why *failure) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l.serving = false
	for i, other := range p.lives {
		if other == l {
			p.lives = append(p.lives[:i:i], p.lives[i+1:]...)
			break
		}
	}
	if why != nil && l.gen == p.gen && !p.held() && !(p.single && p.serves()) {
		p.refuse(p.concurrency, why)
		if !p.serves() && p.expected() == 0 {
			p.refuse(p.waiting.Len(), why)
		}
	}
	p.scale()
}

// succeed puts a new instance in the place of one whose initializer asked for it.
func (p *pool) succeed(l *life, reason string) *life {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || l.stopping != "" {
		return nil
	}
	next := p.create(birth{gen: l.gen, reason: reason, call: l.call, tries: l.tries})
	p.lives = append(p.lives, next)
	return next
}
