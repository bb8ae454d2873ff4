package conformance

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/fcgen/fcgen/internal/instance"
)

// bodyLength is that of a request that is sent in two halves.
const bodyLength = 64

// halfRequest is a POST whose body comes late.
func (s *server) halfRequest() (r request, head, half []byte) {
	r = s.filled(request{method: http.MethodPost})
	half = []byte(strings.Repeat("x", bodyLength/2))
	if s.driver.event() {
		half = []byte(strings.Repeat(" ", bodyLength/2-1) + "{")
	}
	return r, s.bytesOf(r, bodyLength), half
}

// otherHalf completes the body of a halfRequest.
func (s *server) otherHalf() []byte {
	if s.driver.event() {
		return []byte("}" + strings.Repeat(" ", bodyLength/2-1))
	}
	return []byte(strings.Repeat("x", bodyLength/2))
}

// concurrentCalls looks whether calls wait for each other or mix.
func concurrentCalls(ctx context.Context, d *driver) Result {
	if n := d.config.Function.Concurrency; n <= 1 {
		return skipped("instanceConcurrency is %d: the platform sends one call at a time", max(n, 1))
	}
	return serving(func(ctx context.Context, s *server) Result {
		if r := overlap(ctx, s); r.Verdict != Pass {
			return r
		}
		return mix(ctx, s)
	})(ctx, d)
}

// overlap makes a call while two others are on their way.
func overlap(ctx context.Context, s *server) Result {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	limit := s.driver.config.Timeout
	r, head, half := s.halfRequest()
	s.showWire(" &", timed{r.text(bodyLength, string(half)), limit.Seconds()})
	s.showWire(" &", timed{r.method + " " + r.path, limit.Seconds()})
	s.step("sleep 0.5")

	for _, part := range [][]byte{head[:len(head)/2], append(head, half...)} {
		w, err := s.dial(ctx)
		if err == nil {
			err = w.send(part, limit)
		}
		if err != nil {
			return unknown("half a request could not be sent: %v", err)
		}
		defer w.close()
		if len(part) > len(head) {
			defer func() {
				_ = w.send(s.otherHalf(), limit) // the server may have answered and closed already
				w.read(r.method, time.Second)
			}()
		}
	}
	wait(ctx, 50*time.Millisecond) // until the server has taken them up
	if a := s.call(ctx, request{}); !a.complete() {
		return failed("while two other requests are on their way a call %s", describe(a))
	}
	return passed("")
}

// together is how many calls mix makes at a time.
const together = 8

// mix makes several calls at a time and looks for foreign ids in the answers.
func mix(ctx context.Context, s *server) Result {
	answers := make([]answer, together)
	ids := make([]string, together)
	var wg sync.WaitGroup
	s.step("# %d calls at a time:", together)
	for i := range answers {
		ids[i] = instance.NewCallID()
		r := s.filled(request{id: ids[i]})
		s.show(r, "")
		wg.Go(func() {
			answers[i] = s.exchange(ctx, r)
		})
	}
	wg.Wait()
	for i, a := range answers {
		if !a.complete() {
			return failed("of %d calls at a time one %s", together, describe(a))
		}
		text := fmt.Sprint(a.header) + string(a.body)
		for k, id := range ids {
			if k != i && strings.Contains(text, id) {
				return failed("the answer to the call %s holds the id of the call %s, made at the same time", ids[i], id)
			}
		}
	}
	return passed("a call is answered while two others are on their way; %d at a time do not mix", together)
}

// keptAlive makes two calls on one connection.
func keptAlive(ctx context.Context, s *server) Result {
	pause := s.driver.config.IdleTime
	first, second := s.twoCalls(ctx, "", pause, func() { s.idle(ctx, pause) })
	switch {
	case !first.complete():
		return skipped("the first call %s", describe(first))
	case second.complete():
		return passed("the second call on the connection, after %s, answers %d", pause, second.status)
	case first.closes:
		return failed("it closes the connection after each answer")
	default:
		return failed("the second call on the connection, after %s, %s", pause, describe(second))
	}
}

// twoCalls makes two calls on a connection, with something between them that
// takes a pause. Where the first one ends the connection, that is all.
func (s *server) twoCalls(ctx context.Context, suffix string, pause time.Duration, between func()) (first, second answer) {
	r := s.filled(request{})
	text := r.text(len(r.body), string(r.body))
	s.showWire(suffix, timed{text, pause.Seconds()}, timed{text, 1})
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	limit := s.driver.config.Timeout
	w, err := s.dial(ctx)
	if err != nil {
		return answer{err: err}, answer{err: err}
	}
	defer w.close()
	say := func() answer {
		r := s.filled(request{})
		if err := w.send(append(s.bytesOf(r, len(r.body)), r.body...), limit); err != nil {
			return answer{err: err}
		}
		return w.read(r.method, limit)
	}
	if first = say(); !first.complete() || first.closes {
		return first, answer{err: io.EOF}
	}
	between()
	return first, say()
}

// clientGone leaves in the middle of a request.
func clientGone(ctx context.Context, s *server) Result {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r, head, half := s.halfRequest()
	s.showWire("", timed{r.text(bodyLength, string(half)), 0})
	for _, part := range [][]byte{head[:len(head)/2], append(head, half...), s.whole()} {
		w, err := s.dial(ctx)
		if err == nil {
			err = w.send(part, s.driver.config.Timeout)
		}
		if err != nil {
			if crash := s.crashed(ctx); crash != "" {
				return failed("the process has ended: %s", crash)
			}
			return unknown("half a request could not be sent: %v", err)
		}
		wait(ctx, s.driver.config.abortTime)
		w.reset()
	}
	if crash := s.crashed(ctx); crash != "" {
		return failed("the process ends: %s", crash)
	}
	if a := s.call(ctx, request{}); !a.complete() {
		return failed("the next call %s", describe(a))
	}
	return passed("the next call is answered")
}

// whole is a plain call as it goes over the wire.
func (s *server) whole() []byte {
	r := s.filled(request{})
	return append(s.bytesOf(r, len(r.body)), r.body...)
}
