package apply

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A process is killed at one call and then another; the next run finds what it
// left, sets it right, and succeeds.
func TestApplyKilled(t *testing.T) {
	t.Parallel()
	after := sampleAfter(t)
	undone := 0
	for k := 1; ; k += 9 {
		dir := sampleProject(t)
		before := snapshot(t, dir)
		out, err := child(t, "apply", dir, "", k).CombinedOutput()
		if err == nil {
			snapshot(t, dir).compare(t, after, "not killed")
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
		got := snapshot(t, dir)
		if _, whole := got["top.go"]; whole {
			got.compare(t, after, fmt.Sprintf("killed at call %d", k))
			continue
		}
		got.compare(t, before, fmt.Sprintf("killed at call %d", k))
		if err := Apply(samplePlan(), dir, stateOf(t)); err != nil {
			t.Errorf("killed at call %d, then: %v", k, err)
		}
	}
	if undone == 0 {
		t.Error("no process died with something to undo")
	}
}

// Without a Recover in between: Apply itself sets right what it finds.
func TestApplyAfterKilled(t *testing.T) {
	t.Parallel()
	dir := sampleProject(t)
	dieAt := 0
	counted := &faulty{}
	counted.before = func(call string) {
		if call == "rename journal.json" {
			dieAt = counted.calls
		}
	}
	if err := run(samplePlan(), sampleProject(t), stateOf(t), nil, faultyOpener(counted)); err != nil {
		t.Fatal(err)
	}
	if out, err := child(t, "apply", dir, "", dieAt).CombinedOutput(); err == nil || strings.Contains(string(out), "FAIL") {
		t.Fatalf("the process was not killed: %v\n%s", err, out)
	}
	if !pending(t, dir) {
		t.Fatal("the process died outside of its changes: the test needs another call")
	}
	if err := Apply(samplePlan(), dir, stateOf(t)); err != nil {
		t.Fatal(err)
	}
	snapshot(t, dir).compare(t, sampleAfter(t), "after the second run")
}

func TestApplyNewKilled(t *testing.T) {
	t.Parallel()
	for k := 1; ; k += 5 {
		parent := t.TempDir()
		dir := filepath.Join(parent, "a", "myfunc")
		out, err := child(t, "new", dir, "one", k).CombinedOutput()
		if err == nil {
			break
		}
		if strings.Contains(string(out), "FAIL") {
			t.Fatalf("call %d: %v\n%s", k, err, out)
		}
		entries, err := os.ReadDir(parent)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if name := e.Name(); name != ".a.fcgen-tmp" && name != "a" {
				t.Errorf("call %d: left %q", k, name)
			}
		}
		err = New(newPlan("two"), dir)
		want := "two"
		if isExists(err) { // killed after the project had appeared
			want = "one"
			_, err = Recover(dir, stateOf(t))
		}
		if err != nil {
			t.Errorf("call %d, the next run: %v", k, err)
		}
		snapshot(t, parent).compare(t, newAfter(t, "a/myfunc", want), fmt.Sprintf("killed at call %d, after the next run", k))
	}
}
