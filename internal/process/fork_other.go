//go:build unix && !linux

package process

import "syscall"

// attributes gives the program a group of its own.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func forkExec(name string, args []string, attr *syscall.ProcAttr) (int, error) {
	return syscall.ForkExec(name, args, attr)
}
