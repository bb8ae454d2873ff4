package instance

import "syscall"

const connectionRefused = syscall.Errno(10061) // WSAECONNREFUSED; syscall.ECONNREFUSED is a number of Go's own there
