package rebuild

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// patienceOfTests is how long a test waits for what must come.
const patienceOfTests = 20 * time.Second

// watched is a folder that is watched, and what is told of it.
type watched struct {
	t    *testing.T
	dir  string
	told chan []string
}

func watch(t *testing.T, quiet time.Duration, files ...string) *watched {
	t.Helper()
	dir, err := realPath(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &watched{t, filepath.Join(dir, "code"), make(chan []string, 1000)}
	w.mkdir(".")
	for _, name := range files {
		w.write(name, "before")
	}
	ctx, stop := context.WithCancel(t.Context())
	wait, err := Watch(ctx, []string{w.dir}, quiet, func(paths []string) { w.told <- paths })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if err := wait(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *watched) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *watched) write(name, text string) {
	w.t.Helper()
	w.must(os.WriteFile(w.path(name), []byte(text), 0o666))
}

func (w *watched) mkdir(name string) {
	w.t.Helper()
	w.must(os.MkdirAll(w.path(name), 0o777))
}

func (w *watched) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// wait returns when all of the names were told, with how often anything was.
func (w *watched) wait(names ...string) (times int) {
	w.t.Helper()
	limit := time.After(patienceOfTests)
	for len(names) > 0 {
		select {
		case paths := <-w.told:
			times++
			names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(paths, w.path(name)) })
		case <-limit:
			w.t.Fatalf("was never told of %s", strings.Join(names, ", "))
		}
	}
	return times
}

// silent fails if anything but the names is told until the file "end", which it
// writes, is.
func (w *watched) silent(but ...string) {
	w.t.Helper()
	w.write("end", "now")
	but = append(but, "end")
	limit := time.After(patienceOfTests)
	for {
		select {
		case paths := <-w.told:
			for _, path := range paths {
				if rel, err := filepath.Rel(w.dir, path); err != nil || !slices.Contains(but, filepath.ToSlash(rel)) {
					w.t.Errorf("was told of %s", rel)
				}
			}
			if slices.Contains(paths, w.path("end")) {
				return
			}
		case <-limit:
			w.t.Fatal("was not told of the end")
		}
	}
}

func TestWatchEdits(t *testing.T) {
	t.Parallel()
	w := watch(t, 20*time.Millisecond, "main.go")
	w.write("main.go", "after")
	w.wait("main.go")
	w.must(os.Remove(w.path("main.go")))
	w.wait("main.go")
	w.write("other.go", "new")
	w.wait("other.go")
}

// TestWatchVim saves as Vim does: a probe, the old file renamed away, a new one
// written under its name, the old one removed.
func TestWatchVim(t *testing.T) {
	t.Parallel()
	w := watch(t, 20*time.Millisecond, "main.go")
	for range 3 { // it is still watched after the first time
		w.write("4913", "")
		w.must(os.Remove(w.path("4913")))
		w.must(os.Rename(w.path("main.go"), w.path("main.go~")))
		w.write("main.go", "after")
		w.must(os.Remove(w.path("main.go~")))
		w.wait("main.go")
	}
	w.silent("main.go")
}

// TestWatchAtomicSave saves as many tools do: another file renamed over it.
func TestWatchAtomicSave(t *testing.T) {
	t.Parallel()
	w := watch(t, 500*time.Millisecond, "main.go") // longer than a save takes on a busy machine
	for range 3 {
		w.write("sedXYZ", "after")
		w.must(os.Rename(w.path("sedXYZ"), w.path("main.go")))
		w.wait("main.go")
	}
	w.silent("main.go")
}

func TestWatchIgnores(t *testing.T) {
	t.Parallel()
	w := watch(t, 20*time.Millisecond, "main.go", ".gitignore")
	w.write(".gitignore", "bin/\n")
	w.wait(".gitignore")
	for _, name := range []string{".git", "node_modules/deep", "dist", ".fcgen", "bin"} {
		w.mkdir(name)
		w.write(name+"/file", "x")
	}
	w.write("server.log", "x")
	w.must(os.Chmod(w.path("main.go"), 0o600))
	w.silent(".gitignore")
}

// TestWatchBurst shows that many writes in a row are told once.
func TestWatchBurst(t *testing.T) {
	t.Parallel()
	w := watch(t, 2*time.Second, "main.go")
	for n := range 500 {
		w.write(fmt.Sprintf("f%d.go", n%50), fmt.Sprint(n))
	}
	w.write("last.go", "x")
	if times := w.wait("last.go", "f0.go", "f49.go"); times != 1 {
		t.Errorf("was told %d times", times)
	}
	w.silent("last.go")
}

// TestWatchNewFolders shows that a folder is watched from its first file on,
// however deep it is made, and after it was deleted and made again.
func TestWatchNewFolders(t *testing.T) {
	t.Parallel()
	w := watch(t, 20*time.Millisecond, "main.go")
	for range 3 {
		w.mkdir("a/b/c")
		w.write("a/b/c/first.go", "x")
		w.wait("a/b/c/first.go")
		w.write("a/b/c/first.go", "y")
		w.wait("a/b/c/first.go")
		w.must(os.RemoveAll(w.path("a")))
		w.wait("a")
	}
	w.mkdir("old")
	w.write("old/x.go", "x")
	w.wait("old/x.go")
	w.must(os.Rename(w.path("old"), w.path("new")))
	w.wait("new/x.go")
	w.write("new/x.go", "y")
	w.wait("new/x.go")
}

// TestWatchRootComesBack deletes the whole folder, as a checkout may.
func TestWatchRootComesBack(t *testing.T) {
	t.Parallel()
	w := watch(t, 20*time.Millisecond, "main.go")
	w.must(os.RemoveAll(w.dir))
	w.wait(".")
	w.mkdir("sub")
	w.write("sub/main.go", "x")
	w.wait("sub/main.go")
	w.write("sub/main.go", "y")
	w.wait("sub/main.go")
}

// TestWatchFile shows that a single file is told of, and nothing beside it.
func TestWatchFile(t *testing.T) {
	t.Parallel()
	dir, err := realPath(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "go.work")
	save := func(name string) {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	save("go.work")
	ctx, stop := context.WithCancel(t.Context())
	told := make(chan []string, 10)
	wait, err := Watch(ctx, []string{file}, 20*time.Millisecond, func(paths []string) { told <- paths })
	if err != nil {
		t.Fatal(err)
	}
	save("beside")
	save("tmp")
	if err := os.Rename(filepath.Join(dir, "tmp"), file); err != nil {
		t.Fatal(err)
	}
	select {
	case paths := <-told:
		if len(paths) != 1 || paths[0] != file {
			t.Errorf("was told of %q", paths)
		}
	case <-time.After(patienceOfTests):
		t.Error("was told nothing")
	}
	stop()
	if err := wait(); err != nil {
		t.Error(err)
	}
}

func TestWatchNothing(t *testing.T) {
	t.Parallel()
	if _, err := Watch(t.Context(), []string{filepath.Join(t.TempDir(), "missing")}, 0, func([]string) {}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
