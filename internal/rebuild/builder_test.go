package rebuild

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// source writes files, named by their paths, and returns their folder.
func source(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := realPath(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// says is a program, without imports so that it builds quickly, that prints text.
func says(text string) string {
	return "package main\n\nfunc main() { print(\"" + text + "\") }\n"
}

func builder(t *testing.T, dir string, environ ...string) *Builder {
	t.Helper()
	b, err := NewBuilder(Source{Dir: dir, Environ: append(os.Environ(), append([]string{"GOWORK="}, environ...)...)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(b.out); err == nil {
			t.Errorf("%s is still there", b.out)
		}
	})
	return b
}

// output runs what was built.
func output(t *testing.T, made Build) string {
	t.Helper()
	if made.Err != nil {
		t.Fatalf("%v\n%s", made.Err, made.Output)
	}
	out, err := exec.Command(made.Binary).CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestBuildAgain(t *testing.T) {
	t.Parallel()
	dir := source(t, map[string]string{"go.mod": "module example.com/f\n", "main.go": says("one")})
	b := builder(t, dir, "GOOS=plan9", "GOARCH=arm") // what the person's shell may say for deploying
	first := b.Build(t.Context())
	if got := output(t, first); got != "one" || first.Number != 1 || first.Duration <= 0 || first.Started.IsZero() {
		t.Errorf("got %q, %+v", got, first)
	}

	write(t, dir, "main.go", "package main\n\nfunc main() {\n\tnobody()\n}\n")
	failed := b.Build(t.Context())
	var why *Failed
	if !errors.As(failed.Err, &why) || failed.Binary != "" || failed.Output != "# example.com/f\nmain.go:4:2: undefined: nobody" {
		t.Errorf("got %v, %+v", failed.Err, failed)
	}

	write(t, dir, "main.go", says("two"))
	second := b.Build(t.Context())
	if got := output(t, second); got != "two" || second.Number != 3 {
		t.Errorf("got %q, %+v", got, second)
	}
	if got := output(t, first); got != "one" {
		t.Errorf("the first one now says %q", got)
	}
	third := b.Build(t.Context())
	if got := output(t, third) + output(t, second); got != "twotwo" {
		t.Errorf("got %q", got)
	}
	if _, err := os.Stat(first.Binary); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the oldest binary: %v", err)
	}

	b.Use(second.Number)
	var last Build
	for range 3 {
		last = b.Build(t.Context())
	}
	if got := output(t, last) + output(t, second); got != "twotwo" {
		t.Errorf("got %q", got)
	}
	if _, err := os.Stat(third.Binary); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a binary that is not used: %v", err)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestBuildPlaces builds what lies in a sub-folder, a workspace, a vendor folder
// and a replaced module, and looks at which folders count.
func TestBuildPlaces(t *testing.T) {
	t.Parallel()
	const lib = "package lib\n\nfunc Say() { print(\"lib\") }\n"
	const uses = "package main\n\nimport \"example.com/lib\"\n\nfunc main() { lib.Say() }\n"
	tests := []struct {
		name  string
		files map[string]string
		dir   string
		roots string
		broke string // the file to break, and how the compiler then begins
		words string
	}{
		{"sub-folder", map[string]string{
			"go.mod": "module example.com/lib\n", "lib.go": lib, "cmd/f/main.go": uses,
		}, "cmd/f", ".", "lib.go", "# example.com/lib\nlib.go:3:14: undefined: nobody"},
		{"workspace", map[string]string{
			"go.work":  "go 1.21\n\nuse ./f\nuse ./lib\n",
			"f/go.mod": "module example.com/f\n\ngo 1.21\n", "f/main.go": uses,
			"lib/go.mod": "module example.com/lib\n\ngo 1.21\n", "lib/lib.go": lib,
		}, "f", "f go.work lib", "lib/lib.go", "# example.com/lib\n../lib/lib.go:3:14: undefined: nobody"},
		{"vendor", map[string]string{
			"go.mod":  "module example.com/f\n\ngo 1.21\n\nrequire example.com/lib v1.0.0\n",
			"main.go": uses, "vendor/example.com/lib/lib.go": lib,
			"vendor/modules.txt": "# example.com/lib v1.0.0\n## explicit\nexample.com/lib\n",
		}, ".", ".", "vendor/example.com/lib/lib.go", "# example.com/lib\nvendor/example.com/lib/lib.go:3:14: undefined: nobody"},
		{"replace", map[string]string{
			"f/go.mod":  "module example.com/f\n\ngo 1.21\n\nrequire example.com/lib v1.0.0\n\nreplace example.com/lib => ../lib\n",
			"f/main.go": uses, "lib/go.mod": "module example.com/lib\n", "lib/lib.go": lib,
		}, "f", "f lib", "lib/lib.go", "# example.com/lib\n../lib/lib.go:3:14: undefined: nobody"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			top := source(t, test.files)
			b := builder(t, filepath.Join(top, test.dir), "GOFLAGS=")
			if got := output(t, b.Build(t.Context())); got != "lib" {
				t.Errorf("it says %q", got)
			}
			var roots []string
			for _, root := range b.Roots() {
				rel, err := filepath.Rel(top, root)
				if err != nil {
					t.Fatal(err)
				}
				roots = append(roots, filepath.ToSlash(rel))
			}
			if got := strings.Join(roots, " "); got != test.roots {
				t.Errorf("roots %q, want %q", got, test.roots)
			}
			write(t, top, test.broke, "package lib\n\nfunc Say() { nobody() }\n")
			if made := b.Build(t.Context()); !strings.HasPrefix(made.Output, test.words) {
				t.Errorf("got %q, want it to begin with %q", made.Output, test.words)
			}
		})
	}
}

// TestBuildCancelled shows that a build which nobody wants any more ends, and
// leaves nothing behind.
func TestBuildCancelled(t *testing.T) {
	t.Parallel()
	dir := source(t, map[string]string{"go.mod": "module example.com/f\n", "main.go": says("one")})
	b := builder(t, dir, "GOCACHE="+t.TempDir()) // so that it has much to do
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	made := b.Build(ctx)
	if !errors.Is(made.Err, context.DeadlineExceeded) || made.Binary != "" || made.Output != "" {
		t.Errorf("got %+v", made)
	}
	if entries, err := os.ReadDir(b.out); err != nil || len(entries) > 0 {
		t.Errorf("left %v, %v", entries, err)
	}
}

func TestNotMain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		files map[string]string
		why   string
	}{
		{"python", map[string]string{"app.py": "pass\n"}, "it has no Go files"},
		{"library", map[string]string{"go.mod": "module example.com/f\n", "f.go": "package f\n"}, "its package is f, not main"},
		{"no module", map[string]string{"main.go": says("x")}, "there is no go.mod there or above"},
		{"only tests", map[string]string{"go.mod": "module example.com/f\n", "main_test.go": "package main\n"}, "it has no Go files"},
		{"two packages", map[string]string{"go.mod": "module example.com/f\n", "a.go": "package a\n", "b.go": "package b\n"}, "found packages a (a.go) and b (b.go)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := NewBuilder(Source{Dir: source(t, test.files)})
			var not *NotMain
			if !errors.As(err, &not) || !strings.Contains(not.Why, test.why) {
				t.Errorf("got %v, want %q", err, test.why)
			}
		})
	}
}

