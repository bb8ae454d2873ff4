//go:build !windows

package instance

import "syscall"

const connectionRefused = syscall.ECONNREFUSED
