package emulator

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
)

// patience is how long a test waits for what must come.
const patience = 60 * time.Second

// bench is an emulator under test, its gateway and what its function wrote down.
type bench struct {
	*Emulator
	t      testing.TB
	url    string
	folder string
}

// newBench runs the test binary as the function, set up with change and with
// the switches in its environment.
func newBench(t testing.TB, change func(*Config), switches ...string) *bench {
	t.Helper()
	folder := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	f := manifest.Function{
		Name: "demo", Region: "cn-hangzhou", Runtime: "custom.debian11", Handler: "index.handler", Account: "123",
		Port: 9000, Memory: 512, Timeout: time.Minute, Concurrency: 1,
		Hooks: map[string]manifest.Hook{
			"initializer": {Timeout: 3 * time.Second}, "prestop": {Timeout: 3 * time.Second},
		},
		Env: map[string]string{playFunction: "1", "RECORD": folder},
	}
	for _, s := range switches {
		name, value, _ := strings.Cut(s, "=")
		f.Env[name] = value
	}
	c := Config{Function: f, Program: Program{Args: []string{self}, Dir: folder}, InitPause: 10 * time.Millisecond, AsyncPause: 10 * time.Millisecond}
	if change != nil {
		change(&c)
	}
	e, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{Emulator: e, t: t, folder: folder}
	server := httptest.NewServer(e)
	b.url = server.URL
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := e.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
		server.Close()
		if t.Failed() {
			t.Log(b.story())
		}
	})
	return b
}

// hooks configures hooks.
func hooks(names ...string) func(*Config) {
	return func(c *Config) {
		for _, name := range names {
			h := c.Function.Hooks[name]
			h.Configured, h.Handler = true, "true"
			c.Function.Hooks[name] = h
		}
	}
}

// answer is what a client got.
type answer struct {
	status int
	header http.Header
	body   string
}

// get makes a call that must be answered.
func (b *bench) get(path string) answer {
	b.t.Helper()
	return b.do(http.MethodGet, path, "")
}

func (b *bench) do(method, path, body string, headers ...string) answer {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, b.url+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		b.t.Fatalf("%s %s: %v\n%s", method, path, err, b.story())
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	if id := response.Header.Get(fc.HeaderRequestID); id != "" {
		b.awaitEnd(id) // the client has its answer a moment before that
	}
	return answer{response.StatusCode, response.Header, string(data)}
}

// awaitEnd returns the end of a request.
func (b *bench) awaitEnd(id string) Event {
	b.t.Helper()
	return b.await("the end of "+id, func(e Event) bool { return e.Type == EventEnd && e.Request == id })
}

// events are all that were told so far.
func (b *bench) events() []Event {
	events, _ := b.Journal().Since(0, 0)
	return events
}

// await returns the first event that is meant.
func (b *bench) await(what string, meant func(Event) bool) Event {
	b.t.Helper()
	limit := time.After(patience)
	for seq := int64(0); ; {
		changed := b.Journal().Changed()
		events, _ := b.Journal().Since(seq, 0)
		for _, e := range events {
			if meant(e) {
				return e
			}
			seq = e.Seq
		}
		select {
		case <-changed:
		case <-limit:
			b.t.Fatalf("there was no event: %s\n%s", what, b.story())
		}
	}
}

// awaitState returns when an instance is in a state.
func (b *bench) awaitState(s State) Event {
	b.t.Helper()
	return b.await("state "+string(s), func(e Event) bool { return e.Type == EventInstance && e.State == s })
}

// awaitNotice returns a notice with these words.
func (b *bench) awaitNotice(words string) Event {
	b.t.Helper()
	return b.await("notice "+words, func(e Event) bool { return e.Type == EventNotice && strings.Contains(e.Text, words) })
}

// states are those of an instance, "" for the first one, in their order.
func (b *bench) states(id string) string {
	var states []string
	for _, e := range b.events() {
		if e.Type != EventInstance {
			continue
		}
		if id == "" {
			id = e.Instance
		}
		if e.Instance == id {
			states = append(states, string(e.State))
		}
	}
	return strings.Join(states, " ")
}

// story is everything that happened, for a person.
func (b *bench) story() string {
	var s strings.Builder
	events := b.events()
	for _, e := range events[max(0, len(events)-200):] {
		fmt.Fprintf(&s, "%s %-8s %.10s %-30s %s%s %s %s %d %s%s\n", e.Time.Format("05.000"), e.Type, e.Instance, e.Request,
			e.State, e.Call, e.Path, e.Reason, e.Status, e.Error, e.Text)
	}
	return s.String()
}

// recorded are the lines that the function wrote into a file.
func (b *bench) recorded(name string) []string {
	data, err := os.ReadFile(filepath.Join(b.folder, name))
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

// stop closes the emulator, as at the end of a run.
func (b *bench) stop() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	if err := b.Close(ctx); err != nil {
		b.t.Fatalf("close: %v", err)
	}
}

// until waits for a condition.
func (b *bench) until(what string, holds func() bool) {
	b.t.Helper()
	for limit := time.Now().Add(patience); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(limit) {
			b.t.Fatalf("it did not come to pass: %s\n%s", what, b.story())
		}
	}
}
