//go:build unix

package process

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// killLimit is how long Kill waits for what it has killed. The kernel ends a
// process when it leaves the system call that it is in, and a broken disk or
// network file system may keep it there.
const killLimit = 5 * time.Second

// CanFreeze reports whether Freeze works on this system.
func CanFreeze() bool { return true }

// Freeze stops the whole group from running, until Thaw. Both may be repeated.
// The error is os.ErrProcessDone if the program has ended, and ErrUnsupported
// on Windows.
func (p *Process) Freeze() error { return p.whileRunning(syscall.SIGSTOP) }

// Thaw lets the group run again.
func (p *Process) Thaw() error { return p.whileRunning(syscall.SIGCONT) }

func (p *Process) whileRunning(s syscall.Signal) error {
	select {
	case <-p.ended:
		return os.ErrProcessDone
	default:
		return p.signal(s)
	}
}

// Terminate asks the group to end (SIGTERM; on Windows there is no such thing
// and nothing happens).
func (p *Process) Terminate() error {
	if err := p.signal(syscall.SIGTERM); !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}

// Kill ends the group, and what left the group where the system tells, at
// once, and returns when it is gone. It may be called while Stop waits.
func (p *Process) Kill() error {
	limit := time.Now().Add(killLimit)
	for pause := time.Millisecond; !p.isGone(); pause = min(2*pause, 20*time.Millisecond) {
		group, pids := p.remaining() // before the signal: orphans cannot be told by their parents
		err := p.signal(syscall.SIGKILL)
		for _, pid := range pids {
			_ = syscall.Kill(pid, syscall.SIGKILL) // the next look tells whether it worked
		}
		ended := p.hasEnded()
		if ended && !group && len(pids) == 0 {
			p.release()
			break
		}
		if time.Now().After(limit) {
			if ended {
				p.release()
			}
			if err == nil || errors.Is(err, os.ErrProcessDone) {
				err = fmt.Errorf("processes do not end after SIGKILL: %v", pids)
			}
			return err
		}
		p.pause(pause)
	}
	return nil
}

// pause waits, at most until the program has ended.
func (p *Process) pause(d time.Duration) {
	if p.hasEnded() {
		time.Sleep(d)
		return
	}
	select {
	case <-p.ended:
	case <-time.After(d):
	}
}

// Stop thaws, terminates, waits up to grace, kills what is left (also
// descendants that outlive the program) and returns when all of it is gone.
func (p *Process) Stop(grace time.Duration) Exit {
	p.remaining() // so that Kill knows them when their parents are gone
	_ = p.Thaw()
	if p.debugger {
		p.stopDebugged(grace)
	}
	_ = p.Terminate()
	p.settle(grace)
	_ = p.Kill()
	<-p.done
	return p.exit
}

// settle waits up to grace for the program and the rest of its group to end.
func (p *Process) settle(grace time.Duration) {
	late := time.NewTimer(grace)
	defer late.Stop()
	select {
	case <-p.ended:
	case <-late.C:
		return
	}
	for pause := time.Millisecond; !p.isGone(); pause = min(2*pause, 50*time.Millisecond) {
		if group, _ := p.remaining(); !group {
			return
		}
		select {
		case <-time.After(pause):
		case <-late.C:
			return
		}
	}
}

// Descendants lists the ids of the processes of the group that still run, the
// program's own included, and of those that left the group; nil where the
// system cannot tell.
func (p *Process) Descendants() []int {
	_, pids := p.remaining()
	return pids
}

// signal sends a signal to the group. It is os.ErrProcessDone if there is none
// any more. The lock keeps the group's id ours until the signal is sent.
func (p *Process) signal(s syscall.Signal) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gone {
		return os.ErrProcessDone
	}
	err := syscall.Kill(-p.pid, s)
	if errors.Is(err, syscall.ESRCH) {
		return os.ErrProcessDone
	}
	if err != nil {
		return fmt.Errorf("send %q to process group %d: %w", s, p.pid, err)
	}
	return nil
}

// remaining looks for what still runs: whether some of it is in the group, and,
// where the system tells, all the ids.
func (p *Process) remaining() (group bool, pids []int) {
	if p.isGone() {
		return false, nil
	}
	return p.family.look(p.pid, p.cookie)
}

func (p *Process) hasEnded() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

func (p *Process) isGone() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.gone
}

// releaseIfEmpty lets the ids go, once the program has ended, if nothing is
// left that they stand for.
func (p *Process) releaseIfEmpty() {
	if group, pids := p.remaining(); !group && len(pids) == 0 {
		p.release()
	}
}

// release lets the ids go: the guard must not signal them any more, and then
// the kernel may give them to others.
func (p *Process) release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gone {
		return
	}
	p.guard.forget(p.cookie)
	reap(p.pid)
	p.gone = true
}
