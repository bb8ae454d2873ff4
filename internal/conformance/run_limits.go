package conformance

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// bigHead sends the most that the platform lets through before the body.
func bigHead(ctx context.Context, s *server) Result {
	headers := request{header: http.Header{}}
	used := 0
	for name, values := range s.platformHeader(s.filled(request{})) {
		used += len(name) + len(": \r\n") + len(strings.Join(values, ", "))
	}
	headers.header["X-Padding"] = []string{strings.Repeat("x", max(fc.MaxRequestHeaders-used-len("X-Padding: \r\n"), 0))}
	type try struct {
		what string
		request
	}
	tries := []try{{"8 KB of headers", headers}}
	if !s.driver.event() {
		tries = append(tries, try{"a path of 4 KB", request{path: "/" + strings.Repeat("x", fc.MaxRequestPath-1)}})
	}
	var got []string
	for _, try := range tries {
		a := s.call(ctx, try.request)
		if crash := s.crashed(ctx); crash != "" {
			return failed("%s: the process ends: %s", try.what, crash)
		}
		if !a.fine() && s.driver.call(ctx).answer.fine() {
			return failed("%s: it %s", try.what, describe(a))
		}
		got = append(got, fmt.Sprintf("%s: %d", try.what, a.status))
	}
	if next := s.call(ctx, request{}); !next.complete() {
		return failed("%s; but the next call %s", strings.Join(got, ", "), describe(next))
	}
	return passed("%s", strings.Join(got, ", "))
}

// bigBody sends the most that a call may carry.
func bigBody(ctx context.Context, s *server) Result {
	path := ""
	if !s.driver.event() {
		path = fmt.Sprintf("/%08x", rand.Uint32())
	}
	r := s.filled(request{method: http.MethodPost, path: path, header: http.Header{"Content-Type": {"application/octet-stream"}}})
	s.step("head -c %d /dev/zero | tr '\\0' x | curl -i -X POST -H 'Content-Type: application/octet-stream' -H %s --data-binary @- http://%s%s",
		fc.MaxBody, quote(strings.ToLower(fc.HeaderControlPath)+": "+r.control), addressOf(s.driver.config.Function.Port), r.path)
	r.body = bytes.Repeat([]byte("x"), fc.MaxBody) // letters, which no encoding makes longer
	limit := cmp.Or(s.driver.config.bodyTime, max(s.driver.config.Timeout, 30*time.Second))
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	a := s.roundTrip(limited, r)
	r.body = nil

	got := fmt.Sprintf("it %s", describe(a))
	if crash := s.crashed(ctx); crash != "" {
		return failed("%s, and the process ends: %s", got, crash)
	}
	slow := errors.Is(a.err, context.DeadlineExceeded)
	peak := peakMemory(s.in.Process().Descendants())
	if peak > 0 {
		got += fmt.Sprintf("; at most %d MB of memory", peak>>20)
	}
	if memory := s.driver.config.Function.Memory; memory > 0 && peak > int64(memory)<<20 {
		return failed("%s, and memorySize is %d", got, memory)
	}
	if next := s.call(ctx, request{}); !next.complete() {
		return failed("%s; but the next call %s", got, describe(next))
	}
	if slow {
		return unknown("%s: that is too slow to tell more, but the process lives and answers the next call", got)
	}
	return passed("%s", got)
}
