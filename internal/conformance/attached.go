package conformance

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// attach is the server of the config's URL.
func (d *driver) attach() *server {
	scheme, host, _ := strings.Cut(d.config.URL, "://")
	return &server{
		driver:     d,
		transcript: newTranscript(),
		scheme:     scheme,
		host:       host,
		transport:  &http.Transport{DisableCompression: true},
	}
}

// hookOfURL calls a hook of a server that runs already, whose log is not seen.
func (s *server) hookOfURL(ctx context.Context, h fc.Hook, c instance.HookCall) instance.HookAnswer {
	timeout := c.Timeout
	if timeout == 0 {
		timeout = s.driver.hookTimeout(h)
	}
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	a := s.roundTrip(ctx, s.hookRequest(h, c))
	outcome, specified := fc.OutcomeOf(a.status)
	return instance.HookAnswer{
		RequestID: a.id, Status: a.status, Err: a.err, Header: a.header, Body: a.body, Duration: a.duration,
		Outcome: outcome, Specified: specified, TimedOut: errors.Is(ctx.Err(), context.DeadlineExceeded),
	}
}

// hookRequest is the request of a hook call.
func (s *server) hookRequest(h fc.Hook, c instance.HookCall) request {
	r := request{method: h.Method, path: h.Path, control: h.Path, id: c.RequestID, header: c.Header}
	if c.Method != "" {
		r.method = c.Method
	}
	if c.Path != "" {
		r.path = c.Path
	}
	return r
}

// header is what the platform adds to a request.
func (s *server) header(id, control string) http.Header {
	if s.in != nil {
		return s.in.Header(id, control)
	}
	f := s.driver.config.Function
	header := http.Header{}
	header.Set(fc.HeaderRequestID, id)
	header.Set(fc.HeaderControlPath, control)
	header.Set(fc.HeaderFunctionName, f.Name)
	header.Set(fc.HeaderFunctionHandler, f.Handler)
	header.Set(fc.HeaderFunctionMemory, strconv.Itoa(f.Memory))
	header.Set(fc.HeaderFunctionTimeout, strconv.Itoa(int(f.Timeout/time.Second)))
	header.Set(fc.HeaderRegion, f.Region)
	header.Set(fc.HeaderAccountID, f.Account)
	header.Set(fc.HeaderQualifier, "LATEST")
	return header
}

// hookTimeout is the function's own for the hook.
func (d *driver) hookTimeout(h fc.Hook) time.Duration {
	if t := d.config.Function.Hooks[h.Name].Timeout; t > 0 {
		return t
	}
	return time.Duration(h.DefaultTimeout) * time.Second
}
