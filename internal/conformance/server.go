package conformance

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// server is a process that a case drives, or the server of a URL, and the
// record of what was done with it.
type server struct {
	driver     *driver
	in         *instance.Instance // nil with a URL
	transport  http.RoundTripper  // with a URL
	transcript *transcript
	scheme     string   // "https" for a URL that says so
	host       string   // host:port
	steps      []string // shell lines that do the same

	leave func() // ends its part in the driver's life; nil with a URL
	slot  bool   // whether it has one
}

// maxAnswer is how much of an answer's body is kept.
const maxAnswer = 64 << 10

// logLines is how many lines of the log a result shows.
const logLines = 20

func addressOf(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// address is where the server is, for a client of HTTP.
func (s *server) address() string { return cmp.Or(s.scheme, "http") + "://" + s.host }

// take waits for a slot.
func (s *server) take(ctx context.Context) {
	select {
	case s.driver.slots <- struct{}{}:
		s.slot = true
	case <-ctx.Done():
	}
}

// give gives the slot back.
func (s *server) give() {
	if s.slot {
		<-s.driver.slots
		s.slot = false
	}
}

// idle waits while the process has nothing to do, and lets others work.
func (s *server) idle(ctx context.Context, t time.Duration) {
	s.give()
	wait(ctx, t)
	s.take(ctx)
}

// closeGrace is how long a process that is done with may take to put its things in order.
const closeGrace = 2 * time.Second

// close ends the process.
func (s *server) close() {
	s.give()
	if s.in != nil {
		s.in.Stop(closeGrace)
	}
	if s.leave != nil {
		s.leave()
		s.leave = nil
	}
}

// gone reports whether the process has ended, or ends within limit.
func (s *server) gone(ctx context.Context, limit time.Duration) bool {
	if s.in == nil {
		return false
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-s.in.Done():
		return true
	case <-ctx.Done():
		return false
	case <-timer.C:
		return false
	}
}

// How long a process that crashes may take to be gone, and one that no longer
// accepts connections: on a busy machine its end is told late.
const (
	crashTime = 200 * time.Millisecond
	endTime   = 5 * time.Second
)

// dead reports whether the process has crashed.
func (s *server) dead(ctx context.Context) bool {
	if s.gone(ctx, crashTime) {
		return true
	}
	d := net.Dialer{Timeout: time.Second}
	conn, err := d.DialContext(ctx, "tcp", s.host)
	if err == nil {
		conn.Close()
		return false
	}
	return s.gone(ctx, endTime)
}

// crashed says how the process ended; "" if it lives.
func (s *server) crashed(ctx context.Context) string {
	if s.in == nil || !s.dead(ctx) {
		return ""
	}
	return firstLine(s.in.ExitError().Message)
}

// hook calls a hook as the platform does.
func (s *server) hook(ctx context.Context, h fc.Hook, c instance.HookCall) instance.HookAnswer {
	if c.RequestID == "" {
		c.RequestID = instance.NewHookID()
	}
	s.show(s.hookRequest(h, c), "")
	if s.in == nil {
		return s.hookOfURL(ctx, h, c)
	}
	return s.in.Hook(ctx, h, c)
}

// request is a call that is no hook; the zero value is the plain one.
type request struct {
	method, path string      // "" means those of a plain call
	id           string      // "" means a new one
	control      string      // "" means that of a plain call
	header       http.Header // over the platform's; a nil value removes one
	body         []byte
}

// answer is what came back.
type answer struct {
	id       string
	status   int // 0 if there was no complete answer
	header   http.Header
	body     []byte // the first maxAnswer bytes
	closes   bool   // the connection ends with it
	err      error  // why there was no complete answer
	duration time.Duration
}

func (a answer) complete() bool { return a.status != 0 }

// fine reports a complete answer that blames the client at most.
func (a answer) fine() bool { return a.complete() && a.status < http.StatusInternalServerError }

// call makes a call. Every answer is read to its end.
func (s *server) call(ctx context.Context, r request) answer {
	r = s.filled(r)
	s.show(r, "")
	return s.exchange(ctx, r)
}

// exchange is a call that is not noted, of a request that is filled.
func (s *server) exchange(ctx context.Context, r request) answer {
	ctx, cancel := context.WithTimeout(ctx, s.driver.config.Timeout)
	defer cancel()
	return s.roundTrip(ctx, r)
}

// roundTrip has no time limit but that of ctx.
func (s *server) roundTrip(ctx context.Context, r request) (a answer) {
	a.id = r.id
	started := time.Now()
	defer func() { a.duration = time.Since(started) }()
	req, err := s.build(ctx, r)
	if err != nil {
		a.err = err
		return a
	}
	transport := s.transport
	if s.in != nil {
		transport = s.in.Transport()
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		a.err = err
		return a
	}
	return a.read(resp)
}

// read takes in a response.
func (a answer) read(resp *http.Response) answer {
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err == nil {
		_, err = io.Copy(io.Discard, resp.Body)
	}
	a.header, a.body, a.closes, a.err = resp.Header, body, resp.Close, err
	if err == nil {
		a.status = resp.StatusCode
	}
	return a
}

// filled is r with everything said.
func (s *server) filled(r request) request {
	method, path, control := http.MethodGet, "/", fc.ControlHTTPInvoke
	if s.driver.event() {
		method, path, control = fc.InvokeMethod, fc.InvokePath, fc.ControlInvoke
		if r.method == "" && r.body == nil {
			r.body = []byte("{}")
		}
		if r.header == nil {
			r.header = http.Header{}
		}
		if _, there := r.header["Content-Type"]; !there {
			r.header = r.header.Clone()
			r.header.Set("Content-Type", "application/octet-stream")
		}
	}
	if r.method == "" {
		r.method = method
	}
	if r.path == "" {
		r.path = path
	}
	if r.control == "" {
		r.control = control
	}
	if r.id == "" {
		r.id = instance.NewCallID()
	}
	return r
}

// platformHeader is the header that the platform adds to a request, with r's own over it.
func (s *server) platformHeader(r request) http.Header {
	header := s.header(r.id, r.control)
	for name, values := range r.header {
		if values == nil {
			header.Del(name)
			continue
		}
		header[http.CanonicalHeaderKey(name)] = values
	}
	return header
}

func (s *server) build(ctx context.Context, r request) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, r.method, s.address()+r.path, bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	req.Header = s.platformHeader(r)
	return req, nil
}

// droppedConnection reports an error that is neither a timeout nor our own doing.
func droppedConnection(err error) bool {
	var timeout net.Error
	return err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) &&
		(!errors.As(err, &timeout) || !timeout.Timeout())
}
