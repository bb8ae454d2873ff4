package instance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strconv"
	"time"
)

// listener is where a server listens.
type listener struct {
	host string
	port int
}

const (
	loopback4 = "127.0.0.1"
	loopback6 = "::1"
)

func (l listener) String() string { return net.JoinHostPort(l.host, strconv.Itoa(l.port)) }

// freePort is a port that nobody listens on, on any address. It is below the
// ports that systems give to outgoing connections, of which there are many while
// an instance is under load. No other run of fcgen gets the same one until the
// claim is closed: between this look and the program's own listen it would find
// the port free as well, and then take one program for the other.
func freePort(ctx context.Context) (port int, claim io.Closer, err error) {
	const lowest, count, tries = 20000, 12000, 100
	for range tries {
		port = lowest + rand.IntN(count)
		if claim, err = claimPort(ctx, port); err != nil {
			continue
		}
		if err = free(ctx, port); err == nil {
			return port, claim, nil
		}
		claim.Close()
	}
	return 0, nil, fmt.Errorf("find a free port: %w", err)
}

// claimPort fails while another process of this machine holds the same claim. It
// is a UDP port that no server of HTTP needs: a claim that the system itself
// takes back when its holder dies, and that the program does not stumble on.
func claimPort(ctx context.Context, port int) (io.Closer, error) {
	const below = 10000
	var c net.ListenConfig
	return c.ListenPacket(ctx, "udp4", net.JoinHostPort(loopback4, strconv.Itoa(port-below)))
}

// free says why a port cannot be listened on. The loopback address is tried as
// well: some systems let one program have it and another one the rest.
func free(ctx context.Context, port int) error {
	for _, host := range []string{"", loopback4} {
		var c net.ListenConfig
		l, err := c.Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err != nil {
			return err
		}
		if err := l.Close(); err != nil {
			return err
		}
	}
	return nil
}

// acceptsAt is the first of the hosts where somebody listens on a port, or "".
func acceptsAt(ctx context.Context, port int, hosts ...string) string {
	for _, host := range hosts {
		if dial(ctx, host, port, 500*time.Millisecond) == nil {
			return host
		}
	}
	return ""
}

// listened reports whether somebody listens on a port of this machine.
func listened(ctx context.Context, port int) bool {
	return acceptsAt(ctx, port, loopback4, loopback6) != ""
}

// dial connects and hangs up.
func dial(ctx context.Context, host string, port int, timeout time.Duration) error {
	d := net.Dialer{Timeout: timeout, KeepAlive: -1}
	conn, err := d.DialContext(ctx, "tcp", listener{host, port}.String())
	if err != nil {
		return err
	}
	return conn.Close()
}

// refuses reports whether the address certainly has no listener: an answer that
// does not come, or an address that this machine does not have, tells nothing.
func refuses(ctx context.Context, host string, port int) bool {
	return errors.Is(dial(ctx, host, port, 3*time.Second), connectionRefused)
}
