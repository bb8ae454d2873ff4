package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/secret"
)

// fake is a platform that answers by itself.
type fake struct {
	handle  http.HandlerFunc
	journal *emulator.Journal
	secrets *secret.Redactor

	mu       sync.Mutex
	function manifest.Function
	faults   emulator.Faults
	kept     map[string]emulator.Exchange
	stopped  []string
	killed   []string
}

func newFake() *fake {
	return &fake{
		journal: emulator.NewJournal(0, 0),
		function: manifest.Function{
			Name: "demo", Region: "cn-hangzhou", Runtime: "custom.debian11",
			CPU: 0.35, Memory: 512, Concurrency: 10, Timeout: time.Minute,
			Hooks: map[string]manifest.Hook{
				"initializer": {Configured: true, Handler: "initialize", Timeout: 3 * time.Second},
				"prestop":     {Timeout: 3 * time.Second},
			},
		},
		handle: func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			w.Header().Set("X-Fc-Request-Id", "1-00000000-00000000-000000000001")
			fmt.Fprintf(w, "%s %s %s %q", r.Method, r.Host, r.RequestURI, body)
		},
	}
}

func (f *fake) Secrets() *secret.Redactor { return f.secrets }

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.handle(w, r) }

func (f *fake) Invoke(_ context.Context, payload []byte) emulator.Result {
	return emulator.Result{RequestID: "1-2", Status: 200, Body: payload, Duration: time.Millisecond}
}

func (f *fake) Instances() []emulator.InstanceInfo {
	return []emulator.InstanceInfo{{ID: "c-1", State: emulator.Idle, PID: 4242, Port: 9000}}
}

func (f *fake) StopInstance(_ context.Context, id, _ string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if id != "c-1" {
		return errors.New("there is no instance " + id)
	}
	f.stopped = append(f.stopped, id)
	return nil
}

func (f *fake) KillInstance(id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if id != "c-1" {
		return errors.New("there is no instance " + id)
	}
	f.killed = append(f.killed, id)
	return nil
}

func (f *fake) Function() manifest.Function {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.function
}

func (f *fake) SetHook(name string, h manifest.Hook) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	hooks := map[string]manifest.Hook{name: h}
	for k, v := range f.function.Hooks {
		if k != name {
			hooks[k] = v
		}
	}
	f.function.Hooks = hooks
	return nil
}

func (f *fake) Faults() emulator.Faults {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.faults
}

func (f *fake) SetFaults(faults emulator.Faults) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = faults
}

func (f *fake) Variables() []emulator.Variable {
	return []emulator.Variable{{Name: "B", Value: "2", From: "s.yaml"}, {Name: "A_TOKEN", Value: "t0p", From: "s.yaml"}}
}

func (f *fake) Exchange(_ context.Context, id string, _ int) (emulator.Exchange, bool) {
	is, ok := f.kept[id]
	return is, ok
}

func (f *fake) Journal() *emulator.Journal { return f.journal }

// fresh is a console over f on a port of its own, with its token.
func fresh(t *testing.T, f *fake, c Config) (site *httptest.Server, token string) {
	t.Helper()
	if c.Gateway == "" {
		c.Gateway = "http://127.0.0.1:8700"
	}
	con := newConsole(c, f)
	con.pace.gather = time.Millisecond
	site = httptest.NewServer(con.handler())
	t.Cleanup(site.Close)
	return site, con.token
}

// post makes a call as the page does; change may make it another.
func post(t *testing.T, site *httptest.Server, token, path, body string, change ...func(*http.Request)) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, site.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(tokenHeader, token)
	r.Header.Set("Origin", site.URL)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, c := range change {
		c(r)
	}
	return do(t, r)
}

func do(t *testing.T, r *http.Request) (int, string) {
	t.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// withFile gives the fake function an s.yaml in a folder of its own.
func (f *fake) withFile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "s.yaml")
	writeFile(t, name, text)
	f.function.File, f.function.Resource = name, "demo"
	return name
}
