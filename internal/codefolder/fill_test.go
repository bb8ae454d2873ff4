package codefolder

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, text, name string) {
	t.Helper()
	if err := os.Symlink(text, name); err != nil {
		t.Skip(err)
	}
}

// listing is what a folder holds: names, with the text of files and links.
func listing(t *testing.T, dir string) string {
	t.Helper()
	var all []string
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || name == ".":
		case d.IsDir():
			name += "/"
		case d.Type()&fs.ModeSymlink != 0:
			text, errLink := root.Readlink(name)
			name, err = name+" -> "+text, errLink
		default:
			text, errRead := root.ReadFile(name)
			name, err = name+"="+string(text), errRead
		}
		if name != "." {
			all = append(all, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}

func TestFill(t *testing.T) {
	t.Parallel()
	from, to := t.TempDir(), t.TempDir()
	write(t, filepath.Join(from, "dist", "a"), "old")
	write(t, filepath.Join(from, "dist", "static", "b"), "b")
	write(t, filepath.Join(from, "static", "c"), "c")
	write(t, filepath.Join(from, "a.new"), "new")
	link(t, "static/b", filepath.Join(from, "dist", "kept"))
	link(t, "../a.new", filepath.Join(from, "dist", "outside"))
	link(t, filepath.Join(from, "dist", "a"), filepath.Join(from, "dist", "absolute"))
	err := Fill(t.Context(), to, []Part{
		{filepath.Join(from, "dist"), ".", "."}, {from, "static", "static"}, {from, "a.new", "a"}, {from, "a.new", "x/y/z"},
	}, 100)
	if err != nil {
		t.Fatal(err)
	}
	const want = "a=new kept -> static/b outside -> ../a.new static/ static/b=b static/c=c x/ x/y/ x/y/z=new"
	if got := listing(t, to); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A link that one part brings leads no other part out of the folder, and none
// that lies in a root is followed out of it.
func TestFillStaysInside(t *testing.T) {
	t.Parallel()
	from, to, elsewhere := t.TempDir(), t.TempDir(), t.TempDir()
	write(t, filepath.Join(from, "file"), "x")
	write(t, filepath.Join(elsewhere, "secret"), "s")
	if err := os.Mkdir(filepath.Join(from, "code"), 0o777); err != nil {
		t.Fatal(err)
	}
	link(t, elsewhere, filepath.Join(from, "code", "out"))
	if err := Fill(t.Context(), to, []Part{{from, "code", "."}, {from, "file", "out/file"}}, 100); err == nil {
		t.Error("a file was written through a link")
	}
	if got := listing(t, elsewhere); got != "secret=s" {
		t.Errorf("the folder elsewhere holds %s", got)
	}
	if err := Fill(t.Context(), t.TempDir(), []Part{{from, "code/out/secret", "secret"}}, 100); err == nil {
		t.Error("a file outside of the root was read")
	}
}

func TestFillBounds(t *testing.T) {
	t.Parallel()
	from := t.TempDir()
	write(t, filepath.Join(from, "a"), "12345")
	write(t, filepath.Join(from, "b"), "12345")
	if err := Fill(t.Context(), t.TempDir(), []Part{{from, ".", "."}}, 10); err != nil {
		t.Errorf("10 bytes of 10: %v", err)
	}
	if err := Fill(t.Context(), t.TempDir(), []Part{{from, ".", "."}}, 9); !errors.As(err, new(*TooMuch)) {
		t.Errorf("10 bytes of 9: got %v, want a *TooMuch", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Fill(ctx, t.TempDir(), []Part{{from, ".", "."}}, 10); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}

// The program takes the place of what was copied, and is not put through a link.
func TestAdd(t *testing.T) {
	t.Parallel()
	from, to, elsewhere := t.TempDir(), t.TempDir(), t.TempDir()
	write(t, filepath.Join(from, "built"), "new")
	write(t, filepath.Join(to, "bootstrap"), "old")
	for _, name := range []string{"bootstrap", "bin/server"} {
		if err := Add(t.Context(), to, filepath.Join(from, "built"), name); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := listing(t, to), "bin/ bin/server=new bootstrap=new"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	link(t, elsewhere, filepath.Join(to, "out"))
	if err := Add(t.Context(), to, filepath.Join(from, "built"), "out/bootstrap"); err == nil {
		t.Error("it was put through a link")
	}
	if got := listing(t, elsewhere); got != "" {
		t.Errorf("the folder elsewhere holds %s", got)
	}
}
