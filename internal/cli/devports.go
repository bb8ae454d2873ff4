package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"slices"
	"strconv"
	"syscall"

	"github.com/fcgen/fcgen/internal/process"
)

// portTaken is the error for a port that another program listens on.
type portTaken struct {
	flag   string // the one that chooses another port
	host   string
	port   int
	holder string // "nginx (pid 812)"; "" where the system does not tell
}

func (e *portTaken) sentence() sentence {
	if e.holder == "" {
		return sentence{"port %d is taken", []any{e.port}}
	}
	return sentence{"port %d is taken by %s", []any{e.port, e.holder}}
}
func (e *portTaken) Error() string { return e.sentence().String() }

// free is a port near the one that is taken, 0 if none is found soon.
func (e *portTaken) free() int {
	for port := e.port + 2; port < e.port+100 && port < 1<<16; port++ {
		l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", net.JoinHostPort(e.host, strconv.Itoa(port)))
		if err != nil {
			continue
		}
		l.Close()
		return port
	}
	return 0
}

// listen listens on the port that the flag chose.
func listen(ctx context.Context, flag, host string, port int) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	var number syscall.Errno
	const windowsInUse = 10048
	if errors.As(err, &number) && (number == syscall.EADDRINUSE || runtime.GOOS == "windows" && number == windowsInUse) {
		return nil, &portTaken{flag: flag, host: host, port: port, holder: process.PortHolder(port)}
	}
	return l, err
}

// onlyHere reports whether an address is reached from this machine alone.
func onlyHere(a net.Addr) bool {
	address, ok := a.(*net.TCPAddr)
	return ok && address.IP.IsLoopback()
}

// inNetwork reports whether this machine has an address that others can reach.
func inNetwork() bool {
	addresses, err := net.InterfaceAddrs()
	return err != nil || slices.ContainsFunc(addresses, func(a net.Addr) bool {
		n, ok := a.(*net.IPNet)
		return !ok || n.IP.IsGlobalUnicast()
	})
}

// urlOf is where a listener is reached from this machine.
func urlOf(l net.Listener) string {
	address, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return fmt.Sprintf("http://%s", l.Addr())
	}
	host := address.IP.String()
	if address.IP.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(address.Port))
}
