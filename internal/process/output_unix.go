//go:build unix

package process

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// pipeSize is what a pipe holds at most, unless somebody asked for more.
const pipeSize = 64 << 10

// hurry ends the waiting for more.
func hurry(r *os.File) { _ = r.SetReadDeadline(time.Now()) }

// remainder passes on what is in the pipe at this time, which a deadline does
// not read: the program may have ended while its writer was slow. No more than
// a pipe holds, since a descendant may be filling it.
func remainder(r *os.File, buf []byte, pass func([]byte)) {
	c, err := r.SyscallConn()
	if err != nil {
		return
	}
	_ = c.Control(func(fd uintptr) {
		for total := 0; total < pipeSize; {
			n, err := syscall.Read(int(fd), buf)
			if errors.Is(err, syscall.EINTR) {
				continue
			}
			if n <= 0 {
				return
			}
			pass(buf[:n])
			total += n
		}
	})
}
