//go:build unix

package process

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestExit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args []string
		want Exit
	}{
		{"success", []string{"__exit", "0"}, Exit{}},
		{"code", []string{"__exit", "42"}, Exit{Code: 42}},
		{"highest code", []string{"__exit", "255"}, Exit{Code: 255}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p, _ := start(t, strings.TrimPrefix(test.args[0], "__"), test.args[1:]...)
			if got := finish(t, p); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			if got := p.Stop(time.Minute); got != test.want {
				t.Errorf("Stop of what has ended: got %+v, want %+v", got, test.want)
			}
		})
	}
	for signal, want := range map[string]string{"KILL": "killed", "SEGV": "segmentation fault", "TERM": "terminated"} {
		t.Run(signal, func(t *testing.T) {
			t.Parallel()
			p, err := Start(Spec{Args: []string{"/bin/sh", "-c", "ulimit -c 0; kill -" + signal + " $$"}})
			if err != nil {
				t.Fatal(err)
			}
			if got := finish(t, p); got != (Exit{Code: -1, Signal: want}) {
				t.Errorf("got %+v, want the signal %q", got, want)
			}
		})
	}
}

func TestStartErrors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "plain", "no program", 0o644)
	write(t, dir, "noise", "\x00\x01\x02 no format that a kernel knows", 0o755)
	write(t, dir, "crlf", "#!/bin/sh\r\necho hello\r\n", 0o755)
	write(t, dir, "bin/hidden", "#!/bin/sh\n", 0o644)
	tests := []struct {
		name        string
		arg         string
		dir         string
		want        error
		path        string
		interpreter bool
	}{
		{"no file", "./nothing", dir, fs.ErrNotExist, dir + "/nothing", false},
		{"absolute", dir + "/nothing", "", fs.ErrNotExist, dir + "/nothing", false},
		{"not executable", "./plain", dir, fs.ErrPermission, dir + "/plain", false},
		{"folder", "./bin", dir, fs.ErrPermission, dir + "/bin", false},
		{"not in PATH", "nothing", dir, fs.ErrNotExist, "nothing", false},
		{"not executable in PATH", "hidden", dir, fs.ErrPermission, "hidden", false},
		{"wrong format", "./noise", dir, syscall.ENOEXEC, dir + "/noise", false},
		{"carriage return", "./crlf", dir, fs.ErrNotExist, dir + "/crlf", true},
		{"no folder", "./plain", dir + "/missing", fs.ErrNotExist, dir + "/missing", false},
		{"folder is a file", "./plain", dir + "/plain", syscall.ENOTDIR, dir + "/plain", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p, err := Start(Spec{Args: []string{test.arg}, Dir: test.dir, Env: []string{"PATH=bin:" + dir}, Stdout: &record{}})
			if err == nil {
				p.Stop(0)
				t.Fatal("it was started")
			}
			if !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
			if got := errors.Is(err, ErrInterpreter); got != test.interpreter {
				t.Errorf("got %v: is it about the interpreter? %t, want %t", err, got, test.interpreter)
			}
			var path *fs.PathError
			if !errors.As(err, &path) || path.Path != test.path {
				t.Errorf("got %v, want the path %q", err, test.path)
			}
		})
	}
	if _, err := Start(Spec{}); err == nil {
		t.Error("no program: no error")
	}
}

func TestLookUp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"here", "first/prog", "second/prog", "second/other", "third/prog"} {
		write(t, dir, name, "#!/bin/sh\necho "+name+" $1\n", 0o755)
	}
	write(t, dir, "zero/prog", "", 0o644)
	tests := []struct{ name, arg, path, want string }{
		{"slash is relative to Dir", "./here", "", "here x\n"},
		{"folder and slash", "first/prog", "/nowhere", "first/prog x\n"},
		{"first in PATH", "prog", dir + "/first:" + dir + "/second", "first/prog x\n"},
		{"second in PATH", "other", dir + "/first:" + dir + "/second", "second/other x\n"},
		{"what cannot be executed is passed over", "prog", dir + "/zero:" + dir + "/third", "third/prog x\n"},
		{"relative PATH", "prog", "third", "third/prog x\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var out record
			p, err := Start(Spec{Args: []string{test.arg, "x"}, Dir: dir, Env: []string{"PATH=/none", "PATH=" + test.path}, Stdout: &out})
			if err != nil {
				t.Fatal(err)
			}
			finish(t, p)
			if got := out.String(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func write(t *testing.T, dir, name, text string, mode fs.FileMode) {
	t.Helper()
	name = filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	var out record
	p, err := Start(Spec{
		Args:   []string{self(t), "__env", "A", "B", "HOME", MarkVariable},
		Env:    []string{"A=first", "B=x=y", "A=last", MarkVariable + "=outer"},
		Stdout: &out,
	})
	if err != nil {
		t.Fatal(err)
	}
	finish(t, p)
	if got, want := out.String(), "last\nx=y\n\nouter,"+p.cookie+"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
