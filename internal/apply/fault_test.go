package apply

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// faults runs apply again and again, each time with a fault one call later,
// until none is met any more. Kinds is what must have failed at least once.
func faults(t *testing.T, late bool, kinds []string, apply func(t *testing.T, f *faulty)) {
	t.Helper()
	met := map[string]bool{}
	for k := 1; ; k++ {
		f := &faulty{first: k, last: k, late: late}
		apply(t, f)
		if len(f.failed) == 0 {
			break
		}
		kind, _, _ := strings.Cut(f.failed[0], " ")
		met[kind] = true
	}
	for _, kind := range kinds {
		if !met[kind] {
			t.Errorf("no %s ever failed: the test does not reach it", kind)
		}
	}
}

var (
	applyKinds    = []string{"lstat", "read", "list", "try", "create", "write", "set", "sync", "close", "mkdir", "link", "rename", "remove"}
	applyNewKinds = []string{"lstat", "create", "write", "close", "mkdir", "rename", "remove"}
)

// One call fails: afterwards nothing has changed, or everything has, and the
// error says which.
func TestApplyFaults(t *testing.T) {
	t.Parallel()
	after := sampleAfter(t)
	for _, noLinks := range []bool{false, true} {
		kinds := slices.Clone(applyKinds)
		if noLinks {
			kinds = slices.DeleteFunc(kinds, func(kind string) bool { return kind == "link" })
		}
		faults(t, false, kinds, func(t *testing.T, f *faulty) {
			f.noLinks = noLinks
			dir := sampleProject(t)
			before := snapshot(t, dir)
			err := run(samplePlan(), dir, stateOf(t), nil, faultyOpener(f))
			checkOutcome(t, f, err, dir, before, after)
		})
	}
}

func TestApplyNewFaults(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"myfunc", "a/b/myfunc"} {
		after := newAfter(t, name, "one")
		faults(t, false, applyNewKinds, func(t *testing.T, f *faulty) {
			parent := t.TempDir()
			err := makeNew(newPlan("one"), filepath.Join(parent, filepath.FromSlash(name)), faultyOpener(f))
			checkOutcome(t, f, err, parent, shot{}, after)
		})
	}
}

func checkOutcome(t *testing.T, f *faulty, err error, dir string, before, after shot) {
	t.Helper()
	when := fmt.Sprintf("call %d, %v", f.first, f.failed)
	var leftover *Leftover
	switch got := snapshot(t, dir); {
	case err == nil: // no fault, or one that there is a way around
		for _, call := range f.failed {
			switch kind, _, _ := strings.Cut(call, " "); {
			case kind == "link", kind == "lstat", kind == "give", call == "sync folder .":
			default:
				t.Errorf("%s: no error", when)
			}
		}
		got.compare(t, after, when)
	case errors.As(err, &leftover):
		got.without().compare(t, after, when)
	default:
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s: the error does not say why: %v", when, err)
		}
		got.compare(t, before, when)
	}
}

// What a person does while a run is at work stays, and stops the run.
func TestApplyFileChangesMeanwhile(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, path, content, want string
	}{
		{"edited", "run.sh", "#!/bin/sh\n# mine\n", `"run.sh" changed since the plan was made: it was written to just now`},
		{"deleted", "run.sh", "", `"run.sh" changed since the plan was made: it is gone`},
		{"created", "top.go", "package mine\n", `"top.go" changed since the plan was made: it exists now`},
		{"folder made", "added", "", `"added" changed since the plan was made: it exists now`},
		{"edited, to be deleted", "stays/a.go", "package stays // mine\n", `"stays/a.go" changed since the plan was made: it was written to just now`},
	} {
		dir := sampleProject(t)
		var before shot
		f := &faulty{}
		f.before = func(call string) {
			switch {
			case call != "rename journal.tmp": // all has been checked by then
				return
			case test.name == "folder made":
				if err := os.Mkdir(filepath.Join(dir, test.path), 0o755); err != nil {
					t.Error(err)
				}
			case test.content == "":
				dropFile(t, dir, test.path)
			default:
				putFile(t, dir, test.path, test.content, 0o750)
			}
			before = snapshot(t, dir).without()
		}
		err := run(samplePlan(), dir, stateOf(t), nil, faultyOpener(f))
		if err == nil || err.Error() != test.want || !errors.As(err, new(*Changed)) {
			t.Errorf("%s: got error %v, want %s", test.name, err, test.want)
		}
		snapshot(t, dir).compare(t, before, test.name)
	}
}

