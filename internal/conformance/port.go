package conformance

import (
	"errors"
	"slices"
	"strings"
)

// errPortTaken means that somebody else took the port between its choice and
// the program's start.
var errPortTaken = errors.New("another program listens on its port")

// ownsPort reports whether it is the program that answers on its port, as far
// as the system tells.
func (s *server) ownsPort() bool {
	owns, err := s.in.Process().ListensOn(s.in.Port())
	return err != nil || owns
}

// portTaken reports a start that failed because of somebody else's port.
func portTaken(err error) bool {
	if errors.Is(err, errPortTaken) {
		return true
	}
	return slices.ContainsFunc(logsOf(err), func(line string) bool {
		line = strings.ToLower(line)
		return strings.Contains(line, "address already in use") || strings.Contains(line, "eaddrinuse")
	})
}
