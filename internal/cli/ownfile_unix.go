//go:build unix

package cli

import "syscall"

// ownFlags follow no link, and do not wait for somebody to read a pipe.
const ownFlags = syscall.O_NOFOLLOW | syscall.O_NONBLOCK
