package process

import (
	"runtime"
	"sync"
	"syscall"
)

// attributes gives the program a group of its own, and has the kernel kill it
// when this program dies.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// The kernel sends that signal when the thread that forked ends (man 2
// PR_SET_PDEATHSIG). Threads of Go programs end when a goroutine that locked
// itself to one returns, which any library may do, on a thread that forked
// for us before. So all forks are made on one thread that never ends.
var onForkThread = sync.OnceValue(func() func(func()) {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for f := range work {
			f()
		}
	}()
	return func(f func()) {
		done := make(chan struct{})
		work <- func() {
			defer close(done)
			f()
		}
		<-done
	}
})

func forkExec(name string, args []string, attr *syscall.ProcAttr) (pid int, err error) {
	onForkThread()(func() { pid, err = syscall.ForkExec(name, args, attr) })
	return pid, err
}
