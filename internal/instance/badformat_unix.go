//go:build !windows

package instance

import (
	"errors"
	"syscall"
)

// badFormat reports whether the system says that a file is no program for it.
func badFormat(err error) bool { return errors.Is(err, syscall.ENOEXEC) }
