package emulator

import "github.com/fcgen/fcgen/internal/manifest"

// SetFunction takes over another configuration: hooks and timeouts for what is
// called from now on, the rest for instances that are created from now on.
// Reload replaces those that are there. Concurrency holds at once.
func (e *Emulator) SetFunction(f manifest.Function) {
	e.setting.Lock()
	defer e.setting.Unlock()
	f.Concurrency = max(f.Concurrency, 1)
	e.function.Store(&f)
	e.pool.resize(f.Concurrency, f.MinInstances)
	select {
	case e.replan <- struct{}{}:
	default:
	}
}

// resize lets instances take n calls at a time from now on, and keeps at least
// so many of them. Where more calls run, they end.
func (p *pool) resize(n, least int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.concurrency, p.least = n, least
	for _, l := range p.lives {
		p.serve(l, false)
		l.wakeUp() // one that was kept may be spared now, and its idle time another one
	}
	p.scale()
}
