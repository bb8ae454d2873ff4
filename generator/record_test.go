package generator

import (
	"errors"
	"strings"
	"testing"
)

// The record can hold what only its owner may read, and git does not see it.
func TestRecordIsPrivate(t *testing.T) {
	t.Parallel()
	dir, _ := changed(t)
	got := snapshot(t, dir)
	if mode, _, _ := strings.Cut(got[recordPath], " "); modesKept() && mode != "-rw-------" {
		t.Errorf("the record's mode is %s", mode)
	}
	if !strings.HasSuffix(got[ignorePath], " *\n") {
		t.Errorf("%s is %q", ignorePath, got[ignorePath])
	}
}

// A record that fcgen did not write so is refused, and leads nowhere.
func TestUndoOfABrokenRecord(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, record string }{
		{"no JSON", "{"},
		{"another version", `{"version": 2}`},
		{"a path outside", `{"version": 1, "files": [{"path": "../x", "before": {"data": "", "mode": 420}}]}`},
		{"an absolute path", `{"version": 1, "files": [{"path": "/x", "before": {"data": "", "mode": 420}}]}`},
		{"itself", `{"version": 1, "files": [{"path": ".fcgen/undo/last.json", "before": {"data": "", "mode": 420}}]}`},
		{"nothing at all", `{"version": 1, "files": [{"path": "x"}]}`},
	} {
		dir := t.TempDir()
		putFile(t, dir, recordPath, test.record, 0o600)
		if _, err := Undo(dir); !errors.As(err, new(*Unreadable)) {
			t.Errorf("%s: got error %v, want Unreadable", test.name, err)
		}
		if err := (Plan{Ops: []Op{{Path: "x", Action: Create, After: plain("x\n")}}}).Apply(dir); err != nil {
			t.Errorf("%s: the next change: %v", test.name, err)
		}
	}
}

// Whatever stands where the record should be: no panic, and no plan that
// leaves the folder or touches the record itself.
func FuzzUndo(f *testing.F) {
	f.Add([]byte(`{"version": 1, "files": [{"path": "a", "before": {"data": "YQ==", "mode": 420}, "after": null}], "made": ["x"], "emptied": [{"path": "y", "mode": 493}]}`))
	f.Add([]byte(`{"version": 1, "files": [{"path": "../a", "before": null, "after": {"sha256": "", "exec": true}}]}`))
	f.Add([]byte(`{"version": 1, "made": ["../x"], "emptied": [{"path": "/", "mode": 493}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		dir := t.TempDir()
		putFile(t, dir, "project/"+recordPath, string(text), 0o600)
		putFile(t, dir, "outside", "mine\n", 0o600)
		p, err := Undo(dir + "/project")
		if err != nil {
			return
		}
		for _, op := range p.Ops {
			if err := checkPath(op.Path); err != nil || isRecord(op.Path) {
				t.Errorf("the plan has %q: %v", op.Path, err)
			}
		}
		_ = p.Apply(dir + "/project")
		got := snapshot(t, dir)
		for name := range got {
			if name != "outside" && name != "project" && !strings.HasPrefix(name, "project/") {
				t.Errorf("it left the folder: %q", name)
			}
		}
		if got["outside"] == "" {
			t.Error("a file outside is gone")
		}
	})
}
