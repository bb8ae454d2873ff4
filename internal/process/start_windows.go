package process

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/windows"
)

// Process is a running program and everything it started. All of it is in a
// job object, which the system ends with the last handle to it: that is how
// nothing outlives this program.
type Process struct {
	pid    int
	handle windows.Handle
	ended  chan struct{} // closed when the program has ended, maybe before its output
	done   chan struct{}
	exit   Exit // written before ended is closed

	mu  sync.Mutex
	job windows.Handle // 0 when all is over
}

// Start starts a program. The error is that of the operating system, for
// errors.Is: fs.ErrNotExist, fs.ErrPermission, syscall.ENOEXEC.
func Start(s Spec) (_ *Process, err error) {
	if len(s.Args) == 0 || s.Args[0] == "" {
		return nil, errors.New("no program to start")
	}
	name, err := lookUp(s.Args[0], s.Dir, s.Env)
	if err != nil {
		return nil, err
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	out := &output{null: null}
	defer func() {
		out.closeOurs()
		if err != nil {
			out.copiers.Wait()
		}
	}()
	stdout, stderr, err := out.streams(s.Stdout, s.Stderr)
	if err != nil {
		return nil, err
	}
	job, err := newJob()
	if err != nil {
		return nil, err
	}
	// Suspended, so that it is in the job before it can start anything.
	pid, handle, err := syscall.StartProcess(name, s.Args, &syscall.ProcAttr{
		Dir:   s.Dir,
		Env:   mark(s.Env, newCookie()),
		Files: []uintptr{null.Fd(), stdout.Fd(), stderr.Fd()},
		Sys:   &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP | windows.CREATE_SUSPENDED},
	})
	if err != nil {
		_ = windows.CloseHandle(job)
		return nil, &fs.PathError{Op: "exec", Path: name, Err: startError(err)}
	}
	p := &Process{pid: pid, handle: windows.Handle(handle), job: job, ended: make(chan struct{}), done: make(chan struct{})}
	if err := p.begin(); err != nil {
		_ = windows.TerminateProcess(p.handle, 1)
		_ = windows.CloseHandle(p.handle)
		_ = windows.CloseHandle(job)
		return nil, fmt.Errorf("start %q: %w", name, err)
	}
	go p.wait(out)
	return p, nil
}

// begin puts the suspended program into the job and lets it run.
func (p *Process) begin() error {
	if err := windows.AssignProcessToJobObject(p.job, p.handle); err != nil {
		return fmt.Errorf("assign to job: %w", err)
	}
	return resume(uint32(p.pid))
}

// startError translates what a file that is no program for this machine gives.
func startError(err error) error {
	if errors.Is(err, windows.ERROR_BAD_EXE_FORMAT) || errors.Is(err, windows.ERROR_EXE_MACHINE_TYPE_MISMATCH) {
		return fmt.Errorf("%w: %w", syscall.ENOEXEC, err)
	}
	return err
}

// wait owns the process: it learns of the end, and closes Done. A descendant
// that still holds the pipes after a moment is ended, since a read from a pipe
// cannot be called off here.
func (p *Process) wait(out *output) {
	var code uint32
	_, err := windows.WaitForSingleObject(p.handle, windows.INFINITE)
	if err == nil {
		err = windows.GetExitCodeProcess(p.handle, &code)
	}
	p.exit = Exit{Code: int(code)}
	if err != nil {
		p.exit = Exit{Code: -1, Signal: "unknown: " + err.Error()}
	}
	_ = windows.CloseHandle(p.handle)
	close(p.ended)
	last := time.AfterFunc(moment, func() { _ = p.end() })
	out.finish()
	last.Stop()
	close(p.done)
}

// end ends everything in the job.
func (p *Process) end() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.job == 0 {
		return nil
	}
	if err := windows.TerminateJobObject(p.job, 1); err != nil {
		return fmt.Errorf("end job: %w", err)
	}
	return nil
}
