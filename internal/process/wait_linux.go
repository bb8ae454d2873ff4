package process

import (
	"encoding/binary"
	"errors"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// await waits for the program's end and leaves it unreaped. A number that
// belongs to a dead but unreaped process is not given to another, neither as a
// process id nor as a group's, so that a signal for the group cannot hit
// strangers while descendants of a dead program still run.
func await(pid int) Exit {
	var info unix.Siginfo
	for {
		err := unix.Waitid(unix.P_PID, pid, &info, unix.WEXITED|unix.WNOWAIT, nil)
		if err == nil {
			return exitOf(&info)
		}
		if !errors.Is(err, unix.EINTR) {
			return Exit{Code: -1, Signal: "unknown: " + err.Error()} // somebody else has reaped our child
		}
	}
}

// exitOf reads the status that unix.Siginfo keeps in its unnamed part: three
// numbers, aligned as a pointer is, then pid, uid and status
// (include/uapi/asm-generic/siginfo.h).
func exitOf(info *unix.Siginfo) Exit {
	offset := 12 + 8
	if strconv.IntSize == 64 {
		offset = 16 + 8
	}
	raw := (*[unsafe.Sizeof(*info)]byte)(unsafe.Pointer(info))
	status := int(int32(binary.NativeEndian.Uint32(raw[offset:])))
	const exited = 1 // CLD_EXITED; the others that WEXITED reports are CLD_KILLED and CLD_DUMPED
	if info.Code == exited {
		return Exit{Code: status}
	}
	return Exit{Code: -1, Signal: syscall.Signal(status).String()}
}

// reap lets the kernel forget the program.
func reap(pid int) {
	for {
		if _, err := syscall.Wait4(pid, nil, 0, nil); !errors.Is(err, syscall.EINTR) {
			return
		}
	}
}
