//go:build unix

package golden

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// TestRun starts every golden as the platform does.
func TestRun(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, p project) {
		h, initializes := p.hook(t, "initializer")
		var with []string
		if initializes {
			with = append(with, "driver") // a database that it can open
		}
		server := program(p.build(t, with...))
		t.Run("life", func(t *testing.T) { p.lives(t, server) })
		t.Run("port", func(t *testing.T) { p.refusesPort(t, server) })
		if initializes {
			t.Run(h.Name, func(t *testing.T) { p.opensItsDatabase(t, server, h) })
			t.Run("alone", func(t *testing.T) { p.livesAlone(t, server) })
		}
	})
}

// lives takes a project through the life of an instance: ready, initialize,
// calls, freeze and thaw, pre-stop, SIGTERM.
func (p project) lives(t *testing.T, server process) {
	t.Helper()
	// The documented variable alone; the other one has its turn in initializesAgain.
	in := p.start(t, server, fc.PortVariables()[1])
	l := &life{instance: in}

	l.everywhere(t)
	l.clientsRunNoHook(t, http.StatusNotFound, http.StatusMethodNotAllowed)
	l.initialize(t)
	l.calls(t)
	l.failures(t)
	l.freeze(t)
	l.preStop(t)
	l.terminate(t)

	if got := in.log.markers(); !slices.Equal(got, l.markers) {
		t.Errorf("the hooks' lines in the log are\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(l.markers, "\n\t"))
	}
	in.log.check(t)
}

// life is an instance and the hooks' lines that its log must hold, in order.
type life struct {
	*instance
	markers []string
}

// everywhere: the platform does not come in through the loopback address. Linux
// answers for the whole of 127.0.0.0/8, but a server on 127.0.0.1 does not.
func (l *life) everywhere(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		return
	}
	_, port, err := net.SplitHostPort(l.address)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.DialTimeout("tcp", net.JoinHostPort("127.0.0.2", port), patience)
	if err != nil {
		t.Fatalf("the project listens on one address only: %v", err)
	}
	conn.Close()
}

// clientsRunNoHook: a client may ask an HTTP function for any path, and nobody
// else's method is the platform's. They get one of the answers.
func (l *life) clientsRunNoHook(t *testing.T, answers ...int) {
	t.Helper()
	for _, h := range fc.Hooks() {
		for _, c := range []call{
			{method: h.Method, path: h.Path, control: fc.ControlHTTPInvoke, id: l.ids.call()},
			{method: h.Method, path: h.Path, control: fc.ControlInvoke, id: l.ids.call()},
			{method: http.MethodPut, path: h.Path, id: l.ids.hook()},
		} {
			if a := l.do(t, c); !slices.Contains(answers, a.status) {
				t.Errorf("%s %s with control path %q got status %d, want one of %v", c.method, c.path, c.control, a.status, answers)
			}
		}
	}
}

// initialize calls the initializer several times at once and again later. It
// answers 200 each time and says so in the log.
func (l *life) initialize(t *testing.T) {
	t.Helper()
	h, configured := l.project.hook(t, "initializer")
	if !configured {
		l.noHook(t, h)
		return
	}
	l.initializeTogether(t, h)
	l.runHook(t, h)
}

// initializeTogether calls the initializer three times at once: one call is over
// before the next begins.
func (l *life) initializeTogether(t *testing.T, h fc.Hook) {
	t.Helper()
	l.together(t, 3, func(int) (call, func(answer) error) { return hookCall(h, l.ids.hook()), hookSucceeded })
	got := l.log.waitMarkers(t, 6)
	for i := 0; i+1 < len(got); i += 2 {
		_, id, _ := strings.Cut(got[i], "RequestId: ")
		if got[i] != h.StartMarker(id) || got[i+1] != h.EndMarker(id) {
			t.Errorf("the log has %q, want Start and End of one call before the next", got)
		}
	}
	l.markers = got
}

// runHook makes the platform's call of h, which must succeed and say so.
func (l *life) runHook(t *testing.T, h fc.Hook) {
	t.Helper()
	id := l.ids.hook()
	if err := hookSucceeded(l.do(t, hookCall(h, id))); err != nil {
		t.Errorf("%s %s: %v", h.Method, h.Path, err)
	}
	l.markers = append(l.markers, h.StartMarker(id), h.EndMarker(id))
}

func hookSucceeded(a answer) error {
	if a.status != http.StatusOK {
		return fmt.Errorf("status %d, want 200: %s", a.status, a.body)
	}
	if got, ok := a.header[fc.HeaderStatus]; ok {
		return fmt.Errorf("a hook answered with %s: %q, which is for calls", fc.HeaderStatus, got)
	}
	return nil
}

// noHook: without the hook its path is one like any other that leads nowhere.
func (l *life) noHook(t *testing.T, h fc.Hook) {
	t.Helper()
	c := hookCall(h, l.ids.hook())
	a := l.do(t, c)
	c.path, c.id = "/no/such/path", l.ids.hook()
	if b := l.do(t, c); a.status != b.status {
		t.Errorf("the project has no %s, but %s %s got status %d and another path %d", h.Name, h.Method, h.Path, a.status, b.status)
	}
}

