//go:build unix

package golden

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// database is what the example's initializer opens: testdata/generated/driver asks
// it for each connection, and says when one is closed.
type database struct {
	env            []string // tells a project about it
	down           atomic.Bool
	opened, closed atomic.Int32
}

func newDatabase(t *testing.T) *database {
	t.Helper()
	db := &database{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			db.closed.Add(1)
			return
		}
		db.opened.Add(1)
		if db.down.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(server.Close)
	db.env = []string{"DATABASE_DRIVER=http", "DATABASE_URL=" + server.URL}
	return db
}

// opensItsDatabase: what initialize opens answers calls, and preStop closes it. A
// passing failure answers 400, is not remembered, and the same process succeeds
// at the next try; a lasting one answers 500.
func (p project) opensItsDatabase(t *testing.T, server process, h fc.Hook) {
	t.Helper()
	db := newDatabase(t)
	db.down.Store(true)

	// FC_SERVER_PORT goes before the other variable, which names no port here.
	in := p.start(t, server, fc.PortVariables()[0], append(db.env, fc.PortVariables()[1]+"=1")...)
	l := &life{instance: in}
	failed := in.ids.hook()
	a := in.do(t, hookCall(h, failed))
	if outcome, documented := fc.OutcomeOf(a.status); outcome != fc.TryAgain || !documented {
		t.Errorf("a database that is not ready got status %d, want one that means %q", a.status, fc.TryAgain)
	}
	l.markers = []string{h.StartMarker(failed), h.FailedMarker(failed)}
	db.down.Store(false)
	db.opened.Store(0)
	l.runHook(t, h)
	l.runHook(t, h)
	if opened := db.opened.Load(); opened != 1 {
		t.Errorf("in two calls the initializer opened the database %d times, want once", opened)
	}
	id := in.ids.call()
	a = in.do(t, p.greeting("Ada", id))
	if err := greeted(a, "Salut, Ada!", id); err != nil {
		t.Errorf("a call that needs the database: %v", err)
	}
	if stop, configured := p.hook(t, "prestop"); configured {
		l.runHook(t, stop)
		for deadline := time.Now().Add(patience); db.closed.Load() == 0; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("pre-stop did not close the database")
			}
		}
		a = in.do(t, p.greeting("Ada", in.ids.call()))
		if a.header.Get(fc.HeaderStatus) != fc.StatusFailed {
			t.Errorf("a call without its database got status %d and %s %q, want one that failed", a.status, fc.HeaderStatus, a.header.Get(fc.HeaderStatus))
		}
	}
	if got := in.log.waitMarkers(t, len(l.markers)); !slices.Equal(got, l.markers) {
		t.Errorf("the hooks' lines in the log are %q, want %q", got, l.markers)
	}
	in.mustSignal(t, syscall.SIGTERM)
	if code := in.waitExit(t); code != 0 {
		t.Errorf("exit code %d after SIGTERM, want 0", code)
	}
	in.log.check(t)

	broken := p.start(t, server, fc.PortVariables()[0], "DATABASE_URL=somewhere", "DATABASE_DRIVER=none")
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

// livesAlone: where nobody plays the platform the process runs the hooks itself,
// so that the first request finds what the initializer opened.
func (p project) livesAlone(t *testing.T, server process) {
	t.Helper()
	db := newDatabase(t)
	in := p.start(t, server, fc.PortVariables()[0], append(db.env, "FC_FUNCTION_NAME=")...)
	id := in.ids.call()
	if err := greeted(in.do(t, p.greeting("Ada", id)), "Salut, Ada!", id); err != nil {
		t.Errorf("the first request: %v", err)
	}
	in.mustSignal(t, syscall.SIGTERM)
	if code := in.waitExit(t); code != 0 {
		t.Errorf("exit code %d after SIGTERM, want 0", code)
	}
	if _, configured := p.hook(t, "prestop"); configured && db.closed.Load() == 0 {
		t.Error("the database was not closed")
	}

	db.down.Store(true)
	in = p.launch(t, server, freePort(t), fc.PortVariables()[0], append(db.env, "FC_FUNCTION_NAME=")...)
	if code := in.waitExit(t); code != 1 || !strings.Contains(in.log.String(), "the database does not answer") {
		t.Errorf("exit code %d without the database, want 1 and the reason\n%s", code, in.log)
	}
}
