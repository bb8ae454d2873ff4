//go:build unix && !linux

package process

import (
	"errors"
	"syscall"
)

// await waits for the program's end and reaps it. Leaving it unreaped, as on
// Linux, is no use here: waiting without reaping returns early for frozen
// programs (https://go.dev/issue/19314), and a group is asked whether it is
// empty by sending it nothing, which tells only about the living. A group that
// is not empty keeps its number, and releaseIfEmpty asks at once, so that only
// a turn of all process ids within that instant could mislead it.
func await(pid int) Exit {
	for {
		var status syscall.WaitStatus
		_, err := syscall.Wait4(pid, &status, 0, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return Exit{Code: -1, Signal: "unknown: " + err.Error()}
		case status.Signaled():
			return Exit{Code: -1, Signal: status.Signal().String()}
		default:
			return Exit{Code: status.ExitStatus()}
		}
	}
}

func reap(int) {}
