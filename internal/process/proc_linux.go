package process

import (
	"strconv"
	"syscall"
)

// readProc reads a file of a process into buf, which it returns, cut to what
// was read and maybe grown; empty if the process is gone or not ours. It goes
// past os.Open, which would ask the poller about each of hundreds of files.
func readProc(pid int, name string, buf []byte) []byte {
	if cap(buf) == 0 {
		buf = make([]byte, 0, 8<<10)
	}
	buf = buf[:0]
	fd, err := syscall.Open("/proc/"+strconv.Itoa(pid)+"/"+name, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return buf
	}
	defer func() { _ = syscall.Close(fd) }()
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := syscall.Read(fd, buf[len(buf):cap(buf)])
		if err == syscall.EINTR {
			continue
		}
		if n <= 0 {
			return buf
		}
		buf = buf[:len(buf)+n]
	}
}
