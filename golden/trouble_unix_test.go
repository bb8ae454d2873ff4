//go:build unix

package golden

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// backendVariable is what the example in initialize.go reads: the service that it waits for.
const backendVariable = "BACKEND_URL"

// backend is the service that the example waits for.
type backend struct {
	url   string
	down  atomic.Bool
	asked atomic.Int32
}

// newBackend starts one that takes a while for each answer.
func newBackend(t *testing.T, while time.Duration) *backend {
	t.Helper()
	b := &backend{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		b.asked.Add(1)
		time.Sleep(while)
		if b.down.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

// refusesPort: a process that cannot listen ends at once and says why.
func (p project) refusesPort(t *testing.T, server process) {
	t.Helper()
	taken, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port

	in := p.launch(t, server, port, fc.PortVariables()[1])
	wantLastWords(t, in, strconv.Itoa(port), syscall.EADDRINUSE.Error())

	in = p.launch(t, server, port, fc.PortVariables()[1], fc.PortVariables()[0]+"=http")
	wantLastWords(t, in, "http", fc.PortVariables()[0])
}

// wantLastWords wants a process that fails, with an error in its log that holds all the words.
func wantLastWords(t *testing.T, in *instance, words ...string) {
	t.Helper()
	if code := in.waitExit(t); code != 1 {
		t.Errorf("exit code %d, want 1\n%s", code, in.log)
	}
	records := in.log.records(t)
	if len(records) == 0 {
		t.Fatalf("the process failed without a word\n%s", in.log)
	}
	last := records[len(records)-1]
	for _, word := range words {
		if last["level"] != "ERROR" || !strings.Contains(fmt.Sprint(last), word) {
			t.Errorf("the last log record is %v, want an error that names %q", last, word)
		}
	}
	in.log.check(t)
}

// initializesAgain: a passing failure answers 400, is not remembered, and the
// same process succeeds at the next try; a lasting one answers 500.
func (p project) initializesAgain(t *testing.T, server process, h fc.Hook) {
	t.Helper()
	b := newBackend(t, 0)
	b.down.Store(true)

	// FC_SERVER_PORT goes before the other variable, which names no port here.
	in := p.start(t, server, fc.PortVariables()[0], fc.PortVariables()[1]+"=1", backendVariable+"="+b.url)
	failed, succeeded := in.ids.hook(), in.ids.hook()
	a := in.do(t, hookCall(h, failed))
	if outcome, documented := fc.OutcomeOf(a.status); outcome != fc.TryAgain || !documented {
		t.Errorf("a backend that is not ready got status %d, want one that means %q", a.status, fc.TryAgain)
	}
	b.down.Store(false)
	if err := hookSucceeded(in.do(t, hookCall(h, succeeded))); err != nil {
		t.Errorf("initialize after a failure: %v\n%s", err, in.log)
	}
	if asked := b.asked.Load(); asked != 2 {
		t.Errorf("in two calls the initializer did its work %d times, want each time until it succeeds", asked)
	}
	want := []string{h.StartMarker(failed), h.FailedMarker(failed), h.StartMarker(succeeded), h.EndMarker(succeeded)}
	if got := in.log.waitMarkers(t, len(want)); !slices.Equal(got, want) {
		t.Errorf("the hooks' lines in the log are %q, want %q", got, want)
	}

	in.mustSignal(t, syscall.SIGTERM)
	if code := in.waitExit(t); code != 0 {
		t.Errorf("exit code %d after SIGTERM, want 0", code)
	}
	in.log.check(t)

	broken := p.start(t, server, fc.PortVariables()[0], backendVariable+"=http://%41:x/")
	a = broken.do(t, hookCall(h, broken.ids.hook()))
	if outcome, documented := fc.OutcomeOf(a.status); outcome != fc.Replace || !documented {
		t.Errorf("an initializer that can never succeed got status %d, want one that means %q", a.status, fc.Replace)
	}
	broken.mustSignal(t, syscall.SIGINT)
	if code := broken.waitExit(t); code != 0 {
		t.Errorf("exit code %d after SIGINT, want 0", code)
	}
	broken.log.check(t)
}
