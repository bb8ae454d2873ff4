package apply

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// giveTo makes a folder, with all that is in it, somebody else's.
func giveTo(t *testing.T, dir string, uid int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(name, uid, uid)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// In a folder that others may write to, somebody may have prepared a temporary
// folder for the next run of root's. It is not believed, emptied or used.
func TestTemporaryFolderOfAnotherUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	for _, lock := range []bool{false, true} {
		shared := t.TempDir()
		putFile(t, shared, ".myfunc.fcgen-tmp/old/0", "#!/bin/sh\n", 0o755)
		putFile(t, shared, ".myfunc.fcgen-tmp/new/handler.go", "package main // theirs\n", 0o644)
		if lock {
			putFile(t, shared, ".myfunc.fcgen-tmp/lock", "", 0o644)
		}
		giveTo(t, filepath.Join(shared, ".myfunc.fcgen-tmp"), 65534)
		before := snapshot(t, shared)
		err := New(newPlan("one"), filepath.Join(shared, "myfunc"))
		if e, ok := errors.AsType[*NotOurs](err); !ok || !strings.Contains(e.Why, "another user") {
			t.Errorf("New: got error %v, want NotOurs", err)
		}
		if r, err := Recover(filepath.Join(shared, "myfunc"), stateOf(t)); err != nil || r.Found {
			t.Errorf("Recover: got %v, error %v", r, err)
		}
		snapshot(t, shared).compare(t, before, "after refusals")

		dir := sampleProject(t)
		putFile(t, dir, ".fcgen-tmp/old/0", "#!/bin/sh\n", 0o755)
		putFile(t, dir, ".fcgen-tmp/lock", "", 0o644)
		giveTo(t, filepath.Join(dir, ".fcgen-tmp"), 65534)
		before = snapshot(t, dir)
		if err := Apply(samplePlan(), dir, stateOf(t)); !errors.As(err, new(*NotOurs)) {
			t.Errorf("Apply: got error %v, want NotOurs", err)
		}
		if _, err := Recover(dir, stateOf(t)); !errors.As(err, new(*NotOurs)) {
			t.Errorf("Recover: got error %v, want NotOurs", err)
		}
		snapshot(t, dir).compare(t, before, "after refusals")
	}
}

// Root keeps nothing in the state folder of another user, and makes none in
// their home, where they could not use it.
func TestStateOfAnotherUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	home := t.TempDir()
	giveTo(t, home, 65534)
	dir := sampleProject(t)
	before := snapshot(t, dir)
	for _, made := range []bool{false, true} {
		state := StateIn(filepath.Join(home, "state", "fcgen"))
		if made {
			putFile(t, home, "state/fcgen/x", "", 0o644)
			giveTo(t, filepath.Join(home, "state"), 65534)
		}
		err := Apply(samplePlan(), dir, state)
		if !errors.As(err, new(*NoState)) || !strings.Contains(err.Error(), "belongs to another user") {
			t.Errorf("got error %v, want NoState", err)
		}
	}
	snapshot(t, dir).compare(t, before, "after refusals")
}
