package cli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/cli"
	"github.com/fcgen/fcgen/internal/prompt"
)

// TestMain makes this test binary be fcgen where it is called so.
// fcgen-asking is the same program with a person who is asked and never
// answers, fcgen-function a server for it to run.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "__guard" {
		os.Exit(cli.Main(cli.Env{})) // a run of fcgen dev in this process started it
	}
	switch strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe") {
	case "fcgen":
		os.Exit(cli.Main(cli.Env{}))
	case "fcgen-asking":
		os.Exit(cli.Main(cli.Env{Prompter: asking{}}))
	case "fcgen-function":
		os.Exit(function())
	}
	os.Exit(withPrograms(m))
}

// withPrograms runs the tests with these programs in PATH.
func withPrograms(m *testing.M) int {
	dir, err := os.MkdirTemp("", "fcgen-bin")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	for _, name := range []string{"fcgen", "fcgen-asking", "fcgen-function"} {
		if err := install(self, filepath.Join(dir, name)); err != nil {
			panic(err)
		}
	}
	for name, value := range map[string]string{
		"PATH":           dir + string(filepath.ListSeparator) + os.Getenv("PATH"),
		"XDG_STATE_HOME": filepath.Join(dir, "state"),
	} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	return m.Run()
}

// install makes a program callable under another name.
func install(program, name string) error {
	if runtime.GOOS != "windows" {
		return os.Symlink(program, name)
	}
	data, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	return os.WriteFile(name+".exe", data, 0o777)
}

// overlay is a file system that shows the files of both, the first one's where
// both have one.
type overlay [2]fs.FS

func (o overlay) Open(name string) (fs.File, error) {
	f, err := o[0].Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return o[1].Open(name)
	}
	return f, err
}

func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	top, err := fs.ReadDir(o[0], name)
	below, err2 := fs.ReadDir(o[1], name)
	if err != nil && err2 != nil {
		return nil, err
	}
	for _, e := range below {
		if !slices.ContainsFunc(top, func(t fs.DirEntry) bool { return t.Name() == e.Name() }) {
			top = append(top, e)
		}
	}
	slices.SortFunc(top, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return top, nil
}

// asking is a person who is asked, and never answers.
type asking struct{}

func (asking) Ask(ctx context.Context, q prompt.Question) (string, error) {
	fmt.Fprintln(os.Stderr, "asked for", q.Key)
	<-ctx.Done()
	return "", ctx.Err()
}

func (asking) Show(string) error  { return nil }
func (asking) Print(string) error { return nil }

// run runs fcgen in this process.
func run(t *testing.T, env cli.Env) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	env.Stdout, env.Stderr = &out, &errs
	env.Environ = append(env.Environ, "XDG_STATE_HOME="+filepath.Join(filepath.Dir(t.TempDir()), "state"))
	code = cli.Main(env)
	return code, out.String(), errs.String()
}
