//go:build unix

package emulator

import (
	"errors"
	"syscall"
)

// refusesConnections reports whether nothing listens where a request was to go.
func refusesConnections(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
