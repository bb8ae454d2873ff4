package apply

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
)

// stateOf is the state of a test: beside its temporary folders, and removed with them.
func stateOf(t *testing.T) State {
	t.Helper()
	return StateIn(filepath.Join(filepath.Dir(t.TempDir()), "state"))
}

func TestUserState(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ home, xdg, want string }{
		{"/home/me", "", "/home/me/.local/state/fcgen"},
		{"/home/me", "/var/state", "/var/state/fcgen"},
		{"/home/me", "relative", "/home/me/.local/state/fcgen"},
		{"", "", ""},
		{"relative", "", ""},
	} {
		state := UserState(func(name string) string {
			return map[string]string{"HOME": test.home, "XDG_STATE_HOME": test.xdg}[name]
		})
		if filepath.Separator == '/' && test.home == "/home/me" && state.dir != test.want && !strings.Contains(state.dir, "Library") {
			t.Errorf("HOME=%q XDG_STATE_HOME=%q: %q, want %q", test.home, test.xdg, state.dir, test.want)
		}
		if test.want == "" && state.err == nil {
			t.Errorf("HOME=%q: no error", test.home)
		}
	}
}

// Without a folder to remember it in, no change is made.
func TestNoState(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, state := range map[string]State{
		"no name":   UserState(func(string) string { return "" }),
		"in a file": StateIn(filepath.Join(file, "state")),
		"a file":    StateIn(file),
	} {
		dir := sampleProject(t)
		before := snapshot(t, dir)
		if err := Apply(samplePlan(), dir, state); !errors.As(err, new(*NoState)) {
			t.Errorf("%s: got error %v, want NoState", name, err)
		}
		snapshot(t, dir).compare(t, before, name)
		if r, err := Recover(dir, state); r.Found || err != nil && name == "no name" {
			t.Errorf("%s: Recover found %v, error %v", name, r, err)
		}
	}
}

// The state is the user's own: nobody else can write to it.
func TestStateOfOthers(t *testing.T) {
	t.Parallel()
	if !modesKept() {
		t.Skip("no modes here")
	}
	dir := sampleProject(t)
	before := snapshot(t, dir)
	shared := filepath.Join(t.TempDir(), "shared")
	if err := errors.Join(os.Mkdir(shared, 0o700), os.Chmod(shared, 0o777)); err != nil {
		t.Fatal(err)
	}
	if err := Apply(samplePlan(), dir, StateIn(shared)); err == nil || !strings.Contains(err.Error(), "other users can write to") {
		t.Errorf("got error %v", err)
	}
	snapshot(t, dir).compare(t, before, "after a refusal")
	state := stateOf(t)
	if err := Apply(samplePlan(), dir, state); err != nil {
		t.Fatal(err)
	}
	for name, what := range snapshot(t, state.dir) {
		if mode, _, _ := strings.Cut(what, " "); mode != "-rwx------" && mode != "-rw-------" {
			t.Errorf("%s has the mode %s", name, mode)
		}
	}
}

// What is remembered has a bound, and the newest changes are remembered.
func TestStateIsBounded(t *testing.T) {
	t.Parallel()
	state := stateOf(t)
	top := t.TempDir()
	var last string
	for i := range maxRemembered + 3 {
		last = filepath.Join(top, strings.Repeat("x", i%100+1), strings.Repeat("y", i/100+1))
		if err := os.MkdirAll(last, 0o700); err != nil {
			t.Fatal(err)
		}
		plan := generator.Plan{Ops: []generator.Op{{Path: "a", Action: generator.Create, After: plain("a")}}}
		if err := run(plan, last, state, nil, faultyOpener(&faulty{})); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(state.dir)
	if err != nil || len(entries) != maxRemembered {
		t.Errorf("%d folders are remembered, want %d (%v)", len(entries), maxRemembered, err)
	}
	if _, err := Undo(last, state); err != nil {
		t.Errorf("the last change: %v", err)
	}
}
