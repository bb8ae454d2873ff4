package conformance

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/gocommand"
	"github.com/fcgen/fcgen/internal/manifest"
)

// goldens are the generated projects that every run checks; with
// FCGEN_CHECK_GOLDENS=1 all of them are.
func goldens(t *testing.T) []string {
	t.Helper()
	if !everything() {
		return []string{"nethttp-both", "gin-both", "echo-event", "nethttp-none"}
	}
	files, err := filepath.Glob("../../golden/*/s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, filepath.Base(filepath.Dir(f)))
	}
	if len(names) == 0 {
		t.Fatal("there are no golden projects")
	}
	return names
}

// TestGoldensPass checks generated projects: nothing but passes, and skips only
// where something is not there.
func TestGoldensPass(t *testing.T) {
	t.Parallel()
	for _, name := range goldens(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report := run(t, goldenConfig(t, name))
			t.Logf("%d cases in %v ms", len(report.Results), report.Duration)
			for _, r := range report.Results {
				if r.Verdict != Pass && (r.Verdict != Skip || !absent(r)) {
					t.Errorf("%s: %s: %s%s\n%s\n%s", r.ID, r.Verdict, r.Got, r.Reason, r.Repeat, strings.Join(r.Log, "\n"))
				}
			}
		})
	}
}

// absent reports a case that is about something which the project does not have.
func absent(r Result) bool {
	return slices.ContainsFunc([]string{
		"s.yaml configures no ",
		"the function has no HTTP trigger",
		"the function has an HTTP trigger",
		"instanceConcurrency is 1",
		"no failing call is given",
		"no panicking call is given",
		"the function is an image",
		"this system cannot freeze",
		"this system has no SIGTERM",
	}, func(reason string) bool { return strings.HasPrefix(r.Reason, reason) })
}

// goldenConfig builds a copy of a generated project as for a deployment, and
// offers what its sample code has to offer.
func goldenConfig(t *testing.T, name string) Config {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "golden", name))); err != nil {
		t.Fatal(err)
	}
	f, err := manifest.Load(t.Context(), dir, manifest.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	program := buildGo(t, dir, filepath.Join(dir, "dist", "bootstrap"))
	c := Config{
		Dir:         dir,
		Function:    f,
		Program:     emulator.Program{Args: []string{program}, Shown: f.Command, Dir: t.TempDir()},
		Environ:     os.Environ(),
		FreezeTime:  time.Second,
		IdleTime:    time.Second,
		FailInitEnv: "DATABASE_URL=nowhere",
	}
	if f.Trigger == nil {
		c.FailPath = "not JSON"
	}
	return c
}

// buildGo builds a project, and beside it the program for this machine if that
// is another one than the platform's.
func buildGo(t *testing.T, dir, file string) string {
	t.Helper()
	build := func(goos, goarch, file string) {
		t.Helper()
		gocommand.Run(t, dir, []string{"GOOS=" + goos, "GOARCH=" + goarch}, "build", "-ldflags", "-s -w", "-o", file, ".")
	}
	build("linux", "amd64", file)
	if runtime.GOOS == "linux" && runtime.GOARCH == "amd64" {
		return file
	}
	local := filepath.Join(t.TempDir(), "bootstrap")
	if runtime.GOOS == "windows" {
		local += ".exe"
	}
	build(runtime.GOOS, runtime.GOARCH, local)
	return local
}

// run checks, and fails the test if that is not possible.
func run(t *testing.T, c Config) Report {
	t.Helper()
	report, err := Run(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return report
}
