//go:build unix

package process

import (
	"slices"
	"sync/atomic"
	"syscall"
	"time"
)

// How often a debugger is looked at, before it has started what it debugs and
// then. What ends at once is seen all the same: a debugger reads its tables first.
const (
	debuggerFirst = 10 * time.Millisecond
	debuggerPoll  = 100 * time.Millisecond
)

// debuggee is what is known of the one that a debugger has started.
type debuggee struct{ seen atomic.Bool }

// debugged lists what a debugger has started and what still runs.
func (p *Process) debugged() []int {
	_, pids := p.remaining()
	pids = slices.DeleteFunc(pids, func(pid int) bool { return pid == p.pid })
	if len(pids) > 0 {
		p.debuggee.seen.Store(true)
	}
	return pids
}

// endWithProgram ends the debugger when what it debugs has ended: by itself it
// would stay, for somebody to look at what is left. It returns with the debugger.
func (p *Process) endWithProgram() {
	for {
		pause := debuggerFirst
		if p.debuggee.seen.Load() {
			pause = debuggerPoll
		}
		select {
		case <-p.ended:
			return
		case <-time.After(pause):
		}
		if len(p.debugged()) == 0 && p.debuggee.seen.Load() {
			_ = p.Terminate()
			return
		}
	}
}

// stopDebugged asks what is debugged to end, and waits up to grace.
func (p *Process) stopDebugged(grace time.Duration) {
	for _, pid := range p.debugged() {
		_ = syscall.Kill(pid, syscall.SIGTERM) // the wait tells whether it worked
	}
	for limit := time.Now().Add(grace); len(p.debugged()) > 0 && !p.hasEnded() && time.Now().Before(limit); {
		p.pause(min(debuggerPoll, time.Until(limit)))
	}
}