// calls makes many at once: every caller gets its own answer.
func (l *life) calls(t *testing.T) {
	t.Helper()
	name := func(i int) string { return fmt.Sprintf("caller%d.", i) }
	l.together(t, 40, func(i int) (call, func(answer) error) {
		c := l.project.greeting(name(i), l.ids.call())
		return c, func(a answer) error { return greeted(a, name(i), c.id) }
	})

	last := l.ids.call()
	if err := greeted(l.do(t, l.project.greeting("last", last)), "last", last); err != nil {
		t.Error(err)
	}
	l.log.waitRequest(t, last)
}

// together sends n calls at once; each comes with the check of its answer.
func (l *life) together(t *testing.T, n int, prepare func(i int) (c call, check func(answer) error)) {
	t.Helper()
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			c, check := prepare(i)
			a, err := l.send(t.Context(), c)
			if err == nil {
				err = check(a)
			}
			if err != nil {
				t.Errorf("%s %s: %v", c.method, c.path, err)
			}
		})
	}
	group.Wait()
}

// greeted wants the answer of the project's example, for this caller.
func greeted(a answer, name, id string) error {
	var body struct{ Message, RequestID string }
	if err := json.Unmarshal([]byte(a.body), &body); err != nil {
		return fmt.Errorf("the answer %q: %w", a.body, err)
	}
	if a.status != http.StatusOK || !strings.Contains(body.Message, name) || body.RequestID != id {
		return fmt.Errorf("status %d with %q, want 200 for %s and %s", a.status, a.body, name, id)
	}
	if _, ok := a.header[fc.HeaderStatus]; ok {
		return fmt.Errorf("a call that succeeded has %s: %q", fc.HeaderStatus, a.header[fc.HeaderStatus])
	}
	return nil
}

// failures: an event function reports a failed call as the platform reads it;
// an HTTP function's own 404 is an ordinary answer.
func (l *life) failures(t *testing.T) {
	t.Helper()
	if l.project.isEvent() {
		a := l.do(t, call{fc.InvokeMethod, fc.InvokePath, fc.ControlInvoke, l.ids.call(), "{"})
		if a.status != http.StatusNotFound || a.header.Get(fc.HeaderStatus) != fc.StatusFailed || !strings.Contains(a.body, "errorMessage") {
			t.Errorf("a failed event got status %d, %s %q and %q, want 404, %q and an errorMessage",
				a.status, fc.HeaderStatus, a.header.Get(fc.HeaderStatus), a.body, fc.StatusFailed)
		}
		return
	}
	a := l.do(t, call{method: http.MethodGet, path: "/no/such/path", control: fc.ControlHTTPInvoke, id: l.ids.call()})
	if a.status != http.StatusNotFound || a.header.Get(fc.HeaderStatus) != "" {
		t.Errorf("an unknown path got status %d and %s %q, want 404 and none", a.status, fc.HeaderStatus, a.header.Get(fc.HeaderStatus))
	}
}

// freeze stops the process between calls, as the platform does, with a
// connection left open, and goes on with that connection afterwards.
func (l *life) freeze(t *testing.T) {
	t.Helper()
	l.do(t, l.project.greeting("before", l.ids.call()))
	time.Sleep(50 * time.Millisecond) // idle: nothing may close the connection
	l.mustSignal(t, syscall.SIGSTOP)
	l.waitStopped(t)

	type result struct {
		a   answer
		err error
	}
	id, done := l.ids.call(), make(chan result, 1)
	go func() {
		a, err := l.send(context.WithoutCancel(t.Context()), l.project.greeting("frozen", id))
		done <- result{a, err}
	}()
	select {
	case r := <-done:
		t.Fatalf("a frozen instance answered: %+v", r)
	case <-time.After(100 * time.Millisecond):
	}
	l.mustSignal(t, syscall.SIGCONT)
	r := <-done
	if r.err == nil {
		r.err = greeted(r.a, "frozen", id)
	}
	if r.err != nil {
		t.Fatalf("the call across freeze and thaw: %v\n%s", r.err, l.log)
	}
	if !r.a.reused {
		t.Error("the connection from before the freeze was closed")
	}
}

// preStop calls the hook while a call is running, and once more.
func (l *life) preStop(t *testing.T) {
	t.Helper()
	id := l.ids.call()
	running := l.begin(t, l.project.greeting("running", id))
	if h, configured := l.project.hook(t, "prestop"); configured {
		l.runHook(t, h)
		l.runHook(t, h)
	} else {
		l.noHook(t, h)
	}
	if err := greeted(running.finish(t), "running", id); err != nil {
		t.Errorf("a call that ran during pre-stop: %v", err)
	}
}

// terminate asks the process to stop while a call is running: it takes no new
// calls, finishes that one and exits with 0.
func (l *life) terminate(t *testing.T) {
	t.Helper()
	id := l.ids.call()
	running := l.begin(t, l.project.greeting("drained", id))
	l.mustSignal(t, syscall.SIGTERM)
	l.waitRefused(t)
	if err := greeted(running.finish(t), "drained", id); err != nil {
		t.Errorf("the call that ran at SIGTERM: %v", err)
	}
	if code := l.waitExit(t); code != 0 {
		t.Errorf("exit code %d after SIGTERM, want 0\n%s", code, l.log)
	}
}
