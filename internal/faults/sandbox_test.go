package faults

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// fcgen is the program that is tested, built once.
var fcgen string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "fcgen-faults")
	if err != nil {
		panic(err)
	}
	fcgen = filepath.Join(dir, "fcgen")
	build := exec.Command("go", "build", "-tags", "urfave_cli_no_docs", "-o", fcgen, "github.com/fcgen/fcgen")
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		panic(fmt.Sprintf("%v\n%s", err, out))
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// change is a command that changes a project, and how the project comes about.
type change struct {
	name    string
	before  [][]string // commands that make the project
	prepare func(t *testing.T, dir string)
	command []string
}

// changes is every command that changes a folder, on a project of fcgen's own
// and on a server of somebody else's.
func changes() []change {
	own := []string{"new", "f", "--hook", "initializer", "--yes"}
	return []change{
		{"new", nil, nil, []string{"new", "h", "--dir", "g/h", "--yes"}},
		{"new-into", nil, func(t *testing.T, dir string) { put(t, dir, "f/notes.txt", "mine\n") }, []string{"new", "f", "--no-hooks", "--yes"}},
		{"add-hook", [][]string{own}, nil, []string{"add-hook", "prestop", "--dir", "f"}},
		{"remove-hook", [][]string{own}, nil, []string{"remove-hook", "initializer", "--dir", "f"}},
		{"update", [][]string{own}, earlier, []string{"update", "--dir", "f"}},
		{"undo", [][]string{own, {"add-hook", "prestop", "--dir", "f"}}, nil, []string{"undo", "--dir", "f"}},
		{"init", nil, server, []string{"init", "shop", "--yes", "--no-verify"}},
		{"init-undo", [][]string{{"init", "shop", "--yes", "--no-verify"}}, server, []string{"undo", "--dir", "shop"}},
		{"foreign-add-hook", nil, server, []string{"add-hook", "prestop", "--dir", "shop", "--no-verify"}},
		{"foreign-remove-hook", [][]string{{"add-hook", "prestop", "--dir", "shop", "--no-verify"}}, server, []string{"remove-hook", "prestop", "--dir", "shop", "--no-verify"}},
	}
}

// earlier makes the project one of an earlier fcgen, in which the Makefile was another.
func earlier(t *testing.T, dir string) {
	for _, name := range []string{"f/Makefile", "f/.fcgen/base.txtar"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		now := bytes.ReplaceAll(data, []byte("IMAGE ?= function:local"), []byte("IMAGE ?= local/function"))
		if bytes.Equal(now, data) {
			t.Fatalf("%s has no such line", name)
		}
		put(t, dir, name, string(now))
	}
}

