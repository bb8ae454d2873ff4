package conformance

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

const (
	isEvent   = "the function has no HTTP trigger: events come to POST /invoke, see INVOKE/2"
	isNoEvent = "the function has an HTTP trigger: clients' requests come as they are, see INVOKE/1"
)

func callAnswered(d *driver, run *callRun) Result {
	switch {
	case d.event():
		return skipped(isEvent)
	case run.answer.fine():
		return passed("GET / answers %d after %s", run.answer.status, shortly(run.answer.duration))
	case run.crash != "":
		return failed("GET / %s: %s", describe(run.answer), run.crash)
	default:
		return failed("GET / %s", describe(run.answer))
	}
}

func eventAnswered(d *driver, run *callRun) Result {
	outcome, _ := fc.OutcomeOf(run.answer.status)
	switch {
	case !d.event():
		return skipped(isNoEvent)
	case outcome == fc.Succeeded:
		return passed("POST /invoke answers %d after %s", run.answer.status, shortly(run.answer.duration))
	case run.crash != "":
		return failed("POST /invoke %s: %s", describe(run.answer), run.crash)
	default:
		return failed("POST /invoke %s", describe(run.answer))
	}
}

// invokeMarked looks for the pair that the platform prints.
func invokeMarked(_ *driver, run *callRun) Result {
	if !run.answer.complete() {
		return skipped("the call is not answered")
	}
	starts := containing(run.lines, "FC Invoke Start RequestId: "+run.answer.id)
	ends := containing(run.lines, "FC Invoke End RequestId: "+run.answer.id)
	switch {
	case len(starts) == 0 && len(ends) == 0:
		return passed("it prints neither")
	case len(starts) == len(ends):
		return failed("it prints %q, and the End to it: the call shows twice", starts[0])
	default:
		return failed("it prints %d Start and %d End lines for one call", len(starts), len(ends))
	}
}

func invokeMisspelt(_ *driver, run *callRun) Result {
	if !run.answer.complete() {
		return skipped("the call is not answered")
	}
	for _, word := range []string{"FC invoke Start", "FC invoke End"} {
		if found := containing(run.lines, word); len(found) > 0 {
			return failed("it prints %q", found[0])
		}
	}
	return passed("it prints neither")
}

// responseHeaders measures what the framework and the function set.
func responseHeaders(_ *driver, run *callRun) Result {
	if !run.answer.complete() {
		return skipped("the call is not answered")
	}
	size := 0
	var own []string
	for name, values := range run.answer.header {
		for _, v := range values {
			size += len(name) + len(": ") + len(v) + len("\r\n")
		}
		if strings.HasPrefix(name, "X-Fc-") && name != fc.HeaderStatus {
			own = append(own, strings.ToLower(name))
		}
	}
	switch {
	case size > fc.MaxResponseHeaders:
		return failed("the response headers are %d bytes long, and %d get through", size, fc.MaxResponseHeaders)
	case len(own) > 0:
		return failed("it sets %s, which does not reach the client", strings.Join(own, ", "))
	default:
		return passed("%d bytes of response headers", size)
	}
}

// special is the call of --fail-path or --panic-path: a path to GET or, for an
// event function, an event.
func (d *driver) special(text string) request {
	if d.event() {
		return request{body: []byte(text)}
	}
	if !strings.HasPrefix(text, "/") {
		text = "/" + text
	}
	return request{path: text}
}

// callFails makes a call that fails.
func callFails(ctx context.Context, d *driver) Result {
	if d.config.FailPath == "" {
		return skipped("no failing call is given: see --fail-path")
	}
	s, err := d.serving(ctx, start{})
	if err != nil {
		return notReached(err)
	}
	defer s.close()
	a := s.call(ctx, d.special(d.config.FailPath))
	status := a.header.Get(fc.HeaderStatus)
	switch {
	case !a.complete():
		return s.report(failed("it %s", describe(a)))
	case a.status < http.StatusBadRequest:
		return s.report(failed("it answers %d, which is no failure", a.status))
	case status != fc.StatusFailed:
		return s.report(failed("it answers %d, and x-fc-status is %q", a.status, status))
	default:
		return s.report(passed("%d with x-fc-status: %s", a.status, status))
	}
}

// callPanics makes a call that panics.
func callPanics(ctx context.Context, d *driver) Result {
	if d.config.PanicPath == "" {
		return skipped("no panicking call is given: see --panic-path")
	}
	return serving(panics)(ctx, d)
}

func panics(ctx context.Context, s *server) Result {
	a := s.call(ctx, s.driver.special(s.driver.config.PanicPath))
	told := a.status >= http.StatusInternalServerError || a.header.Get(fc.HeaderStatus) == fc.StatusFailed
	if crash := s.crashed(ctx); crash != "" {
		return failed("the process ends: %s", crash)
	}
	next := s.call(ctx, request{})
	switch {
	case !a.complete():
		return failed("it %s", describe(a))
	case !told:
		return failed("it answers %d, without x-fc-status: %s", a.status, fc.StatusFailed)
	case !next.complete():
		return failed("the call after it %s", strings.TrimPrefix(describe(next), "it "))
	default:
		return passed("%d, and the next call is answered", a.status)
	}
}

// otherMethods sends what browsers and balancers send.
func otherMethods(ctx context.Context, s *server) Result {
	if s.driver.event() {
		return skipped(isEvent)
	}
	if !s.driver.call(ctx).answer.fine() {
		return skipped("GET / fails as well: see INVOKE/1")
	}
	var got []string
	var wrong bool
	for _, method := range []string{http.MethodHead, http.MethodOptions, "BREW"} {
		a := s.call(ctx, request{method: method})
		got = append(got, fmt.Sprintf("%s %s", method, describe(a)))
		wrong = wrong || !a.fine() && (method != "BREW" || a.status != http.StatusNotImplemented)
	}
	text := strings.Join(got, ", ")
	if wrong {
		return failed("%s", text)
	}
	return passed("%s", text)
}
