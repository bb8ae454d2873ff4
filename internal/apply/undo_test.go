package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
)

// changed is a sampleProject after samplePlan, and what it was before.
func changed(t *testing.T) (dir string, before shot) {
	t.Helper()
	dir = sampleProject(t)
	before = snapshot(t, dir)
	p := samplePlan()
	p.Command = "fcgen sample"
	if err := run(p, dir, stateOf(t), nil, faultyOpener(&faulty{})); err != nil { // sound, but quick: it forces nothing to the disk
		t.Fatal(err)
	}
	return dir, before
}

func undo(t *testing.T, dir string) {
	t.Helper()
	r, err := Undo(dir, stateOf(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Apply(); err != nil {
		t.Fatal(err)
	}
}

// Taken back, a change has left nothing: every byte and mode, of folders too,
// and every folder that it made or that went empty.
func TestUndo(t *testing.T) {
	t.Parallel()
	dir, before := changed(t)
	r, err := Undo(dir, stateOf(t))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, op := range r.Plan.Ops {
		got = append(got, fmt.Sprintf("%s %s: %s", op.Action, op.Path, op.Why))
	}
	want := []string{
		"delete added/deep/x.go: it was not there before",
		"delete added/y.sh: it was not there before",
		"create gone/deep/only.go: it was there before",
		"replace main.go: as it was before",
		"replace run.sh: as it was before",
		"create stays/a.go: it was there before",
		"delete top.go: it was not there before",
	}
	if !slices.Equal(got, want) || r.Plan.Command != "fcgen sample" {
		t.Errorf("the command %q, and\n%s\nwant\n%s", r.Plan.Command, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if err := r.Apply(); err != nil {
		t.Fatal(err)
	}
	snapshot(t, dir).compare(t, before, "taken back")
	if _, err := Undo(dir, stateOf(t)); !errors.As(err, new(*NothingToUndo)) {
		t.Errorf("a second time: got error %v, want NothingToUndo", err)
	}
}

// Only the last change is taken back; a plan that changes nothing is none.
func TestUndoTakesTheLastChange(t *testing.T) {
	t.Parallel()
	dir, _ := changed(t)
	between := snapshot(t, dir)
	second := generator.Plan{Ops: []generator.Op{
		{Path: "top.go", Action: generator.Replace, Before: plain("package main // top\n"), After: plain("package main // again\n")},
	}}
	if err := Apply(second, dir, stateOf(t)); err != nil {
		t.Fatal(err)
	}
	if err := Apply((generator.Plan{Ops: []generator.Op{{Path: "notes.txt", Action: generator.Keep}}}), dir, stateOf(t)); err != nil {
		t.Fatal(err)
	}
	undo(t, dir)
	snapshot(t, dir).compare(t, between, "taken back")
	if _, err := Undo(dir, stateOf(t)); !errors.As(err, new(*NothingToUndo)) {
		t.Errorf("the first change: got error %v, want NothingToUndo", err)
	}
}

// A change cannot be taken back once a file that it touched is another one.
func TestUndoRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		edit func(t *testing.T, dir string)
		want []string // the files named; none: it can be taken back
	}{
		{"edited", func(t *testing.T, dir string) { putFile(t, dir, "main.go", "package main // mine\n", 0o640) }, []string{"main.go"}},
		{"two edited", func(t *testing.T, dir string) {
			putFile(t, dir, "top.go", "package main // mine\n", 0o640)
			putFile(t, dir, "added/y.sh", "mine", 0o755)
		}, []string{"added/y.sh", "top.go"}},
		{"created one edited", func(t *testing.T, dir string) { putFile(t, dir, "top.go", "mine", 0o644) }, []string{"top.go"}},
		{"created one removed", func(t *testing.T, dir string) { dropFile(t, dir, "top.go") }, nil},
		{"replaced one removed", func(t *testing.T, dir string) { dropFile(t, dir, "main.go") }, []string{"main.go"}},
		{"deleted one made anew", func(t *testing.T, dir string) { putFile(t, dir, "stays/a.go", "mine", 0o644) }, []string{"stays/a.go"}},
		{"made executable", func(t *testing.T, dir string) {
			if err := os.Chmod(filepath.Join(dir, "main.go"), 0o755); err != nil {
				t.Fatal(err)
			}
			if !modesKept() {
				t.Skip("no modes here")
			}
		}, []string{"main.go"}},
		{"a folder in its place", func(t *testing.T, dir string) {
			dropFile(t, dir, "top.go")
			putFile(t, dir, "top.go/x", "mine", 0o644)
		}, []string{"top.go"}},
		{"a link in its place", func(t *testing.T, dir string) { putLink(t, dir, "notes.txt", "top.go") }, []string{"top.go"}},
		{"taken back by hand", func(t *testing.T, dir string) { putFile(t, dir, "main.go", "package main\n", 0o640) }, nil},
		{"another file edited", func(t *testing.T, dir string) { putFile(t, dir, "notes.txt", "mine too\n", 0o600) }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir, _ := changed(t)
			test.edit(t, dir)
			before := snapshot(t, dir)
			r, err := Undo(dir, stateOf(t))
			var edited *EditedSince
			if errors.As(err, &edited) != (test.want != nil) || edited != nil && !slices.Equal(edited.Paths, test.want) {
				t.Fatalf("got error %v, want EditedSince of %q", err, test.want)
			}
			if test.want == nil {
				if err := r.Apply(); err != nil {
					t.Error(err)
				}
				return
			}
			snapshot(t, dir).compare(t, before, "after a refusal")
		})
	}
}

// What a person puts into a folder that the change made keeps the folder; one
// that was empty before the change is empty again.
func TestUndoAndFolders(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, dir)
	p := generator.Plan{Ops: []generator.Op{
		{Path: "empty/a", Action: generator.Create, After: plain("a\n")},
		{Path: "made/b", Action: generator.Create, After: plain("b\n")},
	}}
	if err := Apply(p, dir, stateOf(t)); err != nil {
		t.Fatal(err)
	}
	putFile(t, dir, "made/mine", "mine", 0o644)
	made := snapshot(t, dir)
	before["made"], before["made/mine"] = made["made"], made["made/mine"]
	undo(t, dir)
	snapshot(t, dir).compare(t, before, "taken back")
}

