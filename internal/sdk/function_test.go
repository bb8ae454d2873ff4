package sdk

import (
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/manifest"
)

// project is the generated project that the clients call: it takes events.
const project = "../../golden/nethttp-event"

// platform runs the project on a local platform.
type platform struct {
	endpoint string // host:port, as a client's endpoint
	name     string // of the function
	journal  *emulator.Journal
	emulator *emulator.Emulator
}

func start(t *testing.T) platform {
	t.Helper()
	f, err := manifest.Load(t.Context(), project, manifest.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(t.TempDir(), "bootstrap")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Dir = project
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", project, err, out)
	}
	e, err := emulator.New(emulator.Config{
		Function: f,
		Program:  emulator.Program{Args: []string{binary}, Shown: f.Command, Dir: t.TempDir()},
		Environ:  os.Environ(),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(e)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := e.Close(ctx); err != nil {
			t.Errorf("close the platform: %v", err)
		}
		server.Close()
	})
	return platform{strings.TrimPrefix(server.URL, "http://"), f.Name, e.Journal(), e}
}

// ended waits until n calls of that kind have ended and returns their ends.
func (p platform) ended(t *testing.T, kind emulator.CallKind, n int) []emulator.Event {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		changed := p.journal.Changed()
		var found []emulator.Event
		events, _ := p.journal.Since(0, 0)
		for _, e := range events {
			if e.Type == emulator.EventEnd && e.Call == kind {
				found = append(found, e)
			}
		}
		if len(found) >= n {
			return found
		}
		select {
		case <-changed:
		case <-deadline:
			t.Fatalf("%d calls of kind %s ended, want %d", len(found), kind, n)
		}
	}
}