// TestBrokenMain shows that a syntax error does not make a program something
// else: it is told by the build.
func TestBrokenMain(t *testing.T) {
	t.Parallel()
	dir := source(t, map[string]string{"go.mod": "module example.com/f\n", "main.go": "package main\n\nimport (\n"})
	made := builder(t, dir).Build(t.Context())
	if made.Err == nil || !strings.Contains(made.Output, "main.go:") {
		t.Errorf("got %+v", made)
	}
}

func TestNoGo(t *testing.T) {
	t.Parallel()
	dir := source(t, map[string]string{"go.mod": "module example.com/f\n", "main.go": says("x")})
	_, err := NewBuilder(Source{Dir: dir, Environ: []string{"PATH=" + t.TempDir()}})
	var no *NoGo
	if !errors.As(err, &no) || !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	module := filepath.FromSlash("/home/me/f")
	tests := []struct{ name, out, want string }{
		{"relative", "# f\n./main.go:1:2: no\n", "# f\nmain.go:1:2: no"},
		{"absolute", "open /home/me/f/x.go: no\n", "open x.go: no"},
		{"windows ends", "a\r\nb\r\n", "a\nb"},
		{"not text", "a\xffb", "a?b"},
		{"long", strings.Repeat(strings.Repeat("x", 99)+"\n", 1000), strings.Repeat(strings.Repeat("x", 99)+"\n", 655) + "…"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := words([]byte(filepath.FromSlash(test.out)), module); got != filepath.FromSlash(test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestLatest shows that newer changes end a step that runs, and inherit what it
// had not done.
func TestLatest(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	changes := make(chan []string)
	steps := make(chan []string)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		Latest(ctx, changes, func(ctx context.Context, changed []string) bool {
			steps <- changed
			if slices.Contains(changed, "slow") && !slices.Contains(changed, "quick") {
				<-ctx.Done()
				return false
			}
			return !slices.Contains(changed, "broken") || slices.Contains(changed, "mended")
		})
	}()
	next := func(want ...string) {
		t.Helper()
		select {
		case got := <-steps:
			if !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		case <-time.After(patienceOfTests):
			t.Fatalf("no step for %q", want)
		}
	}
	changes <- nil
	next()
	changes <- []string{"a"}
	next("a")
	changes <- []string{"slow"}
	next("slow")
	changes <- []string{"quick"}
	next("quick", "slow")
	changes <- []string{"broken"}
	next("broken")
	changes <- []string{"mended"}
	next("broken", "mended")
	changes <- []string{"slow"}
	next("slow")
	stop()
	select {
	case <-ended:
	case <-time.After(patienceOfTests):
		t.Fatal("it does not end")
	}
}