// A file that somebody changes after the run did, before the run fails, cannot
// be put back: the run says so, and where the earlier version is.
func TestApplyCannotPutBack(t *testing.T) {
	t.Parallel()
	dir := sampleProject(t)
	f := &faulty{}
	f.before = func(call string) {
		if call == "rename journal.json" {
			putFile(t, dir, "main.go", "package main // mine\n", 0o640)
			f.first, f.last, f.before = f.calls, f.calls, nil
		}
	}
	err := run(samplePlan(), dir, stateOf(t), nil, faultyOpener(f))
	var broken *NotRestored
	if !errors.As(err, &broken) || !errors.Is(err, syscall.ENOSPC) || len(broken.Paths) != 1 || broken.Paths[0] != "main.go" {
		t.Fatalf("got error %v, want NotRestored of main.go", err)
	}
	r, err := Recover(dir, stateOf(t))
	if err != nil || len(r.Kept) != 1 || r.Kept[0] != (Kept{"main.go", "main.go.fcgen-old"}) {
		t.Errorf("Recover: got %v, error %v", r, err)
	}
	got := snapshot(t, dir)
	if !strings.HasSuffix(got["main.go"], "package main // mine\n") || !strings.HasSuffix(got["main.go.fcgen-old"], " package main\n") {
		t.Errorf("main.go is %q, main.go.fcgen-old is %q", got["main.go"], got["main.go.fcgen-old"])
	}
}

// A call does its work and yet reports an error, as network disks do.
func TestApplyLateFaults(t *testing.T) {
	t.Parallel()
	after := sampleAfter(t)
	faults(t, true, applyKinds, func(t *testing.T, f *faulty) {
		dir := sampleProject(t)
		before := snapshot(t, dir)
		err := run(samplePlan(), dir, stateOf(t), nil, faultyOpener(f))
		checkThenRecover(t, f, err, dir, dir, before, after)
	})
}

func TestApplyNewLateFaults(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"myfunc", "a/b/myfunc"} {
		after := newAfter(t, name, "one")
		faults(t, true, applyNewKinds, func(t *testing.T, f *faulty) {
			parent := t.TempDir()
			dir := filepath.Join(parent, filepath.FromSlash(name))
			err := makeNew(newPlan("one"), dir, faultyOpener(f))
			checkThenRecover(t, f, err, parent, dir, shot{}, after)
		})
	}
}

// From one call on, every one fails, those of the undoing too: what kill -9
// leaves behind. The next run, on a sound disk, sets it right.
func TestApplyDeadDisk(t *testing.T) {
	t.Parallel()
	after := sampleAfter(t)
	for _, noLinks := range []bool{false, true} {
		undone := 0
		for k := 1; ; k++ {
			f := &faulty{first: k, last: always, noLinks: noLinks}
			dir := sampleProject(t)
			before := snapshot(t, dir)
			err := run(samplePlan(), dir, stateOf(t), nil, faultyOpener(f))
			if len(f.failed) == 0 {
				break
			}
			var broken *NotRestored
			if errors.As(err, &broken) {
				undone++
				if broken.Cause == nil || len(broken.Paths) == 0 || broken.Backup != filepath.Join(dir, ".fcgen-tmp", "old") {
					t.Errorf("call %d: %#v", k, broken)
				}
			}
			checkThenRecover(t, f, err, dir, dir, before, after)
		}
		if undone < 10 {
			t.Errorf("only %d runs could not be undone: the test does not reach them", undone)
		}
	}
}

func TestApplyNewDeadDisk(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"myfunc", "a/b/myfunc"} {
		after := newAfter(t, name, "one")
		for k := 1; ; k++ {
			f := &faulty{first: k, last: always}
			parent := t.TempDir()
			dir := filepath.Join(parent, filepath.FromSlash(name))
			err := makeNew(newPlan("one"), dir, faultyOpener(f))
			if len(f.failed) == 0 {
				break
			}
			if len(snapshot(t, parent).without()) > 0 != errors.As(err, new(*Leftover)) {
				t.Errorf("call %d, %v: error %v leaves %v", k, f.failed, err, snapshot(t, parent))
			}
			checkThenRecover(t, f, err, parent, dir, shot{}, after)
		}
	}
}

// checkThenRecover checks that a failed run either is undone by Recover or was
// whole, as its error said.
func checkThenRecover(t *testing.T, f *faulty, err error, root, dir string, before, after shot) {
	t.Helper()
	when := fmt.Sprintf("call %d, %v, error %v", f.first, f.failed, err)
	if _, err := Recover(dir, stateOf(t)); err != nil {
		t.Fatalf("%s: Recover: %v", when, err)
	}
	if err == nil || errors.As(err, new(*Leftover)) {
		snapshot(t, root).compare(t, after, when)
	} else {
		snapshot(t, root).compare(t, before, when)
	}
	if r, err := Recover(dir, stateOf(t)); err != nil || r.Found {
		t.Errorf("%s: a second Recover found %v, error %v", when, r, err)
	}
}
