//go:build unix

package process

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"syscall"
	"time"
)

// Process is a running program and everything it started.
type Process struct {
	pid      int
	cookie   string
	guard    *Guard
	debugger bool // see Spec

	ended chan struct{} // closed when the program has ended, maybe before its output and its descendants
	done  chan struct{}
	exit  Exit // written before ended is closed

	family   family
	debuggee debuggee

	mu   sync.Mutex
	gone bool // nothing of it runs any more, and its ids may belong to others by now
}

// Start starts a program. The error is that of the operating system, for
// errors.Is: fs.ErrNotExist, fs.ErrPermission, syscall.ENOEXEC; see also
// ErrInterpreter. Its *fs.PathError names the file, or the folder if that is
// missing.
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

	p := &Process{
		cookie:   newCookie(),
		guard:    s.Guard,
		debugger: s.Debugger,
		ended:    make(chan struct{}),
		done:     make(chan struct{}),
	}
	p.guard.watch(p.cookie)
	p.pid, err = fork(name, s.Args, &syscall.ProcAttr{
		Dir:   s.Dir,
		Env:   mark(s.Env, p.cookie),
		Files: []uintptr{null.Fd(), stdout.Fd(), stderr.Fd()},
		Sys:   attributes(),
	})
	if err != nil {
		p.guard.forget(p.cookie)
		return nil, startError(err, name, s.Dir)
	}
	p.guard.group(p.cookie, p.pid)
	p.family.begin(p.pid)
	go p.wait(out)
	if p.debugger {
		go p.endWithProgram()
	}
	return p, nil
}

// fork starts the program. A file that was just written may still be open for
// writing in another child of ours that has not executed its program yet: that
// is over in a moment (https://go.dev/issue/22315).
func fork(name string, args []string, attr *syscall.ProcAttr) (pid int, err error) {
	for pause := time.Millisecond; ; pause *= 2 {
		pid, err = forkExec(name, args, attr)
		if !errors.Is(err, syscall.ETXTBSY) || pause > 64*time.Millisecond {
			return pid, err
		}
		time.Sleep(pause)
	}
}

// startError says what the kernel meant: ENOENT may be about the program, the
// folder or the interpreter.
func startError(err error, name, dir string) error {
	if dir != "" {
		if info, derr := os.Stat(dir); derr != nil {
			return &fs.PathError{Op: "chdir", Path: dir, Err: errors.Unwrap(derr)}
		} else if !info.IsDir() {
			return &fs.PathError{Op: "chdir", Path: dir, Err: syscall.ENOTDIR}
		}
	}
	path := inDir(name, dir)
	if errors.Is(err, syscall.ENOENT) {
		if _, serr := os.Stat(path); serr == nil {
			err = fmt.Errorf("%w: %w", ErrInterpreter, err)
		}
	}
	return &fs.PathError{Op: "exec", Path: path, Err: err}
}

// wait owns the process: it learns of the end, and closes Done.
func (p *Process) wait(out *output) {
	p.exit = await(p.pid)
	close(p.ended)
	p.releaseIfEmpty()
	out.finish()
	p.releaseIfEmpty()
	close(p.done)
}
