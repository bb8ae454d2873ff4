package emulator

import (
	"errors"
	"fmt"
	"time"

	"github.com/fcgen/fcgen/internal/process"
)

// serve keeps the instance while it takes calls: freezes and thaws it, looks
// after its health, and returns when it is to stop and the last call is gone, or
// when the process has ended.
func (l *life) serve() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	defer l.health.close()
	for {
		stop, sleep := l.look()
		if stop {
			return
		}
		if sleep > 0 {
			timer.Reset(sleep)
		} else {
			timer.Stop()
		}
		select {
		case <-l.wake:
		case <-timer.C:
		case healthy := <-l.health.result:
			l.checked(healthy)
		case <-l.in.Done():
			l.crashed()
			return
		case <-l.ctx.Done():
			l.in.Kill()
			return
		}
	}
}

// look does what is due, and says whether to stop, else how long until there
// may be something to do: 0 means that somebody will wake the owner.
func (l *life) look() (stop bool, sleep time.Duration) {
	now := time.Now()
	due := next{now: now}
	if !l.markers.due.IsZero() {
		if due.reached(l.markers.due) {
			l.checkMarker(l.markers.hook)
		}
	}
	l.p.mu.Lock()
	defer l.p.mu.Unlock()
	l.parked = l.running > 0
	if l.running > 0 {
		if l.state == Frozen {
			l.thaw()
		}
		l.checkHealth(&due)
		return false, due.wait
	}
	if l.stopping != "" {
		return true, 0
	}
	if idle := l.e.idleTimeout(); idle > 0 && l.p.spares(l) && due.reached(l.idleSince.Add(idle)) {
		l.stop(fmt.Sprintf("idle for %v", idle))
		return true, 0
	}
	if l.state == Frozen {
		return false, due.wait
	}
	l.checkHealth(&due)
	if l.e.freezes() && l.healthy && !l.health.running && due.reached(l.idleSince.Add(l.e.config.FreezeAfter)) {
		l.freeze()
	}
	return false, due.wait
}

// next finds the nearest of several times.
type next struct {
	now  time.Time
	wait time.Duration
}

// reached reports whether t has come; if not, t is a time to wait for.
func (n *next) reached(t time.Time) bool {
	left := t.Sub(n.now)
	if left <= 0 {
		return true
	}
	if n.wait == 0 || left < n.wait {
		n.wait = left
	}
	return false
}

// freeze stops the processes; the caller holds the pool's lock, which nobody
// gets while this lasts. The state comes first, so that a call that comes now
// waits for the thaw.
func (l *life) freeze() {
	l.thawed = make(chan struct{})
	l.become(Frozen, "")
	l.p.mu.Unlock()
	err := l.in.Freeze()
	l.p.mu.Lock()
	if errors.Is(err, process.ErrUnsupported) {
		l.e.once("freeze", cannotFreeze)
	}
	if l.running > 0 {
		l.thaw()
	}
}

// thaw lets the processes run on; the caller holds the pool's lock.
func (l *life) thaw() {
	l.p.mu.Unlock()
	err := l.in.Thaw()
	l.p.mu.Lock()
	if err != nil && !l.exited() {
		l.notice("could not thaw the instance: " + err.Error())
	}
	close(l.thawed)
	l.thawed = nil
	if l.running > 0 {
		l.become(Invoking, "")
	}
}

// crashed is the end of a process that nobody asked for.
func (l *life) crashed() {
	exit := l.in.ExitError()
	l.p.mu.Lock()
	defer l.p.mu.Unlock()
	l.serving = false
	if l.stopping == "" {
		l.hint(exit)
		l.stopping, l.crash = exit.Message, true
	}
}
