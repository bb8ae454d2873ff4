package emulator

import (
	"errors"
	"syscall"
)

// refusesConnections reports whether nothing listens where a request was to go.
func refusesConnections(err error) bool {
	const wsaeConnRefused syscall.Errno = 10061
	return errors.Is(err, wsaeConnRefused)
}
