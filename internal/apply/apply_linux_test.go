package apply

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/fcgen/fcgen/generator"
)

// asNobody runs f with a user's rights: for root, nothing is read-only. Only
// the calling thread's rights to files change.
func asNobody(t *testing.T, f func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		f()
		return
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	const nobody = 65534
	if err := errors.Join(syscall.Setfsgid(nobody), syscall.Setfsuid(nobody)); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := errors.Join(syscall.Setfsuid(0), syscall.Setfsgid(0)); err != nil {
			panic(err) // the thread must not go on to other tests
		}
	}()
	f()
}

// stateOfNobody is a state that asNobody can use.
func stateOfNobody(t *testing.T) State {
	t.Helper()
	state := StateIn(openToAll(t, t.TempDir()))
	if os.Geteuid() == 0 {
		state.uid = 65534
	}
	return state
}

func TestApplyReadOnlyFolder(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		mode fs.FileMode
		want string // how the error begins; %s is the folder
	}{
		{".", 0o555, `lock "%s": `},
		{"stays", 0o555, `delete "stays/a.go": `},
		{"gone/deep", 0o555, `delete "gone/deep/only.go": `},
	} {
		dir := openToAll(t, sampleProject(t))
		if err := os.Chmod(filepath.Join(dir, test.name), test.mode); err != nil {
			t.Fatal(err)
		}
		before := snapshot(t, dir)
		var err error
		state := stateOfNobody(t)
		asNobody(t, func() { err = Apply(samplePlan(), dir, state) })
		if want := strings.ReplaceAll(test.want, "%s", dir); !errors.Is(err, fs.ErrPermission) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got error %v, want fs.ErrPermission: %s...", test.name, err, want)
		}
		snapshot(t, dir).compare(t, before, test.name)
		if err := os.Chmod(filepath.Join(dir, test.name), 0o755); err != nil { // so that it can be removed
			t.Fatal(err)
		}
	}
}

// A file that somebody else may change, and we may not.
func TestApplyOthersFile(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	dir := openToAll(t, sampleProject(t))
	if err := os.Chown(filepath.Join(dir, "main.go"), 0, 0); err != nil {
		t.Fatal(err)
	}
	putFile(t, dir, "main.go", "package main\n", 0o644)
	before := snapshot(t, dir)
	var err error
	state := stateOfNobody(t)
	asNobody(t, func() { err = Apply(samplePlan(), dir, state) })
	var readOnly *ReadOnly
	if !errors.As(err, &readOnly) || readOnly.Path != "main.go" || !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got error %v, want ReadOnly of main.go", err)
	}
	snapshot(t, dir).compare(t, before, "after Apply")
}

// What root changes stays the person's, whether it worked or was undone.
func TestApplyKeepsOwner(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root changes files that are not its own")
	}
	for _, noLinks := range []bool{false, true} {
		for _, fails := range []bool{false, true} {
			dir := openToAll(t, sampleProject(t))
			f := &faulty{noLinks: noLinks}
			f.before = func(call string) {
				if fails && call == "rename journal.json" {
					f.first, f.last, f.before = f.calls, f.calls, nil
				}
			}
			if err := run(samplePlan(), dir, stateOf(t), nil, faultyOpener(f)); (err != nil) != fails {
				t.Fatal(err)
			}
			for _, name := range []string{"main.go", "run.sh", "notes.txt"} {
				info, err := os.Lstat(filepath.Join(dir, name))
				if err != nil {
					t.Fatal(err)
				}
				if uid, gid, _ := owner(info); uid != 65534 || gid != 65534 {
					t.Errorf("links %v, failed %v: %q belongs to %d:%d, want 65534:65534", !noLinks, fails, name, uid, gid)
				}
			}
		}
	}
}

func TestApplyNewReadOnlyFolder(t *testing.T) {
	t.Parallel()
	parent := openToAll(t, t.TempDir())
	if err := os.Chmod(parent, 0o555); err != nil {
		t.Fatal(err)
	}
	var err error
	asNobody(t, func() { err = New(newPlan("one"), filepath.Join(parent, "a", "myfunc")) })
	if !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got error %v, want fs.ErrPermission", err)
	}
	snapshot(t, parent).compare(t, shot{}, "after ApplyNew")
}

// openToAll gives the folder dir, with all in it, to nobody, and lets them reach it.
func openToAll(t *testing.T, dir string) string {
	t.Helper()
	if os.Geteuid() != 0 {
		return dir
	}
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil { // made by t.TempDir, for this test alone
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(name, 65534, 65534)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// A disk of 64 KB that is really full.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip("no small disk can be mounted here (the tests of faults cover it):", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	putFile(t, disk, "project/main.go", "package main\n", 0o640)
	putFile(t, disk, "project/a.go", "package main // a\n", 0o640)
	before := snapshot(t, disk)
	big := &generator.File{Data: bytes.Repeat([]byte("x"), 40<<10)}
	p := generator.Plan{Ops: []generator.Op{
		{Path: "a.go", Action: generator.Replace, Before: plain("package main // a\n"), After: plain("package main\n")},
		{Path: "new/b.go", Action: generator.Create, After: big},
		{Path: "main.go", Action: generator.Replace, Before: plain("package main\n"), After: big},
	}}
	if err := Apply(p, filepath.Join(disk, "project"), stateOf(t)); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Apply: got error %v, want ENOSPC", err)
	}
	snapshot(t, disk).compare(t, before, "after Apply")

	p = generator.Plan{Ops: []generator.Op{
		{Path: "a.go", Action: generator.Create, After: big},
		{Path: "b.go", Action: generator.Create, After: big},
	}}
	if err := New(p, filepath.Join(disk, "x", "new")); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("ApplyNew: got error %v, want ENOSPC", err)
	}
	snapshot(t, disk).compare(t, before, "after ApplyNew")
}
