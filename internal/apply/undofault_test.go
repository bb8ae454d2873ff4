package apply

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// Taking back is all or nothing as any change is, the record included: what
// could not be taken back can be tried again.
func TestUndoFaults(t *testing.T) {
	t.Parallel()
	for _, late := range []bool{false, true} {
		faults(t, late, []string{"lstat", "read", "create", "write", "chmod", "sync", "close", "mkdir", "link", "rename", "remove"}, func(t *testing.T, f *faulty) {
			dir, before := changed(t)
			r, err := Undo(dir, stateOf(t))
			if err != nil {
				t.Fatal(err)
			}
			after := snapshot(t, dir)
			err = r.apply(faultyOpener(f))
			if late {
				checkThenRecover(t, f, err, dir, dir, after, before)
			} else {
				checkOutcome(t, f, err, dir, after, before)
			}
		})
	}
}

func TestUndoDeadDisk(t *testing.T) {
	t.Parallel()
	for k := 1; ; k++ {
		f := &faulty{first: k, last: always}
		dir, before := changed(t)
		r, err := Undo(dir, stateOf(t))
		if err != nil {
			t.Fatal(err)
		}
		after := snapshot(t, dir)
		err = r.apply(faultyOpener(f))
		if len(f.failed) == 0 {
			break
		}
		checkThenRecover(t, f, err, dir, dir, after, before)
	}
}

// A process is killed while it takes a change back. The next run finds the
// change as it was, with its record, or taken back.
func TestUndoKilled(t *testing.T) {
	t.Parallel()
	undone := 0
	for k := 1; ; k += 11 {
		dir, before := changed(t)
		after := snapshot(t, dir)
		out, err := child(t, "undo", dir, "", k).CombinedOutput()
		if err == nil {
			snapshot(t, dir).compare(t, before, "not killed")
			break
		}
		if strings.Contains(string(out), "FAIL") {
			t.Fatalf("call %d: %v\n%s", k, err, out)
		}
		r, err := Recover(dir, stateOf(t))
		if err != nil {
			t.Fatalf("call %d: %v", k, err)
		}
		undone += len(r.Restored)
		if _, err := Undo(dir, stateOf(t)); errors.As(err, new(*NothingToUndo)) {
			snapshot(t, dir).compare(t, before, fmt.Sprintf("killed at call %d", k))
			continue
		}
		snapshot(t, dir).compare(t, after, fmt.Sprintf("killed at call %d", k))
		undo(t, dir)
		snapshot(t, dir).compare(t, before, fmt.Sprintf("killed at call %d, then taken back", k))
	}
	if undone == 0 {
		t.Error("no process died with something to undo")
	}
}
