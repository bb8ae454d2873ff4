package apply

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// killedProject is a sampleProject in which a run of samplePlan died when all
// of its changes were made, but before it was final.
func killedProject(t *testing.T) (dir string, before shot) {
	t.Helper()
	dir = sampleProject(t)
	before = snapshot(t, dir)
	f := &faulty{}
	f.before = func(call string) {
		if call == "rename journal.json" {
			f.first, f.last = f.calls, always
		}
	}
	var broken *NotRestored
	if err := run(samplePlan(), dir, stateOf(t), nil, faultyOpener(f)); !errors.As(err, &broken) {
		t.Fatalf("got error %v, want NotRestored", err)
	}
	snapshot(t, dir).without().compare(t, sampleAfter(t), "when killed")
	return dir, before
}

func TestRecoverNothing(t *testing.T) {
	t.Parallel()
	dir := sampleProject(t)
	for _, dir := range []string{dir, filepath.Join(dir, "missing", "too"), "."} {
		if r, err := Recover(dir, stateOf(t)); err != nil || r.Found || r.String() != "" {
			t.Errorf("%s: got %v, error %v", dir, r, err)
		}
	}
}

func TestRecover(t *testing.T) {
	t.Parallel()
	dir, before := killedProject(t)
	r, err := Recover(dir, stateOf(t))
	if err != nil {
		t.Fatal(err)
	}
	snapshot(t, dir).compare(t, before, "after Recover")
	const want = `an interrupted run was undone: put back "added/deep/x.go", "added/y.sh", "gone/deep/only.go", "main.go", "run.sh", "stays/a.go", "top.go"`
	if r.String() != want {
		t.Errorf("got  %s\nwant %s", r, want)
	}
}

// What a person did after the crash is not undone with it.
func TestRecoverKeepsLaterChanges(t *testing.T) {
	t.Parallel()
	dir, before := killedProject(t)
	putFile(t, dir, "main.go", "package main // edited\n", 0o640) // was replaced
	putFile(t, dir, "top.go", "package main // edited\n", 0o644)  // was created
	putFile(t, dir, "gone/deep/only.go", "back again\n", 0o644)   // was deleted
	putFile(t, dir, "gone/deep/only.go.fcgen-old", "taken\n", 0o644)
	putFile(t, dir, "added/mine.go", "package added\n", 0o644) // in a folder that was made
	dropFile(t, dir, "run.sh")                                 // was merged
	dropFile(t, dir, "stays")                                  // lost a file
	r, err := Recover(dir, stateOf(t))
	if err != nil {
		t.Fatal(err)
	}
	after := sampleAfter(t)
	want := before.without()
	mode := after["stays/b.go"][:len("-rw-r--r-- ")]
	want["main.go.fcgen-old"] = before["main.go"]
	want["main.go"] = before["main.go"][:len(mode)] + "package main // edited\n"
	want["top.go"] = mode + "package main // edited\n"
	want["gone/deep"] = before["gone"] // made anew
	want["gone/deep/only.go.fcgen-old-2"] = before["gone/deep/only.go"]
	want["gone/deep/only.go.fcgen-old"] = mode + "taken\n"
	want["gone/deep/only.go"] = mode + "back again\n"
	want["added"] = after["added"]
	want["added/mine.go"] = mode + "package added\n"
	delete(want, "stays/b.go")
	snapshot(t, dir).compare(t, want, "after Recover")

	const says = `an interrupted run was undone: put back "added/deep/x.go", "added/y.sh", "run.sh", "stays/a.go"` +
		`; "gone/deep/only.go" was changed since and stays (its earlier version is in "gone/deep/only.go.fcgen-old-2")` +
		`; "main.go" was changed since and stays (its earlier version is in "main.go.fcgen-old")` +
		`; "top.go" was changed since and stays`
	if r.String() != says {
		t.Errorf("got  %s\nwant %s", r, says)
	}
}

// A folder that the killed run made is somebody's file by now.
func TestRecoverMeetsFileForFolder(t *testing.T) {
	t.Parallel()
	dir, want := killedProject(t)
	dropFile(t, dir, "added")
	putFile(t, dir, "added", "mine\n", 0o600)
	want["added"] = snapshot(t, dir)["added"]
	if r, err := Recover(dir, stateOf(t)); err != nil || len(r.Kept) > 0 {
		t.Errorf("got %v, error %v", r, err)
	}
	snapshot(t, dir).compare(t, want, "after Recover")
}

// A file that the killed run had not come to, edited after it, is simply edited.
func TestRecoverLeavesUntouchedFile(t *testing.T) {
	t.Parallel()
	dir := sampleProject(t)
	f := &faulty{}
	f.before = func(call string) {
		if call == "remove gone/deep/only.go" { // comes before run.sh
			f.first, f.last = f.calls, always
		}
	}
	if err := run(samplePlan(), dir, stateOf(t), nil, faultyOpener(f)); err == nil {
		t.Fatal("the run was not stopped")
	}
	putFile(t, dir, "run.sh", "#!/bin/sh\n# mine\n", 0o750)
	want := snapshot(t, sampleProject(t))
	want["run.sh"] = snapshot(t, dir)["run.sh"]
	r, err := Recover(dir, stateOf(t))
	if err != nil || len(r.Kept) > 0 {
		t.Errorf("got %v, error %v", r, err)
	}
	snapshot(t, dir).compare(t, want, "after Recover")
}

// Undoing fails at each step in turn; the next try starts where it stopped.
func TestRecoverFaults(t *testing.T) {
	t.Parallel()
	for k := 1; ; k++ {
		dir, before := killedProject(t)
		f := &faulty{first: k, last: always}
		_, err := recoverDir(dir, stateOf(t), faultyOpener(f))
		if len(f.failed) == 0 {
			break
		}
		if err == nil {
			t.Errorf("call %d, %v: no error", k, f.failed)
		}
		if _, err := Recover(dir, stateOf(t)); err != nil {
			t.Fatalf("call %d, %v: %v", k, f.failed, err)
		}
		snapshot(t, dir).compare(t, before, "after the second Recover")
	}
}

// A journal that cannot be understood is left for a person to look at.
func TestRecoverBrokenJournal(t *testing.T) {
	t.Parallel()
	for _, journal := range []string{
		"", "{", `{"files": [{"path": "../x", "before": null, "after": null}]}`,
		`{"made": ["/tmp"]}`, `{"emptied": [{"path": "a/../..", "mode": 0}]}`,
	} {
		dir := t.TempDir()
		putFile(t, dir, ".fcgen-tmp/journal.json", journal, 0o644)
		putFile(t, dir, ".fcgen-tmp/old/0", "mine\n", 0o644)
		before := snapshot(t, dir)
		if _, err := Recover(dir, stateOf(t)); err == nil || !strings.Contains(err.Error(), journalName) {
			t.Errorf("%s: got error %v, want one that names %s", journal, err, journalName)
		}
		snapshot(t, dir).compare(t, before, "after Recover")
	}
}

// A stranger's file in the temporary folder is not ours to remove.
func TestRecoverKeepsStrangersFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	putFile(t, dir, ".fcgen-tmp/mine.txt", "mine\n", 0o644)
	if _, err := Recover(dir, stateOf(t)); err == nil {
		t.Error("got no error")
	}
	if data, err := os.ReadFile(filepath.Join(dir, ".fcgen-tmp", "mine.txt")); string(data) != "mine\n" {
		t.Errorf("mine.txt is %q, error %v", data, err)
	}
}
