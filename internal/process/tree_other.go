//go:build unix && !linux

package process

import (
	"iter"
	"syscall"
)

// family is what is known of a program's descendants: nothing.
type family struct{}

func (family) begin(int) {}

// look reports whether anything of the group still runs. Which processes they
// are, and which have left the group, is not known here.
func (family) look(group int, _ string) (alive bool, pids []int) {
	return syscall.Kill(-group, 0) == nil, nil
}

// strays are the processes that left their groups; they are not known here.
func strays(iter.Seq[string]) []int { return nil }
