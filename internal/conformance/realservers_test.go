package conformance

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/manifest"
)

// projectConfig is the config for a copy of a folder under testdata, on a port of its
// own instead of 9000.
func projectConfig(t *testing.T, name string, command ...string) Config {
	t.Helper()
	dir, port := t.TempDir(), fmt.Sprint(freePort(t))
	files, err := os.ReadDir(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join("testdata", name, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name()), []byte(strings.ReplaceAll(string(data), "9000", port)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f, err := manifest.Load(t.Context(), dir, manifest.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	return Config{
		Dir:        dir,
		Function:   f,
		Program:    emulator.Program{Args: command, Shown: f.Command, Dir: dir},
		Environ:    os.Environ(),
		FreezeTime: time.Second,
		IdleTime:   time.Second,
	}
}

// TestFlask checks a server in another language that keeps to one port: every
// MUST holds, and what is odd about it is said.
func TestFlask(t *testing.T) {
	t.Parallel()
	python := ""
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if exec.CommandContext(t.Context(), name, "-c", "import flask").Run() == nil {
			python = name
			break
		}
	}
	if python == "" {
		t.Skip("there is no Flask: apt-get install python3-flask")
	}
	c := projectConfig(t, "flask", python, "app.py")
	c.slowStart = time.Minute // it is not what a busy machine says
	if !everything() {        // one process after the other: all cases take most of a minute
		c.Cases = []string{"BOOT", "INIT/1", "INIT/2", "INIT/9", "INVOKE/1", "INVOKE/6", "INVOKE/7", "STOP/1", "STOP/2", "STOP/11", "LOG/1", "SEC/1"}
	}
	report := run(t, c)
	odd := map[string]string{
		"INVOKE/7": "its server keeps no connection open",
		"SEC/1":    "its hooks do not look who calls",
		"CFG/17":   "its s.yaml has no logConfig",
	}
	for _, r := range report.Results {
		switch {
		case r.Level == Must && r.Verdict != Pass && r.Verdict != Skip, r.Verdict == Unknown:
			t.Errorf("%s: %s: %s%s\n%s\n%s", r.ID, r.Verdict, r.Got, r.Reason, r.Repeat, strings.Join(r.Log, "\n"))
		case r.Verdict == Warn && odd[r.ID] == "":
			t.Errorf("%s: %s", r.ID, r.Got)
		case r.Verdict != Warn && odd[r.ID] != "":
			t.Errorf("%s does not say that %s", r.ID, odd[r.ID])
		}
	}
	if boot := result(t, report, "BOOT/3"); !strings.Contains(boot.Got, "although") {
		t.Errorf("BOOT/3 does not say that it ignores the port: %s", boot.Got)
	}
}

// TestExpress finds the route that hides the pre-stop, although every status is 200.
func TestExpress(t *testing.T) {
	t.Parallel()
	modules := os.Getenv("FCGEN_EXPRESS")
	if modules == "" {
		t.Skip("there is no Express: npm install express in a folder, and FCGEN_EXPRESS=FOLDER/node_modules")
	}
	c := projectConfig(t, "express", "node", "app.js")
	c.Environ = append(c.Environ, "NODE_PATH="+modules)
	if !everything() {
		c.Cases = []string{"BOOT", "INIT/2", "STOP"}
	}
	report := run(t, c)
	for _, r := range report.Results {
		if want := r.ID == "STOP/2"; (r.Verdict == Fail) != want {
			t.Errorf("%s: %s: %s%s\n%s\n%s", r.ID, r.Verdict, r.Got, r.Reason, r.Repeat, strings.Join(r.Log, "\n"))
		}
	}
	if status := result(t, report, "STOP/1"); status.Verdict != Pass {
		t.Errorf("STOP/1: %s: its status is 200 all the same", status.Verdict)
	}
}

func result(t *testing.T, report Report, id string) Result {
	t.Helper()
	i := slices.IndexFunc(report.Results, func(r Result) bool { return r.ID == id })
	if i < 0 {
		t.Fatalf("there is no result for %s", id)
	}
	return report.Results[i]
}
