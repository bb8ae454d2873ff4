package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
)

// shot is what a folder holds: path → "mode content" for a file, "mode /" for
// a folder, "-> target" for a link.
type shot map[string]string

func snapshot(t *testing.T, dir string) shot {
	t.Helper()
	all := shot{}
	err := filepath.WalkDir(dir, func(file string, e fs.DirEntry, err error) error {
		if err != nil || file == dir {
			return err
		}
		name, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		switch {
		case info.IsDir():
			all[filepath.ToSlash(name)] = fmt.Sprintf("%v /", info.Mode().Perm())
		case info.Mode()&fs.ModeSymlink != 0:
			target, err := os.Readlink(file)
			all[filepath.ToSlash(name)] = "-> " + target
			return err
		default:
			data, err := os.ReadFile(file)
			all[filepath.ToSlash(name)] = fmt.Sprintf("%v %s", info.Mode().Perm(), data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// without drops fcgen's own temporary folders.
func (s shot) without() shot {
	s = maps.Clone(s)
	maps.DeleteFunc(s, func(name, _ string) bool { return strings.Contains(name, stagingName) })
	return s
}

func (s shot) compare(t *testing.T, want shot, when string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(s)) {
		if w, ok := want[name]; !ok {
			t.Errorf("%s: %q is there: %q", when, name, s[name])
		} else if w != s[name] {
			t.Errorf("%s: %q is %q, want %q", when, name, s[name], w)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if _, ok := s[name]; !ok {
			t.Errorf("%s: %q is missing", when, name)
		}
	}
}

func plain(s string) *generator.File  { return &generator.File{Data: []byte(s)} }
func script(s string) *generator.File { return &generator.File{Data: []byte(s), Exec: true} }
func putFile(t *testing.T, dir, name, data string, mode fs.FileMode) {
	t.Helper()
	full := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(full, mode); err != nil {
		t.Fatal(err)
	}
}

// sampleProject makes a folder that samplePlan applies to.
func sampleProject(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	putFile(t, dir, "main.go", "package main\n", 0o640)
	putFile(t, dir, "run.sh", "#!/bin/sh\n", 0o750)
	putFile(t, dir, "notes.txt", "mine\n", 0o600)
	putFile(t, dir, "gone/deep/only.go", "package deep\n", 0o644)
	if err := os.Chmod(filepath.Join(dir, "gone", "deep"), 0o775); err != nil { // more than the umask allows
		t.Fatal(err)
	}
	putFile(t, dir, "stays/a.go", "package stays\n", 0o644)
	putFile(t, dir, "stays/b.go", "package stays // mine\n", 0o644)
	return dir
}

// samplePlan has every kind of change.
func samplePlan() generator.Plan {
	return generator.Plan{Ops: []generator.Op{
		{Path: "added/deep/x.go", Action: generator.Create, After: plain("package deep // new\n")},
		{Path: "added/y.sh", Action: generator.Create, After: script("#!/bin/sh\n# new\n")},
		{Path: "gone/deep/only.go", Action: generator.Delete, Before: plain("package deep\n")},
		{Path: "main.go", Action: generator.Replace, Before: plain("package main\n"), After: plain("package main // new\n")},
		{Path: "notes.txt", Action: generator.Keep, Before: plain("mine\n"), Why: "edited"},
		{Path: "run.sh", Action: generator.Merge, Before: script("#!/bin/sh\n"), After: script("#!/bin/sh\n# merged\n")},
		{Path: "stays/a.go", Action: generator.Delete, Before: plain("package stays\n")},
		{Path: "top.go", Action: generator.Create, After: plain("package main // top\n")},
	}}
}

// sampleAfter is what samplePlan makes of sampleProject, given the modes that
// the umask leaves to new files and folders.
func sampleAfter(t *testing.T) shot {
	t.Helper()
	probe := t.TempDir()
	for _, err := range []error{
		os.WriteFile(filepath.Join(probe, "file"), nil, 0o666),
		os.WriteFile(filepath.Join(probe, "exec"), nil, 0o777),
		os.Mkdir(filepath.Join(probe, "dir"), 0o777),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	umask := snapshot(t, probe)
	old := snapshot(t, sampleProject(t))
	mode := func(of string) string { return of[:strings.Index(of, " ")+1] }
	return shot{
		"added":           umask["dir"],
		"added/deep":      umask["dir"],
		"added/deep/x.go": umask["file"] + "package deep // new\n",
		"added/y.sh":      umask["exec"] + "#!/bin/sh\n# new\n",
		"main.go":         mode(old["main.go"]) + "package main // new\n",
		"notes.txt":       old["notes.txt"],
		"run.sh":          mode(old["run.sh"]) + "#!/bin/sh\n# merged\n",
		"stays":           old["stays"],
		"stays/b.go":      old["stays/b.go"],
		"top.go":          umask["file"] + "package main // top\n",
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	dir := sampleProject(t)
	if err := Apply(samplePlan(), dir, stateOf(t)); err != nil {
		t.Fatal(err)
	}
	snapshot(t, dir).compare(t, sampleAfter(t), "after Apply")
}

func TestApplyThroughLinkedFolder(t *testing.T) {
	t.Parallel()
	dir := sampleProject(t)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := Apply(samplePlan(), link, stateOf(t)); err != nil {
		t.Fatal(err)
	}
	snapshot(t, dir).compare(t, sampleAfter(t), "after Apply")
}

// A plan that writes nothing must not even make the temporary folder: the
// folder given here does not exist.
func TestApplyNothing(t *testing.T) {
	t.Parallel()
	same := plain("same\n")
	p := generator.Plan{Ops: []generator.Op{
		{Path: "kept.go", Action: generator.Keep, Before: same},
		{Path: "same.go", Action: generator.Replace, Before: same, After: same},
	}}
	if err := Apply(p, filepath.Join(t.TempDir(), "missing"), stateOf(t)); err != nil {
		t.Fatal(err)
	}
	if err := Apply(samplePlan(), filepath.Join(t.TempDir(), "missing"), stateOf(t)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Apply to a missing folder: got %v, want fs.ErrNotExist", err)
	}
}

func TestApplyRefuses(t *testing.T) {
	t.Parallel()
	replace := generator.Op{Path: "main.go", Action: generator.Replace, Before: plain("package main\n"), After: plain("new\n")}
	other := generator.Op{Path: "aaa.go", Action: generator.Create, After: plain("first\n")} // would come first
	for _, test := range []struct {
		name string
		op   generator.Op
		prep func(t *testing.T, dir string)
		want string // the error's text; %s is the folder
	}{
		{"edited", replace, func(t *testing.T, dir string) { putFile(t, dir, "main.go", "package mine\n", 0o644) },
			`"main.go" changed since the plan was made: it has other contents`},
		{"same length", replace, func(t *testing.T, dir string) { putFile(t, dir, "main.go", "package mai2\n", 0o644) },
			`"main.go" changed since the plan was made: it has other contents`},
		{"gone", replace, func(t *testing.T, dir string) { dropFile(t, dir, "main.go") },
			`"main.go" changed since the plan was made: it is gone`},
		{"a folder", replace, func(t *testing.T, dir string) {
			dropFile(t, dir, "main.go")
			putFile(t, dir, "main.go/x", "", 0o644)
		}, `"main.go" changed since the plan was made: it is a folder now`},
		{"executable now", replace, func(t *testing.T, dir string) {
			if !modesKept() {
				t.Skip("no modes here")
			}
			putFile(t, dir, "main.go", "package main\n", 0o755)
		}, `"main.go" changed since the plan was made: it has another mode`},
		{"read-only", replace, func(t *testing.T, dir string) { putFile(t, dir, "main.go", "package main\n", 0o444) },
			`"main.go" is read-only`},
		{"read-only to delete", generator.Op{Path: "main.go", Action: generator.Delete, Before: plain("package main\n")},
			func(t *testing.T, dir string) { putFile(t, dir, "main.go", "package main\n", 0o444) },
			`"main.go" is read-only`},
		{"created meanwhile", generator.Op{Path: "new.go", Action: generator.Create, After: plain("new\n")},
			func(t *testing.T, dir string) { putFile(t, dir, "new.go", "mine\n", 0o644) },
			`"new.go" changed since the plan was made: it exists now`},
		{"created meanwhile, a folder", generator.Op{Path: "new.go", Action: generator.Create, After: plain("new\n")},
			func(t *testing.T, dir string) { putFile(t, dir, "new.go/x", "mine\n", 0o644) },
			`"new.go" changed since the plan was made: it exists now`},
		{"a file for a folder", generator.Op{Path: "notes.txt/new.go", Action: generator.Create, After: plain("new\n")}, nil,
			`"notes.txt" changed since the plan was made: it is not a folder`},
		{"link", replace, func(t *testing.T, dir string) { putLink(t, dir, "notes.txt", "main.go") },
			`"main.go" is a symbolic link`},
		{"dangling link", generator.Op{Path: "new.go", Action: generator.Create, After: plain("new\n")},
			func(t *testing.T, dir string) { putLink(t, dir, "nowhere", "new.go") },
			`"new.go" is a symbolic link`},
		{"linked folder", generator.Op{Path: "lib/new.go", Action: generator.Create, After: plain("new\n")},
			func(t *testing.T, dir string) { putLink(t, dir, "stays", "lib") },
			`"lib" is a symbolic link`},
		{"linked folder outside", generator.Op{Path: "lib/sub/new.go", Action: generator.Create, After: plain("new\n")},
			func(t *testing.T, dir string) { putLink(t, dir, t.TempDir(), "lib") },
			`"lib" is a symbolic link`},
		{"path outside", generator.Op{Path: "../new.go", Action: generator.Create, After: plain("new\n")}, nil,
			`the path "../new.go" is not allowed: it leaves the project's folder`},
		{"path into the staging folder", generator.Op{Path: ".fcgen-tmp/lock", Action: generator.Create, After: plain("new\n")}, nil,
			`the path ".fcgen-tmp/lock" is not allowed: it belongs to fcgen's own state`},
		{"path of version control", generator.Op{Path: ".Git/hooks/post-checkout", Action: generator.Create, After: script("new\n")}, nil,
			`the path ".Git/hooks/post-checkout" is not allowed: it is inside a folder of version control`},
		{"conflict", generator.Op{Path: "main.go", Action: generator.Conflict, Before: plain("package main\n"), Theirs: plain("new\n")}, nil,
			`conflicts in "main.go"`},
		{"staging folder is a file", replace, func(t *testing.T, dir string) { putFile(t, dir, stagingName, "mine\n", 0o644) },
			`lock "%s": "%s/.fcgen-tmp" is in the way: it is not a folder`},
		{"staging folder is a link", replace, func(t *testing.T, dir string) { putLink(t, dir, t.TempDir(), stagingName) },
			`lock "%s": "%s/.fcgen-tmp" is in the way: it is not a folder`},
		{"a journal in the staging folder", replace, func(t *testing.T, dir string) {
			putFile(t, dir, ".fcgen-tmp/lock", "", 0o644)
			putFile(t, dir, ".fcgen-tmp/journal.json", "{}", 0o644)
		}, `lock "%s": "%s/.fcgen-tmp" is in the way: no run of yours put "journal.json" there`},
		{"a staging folder without a lock", replace, func(t *testing.T, dir string) { putFile(t, dir, ".fcgen-tmp/old/0", "mine\n", 0o644) },
			`lock "%s": "%s/.fcgen-tmp" is in the way: no run of yours put "old" there`},
		{"lock is a link outside", replace, func(t *testing.T, dir string) {
			putFile(t, dir, ".fcgen-tmp/old/0", "", 0o644)
			putLink(t, dir, filepath.Join(t.TempDir(), "made"), ".fcgen-tmp/lock")
		}, `lock "%s": "%s/.fcgen-tmp/lock" is in the way: it is not a file`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := sampleProject(t)
			if test.prep != nil {
				test.prep(t, dir)
			}
			before := snapshot(t, dir)
			err := Apply(generator.Plan{Ops: []generator.Op{other, test.op}}, dir, stateOf(t))
			want := strings.ReplaceAll(test.want, "%s", filepath.ToSlash(dir))
			if err == nil || strings.ReplaceAll(err.Error(), `\\`, "/") != want { // quoted, on Windows
				t.Errorf("got error %v\nwant      %s", err, want)
			}
			snapshot(t, dir).compare(t, before, "after a refusal")
		})
	}
}

func dropFile(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

// putLink makes dir/name a symbolic link, in the place of what is there.
func putLink(t *testing.T, dir, target, name string) {
	t.Helper()
	dropFile(t, dir, name)
	if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
		t.Skip("no symbolic links here:", err)
	}
}

// A case-insensitive disk finds README.md when asked for readme.md; Create must see it.
func TestApplySeesOtherCase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	putFile(t, dir, "README.md", "mine\n", 0o644)
	_, err := os.Lstat(filepath.Join(dir, "readme.md"))
	err2 := Apply(generator.Plan{Ops: []generator.Op{{Path: "readme.md", Action: generator.Create, After: plain("new\n")}}}, dir, stateOf(t))
	var changed *Changed
	if insensitive := err == nil; errors.As(err2, &changed) != insensitive {
		t.Errorf("case-insensitive disk: %v, error: %v", insensitive, err2)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "README.md")); string(data) != "mine\n" {
		t.Errorf("README.md is %q (%v)", data, err)
	}
}

func TestReplacedFileKeepsItsMode(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("no modes here")
	}
	for _, test := range []struct {
		mode fs.FileMode
		exec bool
		want fs.FileMode
	}{
		{0o644, false, 0o644},
		{0o600, false, 0o600},
		{0o664, true, 0o775},
		{0o600, true, 0o700},
		{0o755, true, 0o755},
		{0o744, true, 0o755},
		{0o755, false, 0o644},
		{0o700, false, 0o600},
	} {
		dir := t.TempDir()
		putFile(t, dir, "f", "old", test.mode)
		p := generator.Plan{Ops: []generator.Op{{
			Path: "f", Action: generator.Replace,
			Before: &generator.File{Data: []byte("old"), Exec: test.mode&0o100 != 0},
			After:  &generator.File{Data: []byte("new"), Exec: test.exec},
		}}}
		if err := Apply(p, dir, stateOf(t)); err != nil {
			t.Fatal(err)
		}
		if got, want := snapshot(t, dir)["f"], fmt.Sprintf("%v new", test.want); got != want {
			t.Errorf("%v, executable %v: got %q, want %q", test.mode, test.exec, got, want)
		}
	}
}
