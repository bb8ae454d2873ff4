package instance

import (
	"context"
	"errors"
	"fmt"
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
// an instance is under load.
func freePort(ctx context.Context) (int, error) {
	const lowest, count, tries = 20000, 12000, 100
	var err error
	for range tries {
		port := lowest + rand.IntN(count)
		if err = free(ctx, port); err == nil {
			return port, nil
		}
	}
	return 0, fmt.Errorf("find a free port: %w", err)
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
