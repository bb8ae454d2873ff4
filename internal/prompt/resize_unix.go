//go:build unix

package prompt

import (
	"os"
	"os/signal"
	"syscall"
)

// resizes says when the terminal gets another size, until stop.
func resizes() (resized <-chan os.Signal, stop func()) {
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGWINCH)
	return caught, func() { signal.Stop(caught) }
}
