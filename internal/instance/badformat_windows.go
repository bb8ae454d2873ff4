package instance

import (
	"errors"
	"syscall"
)

// badFormat reports whether the system says that a file is no program for it
// (ERROR_BAD_EXE_FORMAT, ERROR_EXE_MACHINE_TYPE_MISMATCH).
func badFormat(err error) bool {
	return errors.Is(err, syscall.Errno(193)) || errors.Is(err, syscall.Errno(216))
}