// Modes that a change had to touch come back; one that the person set since stays.
func TestUndoAndModes(t *testing.T) {
	t.Parallel()
	if !modesKept() {
		t.Skip("no modes here")
	}
	for _, test := range []struct{ was, since, want fs.FileMode }{
		{0o744, 0, 0o744}, // the change makes it 0755
		{0o640, 0, 0o640},
		{0o640, 0o600, 0o600},
	} {
		dir := t.TempDir()
		exec := test.was&0o100 != 0
		putFile(t, dir, "f", "old\x00\xff\r\n", test.was)
		p := generator.Plan{Ops: []generator.Op{{Path: "f", Action: generator.Replace, Before: &generator.File{Data: []byte("old\x00\xff\r\n"), Exec: exec}, After: &generator.File{Data: []byte("new"), Exec: exec}}}}
		if err := Apply(p, dir, stateOf(t)); err != nil {
			t.Fatal(err)
		}
		if test.since != 0 {
			if err := os.Chmod(filepath.Join(dir, "f"), test.since); err != nil {
				t.Fatal(err)
			}
		}
		undo(t, dir)
		if got, want := snapshot(t, dir)["f"], fmt.Sprintf("%v old\x00\xff\r\n", test.want); got != want {
			t.Errorf("%v, then %v: got %q, want %q", test.was, test.since, got, want)
		}
	}
}

// Between the plan and its way to the disk another change may be made.
func TestUndoMeetsAnotherChange(t *testing.T) {
	t.Parallel()
	dir, _ := changed(t)
	r, err := Undo(dir, stateOf(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := Apply((generator.Plan{Ops: []generator.Op{{Path: "other", Action: generator.Create, After: plain("x\n")}}}), dir, stateOf(t)); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, dir)
	if err := r.Apply(); !isChanged(err) {
		t.Errorf("got error %v, want Changed", err)
	}
	snapshot(t, dir).compare(t, before, "after a refusal")
}

func TestUndoFolder(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	putFile(t, top, "a/.fcgen/spec.yaml", "", 0o644)
	putFile(t, top, "b/x/y.txt", "", 0o644)
	plan := generator.Plan{Ops: []generator.Op{{Path: "new", Action: generator.Create, After: plain("x")}}}
	if err := Apply(plan, filepath.Join(top, "b"), stateOf(t)); err != nil {
		t.Fatal(err)
	}
	for from, want := range map[string]string{"a": "a", "b": "b", "a/x/y": "a", "b/x": "b"} {
		got, err := UndoFolder(filepath.Join(top, filepath.FromSlash(from)), stateOf(t))
		if err != nil || got != filepath.Join(top, want) {
			t.Errorf("from %s: got %q, %v", from, got, err)
		}
	}
	// What a repository brings along is no record of a change.
	putFile(t, top, "c/.fcgen/undo/last.json", "{}", 0o644)
	putFile(t, top, "c/.fcgen-tmp/journal.json", "{}", 0o644)
	if _, err := UndoFolder(filepath.Join(top, "c"), stateOf(t)); !errors.As(err, new(*NothingToUndo)) {
		t.Errorf("a stranger's folder: got error %v, want NothingToUndo", err)
	}
}
