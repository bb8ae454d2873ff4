package cli_test

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/txtar"

	"github.com/fcgen/fcgen/internal/cli"
	"github.com/fcgen/fcgen/templates"
)

// TestScripts runs testdata/script: each file is a session that shows one
// behaviour. The command fcgen runs in this process, which is much quicker and
// the same program; fcgen-tiny is fcgen with one more framework folder, release
// fcgen of a version, and "exec fcgen" a process of its own. dev runs fcgen dev
// beside the script.
func TestScripts(t *testing.T) {
	t.Parallel()
	withTiny := overlay{os.DirFS("testdata/templates"), templates.FS}
	goEnv := goEnvironment(t, "GOCACHE", "GOPATH", "GOMODCACHE")
	xmod := moduleVersion(t, "golang.org/x/mod")
	commands := (&devScripts{runs: map[*testscript.TestScript]*devScript{}}).commands()
	maps.Copy(commands, map[string]func(ts *testscript.TestScript, neg bool, args []string){
		"fcgen":      func(ts *testscript.TestScript, neg bool, args []string) { inProcess(ts, neg, args, templates.FS, "") },
		"fcgen-tiny": func(ts *testscript.TestScript, neg bool, args []string) { inProcess(ts, neg, args, withTiny, "") },
		"release": func(ts *testscript.TestScript, neg bool, args []string) {
			inProcess(ts, neg, args[1:], templates.FS, args[0])
		},
		"cmptree": compareTrees,
		"edit":    edit,
		"append":  appendText,
		"earlier": earlier,
		"crlf":    toCRLF,
		"layout":  layOut,
		"code":    exitsWith,
	})
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			for _, who := range []string{"AUTHOR", "COMMITTER"} {
				env.Setenv("GIT_"+who+"_NAME", "someone")
				env.Setenv("GIT_"+who+"_EMAIL", "someone@example.com")
			}
			// The scripts' own home has no cache, and the first build of a cache takes long.
			for _, name := range []string{"GOCACHE", "GOPATH", "GOMODCACHE"} {
				env.Setenv(name, goEnv[name])
			}
			// What is remembered of changes lies outside of the folders that scripts look at.
			env.Setenv("XDG_STATE_HOME", env.WorkDir+"-state")
			env.Setenv("XMOD_VERSION", xmod) // of a module that is in the cache, since fcgen is built from it
			env.Setenv("FRAMEWORKS", strings.Join(frameworks(), ", "))
			env.Setenv("RANDOM_WORD", strings.ToLower(rand.Text()))
			return nil
		},
		Cmds: commands,
		Condition: func(name string) (bool, error) {
			if name == "race" {
				return raceDetector, nil
			}
			return false, fmt.Errorf("there is no condition %q", name)
		},
	})
}

// goEnvironment is what the go command takes for the variables.
func goEnvironment(t *testing.T, names ...string) map[string]string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"env", "-json"}, names...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	if err := json.Unmarshal(out, &values); err != nil {
		t.Fatal(err)
	}
	return values
}

// moduleVersion is the version of a module that fcgen is built from.
func moduleVersion(t *testing.T, module string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Version}}", module).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// inProcess runs fcgen, of a version or of none, as a command of a script.
func inProcess(ts *testscript.TestScript, neg bool, args []string, files fs.FS, version string) {
	env := []string{}
	for _, key := range []string{"PATH", "HOME", "XDG_STATE_HOME", "GOWORK", "GOCACHE", "GOPATH", "GOMODCACHE",
		"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"} {
		env = append(env, key+"="+ts.Getenv(key))
	}
	code := cli.Main(cli.Env{
		Args: append([]string{}, args...), Stdout: ts.Stdout(), Stderr: ts.Stderr(),
		Dir: ts.MkAbs("."), Environ: env, Templates: files, Build: cli.Build{Version: version},
	})
	if neg != (code != 0) {
		ts.Fatalf("exit code %d", code)
	}
}

// compareTrees fails unless two folders hold the same files, modes and bytes,
// or with "!" if they do: cmptree a b
func compareTrees(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: cmptree a b")
	}
	a, b := readFolder(ts, args[0]), readFolder(ts, args[1])
	var differences []string
	for name, content := range a {
		if other, both := b[name]; !both {
			differences = append(differences, name+": only in "+args[0])
		} else if content != other {
			differences = append(differences, name+": differs")
		}
	}
	for name := range b {
		if _, both := a[name]; !both {
			differences = append(differences, name+": only in "+args[1])
		}
	}
	slices.Sort(differences)
	switch {
	case !neg && len(differences) > 0:
		ts.Fatalf("%s and %s differ:\n%s", args[0], args[1], strings.Join(differences, "\n"))
	case neg && len(differences) == 0:
		ts.Fatalf("%s and %s are the same", args[0], args[1])
	}
}

func readFolder(ts *testscript.TestScript, dir string) map[string]string {
	files := map[string]string{}
	root := ts.MkAbs(dir)
	ts.Check(filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && e.Name() == ".git" {
			return fs.SkipDir
		}
		if e.IsDir() {
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(root, name)
		files[filepath.ToSlash(rel)] = fmt.Sprintf("%v %s", info.Mode()&0o111, data)
		return err
	}))
	return files
}

// edit replaces the one place where a file has a text: edit file old new
func edit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit file old new")
	}
	text := ts.ReadFile(args[0])
	if n := strings.Count(text, args[1]); n != 1 {
		ts.Fatalf("%s has %q %d times", args[0], args[1], n)
	}
	write(ts, args[0], strings.Replace(text, args[1], args[2], 1))
}

// appendText adds a line to a file's end: append file line
func appendText(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: append file line")
	}
	write(ts, args[0], ts.ReadFile(args[0])+args[1]+"\n")
}

// earlier makes a project one of an earlier fcgen, which had another text in a
// file: earlier dir file now before. With only a file it did not have the file;
// with "-gone text" it had a file that is no more.
func earlier(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 && len(args) != 4 {
		ts.Fatalf("usage: earlier dir file [now before]")
	}
	memory := filepath.Join(args[0], ".fcgen", "base.txtar")
	base := txtar.Parse([]byte(ts.ReadFile(memory)))
	at := slices.IndexFunc(base.Files, func(f txtar.File) bool { return f.Name == args[1] })
	name := filepath.Join(args[0], args[1])
	switch {
	case len(args) == 2:
		base.Files = slices.Delete(base.Files, at, at+1)
		ts.Check(os.Remove(ts.MkAbs(name)))
	case args[2] == "-gone":
		base.Files = append(base.Files, txtar.File{Name: args[1], Data: []byte(args[3] + "\n")})
		write(ts, name, args[3]+"\n")
	default:
		text := string(base.Files[at].Data)
		if n := strings.Count(text, args[2]); n != 1 {
			ts.Fatalf("%s has %q %d times", args[1], args[2], n)
		}
		text = strings.Replace(text, args[2], args[3], 1)
		base.Files[at].Data = []byte(text)
		write(ts, name, text)
	}
	write(ts, memory, string(txtar.Format(base)))
}

// toCRLF gives every file of a folder Windows line ends: crlf dir
func toCRLF(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: crlf dir")
	}
	for name := range readFolder(ts, args[0]) {
		file := filepath.Join(args[0], name)
		write(ts, file, strings.ReplaceAll(strings.ReplaceAll(ts.ReadFile(file), "\r\n", "\n"), "\n", "\r\n"))
	}
}

// exitsWith runs a command and fails unless it ends with the exit code: code 2 fcgen new
func exitsWith(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command [args...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

func write(ts *testscript.TestScript, name, text string) {
	ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o666))
}
