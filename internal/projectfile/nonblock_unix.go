//go:build unix

package projectfile

import "syscall"

// withoutWaiting makes opening a named pipe return at once.
const withoutWaiting = syscall.O_NONBLOCK
