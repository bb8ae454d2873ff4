package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/project"
	"github.com/fcgen/fcgen/internal/served"
)

// TestVerify: a plan that breaks what builds is refused without a line of it
// on the disk; one for what does not build anyway is only said to be untried.
func TestVerify(t *testing.T) {
	t.Parallel()
	const good, bad = "package main\n\nfunc main() { hook() }\n", "package main\n\nfunc main() { nobody() }\n"
	hook := generator.Op{Path: "sub/hook.go", Action: generator.Create, After: &generator.File{Data: []byte("package main\n\nfunc hook() {}\n")}}
	edit := func(before, after string) generator.Op {
		return generator.Op{Path: "sub/main.go", Action: generator.Merge, Before: &generator.File{Data: []byte(before)}, After: &generator.File{Data: []byte(after)}}
	}
	const plain = "package main\n\nfunc main() {}\n"
	tests := []struct {
		name, main string
		ops        []generator.Op
		broken     string
		warning    string
	}{
		{"it builds", plain, []generator.Op{edit(plain, good), hook}, "", ""},
		{"it builds no more", plain, []generator.Op{edit(plain, bad)}, "main.go:3:15: undefined: nobody", ""},
		{"it never built", bad, []generator.Op{edit(bad, good+"var x = y\n"), hook}, "", "undefined: nobody"},
		{"a file is gone", good, []generator.Op{{Path: "sub/old.go", Action: generator.Delete, Before: &generator.File{}}}, "undefined: hook", ""},
		{"no Go file", bad, []generator.Op{{Path: "s.yaml", Action: generator.Merge, Before: &generator.File{}, After: &generator.File{}}}, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			files := map[string]string{"go.mod": "module example.com/x\n\ngo 1.24\n", "sub/main.go": test.main}
			if test.name == "a file is gone" {
				files["sub/old.go"] = "package main\n\nfunc hook() {}\n"
			}
			for name, data := range files {
				if err := errors.Join(os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o777), os.WriteFile(filepath.Join(dir, name), []byte(data), 0o666)); err != nil {
					t.Fatal(err)
				}
			}
			p := newProgram(Env{Args: []string{}, Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}, Dir: dir})
			made := change{plan: generator.Plan{Ops: test.ops}, server: &served.Program{Root: dir}, target: target{dir: dir, there: true}}
			err := p.verify(t.Context(), verification{}, &made)
			if b, ok := errors.AsType[*brokenBuild](err); ok != (test.broken != "") || ok && !strings.Contains(b.output, test.broken) {
				t.Fatalf("got %v: %+v", err, b)
			} else if !ok && err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(made.warnings, "\n"); (got == "") != (test.warning == "") || !strings.Contains(got, test.warning) {
				t.Errorf("got the warnings %q, want %q", got, test.warning)
			}
			for name, want := range files {
				if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(data) != want {
					t.Errorf("%s became %q, %v", name, data, err)
				}
			}
			if entries, err := os.ReadDir(filepath.Join(dir, "sub")); err != nil || len(entries) != len(files)-1 {
				t.Errorf("sub holds %v, %v", entries, err)
			}
		})
	}
}

func TestLineAfter(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "p")
	plan := generator.Plan{Ops: []generator.Op{{
		Path: "a/main.go", Action: generator.Merge,
		Before: &generator.File{Data: []byte("one\n}\nthree\n}\nfive\n")},
		After:  &generator.File{Data: []byte("one\nnew\n}\nthree\nnew\nnew\n}\nfive\n")},
	}}}
	f := &project.Project{Dir: dir}
	for before, want := range map[int]int{1: 1, 2: 3, 3: 4, 4: 7, 5: 8} {
		if got := lineAfter(f, plan, filepath.Join(dir, "a", "main.go"), before); got != want {
			t.Errorf("line %d is %d, want %d", before, got, want)
		}
	}
	if got := lineAfter(f, plan, filepath.Join(dir, "other.go"), 9); got != 9 {
		t.Errorf("a file that is not edited: line 9 is %d", got)
	}
}
