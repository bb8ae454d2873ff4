package emulator

import "time"

// idleTimeout is for how long an instance without a call stays; 0 means always.
func (e *Emulator) idleTimeout() time.Duration {
	if own := e.function.Load().IdleTimeout; own > 0 && !e.config.IdleByHand {
		return own
	}
	return e.config.IdleTimeout
}

// keepLeast creates what is missing of the instances that are to be there
// whether calls come or not. After a start that failed it waits for a call, or
// another program, as everybody does. The caller holds the lock.
func (p *pool) keepLeast() {
	for !p.unable && p.count() < min(p.least, p.limit()) {
		p.lives = append(p.lives, p.create(birth{gen: p.gen, reason: "s.yaml keeps a minimum of instances"}))
	}
}

// spares reports whether there are enough instances without l, one of those that
// serve. The caller holds the lock.
func (p *pool) spares(l *life) bool {
	n := 0
	for _, other := range p.lives {
		if other != l && other.gen == p.gen && other.stopping == "" && other.state != Failed {
			n++
		}
	}
	return l.gen != p.gen || n >= min(p.least, p.limit())
}
