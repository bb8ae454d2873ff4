package retrofit

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/served"

	toDisk "github.com/fcgen/fcgen/internal/apply"
	"github.com/fcgen/fcgen/internal/fc"
)

const plainServer = `package main

import "net/http"

func main() {
	mux := http.NewServeMux()
	http.ListenAndServe(":9000", mux)
}
`

// What no person can have written, or what lies outside the module, is an error
// that names the file.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		make func(t *testing.T, dir string)
		want string
	}{
		"a link out of the module": {func(t *testing.T, dir string) {
			t.Helper()
			outside := t.TempDir()
			put(t, outside, "x.go", []byte("package main\n"))
			if err := os.Symlink(filepath.Join(outside, "x.go"), filepath.Join(dir, "x.go")); err != nil {
				t.Skip(err)
			}
		}, `"x.go"`},
		"too big": {func(t *testing.T, dir string) {
			t.Helper()
			put(t, dir, "x.go", append([]byte("package main\n"), bytes.Repeat([]byte("//"), gocode.MaxFile)...))
		}, "larger than 10 MB"},
		"not UTF-8": {func(t *testing.T, dir string) {
			t.Helper()
			put(t, dir, "x.go", []byte("package main\n\n// \xff\n"))
		}, "not valid UTF-8"},
		"an unknown folder": {func(t *testing.T, dir string) {
			t.Helper()
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}, "read the folder"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "m")
			put(t, dir, "go.mod", []byte("module example.com/m\n\ngo 1.22\n"))
			put(t, dir, "main.go", []byte(plainServer))
			c.make(t, dir)
			_, err := change(t.Context(), Request{Dir: dir, Add: fc.HookNames()})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want something with %q", err, c.want)
			}
		})
	}
}

// changed is a program with both hooks, one of which its person wrote.
func changed(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, "go.mod", []byte("module example.com/m\n\ngo 1.22\n"))
	put(t, dir, "main.go", []byte(plainServer))
	r, err := change(t.Context(), Request{Dir: dir, Add: fc.HookNames()})
	if err != nil {
		t.Fatal(err)
	}
	carryOut(t, r)
	put(t, dir, "fc_prestop.go", []byte(strings.Replace(read(t, dir, "fc_prestop.go"), "return nil", "return TryAgain(nil)", 1)))
	return dir
}

func TestRemoveKeepsWhatThePersonWrote(t *testing.T) {
	t.Parallel()
	dir := changed(t)
	r, err := change(t.Context(), Request{Dir: dir, Remove: fc.HookNames()})
	if err != nil {
		t.Fatal(err)
	}
	carryOut(t, r)
	if got := read(t, dir, "main.go"); got != plainServer {
		t.Errorf("main.go holds\n%s", got)
	}
	if !strings.Contains(read(t, dir, "fc_prestop.go"), "TryAgain(nil)") {
		t.Error("the person's function is gone")
	}
	if !strings.Contains(read(t, dir, "fc_hooks.go"), "func TryAgain(") {
		t.Error("TryAgain, which the person's function uses, is gone")
	}
	if len(r.Warnings) != 2 {
		t.Errorf("got the warnings %v, want one for each file that stays", r.Warnings)
	}

	again, err := change(t.Context(), Request{Dir: dir, Add: []string{"prestop"}})
	if err != nil {
		t.Fatal(err)
	}
	carryOut(t, again)
	if !strings.Contains(read(t, dir, "fc_prestop.go"), "TryAgain(nil)") || !strings.Contains(read(t, dir, "fc_hooks.go"), "run = preStop") {
		t.Error("the hook that comes back does not run the person's function")
	}
}

func TestRemoveWithForce(t *testing.T) {
	t.Parallel()
	dir := changed(t)
	r, err := change(t.Context(), Request{Dir: dir, Remove: fc.HookNames(), Force: true})
	if err != nil {
		t.Fatal(err)
	}
	carryOut(t, r)
	for _, name := range []string{"fc_prestop.go", "fc_hooks.go", "fc_initialize.go"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
}

// A machinery file that somebody edited is not written over.
func TestEditedMachinery(t *testing.T) {
	t.Parallel()
	dir := changed(t)
	put(t, dir, "fc_hooks.go", []byte(read(t, dir, "fc_hooks.go")+"\n// mine\n"))
	_, err := change(t.Context(), Request{Dir: dir, Remove: fc.HookNames()})
	if err == nil || !strings.Contains(err.Error(), "fc_hooks.go:1") {
		t.Errorf("got %v, want an error that names the file", err)
	}
}

// A route that the person moved into another statement is named, not cut.
func TestRemoveOfWhatWasRewritten(t *testing.T) {
	t.Parallel()
	dir := changed(t)
	put(t, dir, "main.go", []byte(strings.Replace(read(t, dir, "main.go"), `mux.HandleFunc("GET /pre-stop", fcPreStop)`, `f := fcPreStop; mux.HandleFunc("GET /pre-stop", f)`, 1)))
	_, err := change(t.Context(), Request{Dir: dir, Remove: fc.HookNames()})
	if err == nil || !strings.Contains(err.Error(), "main.go:") {
		t.Errorf("got %v, want an error that names the line", err)
	}
}

// TestUnreadableMain: where the file that cannot be read is the program, that is
// said, and not that there is none.
func TestUnreadableMain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, "go.mod", []byte("module example.com/m\n\ngo 1.22\n"))
	put(t, dir, "main.go", []byte(plainServer+"// \xff\n"))
	if _, err := change(t.Context(), Request{Dir: dir, Add: fc.HookNames()}); err == nil || !strings.Contains(err.Error(), `read "main.go": it is not valid UTF-8`) {
		t.Errorf("got %v", err)
	}
	put(t, dir, "main.go", []byte("package library\n"))
	if _, err := change(t.Context(), Request{Dir: dir, Add: fc.HookNames()}); !errors.Is(err, gocode.ErrNoProgram) {
		t.Errorf("got %v, want %v", err, gocode.ErrNoProgram)
	}
}

// A file that somebody writes while fcgen reads is not taken for what fcgen
// read: the plan says what it was made from, and Apply finds the difference.
func TestChangedMeanwhile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, "go.mod", []byte("module example.com/m\n\ngo 1.22\n"))
	put(t, dir, "main.go", []byte(plainServer))
	read, _, err := served.Load(t.Context(), dir, "", served.Deployment{})
	if err != nil {
		t.Fatal(err)
	}
	defer read.Root.Close()
	x := newEditor(read, catalog())
	served, err := x.Choose("")
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, "main.go", []byte(plainServer+"\n// mine\n"))
	c := &changing{editor: x, result: &Result{}, edits: map[*gocode.File][]splice{}}
	if err := c.add(served, Request{Add: []string{"prestop"}}); err != nil {
		t.Fatal(err)
	}
	result, err := c.finish()
	if err != nil {
		t.Fatal(err)
	}
	if err := toDisk.Apply(generator.Plan{Ops: result.Ops}, dir, toDisk.StateIn(t.TempDir())); err == nil {
		t.Error("the change was carried out")
	}
	if data, err := os.ReadFile(filepath.Join(dir, "main.go")); err != nil || !strings.HasSuffix(string(data), "// mine\n") {
		t.Errorf("main.go is now\n%s%v", data, err)
	}
}
