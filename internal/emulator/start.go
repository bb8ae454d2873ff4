package emulator

import (
	"context"
	"fmt"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// start brings the instance to where it serves. After an error nothing of it is left.
func (l *life) start() error {
	in, err := instance.Start(l.birth, l.config())
	if err != nil {
		return err
	}
	l.p.mu.Lock()
	l.in, l.pid, l.port = in, in.Process().PID(), in.Port()
	l.become(Starting, "")
	l.p.mu.Unlock()
	if text := instance.UnbufferedText(l.config()); text != "" {
		l.e.once("unbuffered", text)
	}
	if err := l.prepare(); err != nil {
		l.undo(err)
		return err
	}
	return nil
}

// awaitPort waits until the instance that this one takes the place of has given
// up the port, unless this one is not to start any more.
func (l *life) awaitPort() {
	if l.after == nil {
		return
	}
	select {
	case <-l.after.done:
	case <-l.birth.Done():
	}
	l.after = nil
}

// config says what is started and how.
func (l *life) config() instance.Config {
	c := l.e.startOf(l.gen.program)
	c.ID, c.Log, c.Missed = l.id, l.log, l.missed
	return c
}

// startOf is what every instance of a program has in common.
func (e *Emulator) startOf(program Program) instance.Config {
	c := e.config
	return instance.Config{
		Function: e.Function(), Args: program.Args, Shown: program.Shown, Dir: program.Dir,
		Environ: c.Environ, Own: c.Own, InheritAll: c.InheritAll, Secrets: c.Secrets,
		StartTimeout: c.StartTimeout, Guard: c.Guard, Debugger: program.Debugger,
	}
}

// tellHeldBack says, once a run, that a program which ends at its start may miss
// a variable of this machine.
func (l *life) tellHeldBack() {
	if n := len(instance.HeldBack(l.config())); n > 0 {
		l.e.once("held back", instance.HeldBackText(n))
	}
}

// prepare does what must succeed before the first call.
func (l *life) prepare() error {
	if err := l.waitForPort(); err != nil {
		return err
	}
	if err := l.initialize(); err != nil {
		return err
	}
	if err := l.firstCheck(); err != nil {
		return err
	}
	if !l.p.admit(l) {
		return context.Canceled
	}
	return nil
}

// waitForPort returns when the program listens.
func (l *life) waitForPort() error {
	limit := l.e.config.StartTimeout
	if slow := l.e.faults.slowStart(); slow > 0 {
		l.notice(fmt.Sprintf("fault: the port is taken for closed for %v", slow))
		select {
		case <-time.After(min(slow, limit)):
		case <-l.in.Done():
		case <-l.birth.Done():
			return l.birth.Err()
		}
		if slow >= limit {
			return &instance.StartError{
				Code: fc.CodeNotStarted, Status: fc.StatusNotStarted,
				Message: fc.HealthCheckFailed(l.e.Function().Port, limit), Logs: l.in.Tail(20),
			}
		}
	}
	if err := l.in.Ready(l.birth); err != nil {
		return err
	}
	l.p.learn(l)
	return nil
}

// halt ends the process: politely, unless the life is to be killed.
func (l *life) halt() {
	if l.ctx.Err() != nil {
		l.in.Kill()
		return
	}
	stop := context.AfterFunc(l.ctx, func() { l.in.Kill() })
	defer stop()
	l.in.Stop(l.e.config.StopGrace)
}

// exited reports whether the process has ended.
func (l *life) exited() bool {
	select {
	case <-l.in.Done():
		return true
	default:
		return false
	}
}
