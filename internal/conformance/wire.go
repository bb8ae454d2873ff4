package conformance

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// wire is a connection on which a case decides itself when each byte is sent:
// half a request, a pause, the rest.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
	ctx  context.Context
}

// dial opens a connection that ends with ctx.
func (s *server) dial(ctx context.Context) (*wire, error) {
	dialer := net.Dialer{Timeout: s.driver.config.Timeout}
	dial := dialer.DialContext
	if s.scheme == "https" {
		dial = (&tls.Dialer{NetDialer: &dialer}).DialContext
	}
	conn, err := dial(ctx, "tcp", withPort(s.host, s.scheme))
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { conn.Close() })
	return &wire{conn: conn, in: bufio.NewReader(conn), ctx: ctx}, nil
}

// withPort is a host with the port that the scheme means where it names none.
func withPort(host, scheme string) string {
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), cmp.Or(scheme, "http"))
}

func (w *wire) close() { w.conn.Close() }

// reset closes the connection as a client that vanishes does.
func (w *wire) reset() {
	if tcp, ok := w.conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // at worst it is closed politely
	}
	w.conn.Close()
}

func (w *wire) send(p []byte, limit time.Duration) error {
	if err := w.conn.SetWriteDeadline(time.Now().Add(limit)); err != nil {
		return err
	}
	_, err := w.conn.Write(p)
	return err
}

// read takes in the answer to a request of that method.
func (w *wire) read(method string, limit time.Duration) (a answer) {
	if err := w.conn.SetReadDeadline(time.Now().Add(limit)); err != nil {
		return answer{err: err}
	}
	for {
		resp, err := http.ReadResponse(w.in, &http.Request{Method: method})
		if err != nil {
			return answer{err: err}
		}
		defer resp.Body.Close()
		if resp.StatusCode >= http.StatusOK { // not 100 Continue and the like
			return a.read(resp)
		}
	}
}

// bytesOf is a request as it goes over the wire, its head and its body apart.
// The Content-Length is length, whatever the body is.
func (s *server) bytesOf(r request, length int) (head []byte) {
	r = s.filled(r)
	header := s.platformHeader(r)
	if length > 0 || r.method == http.MethodPost {
		header.Set("Content-Length", fmt.Sprint(length))
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", r.method, r.path, s.host)
	_ = header.Write(&b) // a buffer takes everything
	b.WriteString("\r\n")
	return b.Bytes()
}
