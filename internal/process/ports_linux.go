package process

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Ports lists the TCP ports that the program and its descendants listen on, by
// number. ErrUnsupported where the system cannot tell (anything but Linux).
func (p *Process) Ports() ([]Port, error) {
	pids := p.Descendants()
	if len(pids) == 0 {
		return nil, nil
	}
	listening, err := listeners()
	if err != nil || len(listening) == 0 {
		return nil, err
	}
	var ports []Port
	for _, pid := range pids {
		for _, inode := range sockets(pid) {
			if port, ok := listening[inode]; ok {
				ports = append(ports, port)
			}
		}
	}
	slices.SortFunc(ports, func(a, b Port) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Address, b.Address))
	})
	return slices.Compact(ports), nil
}

// ListensOn reports whether the program or a descendant listens on the TCP port.
// ErrUnsupported where the system cannot tell (anything but Linux).
func (p *Process) ListensOn(port int) (bool, error) {
	if p.isGone() {
		return false, nil
	}
	listening, err := listeners()
	if err != nil {
		return false, err
	}
	on := func(pid int) bool {
		return slices.ContainsFunc(sockets(pid), func(inode string) bool { return listening[inode].Number == port })
	}
	if port == 0 || !holds(listening, port) {
		return false, nil
	}
	// Mostly it is the program itself, and there is no need to look for others.
	return on(p.pid) || slices.ContainsFunc(p.Descendants(), on), nil
}

// holds reports whether anybody listens on the port.
func holds(listening map[string]Port, port int) bool {
	for _, p := range listening {
		if p.Number == port {
			return true
		}
	}
	return false
}

// PortHolder names the process that listens on the TCP port: "nginx (pid 812)";
// "" where the system does not tell, which for other people's processes is
// everywhere.
func PortHolder(port int) string {
	listening, err := listeners()
	if err != nil {
		return ""
	}
	if !holds(listening, port) {
		return ""
	}
	for _, pid := range taskIDs() {
		for _, inode := range sockets(pid) {
			if listening[inode].Number == port {
				name := strings.TrimSpace(string(readProc(pid, "comm", nil)))
				return fmt.Sprintf("%s (pid %d)", name, pid)
			}
		}
	}
	return ""
}

// sockets lists the inodes of the sockets that a process holds.
func sockets(pid int) (inodes []string) {
	folder := "/proc/" + strconv.Itoa(pid) + "/fd"
	dir, err := os.Open(folder)
	if err != nil {
		return nil
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1)
	for _, name := range names {
		target, err := os.Readlink(folder + "/" + name)
		if err != nil {
			continue
		}
		if inode, ok := strings.CutPrefix(target, "socket:["); ok {
			inodes = append(inodes, strings.TrimSuffix(inode, "]"))
		}
	}
	return inodes
}

// listeners maps the inodes of all listening TCP sockets to where they listen.
func listeners() (map[string]Port, error) {
	if all, err := listeningSockets(); err == nil {
		return all, nil
	}
	return procListeners() // a sandbox may have no such sockets
}

// procListeners reads them from /proc.
func procListeners() (map[string]Port, error) {
	all := map[string]Port{}
	for _, name := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		file, err := os.Open(name)
		if os.IsNotExist(err) {
			continue // a kernel without IPv6
		}
		if err != nil {
			return nil, fmt.Errorf("list ports: %w", err)
		}
		lines := bufio.NewScanner(file)
		for lines.Scan() {
			if inode, port, ok := parseListener(lines.Text()); ok {
				all[inode] = port
			}
		}
		file.Close()
		if err := lines.Err(); err != nil {
			return nil, fmt.Errorf("list ports: %w", err)
		}
	}
	return all, nil
}

// parseListener reads a line of /proc/net/tcp (man 5 proc_pid_net): number,
// local address, remote address, state and, as the tenth field, the inode. An
// address is one or four words in the machine's own byte order.
func parseListener(line string) (inode string, port Port, ok bool) {
	const listen = "0A"
	fields := strings.Fields(line)
	if len(fields) < 10 || fields[3] != listen {
		return "", Port{}, false
	}
	host, number, _ := strings.Cut(fields[1], ":")
	raw, err := hex.DecodeString(host)
	if err != nil || len(raw)%4 != 0 {
		return "", Port{}, false
	}
	for i := 0; i < len(raw); i += 4 {
		binary.NativeEndian.PutUint32(raw[i:], binary.BigEndian.Uint32(raw[i:]))
	}
	addr, valid := netip.AddrFromSlice(raw)
	n, err := strconv.ParseUint(number, 16, 16)
	if !valid || err != nil {
		return "", Port{}, false
	}
	addr = addr.Unmap()
	return fields[9], Port{Number: int(n), Address: addr.String(), Loopback: addr.IsLoopback()}, true
}
