package project

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
)

func TestReadTree(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.go": "package a\n", "b.go": "package a\n", "notes.txt": "x\n", "sub/deep.yaml": "a: 1\n", "s.yml": "a: 1\n", "sub/deep.go": "package sub\n",
		".git/c.yaml": "a: 1\n", "Readme.md": "x\n", "node_modules/d.yaml": "a: 1\n",
	} {
		write(t, filepath.Join(dir, name), text)
	}
	if err := os.Symlink("a.go", filepath.Join(dir, "link.go")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	wanted := generator.Tree{"a.go": {}, "gone.yaml": {}, "link.go": {}, "sub": {}, "README.md": {}, "notes.txt/x": {}}
	got, err := ReadTree(t.Context(), dir, wanted)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"a.go": "", "b.go": "", "link.go": "a symbolic link", "sub": "a folder", "sub/deep.yaml": "", "s.yml": "",
		"README.md": "Readme.md, the same name but for its case,",
	}
	if _, err := os.Stat(filepath.Join(dir, "README.md")); err == nil {
		want["README.md"] = "" // a disk that knows no case
	}
	for name, other := range want {
		if f, there := got[name]; !there || f.Other != other {
			t.Errorf("%s: got %+v, %v, want %q", name, f, there, other)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v, want the files of %v", got.Paths(), want)
	}
}

// However much a project holds, only so much of it is searched for a renamed file.
func TestReadTreeHasABound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := strings.Repeat("# a line of a comment\n", maxRead/22)
	for i := range maxOthers/len(text) + 5 {
		write(t, filepath.Join(dir, "sub", fmt.Sprintf("%d.yaml", i)), text)
	}
	got, err := ReadTree(t.Context(), dir, generator.Tree{"gone.yaml": {}})
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, f := range got {
		total += len(f.Data)
	}
	if total > maxOthers || total < maxOthers/2 {
		t.Errorf("%d bytes were read, want at most %d", total, maxOthers)
	}
}

func TestReadTreeOfNothing(t *testing.T) {
	t.Parallel()
	got, err := ReadTree(t.Context(), filepath.Join(t.TempDir(), "none"), generator.Tree{"a": {}})
	if err != nil || len(got) != 0 {
		t.Errorf("got %v, %v, want an empty tree", got, err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
