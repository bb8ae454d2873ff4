package instance

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// HookCall is how a hook is called; the zero value is how the platform does it.
type HookCall struct {
	RequestID string        // "" means a new UUID
	Method    string        // "" means the hook's own
	Path      string        // "" means the hook's own
	Header    http.Header   // set over the platform's own; a nil value removes one
	Timeout   time.Duration // 0 means the function's own for this hook; negative means none
}

// HookAnswer is what came of it. Header and Body are as the program sent them,
// which may be with the credentials that it got.
type HookAnswer struct {
	RequestID string
	Status    int   // 0 if there was no complete answer
	Err       error // why not: context.DeadlineExceeded after the timeout, io.EOF and the like for a dropped connection
	Header    http.Header
	Body      []byte // at most 64 KB of it
	Duration  time.Duration
	Outcome   fc.Outcome
	Specified bool // whether any text says what follows from this status
	TimedOut  bool
}

// maxHookBody is how much of a hook's answer is kept.
const maxHookBody = 64 << 10

// Hook calls a hook, whether it is configured or not. A redirect is an answer
// like any other.
func (in *Instance) Hook(ctx context.Context, h fc.Hook, c HookCall) HookAnswer {
	answer := HookAnswer{RequestID: c.RequestID}
	if answer.RequestID == "" {
		answer.RequestID = NewHookID()
	}
	limited, cancel := ctx, context.CancelFunc(func() {})
	if timeout := in.hookTimeout(h, c.Timeout); timeout > 0 {
		limited, cancel = context.WithTimeout(ctx, timeout)
	}
	defer cancel()

	start := time.Now()
	answer.Err = in.callHook(limited, h, c, &answer)
	answer.Duration = time.Since(start)
	if answer.Err != nil {
		answer.Status = 0
		switch {
		case ctx.Err() != nil:
			answer.Err = ctx.Err()
		case errors.Is(limited.Err(), context.DeadlineExceeded):
			answer.Err, answer.TimedOut = context.DeadlineExceeded, true
		case errors.Is(answer.Err, io.EOF): // without the words of net/http around it
			answer.Err = io.EOF
		}
	}
	answer.Outcome, answer.Specified = fc.OutcomeOf(answer.Status)
	return answer
}

// callHook makes the call on a connection of its own: net/http sends a GET once
// more if a connection that it kept is closed, and a hook runs once.
func (in *Instance) callHook(ctx context.Context, h fc.Hook, c HookCall, answer *HookAnswer) (err error) {
	r, err := in.hookRequest(ctx, h, c, answer.RequestID)
	if err != nil {
		return err
	}
	client := newHTTP(in, 4<<10)
	defer client.CloseIdleConnections()
	response, err := client.RoundTrip(r)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	answer.Status, answer.Header = response.StatusCode, response.Header
	if response.StatusCode == http.StatusSwitchingProtocols {
		return nil // what follows is no body and has no end
	}
	var body bytes.Buffer
	_, err = io.CopyN(&body, response.Body, maxHookBody)
	if err == nil {
		_, err = io.Copy(io.Discard, response.Body)
	}
	answer.Body = body.Bytes()
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func (in *Instance) hookRequest(ctx context.Context, h fc.Hook, c HookCall, id string) (*http.Request, error) {
	method, path := c.Method, c.Path
	if method == "" {
		method = h.Method
	}
	if path == "" {
		path = h.Path
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://"+in.found.Load().String()+path, http.NoBody)
	if err != nil {
		return nil, err
	}
	r.Header = in.hookHeader(h, id)
	for name, values := range c.Header {
		name = http.CanonicalHeaderKey(name)
		switch {
		case values == nil && name != "User-Agent":
			delete(r.Header, name)
		case name == "Host" && len(values) > 0:
			r.Host = values[0]
		default:
			r.Header[name] = values
		}
	}
	return r, nil
}

// hookHeader is the common set, the control path, and what FC 2.0 sent with the hook.
func (in *Instance) hookHeader(h fc.Hook, id string) http.Header {
	header := in.Header(id, h.Path)
	header["User-Agent"] = nil // none is sent
	header[fc.HeaderInitializationTimeout] = []string{strconv.Itoa(seconds(in.hookTimeout(initializer(), 0)))}
	if h.Path == fc.ControlPreStop {
		header[fc.HeaderPreStopHandler] = []string{"true"}
	}
	return header
}

func initializer() fc.Hook {
	h, _ := fc.HookNamed("initializer")
	return h
}

// hookTimeout is what was asked for, else what the function has for the hook.
func (in *Instance) hookTimeout(h fc.Hook, asked time.Duration) time.Duration {
	if asked != 0 {
		return asked
	}
	if own := in.config.Function.Hooks[h.Name].Timeout; own > 0 {
		return own
	}
	return time.Duration(h.DefaultTimeout) * time.Second
}
