package cli_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/fcgen/fcgen/internal/cli"
	"github.com/fcgen/fcgen/templates"
)

// Every command finds the project in every layout from the root, from the code
// and, by its name, from the parent. There is no go command, so nothing is built:
// dev, which would build, says so of the program that it found.
func TestCommandsFindTheProject(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../project/testdata/layouts/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no layouts (%v)", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(a.Comment)) {
			from, found, _ := strings.Cut(strings.TrimSpace(line), " ")
			main, _, _ := strings.Cut(strings.TrimPrefix(found, "main="), " ")
			if from == "#" || main == "" {
				continue
			}
			if source := fileOf(a, main+"/main.go"); !strings.Contains(source, "net/http") && main != "." {
				continue // it serves nothing
			}
			parent := t.TempDir()
			root := filepath.Join(parent, name)
			if err := unpack(a, root); err != nil {
				t.Fatal(err)
			}
			for place, dir := range map[string]string{"there": "", "the parent": filepath.ToSlash(filepath.Join(name, filepath.FromSlash(from)))} {
				l := located{main: filepath.ToSlash(filepath.Join(name, filepath.FromSlash(main))), dir: dir, cwd: filepath.Join(root, filepath.FromSlash(from))}
				if dir != "" {
					l.cwd = parent
				}
				t.Run(name+"/"+from+"/from "+place, func(t *testing.T) { l.commands(t, root) })
			}
		}
	}
}

// Where several functions are meant, each is named as one can be told.
func TestCommandsAskForTheFunction(t *testing.T) {
	t.Parallel()
	for _, layout := range []string{"several", "workspace"} {
		a, err := txtar.ParseFile("../project/testdata/layouts/" + layout + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		root := filepath.Join(t.TempDir(), layout)
		if err := unpack(a, root); err != nil {
			t.Fatal(err)
		}
		before := contentsOf(t, root)
		for _, args := range []string{"add-hook prestop", "init --yes --hook prestop", "check CFG", "remove-hook prestop"} {
			env := cli.Env{Args: strings.Fields(args), Dir: root, Templates: templates.FS}
			code, _, said := run(t, env)
			if code != 2 || !strings.Contains(said, "has 2 functions: api, worker") || !strings.Contains(said, "--resource api") {
				t.Errorf("%s: fcgen %s: exit code %d\n%s", layout, args, code, said)
			}
			env.Args = append(env.Args, "--resource", "worker", "--dry-run")
			if env.Args[0] == "check" {
				env.Args = env.Args[:len(env.Args)-1]
			}
			if code, out, said := run(t, env); code != 0 || strings.Contains(out, "api/main.go") {
				t.Errorf("%s: fcgen %s --resource worker: exit code %d\n%s%s", layout, args, code, out, said)
			}
		}
		if after := contentsOf(t, root); after != before {
			t.Errorf("%s became\n%s", layout, after)
		}
	}
}

// located is a place from which commands are run.
type located struct {
	cwd  string
	dir  string // the argument that names the folder; "" for none
	main string // the folder with the program, from the parent of the project
}

func (l located) commands(t *testing.T, root string) {
	before := contentsOf(t, root)
	flag := []string{}
	if l.dir != "" {
		flag = []string{"--dir", l.dir}
	}
	word := flag
	if l.dir != "" {
		word = []string{l.dir}
	}
	mainFile := strings.TrimPrefix(l.main, filepath.Base(root)+"/") + "/main.go"
	image := ""
	if filepath.Base(root) == "container" {
		image = "pass     IMG/5" // of the Dockerfile that its build names
	}
	for _, test := range []struct {
		args []string
		code int
		out  string // what is in stdout
		err  string // what is in stderr
	}{
		{args: append([]string{"show"}, flag...), out: "functionName: "},
		{args: append([]string{"check", "CFG/2", "CFG/3", "CFG/6"}, word...), out: "CFG/2"},
		{args: append([]string{"check", "IMG/5"}, word...), out: image},
		{args: append([]string{"add-hook", "prestop", "--dry-run"}, flag...), out: "configures prestop"},
		{args: append([]string{"add-hook", "prestop", "--diff"}, flag...), out: "GET /pre-stop"},
		{args: append([]string{"remove-hook", "prestop", "--dry-run"}, flag...), err: "nothing to change"},
		{args: append([]string{"init", "--yes", "--dry-run"}, word...), out: "configures initializer and prestop"},
		{args: append([]string{"dev", "--port", "0", "--no-console"}, word...), code: 2, err: "install Go from https://go.dev/dl"},
		{args: append([]string{"update"}, flag...), code: 2, err: "is not inside a project that fcgen made"},
		{args: append([]string{"diff"}, flag...), code: 2, err: "is not inside a project that fcgen made"},
		{args: append([]string{"undo"}, flag...), code: 1, err: "there is nothing to take back"},
	} {
		code, stdout, stderr := run(t, cli.Env{Args: test.args, Dir: l.cwd, Environ: []string{"XDG_STATE_HOME=" + t.TempDir()}, Templates: templates.FS})
		if code != test.code || !strings.Contains(stdout, test.out) || !strings.Contains(stderr, test.err) {
			t.Errorf("fcgen %s: exit code %d, want %d\n%s%s", strings.Join(test.args, " "), code, test.code, stdout, stderr)
		}
		if regexp.MustCompile(`(?m)^create +\S*s\.yaml `).MatchString(stdout) {
			t.Errorf("fcgen %s makes another s.yaml:\n%s", strings.Join(test.args, " "), stdout)
		}
		if m := regexp.MustCompile(`(?m)^merge +(\S*main\.go) `).FindStringSubmatch(stdout); m != nil && !strings.HasSuffix("/"+mainFile, "/"+m[1]) {
			t.Errorf("fcgen %s changes %s, want %s", strings.Join(test.args, " "), m[1], mainFile)
		}
	}
	if after := contentsOf(t, root); after != before {
		t.Errorf("it became\n%s", after)
	}
}

func unpack(a *txtar.Archive, root string) error {
	for _, f := range a.Files {
		name := filepath.Join(root, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			return err
		}
	}
	return nil
}

func fileOf(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// contentsOf is every file below a folder, with what it holds.
func contentsOf(t *testing.T, root string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		b.WriteString(name + "\n" + string(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
