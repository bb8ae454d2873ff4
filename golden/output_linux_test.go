package golden

import (
	"os"
	"syscall"
)

// outputPipe connects a child's stdout. On Linux it keeps writes apart: each
// read gives exactly one.
func outputPipe() (ours, childs *os.File, perWrite bool, err error) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_SEQPACKET|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, false, os.NewSyscallError("socketpair", err)
	}
	return os.NewFile(uintptr(fds[0]), "stdout"), os.NewFile(uintptr(fds[1]), "stdout of the child"), true, nil
}
