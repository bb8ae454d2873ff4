// These tests are compiled into the generated projects: see machinery_test.go.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	startLine  = "FC Initialize Start RequestId: rid-1\n"
	endLine    = "FC Initialize End RequestId: rid-1\n"
	failedLine = "FC Initialize End RequestId: rid-1, Error: Unhandled function error\n"
)

func newHook(run func(context.Context) error) *hook {
	return &hook{name: "Initialize", method: "POST", path: "/initialize", timeout: time.Minute, once: true, run: run}
}

// printed is what a function writes to the standard output. Tests that use it
// are not parallel.
func printed(t *testing.T, do func()) string {
	t.Helper()
	real := os.Stdout
	defer func() { os.Stdout = real }()
	f, err := os.Create(filepath.Join(t.TempDir(), "stdout"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	os.Stdout = f
	do()
	text, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// call sends a request with the request id rid-1 and the control path: none if
// it is empty, one header for each line of it.
func call(h http.Handler, method, path, controlPath string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("X-Fc-Request-Id", "rid-1")
	if controlPath != "" {
		r.Header["X-Fc-Control-Path"] = strings.Split(controlPath, "\n")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestHookStatus(t *testing.T) {
	cause := errors.New("a secret cause")
	for _, test := range []struct {
		name   string
		run    func(context.Context) error
		status int
		log    string
	}{
		{name: "success", run: func(context.Context) error { return nil }, status: 200, log: startLine + endLine},
		{name: "fatal", run: func(context.Context) error { return cause }, status: 500, log: startLine + failedLine},
		{name: "retryable", run: func(context.Context) error { return TryAgain(cause) }, status: 400, log: startLine + failedLine},
		{name: "wrapped retryable", run: func(context.Context) error { return fmt.Errorf("connect: %w", TryAgain(cause)) }, status: 400, log: startLine + failedLine},
		{name: "try nothing again", run: func(context.Context) error { return TryAgain(nil) }, status: 200, log: startLine + endLine},
		{name: "panic", run: func(context.Context) error { panic(cause) }, status: 500, log: startLine + failedLine},
	} {
		t.Run(test.name, func(t *testing.T) {
			var w *httptest.ResponseRecorder
			out := printed(t, func() { w = call(newHook(test.run), "POST", "/initialize", "/initialize") })
			if w.Code != test.status || out != test.log {
				t.Errorf("got %d and the log\n%swant %d and\n%s", w.Code, out, test.status, test.log)
			}
			if strings.Contains(w.Body.String(), "secret") {
				t.Errorf("the answer tells the cause: %s", w.Body)
			}
		})
	}
	if !errors.Is(TryAgain(cause), cause) {
		t.Error("TryAgain hides the error it marks")
	}
}

func TestHookRunsAgain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		once bool
		errs []error // what the calls return, one after the other
		runs int
	}{
		{name: "after a failure", once: true, errs: []error{errors.New("no"), TryAgain(errors.New("no")), nil}, runs: 3},
		{name: "not after a success", once: true, errs: []error{nil, errors.New("not reached")}, runs: 1},
		{name: "always, when it is no initializer", once: false, errs: []error{nil, nil}, runs: 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			runs := 0
			h := newHook(func(context.Context) error {
				runs++
				return test.errs[runs-1]
			})
			h.once = test.once
			var last int
			for range test.errs {
				last = call(h, "POST", "/initialize", "").Code
			}
			if runs != test.runs || last != 200 {
				t.Errorf("got %d runs and a last status of %d, want %d and 200", runs, last, test.runs)
			}
		})
	}
}

func TestHookAfterPanicRunsAgain(t *testing.T) {
	t.Parallel()
	runs := 0
	h := newHook(func(context.Context) error {
		if runs++; runs == 1 {
			panic("first")
		}
		return nil
	})
	if first, second := call(h, "POST", "/initialize", ""), call(h, "POST", "/initialize", ""); first.Code != 500 || second.Code != 200 || runs != 2 {
		t.Errorf("got %d, then %d in %d runs, want 500, then 200 in 2", first.Code, second.Code, runs)
	}
}

func TestHookTellsItsDeadlineAndRequest(t *testing.T) {
	t.Parallel()
	h := newHook(func(ctx context.Context) error {
		if id := FromContext(ctx).RequestID; id != "rid-1" {
			t.Errorf("got the request id %q, want rid-1", id)
		}
		<-ctx.Done()
		return ctx.Err()
	})
	h.timeout = 20 * time.Millisecond
	if w := call(h, "POST", "/initialize", ""); w.Code != 500 {
		t.Errorf("got %d after the timeout, want 500", w.Code)
	}
}

func TestHookNeverOverlaps(t *testing.T) {
	t.Parallel()
	var running, runs atomic.Int32
	h := newHook(func(context.Context) error {
		if running.Add(1) > 1 {
			t.Error("two runs at once")
		}
		time.Sleep(time.Millisecond)
		running.Add(-1)
		return TryAgain(errors.New("not yet"))
	})
	var calls sync.WaitGroup
	for range 10 {
		calls.Go(func() {
			call(h, "POST", "/initialize", "")
			runs.Add(1)
		})
	}
	calls.Wait()
	if runs.Load() != 10 {
		t.Errorf("got %d calls, want 10", runs.Load())
	}
}

// No call of a hook's path comes to the router, and with it to no middleware:
// neither the platform's nor a client's, for whom there is no such path.
func TestHooksPassTheRouterBy(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, method, path, controlPath string
		runs                            int
	}{
		{name: "initialize", method: "POST", path: "/initialize", controlPath: "/initialize", runs: 1},
		{name: "pre-stop", method: "GET", path: "/pre-stop", controlPath: "/pre-stop", runs: 1},
		{name: "initialize without the header", method: "POST", path: "/initialize", runs: 1},
		{name: "pre-stop without the header", method: "GET", path: "/pre-stop", runs: 1},
		{name: "a client's initialize", method: "POST", path: "/initialize", controlPath: "/http-invoke"},
		{name: "a client's pre-stop", method: "GET", path: "/pre-stop", controlPath: "/http-invoke"},
		{name: "a client's own header before the platform's", method: "POST", path: "/initialize", controlPath: "/initialize\n/http-invoke"},
		{name: "a client's own header after the platform's", method: "GET", path: "/pre-stop", controlPath: "/http-invoke\n/pre-stop"},
		{name: "both in one header", method: "POST", path: "/initialize", controlPath: "/initialize, /http-invoke"},
		{name: "both in one header, the other way", method: "GET", path: "/pre-stop", controlPath: "/invoke,/pre-stop"},
		{name: "spaces and capitals", method: "POST", path: "/initialize", controlPath: " /HTTP-Invoke "},
		{name: "the platform's own value twice", method: "POST", path: "/initialize", controlPath: "/initialize\n/initialize", runs: 1},
		{name: "another function's call", method: "POST", path: "/initialize", controlPath: "/invoke"},
		{name: "another method for initialize", method: "GET", path: "/initialize"},
		{name: "another method for pre-stop", method: "POST", path: "/pre-stop"},
		{name: "only the head of pre-stop", method: "HEAD", path: "/pre-stop"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			runs, routed := 0, 0
			run := func(context.Context) error { runs++; return nil }
			preStop := newHook(run)
			preStop.name, preStop.method, preStop.path, preStop.once = "PreStop", "GET", "/pre-stop", false
			f := newFunction(newApp(os.Getenv), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				routed++
				http.NotFound(w, r)
			}))
			f.hooks = []*hook{newHook(run), preStop}
			w := call(f, test.method, test.path, test.controlPath)
			if runs != test.runs || routed != 0 || (w.Code == 200) != (test.runs == 1) {
				t.Errorf("got %d runs, %d calls of the router and %d, want %d runs", runs, routed, w.Code, test.runs)
			}
			if got := w.Header().Get("X-Fc-Status"); got != "" {
				t.Errorf("got x-fc-status %q, want none", got)
			}
		})
	}
}

