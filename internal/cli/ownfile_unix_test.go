//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestCreateOwn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := func(file string) string { return filepath.Join(dir, file) }
	write := func(file string, mode os.FileMode) {
		if err := os.WriteFile(name(file), []byte("what was there"), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(name(file), mode); err != nil {
			t.Fatal(err)
		}
	}
	write("wide", 0o666)
	write("narrow", 0o400|0o200)
	for _, file := range []string{"new", "wide", "narrow"} {
		f, err := createOwn(name(file))
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		f.Close()
		info, err := os.Stat(name(file))
		if err != nil || info.Mode().Perm() != 0o600 || info.Size() != 0 {
			t.Errorf("%s: it has the mode %v and %d bytes, %v", file, info.Mode(), info.Size(), err)
		}
	}

	write("target", 0o644)
	if err := os.Symlink("target", name("link")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(name("pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{"link": "symbolic link", "pipe": "nothing reads the pipe"} {
		if _, err := createOwn(name(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", file, err, want)
		}
	}
	if text, err := os.ReadFile(name("target")); err != nil || string(text) != "what was there" {
		t.Errorf("the target of the link holds %q, %v", text, err)
	}
	reader, err := os.OpenFile(name("pipe"), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	f, err := createOwn(name("pipe"))
	if err != nil {
		t.Fatalf("a pipe that somebody reads: %v", err)
	}
	f.Close()
}
