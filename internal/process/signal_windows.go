package process

import (
	"time"

	"golang.org/x/sys/windows"
)

// CanFreeze reports whether Freeze works on this system.
func CanFreeze() bool { return false }

// Freeze is ErrUnsupported here.
func (p *Process) Freeze() error { return ErrUnsupported }

// Thaw is ErrUnsupported here.
func (p *Process) Thaw() error { return ErrUnsupported }

// Terminate does nothing: there is no way to ask a program without a window.
func (p *Process) Terminate() error { return nil }

// Kill ends the program and everything it started, at once. It may be called
// while Stop waits.
func (p *Process) Kill() error {
	if err := p.end(); err != nil {
		return err
	}
	<-p.ended
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.job == 0 {
		return nil
	}
	err := windows.CloseHandle(p.job)
	p.job = 0
	return err
}

// Stop is Kill: nothing here asks a program to end, so the grace is not used.
// It returns when all of it is gone.
func (p *Process) Stop(time.Duration) Exit {
	_ = p.Kill()
	<-p.done
	return p.exit
}

// Descendants lists the ids of what still runs, the program's own included.
func (p *Process) Descendants() []int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.job == 0 {
		return nil
	}
	return members(p.job)
}
