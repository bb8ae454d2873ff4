package conformance

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/manifest"
)

// broken is a server that does one thing wrong.
type broken struct {
	id     string            // the case that finds it, and after a space which of several it is
	lesson string            // what it does wrong
	spoil  func(*app)        // makes the good server do so
	also   map[string]string // other cases that must follow, and why
	config func(*Config)     // what its check needs, beside the usual
	polite bool              // it is only broken where there is a SIGTERM
}

// caseID is the case that finds it.
func (b broken) caseID() string { id, _, _ := strings.Cut(b.id, " "); return id }

func allBroken() []broken {
	return slices.Concat(brokenBoots(), brokenInitializers(), brokenCalls(), brokenPreStops(), brokenLives())
}

func brokenNamed(id string) (broken, bool) {
	all := allBroken()
	i := slices.IndexFunc(all, func(b broken) bool { return b.id == id })
	if i < 0 {
		return broken{}, false
	}
	return all[i], true
}

// unbreakable are the live cases that no server fails, and why.
func unbreakable() map[string]string {
	return map[string]string{
		"LOG/2": "it tells a share and demands none",
	}
}

// liveAreas are the areas whose cases drive a process.
func liveAreas() []string {
	return []string{"BOOT", "INIT", "INVOKE", "STOP", "FREEZE", "RESTART", "ORDER", "LOG", "SEC"}
}

// checked is the config for a server that this test binary plays.
func checked(t *testing.T, id string) Config {
	t.Helper()
	code := t.TempDir()
	script := []byte("#!/bin/sh\nexec ./server\n")
	if err := os.WriteFile(filepath.Join(code, "bootstrap"), script, 0o755); err != nil {
		t.Fatal(err)
	}
	return Config{
		Function: manifest.Function{
			Name: "demo", Code: code, Port: freePort(t), Memory: 512, Timeout: 3 * time.Second, Concurrency: 10,
			Env: map[string]string{"FCGEN_SERVER": id},
			Hooks: map[string]manifest.Hook{
				"initializer": {Configured: true, Timeout: 3 * time.Second},
				"prestop":     {Configured: true, Timeout: 3 * time.Second},
			},
			Trigger: &manifest.HTTPTrigger{Auth: "anonymous", Methods: []string{"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"}},
		},
		Program:      emulator.Program{Args: []string{testBinary(t)}, Dir: t.TempDir()},
		Environ:      os.Environ(),
		Own:          map[string]string{"GORACE": "atexit_sleep_ms=0"}, // a crash takes no time
		Cases:        liveAreas(),
		Timeout:      8 * time.Second, // a busy machine is slow, and few servers make anybody wait for it
		StartTimeout: 20 * time.Second,
		FreezeTime:   300 * time.Millisecond,
		IdleTime:     300 * time.Millisecond,
		StopGrace:    5 * time.Second,
		FailPath:     "/fail",
		PanicPath:    "/panic",
		FailInitEnv:  "FAIL_INIT=1",
	}
}

func testBinary(t *testing.T) string {
	t.Helper()
	file, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestGoodServerPasses(t *testing.T) {
	t.Parallel()
	for _, r := range run(t, checked(t, "good")).Results {
		if r.Verdict != Pass && r.ID != "INVOKE/2" && !strings.HasPrefix(r.Reason, "this system") {
			t.Errorf("%s: %s: %s%s\n%s\n%s", r.ID, r.Verdict, r.Got, r.Reason, r.Repeat, strings.Join(r.Log, "\n"))
		}
	}
}

// everything reports whether tests shall leave nothing out that takes long.
func everything() bool { return os.Getenv("FCGEN_CHECK_GOLDENS") == "1" }

// TestBrokenServers checks servers that do one thing wrong each: the case that
// is about it finds it, and nothing else does but what must follow. Without
// FCGEN_CHECK_GOLDENS=1 only the cases of its own area are run, and those that
// must follow.
func TestBrokenServers(t *testing.T) {
	t.Parallel()
	all := allBroken()
	reports := make([]Report, len(all))
	// They mostly wait, so more of them run at a time than there are processors.
	slots := make(chan struct{}, 10)
	var wg sync.WaitGroup
	for i, b := range all {
		c := checked(t, b.id)
		if b.config != nil {
			b.config(&c)
		}
		c.Parallel = 3
		if !everything() {
			area, _, _ := strings.Cut(b.id, "/")
			c.Cases = append(slices.Collect(maps.Keys(b.also)), area)
		}
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			report, err := Run(t.Context(), c)
			if err != nil {
				t.Errorf("%s: %v", b.id, err)
			}
			reports[i] = report
		})
	}
	wg.Wait()
	for i, b := range all {
		t.Run(b.id, func(t *testing.T) {
			if b.polite && runtime.GOOS == "windows" {
				t.Skip("this system has no SIGTERM")
			}
			compare(t, b, reports[i])
		})
	}
}

// compare wants exactly the findings that the server deserves.
func compare(t *testing.T, b broken, report Report) {
	t.Helper()
	want := []string{b.caseID()}
	for id := range b.also {
		want = append(want, id)
	}
	for _, r := range report.Results {
		found := r.Verdict == Fail || r.Verdict == Warn
		wanted := slices.Contains(want, r.ID)
		switch {
		case wanted && r.Verdict == Skip && strings.HasPrefix(r.Reason, "this system"):
			t.Skip(r.Reason)
		case wanted && !found:
			t.Errorf("%s: %s does not find it: %s: %s%s\n%s", b.lesson, r.ID, r.Verdict, r.Got, r.Reason, strings.Join(r.Log, "\n"))
		case !wanted && (found || r.Verdict == Unknown):
			t.Errorf("%s: %s says %s: %s%s\n%s\n%s", b.lesson, r.ID, r.Verdict, r.Got, r.Reason, r.Repeat, strings.Join(r.Log, "\n"))
		case wanted && (r.Level == Must) != (r.Verdict == Fail):
			t.Errorf("%s: a %s ends as %s", r.ID, r.Level, r.Verdict)
		case wanted && (r.Expected == "" || r.Got == "" || r.Repeat == "" || r.Source == "" || r.Mend == ""):
			t.Errorf("%s says too little: %+v", r.ID, r)
		}
	}
}

// TestEveryCaseFindsSomething wants a broken server for each case, or a reason.
func TestEveryCaseFindsSomething(t *testing.T) {
	t.Parallel()
	found := unbreakable()
	for _, b := range allBroken() {
		found[b.caseID()] = b.lesson
	}
	cases, err := Select(liveAreas(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if found[c.ID] == "" {
			t.Errorf("no broken server fails %s", c.ID)
		}
		delete(found, c.ID)
	}
	for id := range found {
		t.Errorf("there is a broken server for %s, and no such case", id)
	}
}

// told is a line on standard error, for what a broken server did.
func told(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
