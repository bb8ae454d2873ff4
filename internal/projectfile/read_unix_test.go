//go:build unix

package projectfile

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// What is no regular file is refused at once and not opened, also behind a link.
func TestReadNotRegular(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := syscall.Mkfifo(at("pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	socket, err := net.Listen("unix", at("socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	for link, to := range map[string]string{"zero": "/dev/zero", "linked": "pipe", "twice": "linked"} {
		if err := os.Symlink(to, at(link)); err != nil {
			t.Fatal(err)
		}
	}
	for name, what := range map[string]string{
		"pipe": "a named pipe", "linked": "a named pipe", "twice": "a named pipe",
		"zero": "a device", "socket": "a socket", ".": "a folder",
	} {
		read := make(chan error, 1)
		go func() {
			_, err := ReadFile(t.Context(), at(name), TextLimit)
			read <- err
		}()
		select {
		case err := <-read:
			if e, ok := errors.AsType[*NotRegular](err); !ok || e.What != what {
				t.Errorf("%s: %v, want %q", name, err, what)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%s: still reading", name)
		}
	}
}

// A sparse file takes no room on the disk and none in memory.
func TestReadSparse(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "sparse")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, 10<<30); err != nil {
		t.Skipf("no sparse files here: %v", err)
	}
	if _, err := ReadFile(t.Context(), name, TextLimit); !errors.As(err, new(*TooLarge)) {
		t.Errorf("a file of 10 GB: %v", err)
	}
}
