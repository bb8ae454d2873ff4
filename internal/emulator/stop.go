package emulator

import (
	"fmt"

	"github.com/fcgen/fcgen/internal/fc"
)

// finish ends an instance that served. A process that has ended cannot be asked
// for its pre-stop; every other is.
func (l *life) finish() {
	l.p.mu.Lock()
	reason, crash := l.stopping, l.crash
	if l.thawed != nil {
		l.thaw()
	}
	l.p.mu.Unlock()
	if reason == refusing && l.exits() { // a call saw the end before the owner did
		reason, crash = l.in.ExitError().Message, true
	}
	if crash {
		l.in.Kill() // what the program started may have its port
		l.change(Failed, reason)
		l.p.remove(l, nil)
		return
	}
	l.preStop(reason)
	l.halt()
	if l.markers.hook.Name == preStopHook().Name {
		l.checkMarker(l.markers.hook)
	}
	l.change(Stopped, reason)
	l.p.remove(l, nil)
}

// preStop calls the hook, if it is configured. Whatever it answers, the stop goes on.
func (l *life) preStop(reason string) {
	h := preStopHook()
	if !l.e.Function().Hooks[h.Name].Configured || l.ctx.Err() != nil || l.exited() {
		return
	}
	l.change(PreStopping, reason)
	fault := l.e.faults.preStop()
	answer := l.callHook(l.ctx, h, CallPreStop, 1, fault)
	if reachesFunction(fault) {
		l.markers.hook = h
	}
	if answer.Outcome != fc.Succeeded {
		l.notice(fmt.Sprintf("the pre-stop failed: %s. The stop goes on (SEED)", hookError(answer)))
	}
}

func preStopHook() fc.Hook {
	h, _ := fc.HookNamed("prestop")
	return h
}

// undo ends an instance that never served. Its pre-stop is called if it was
// initialized.
func (l *life) undo(err error) {
	if l.initialized {
		l.preStop(err.Error())
	} else if l.asked && l.e.Function().Hooks[preStopHook().Name].Configured {
		l.e.once("pre-stop", "the pre-stop is not called where the initializer never succeeded: "+
			"no text says whether the platform calls it then")
	}
	l.halt()
}
