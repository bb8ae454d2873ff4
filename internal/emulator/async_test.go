package emulator

import (
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
)

const asAsync = "X-Fc-Invocation-Type: Async"

func TestAnAsynchronousCallIsMadeAsOftenAsSYAMLSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		async  *manifest.Async
		notice string
		ends   int
	}{
		{"nothing is said", nil, "failed 4 times and is given up", 4},
		{"no retry", &manifest.Async{MaxAge: time.Hour}, "failed once and is given up", 1},
		{"one retry", &manifest.Async{Retries: 1, MaxAge: time.Hour}, "failed 2 times and is given up", 2},
		{"too old for a retry", &manifest.Async{Retries: 8, MaxAge: time.Nanosecond}, "failed once, would be older than 1ns", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, func(config *Config) { config.Function.Async = c.async })
			for _, call := range []struct{ method, path, body string }{
				{"POST", invocations, "fail"},
				{"POST", "/status?code=404&X-Fc-Status=404", "x"},
				{"GET", "/half", ""},
			} {
				got := b.do(call.method, call.path, call.body, asAsync)
				if got.status != 202 || got.body != "" {
					t.Errorf("%s got %d %s", call.path, got.status, got.body)
				}
				id := got.header.Get(fc.HeaderRequestID)
				b.awaitNotice("the asynchronous call " + id + " " + c.notice)
				ends := 0
				for _, e := range b.events() {
					if e.Type == EventEnd && e.Request == id && e.Call == CallAsync {
						ends++
					}
				}
				if ends != c.ends {
					t.Errorf("%s was made %d times, want %d", call.path, ends, c.ends)
				}
			}
		})
	}
}

func TestAnAsynchronousHTTPCallIsMadeAsItCame(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	got := b.do("PUT", "/print?line=came", "payload", asAsync, "X-Fc-Stateful-Async-Invocation-Id: job-1")
	if got.status != 202 || got.body != "" || got.header.Get("X-Fc-Stateful-Async-Invocation-Id") != "job-1" {
		t.Errorf("it got %d %v %s", got.status, got.header, got.body)
	}
	e := b.awaitEnd(got.header.Get(fc.HeaderRequestID))
	if e.Call != CallAsync || e.Method != "PUT" || e.Path != "/print?line=came" || e.Status != 200 || e.Attempt != 1 {
		t.Errorf("it ended as %+v", e)
	}
	b.await("its line", func(e Event) bool { return e.Type == EventLog && e.Text == "came" })
	for _, c := range []struct{ body, header string }{
		{"", "X-Fc-Invocation-Type: Later"},
		{strings.Repeat("x", fc.MaxAsyncBody+1), asAsync},
	} {
		if got := b.do("POST", "/", c.body, c.header); got.status != 400 || !strings.Contains(got.body, fc.CodeInvalidArgument) {
			t.Errorf("%s got %d %s", c.header, got.status, got.body)
		}
	}
	b.stop()
	if got := b.do("GET", "/", "", asAsync); got.status != 503 {
		t.Errorf("after the end it got %d", got.status)
	}
}
