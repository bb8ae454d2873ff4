package rebuild

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// A pattern of many stars is compared with a deep path at once.
func TestIgnoreOfManyStars(t *testing.T) {
	t.Parallel()
	i := &ignore{"/p", parseIgnore(strings.Repeat("**/a/", 40) + "x\n" + strings.Repeat("**/", 1000) + "x\n")}
	name := "/p/" + strings.Repeat("a/", 200) + "y"
	done := make(chan bool, 1)
	go func() { done <- i.ignores(name, false) }()
	select {
	case got := <-done:
		if got {
			t.Error("it is ignored")
		}
	case <-time.After(time.Minute):
		t.Fatal("still comparing")
	}
	if rules := parseIgnore(strings.Repeat("x\n", 10*maxRules)); len(rules) != maxRules {
		t.Errorf("%d rules, want %d", len(rules), maxRules)
	}
}

// Whatever the pattern and the path: the answer is the one that trying
// everything gives.
func FuzzFits(f *testing.F) {
	for _, seed := range [][2]string{{"**/a", "b/a"}, {"a/**/b", "a/b"}, {"a/**", "a/x/y"}, {"**/a/**/b", "a/a/c/b"}, {"*.go", "x.go"}, {"**", "a"}, {"a/**/**/b/*", "a/b/b/c"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, name string) {
		if len(pattern) > 20 || len(name) > 20 {
			return
		}
		p, n := strings.Split(pattern, "/"), strings.Split(name, "/")
		if got, want := fits(p, n), tried(p, n); got != want {
			t.Errorf("%q and %q: %v, want %v", pattern, name, got, want)
		}
	})
}

// tried is fits by trying everything.
func tried(pattern, segments []string) bool {
	switch {
	case len(pattern) == 0:
		return len(segments) == 0
	case pattern[0] == "**" && len(pattern) == 1:
		return len(segments) > 0
	case pattern[0] == "**":
		for n := range len(segments) + 1 {
			if tried(pattern[1:], segments[n:]) {
				return true
			}
		}
		return false
	case len(segments) == 0:
		return false
	}
	return fitsName(pattern[0], segments[0]) && tried(pattern[1:], segments[1:])
}

// What the go command would read without end is refused before it is started.
func TestNoRegularFile(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"other.go", "go.sum", "go.work", "vendor/modules.txt"} {
		dir := t.TempDir()
		for file, text := range map[string]string{"go.mod": "module example.com/m\n", "main.go": "package main\n\nfunc main() {}\n", "vendor/x": ""} {
			if err := errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o700), os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink(os.DevNull, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := NewBuilder(Source{Dir: dir})
		if ctx.Err() != nil || !errors.As(err, new(*projectfile.NotRegular)) {
			t.Errorf("%s: got %v, want that it is no regular file", name, err)
		}
	}
}
