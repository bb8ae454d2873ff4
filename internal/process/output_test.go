//go:build unix

package process

import (
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// What a log is made of: all bytes, in order, before Done.
func TestOutputIsComplete(t *testing.T) {
	t.Parallel()
	const lines = 1 << 20 // ten bytes each
	p, out := start(t, "lines", fmt.Sprint(lines))
	finish(t, p)
	if got, want := out.String(), string(numbered(lines)); got != want {
		t.Errorf("the output of %d bytes came as %d bytes or in another order", len(want), len(got))
	}
}

// A program may end while its reader has a backlog.
func TestOutputOfSlowReader(t *testing.T) {
	t.Parallel()
	var out record
	slow := writer(func(b []byte) (int, error) {
		time.Sleep(2 * moment / 3)
		return out.Write(b)
	})
	const lines = 12 << 10 // 120 KB: what a pipe holds, and some that was read
	p, err := Start(Spec{Args: []string{self(t), "__lines", fmt.Sprint(lines)}, Env: os.Environ(), Stdout: slow})
	if err != nil {
		t.Fatal(err)
	}
	finish(t, p)
	if got := strings.Count(out.String(), "\n"); got != lines {
		t.Errorf("got %d lines of %d", got, lines)
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

// A log that cannot be written must not block the program.
func TestOutputOfFailingReader(t *testing.T) {
	t.Parallel()
	full := writer(func([]byte) (int, error) { return 0, syscall.ENOSPC })
	p, err := Start(Spec{Args: []string{self(t), "__lines", "100000"}, Env: os.Environ(), Stdout: full})
	if err != nil {
		t.Fatal(err)
	}
	if got := finish(t, p); got != (Exit{}) {
		t.Errorf("got %+v, want a success", got)
	}
}

// What left its child behind with the pipe in its hands has ended all the same.
func TestDoneDespiteDescendant(t *testing.T) {
	t.Parallel()
	p, out := start(t, "holding")
	if got := finish(t, p); got.Code != 7 {
		t.Errorf("got %+v, want the code 7", got)
	}
	if got := out.ids("sleep"); len(got) != 1 {
		t.Errorf("got %q without the last words", out)
	}
}

// A child that writes without end does not keep a dead program alive either.
func TestDoneDespiteFlood(t *testing.T) {
	t.Parallel()
	var n atomic.Int64
	p, err := Start(Spec{
		Args:   []string{"/bin/sh", "-c", `"$0" __flood & wait`, self(t)},
		Env:    os.Environ(),
		Stdout: writer(func(b []byte) (int, error) { n.Add(1); return len(b), nil }),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Kill()
	until(t, func() bool { return n.Load() > 10 }, func() string { return "nothing of the flood has come" })
	if err := syscall.Kill(p.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if got := finish(t, p); got.Signal != "killed" {
		t.Errorf("got %+v, want that it was killed", got)
	}
}
