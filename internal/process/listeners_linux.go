package process

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// diagRequest asks the kernel for sockets (include/uapi/linux/inet_diag.h,
// struct inet_diag_req_v2, behind the header of a netlink message).
type diagRequest struct {
	header   syscall.NlMsghdr
	family   uint8
	protocol uint8
	_        [2]uint8
	states   uint32   // a bit for each
	_        [48]byte // which sockets: all
}

// The parts of an answer, struct inet_diag_msg, that are read.
const (
	diagFamily = 0
	diagPort   = 4  // two bytes, the higher first
	diagSource = 8  // 4 or 16 bytes
	diagInode  = 68 // 4 bytes, in the machine's order
	diagSize   = 72
)

const tcpListen = 10 // include/net/tcp_states.h

// listeningSockets maps the inodes of all listening TCP sockets to where they
// listen. The kernel is asked for these alone: to read /proc/net/tcp takes as
// long as there are sockets of any kind.
func listeningSockets() (map[string]Port, error) {
	fd, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, unix.NETLINK_SOCK_DIAG)
	if err != nil {
		return nil, fmt.Errorf("ask for sockets: %w", err)
	}
	defer func() { _ = syscall.Close(fd) }()
	all := map[string]Port{}
	for _, family := range []uint8{syscall.AF_INET, syscall.AF_INET6} {
		request := diagRequest{
			header: syscall.NlMsghdr{
				Len: uint32(unsafe.Sizeof(diagRequest{})), Type: unix.SOCK_DIAG_BY_FAMILY, Flags: syscall.NLM_F_REQUEST | syscall.NLM_F_DUMP,
			},
			family: family, protocol: syscall.IPPROTO_TCP, states: 1 << tcpListen,
		}
		bytes := (*[unsafe.Sizeof(request)]byte)(unsafe.Pointer(&request))[:]
		if err := syscall.Sendto(fd, bytes, 0, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}); err != nil {
			return nil, fmt.Errorf("ask for sockets: %w", err)
		}
		if err := readSockets(fd, all); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// readSockets reads the answers up to the last one.
func readSockets(fd int, all map[string]Port) error {
	buf := make([]byte, 64<<10)
	for {
		n, _, err := syscall.Recvfrom(fd, buf, 0)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return fmt.Errorf("read sockets: %w", err)
		}
		messages, err := syscall.ParseNetlinkMessage(buf[:n])
		if err != nil {
			return fmt.Errorf("read sockets: %w", err)
		}
		for _, m := range messages {
			switch m.Header.Type {
			case syscall.NLMSG_DONE:
				return nil
			case syscall.NLMSG_ERROR:
				return errors.New("read sockets: the kernel does not tell")
			}
			if inode, port, ok := parseSocket(m.Data); ok {
				all[inode] = port
			}
		}
	}
}

func parseSocket(data []byte) (inode string, port Port, ok bool) {
	if len(data) < diagSize {
		return "", Port{}, false
	}
	length := 16
	if data[diagFamily] == syscall.AF_INET {
		length = 4
	}
	address, _ := netip.AddrFromSlice(data[diagSource : diagSource+length])
	address = address.Unmap()
	return strconv.FormatUint(uint64(binary.NativeEndian.Uint32(data[diagInode:])), 10),
		Port{Number: int(binary.BigEndian.Uint16(data[diagPort:])), Address: address.String(), Loopback: address.IsLoopback()}, true
}