func server(t *testing.T, dir string) {
	put(t, dir, "shop/go.mod", "module example.com/shop\n\ngo 1.24\n")
	put(t, dir, "shop/main.go", `package main

import (
	"log"
	"net/http"
)

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {})
	log.Fatal(http.ListenAndServe(":9000", mux))
}
`)
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// sandbox is a folder in which one change is made again and again: always at
// the same path, because that is how fcgen knows a project again.
type sandbox struct {
	dir           string // holds work, and state beside it
	start         string // a copy of dir before the change
	command       []string
	before, after tree // of work
}

func newSandbox(t *testing.T, c change) *sandbox {
	t.Helper()
	top := t.TempDir()
	s := &sandbox{dir: filepath.Join(top, "dir"), start: filepath.Join(top, "start"), command: c.command}
	for _, name := range []string{s.work(), s.state()} {
		if err := os.MkdirAll(name, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if c.prepare != nil && len(c.before) > 0 && c.before[0][0] == "new" {
		s.must(t, c.before[0]...)
		c.before = c.before[1:]
	}
	if c.prepare != nil {
		c.prepare(t, s.work())
	}
	for _, command := range c.before {
		s.must(t, command...)
	}
	s.before = read(t, s.work())
	copyAll(t, s.dir, s.start)
	s.must(t, c.command...)
	s.after = read(t, s.work())
	if maps.Equal(s.before, s.after) {
		t.Fatal("the command changes nothing")
	}
	return s
}

func (s *sandbox) work() string  { return filepath.Join(s.dir, "work") }
func (s *sandbox) state() string { return filepath.Join(s.dir, "state") }

// reset puts everything back as it was before the change.
func (s *sandbox) reset(t *testing.T) {
	t.Helper()
	if err := os.RemoveAll(s.dir); err != nil {
		t.Fatal(err)
	}
	copyAll(t, s.start, s.dir)
}

// prepared is a command in the sandbox, behind other words such as strace's.
func (s *sandbox) prepared(words ...string) *exec.Cmd {
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir = s.work()
	cmd.Env = []string{"HOME=" + s.dir, "XDG_STATE_HOME=" + s.state(), "PATH=/nowhere", "GOMAXPROCS=1", "TMPDIR=" + os.TempDir()}
	return cmd
}

func (s *sandbox) must(t *testing.T, args ...string) {
	t.Helper()
	if out, err := s.prepared(append([]string{fcgen}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("fcgen %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// tree is what a folder holds: path → mode and content.
type tree map[string]string

func read(t *testing.T, dir string) tree {
	t.Helper()
	all := tree{}
	err := filepath.WalkDir(dir, func(file string, e fs.DirEntry, err error) error {
		if err != nil || file == dir {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		if info.IsDir() {
			all[name] = fmt.Sprintf("%v /", info.Mode())
			return nil
		}
		data, err := os.ReadFile(file)
		all[name] = fmt.Sprintf("%v %s", info.Mode(), data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// withoutStaging drops the temporary folders: a run that could not remove its
// own says so, and the next one does it.
func (t tree) withoutStaging() tree {
	t = maps.Clone(t)
	maps.DeleteFunc(t, func(name, _ string) bool { return strings.Contains(name, ".fcgen-tmp") })
	return t
}

// differences lists what is not the same in both, shortly.
func (t tree) differences(other tree) string {
	var all []string
	for name, what := range t {
		if other[name] != what {
			all = append(all, fmt.Sprintf("%s is %.60q, not %.60q", name, what, other[name]))
		}
	}
	for name := range other {
		if _, both := t[name]; !both {
			all = append(all, name+" is missing")
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func copyAll(t *testing.T, from, to string) {
	t.Helper()
	if out, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// checkOutcome checks the folder after a run that met faults or was killed, by
// its own word and by what the next run makes of it. A run that met several
// faults may be unable to remove its temporary folder.
func (s *sandbox) checkOutcome(t *testing.T, what string, faults int, err error, said string) {
	t.Helper()
	now := read(t, s.work())
	if faults > 1 {
		now = now.withoutStaging()
	}
	crashed := err != nil && (strings.Contains(said, "fatal error:") || strings.Contains(err.Error(), "signal:"))
	whole := maps.Equal(now.withoutStaging(), s.after.withoutStaging())
	switch {
	case err == nil || strings.Contains(said, "all changes are made"), strings.Contains(said, "the changes are made"):
		if !whole {
			t.Errorf("%s: the run says that all is done, but %s\n%s", what, now.differences(s.after), said)
		}
	case crashed, strings.Contains(said, "could not put back"), strings.Contains(said, "could not be removed"):
	default:
		if !maps.Equal(now, s.before) {
			t.Errorf("%s: the run failed (%v) and left %s\n%s", what, err, now.differences(s.before), said)
		}
	}
	// Whatever was left behind, the same command once more makes all of it good.
	again, errAgain := s.prepared(append([]string{fcgen}, s.command...)...).CombinedOutput()
	if now := read(t, s.work()); !maps.Equal(now, s.after) {
		t.Errorf("%s (%v): once more (%v) makes of it: %s\n%s\n%s", what, err, errAgain, now.differences(s.after), said, again)
	}
	if left, _ := filepath.Glob(filepath.Join(s.state(), "fcgen", "*", "journal*")); len(left) > 0 {
		t.Errorf("%s: a journal is left: %v", what, left)
	}
}