// Where no platform calls the hooks, they run before and after what is served.
func TestLive(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, test := range []struct {
		name                       string
		initialize, serve, preStop error
		did                        string
	}{
		{name: "all goes well", did: "initialize serve preStop"},
		{name: "no initialize, no serving", initialize: broken, did: "initialize"},
		{name: "pre-stop runs whatever serving came to", serve: broken, did: "initialize serve preStop"},
		{name: "pre-stop fails", preStop: broken, did: "initialize serve preStop"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var did []string
			does := func(what string, err error) func(context.Context) error {
				return func(ctx context.Context) error {
					if _, limited := ctx.Deadline(); !limited || ctx.Err() != nil {
						t.Errorf("%s: got no deadline, or %v", what, ctx.Err())
					}
					did = append(did, what)
					return err
				}
			}
			preStop := newHook(does("preStop", test.preStop))
			preStop.once = false
			f := &function{hooks: []*hook{newHook(does("initialize", test.initialize)), preStop}}
			ctx, stop := context.WithCancel(t.Context())
			err := f.live(ctx, func() error {
				stop() // as a signal does
				did = append(did, "serve")
				return test.serve
			})
			failed := errors.Join(test.initialize, test.serve, test.preStop) != nil
			if got := strings.Join(did, " "); got != test.did || errors.Is(err, broken) != failed {
				t.Errorf("got %s and %v, want %s", got, err, test.did)
			}
		})
	}
}

// What an initializer may do: use the router, which nothing ties to it.
func TestInitializerUsesTheRouter(t *testing.T) {
	t.Parallel()
	app := newApp(os.Getenv)
	h := newHook(func(context.Context) error {
		if w := call(newFunction(app, newRouter(app)), "GET", "/nowhere", "/http-invoke"); w.Code != 404 {
			return fmt.Errorf("status %d", w.Code)
		}
		return nil
	})
	if w := call(h, "POST", "/initialize", ""); w.Code != 200 {
		t.Errorf("got %d: %s", w.Code, w.Body)
	}
}
