package cli_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/cli"
)

// receipt is what a program reads of --json.
type receipt struct {
	Spec    map[string]any
	Dir     string
	Files   []struct{ Path, Action, SHA256 string }
	Applied bool
	Command string
	Next    []string
}

func readReceipt(t *testing.T, env cli.Env) receipt {
	t.Helper()
	code, out, errs := run(t, env)
	if code != 0 {
		t.Fatalf("fcgen %q: exit code %d: %s", env.Args, code, errs)
	}
	var r receipt
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return r
}

// TestReceiptIsTrue compares a receipt with the disk: every file, every byte.
func TestReceiptIsTrue(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := readReceipt(t, cli.Env{Args: []string{"new", "f", "--yes", "--json"}, Dir: dir})
	if r.Dir != filepath.Join(dir, "f") || !r.Applied {
		t.Errorf("dir %q, applied %v", r.Dir, r.Applied)
	}
	listed := map[string]bool{}
	for _, f := range r.Files {
		listed[f.Path] = true
		data, err := os.ReadFile(filepath.Join(r.Dir, filepath.FromSlash(f.Path)))
		if err != nil {
			t.Error(err)
			continue
		}
		if sum := fmt.Sprintf("%x", sha256.Sum256(data)); sum != f.SHA256 {
			t.Errorf("%s: the receipt has %s, the file %s", f.Path, f.SHA256, sum)
		}
	}
	err := filepath.WalkDir(r.Dir, func(name string, e os.DirEntry, err error) error {
		rel, _ := filepath.Rel(r.Dir, name)
		if err == nil && !e.IsDir() && !listed[filepath.ToSlash(rel)] {
			t.Errorf("%s is on the disk and not in the receipt", rel)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestOneLine holds the command that a receipt gives to what it promises: it
// makes the same project, and asks nothing.
func TestOneLine(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{
		"new f --yes",
		"new f --framework gin --no-hooks --yes",
		"new f --framework echo --hook prestop --prestop-timeout 5 --yes",
		"new f --hook initializer --initializer-timeout 30 --yes",
		"new f --handler event --yes",
		"new f --handler event --hook prestop --memory 1024 --cpu 1 --yes",
		"new f --runtime custom-container --image registry.example.com/a/b:1 --yes",
		"new f --runtime custom --region us-east-1 --port 80 --disk 10240 --timeout 5 --concurrency 1 --yes",
		"new f --auth function --module example.com/f --yes",
		"new f --trigger none --yes",
		"new f --handler event --trigger mns --yes",
		"new --dir somewhere/else --yes",
		"new f --dir ./f/ --yes",
	} {
		t.Run(typed, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			first := readReceipt(t, cli.Env{Args: append(strings.Fields(typed), "--dry-run", "--json"), Dir: dir})
			words := strings.Fields(first.Command)
			if words[0] != "fcgen" || words[len(words)-1] != "--yes" || strings.ContainsAny(first.Command, `'"`) {
				t.Fatalf("the command is %q", first.Command)
			}
			second := readReceipt(t, cli.Env{Args: append(words[1:], "--dry-run", "--json"), Dir: dir})
			if !reflect.DeepEqual(first, second) {
				t.Errorf("%q makes\n%+v\nand %q\n%+v", typed, first, first.Command, second)
			}
		})
	}
}

// TestOneLineIsShort shows that only what differs from the defaults is named.
func TestOneLineIsShort(t *testing.T) {
	t.Parallel()
	const typed = "new f --framework nethttp --hook initializer,prestop --runtime custom.debian11 --handler http --trigger http " +
		"--auth anonymous --region cn-hangzhou --port 9000 --cpu 0.35 --memory 512 --disk 512 --timeout 60 --concurrency 20 " +
		"--initializer-timeout 30 --prestop-timeout 30 --module f --dir f --dry-run --json"
	r := readReceipt(t, cli.Env{Args: strings.Fields(typed), Dir: t.TempDir()})
	if r.Command != "fcgen new f --yes" {
		t.Errorf("got %q", r.Command)
	}
}

// failing takes some bytes, and then none.
type failing struct{ left int }

func (f *failing) Write(data []byte) (int, error) {
	if f.left -= len(data); f.left < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(data), nil
}

// TestOutputThatFails shows that an answer which did not get through is no success.
func TestOutputThatFails(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"list", "list --json", "help", "help new", "version", "completion bash", "new f --yes --dry-run", "new f --yes --diff"} {
		var errs bytes.Buffer
		code := cli.Main(cli.Env{Args: strings.Fields(args), Dir: t.TempDir(), Stdout: &failing{left: 10}, Stderr: &errs})
		if code != 2 || !strings.Contains(errs.String(), "fcgen: no space left on device\n") {
			t.Errorf("%s: exit code %d, %q", args, code, errs.String())
		}
	}
}

// TestAnotherLanguage shows that sentences pass one catalogue, keyed by the
// English text, in messages, hints and help.
func TestAnotherLanguage(t *testing.T) {
	t.Parallel()
	catalogue := map[string]string{
		"the flag --%s needs a value": "%s: value, please",
		"hint: %s":                    "try: %s",
		"did you mean %q? %s":         "%q, perhaps? %s",
		"known":                       "there are",
		"make a project":              "begin something",
		"web framework that the server is written with": "framework, web",
		"the %s hook is already there":                  "%s, again?",
		"made %s: %d files, among them":                 "%[2]d files in %[1]s",
		"a file of yours stands there":                  "yours",
	}
	text := func(english string) string {
		if other, ok := catalogue[english]; ok {
			return other
		}
		return english
	}
	dir := t.TempDir()
	tests := []struct{ args, want string }{
		{"new f --framework", "framework: value, please"},
		{"new f --framework gim --yes", `try: "gin", perhaps? there are: `},
		{"help", "begin something"},
		{"help new", "framework, web"},
		{"new f --yes", " files in f\n"},
		{"add-hook prestop --dir f", "prestop, again?"},
	}
	for _, test := range tests {
		_, out, errs := run(t, cli.Env{Args: strings.Fields(test.args), Dir: dir, Text: text})
		if !strings.Contains(out+errs, test.want) {
			t.Errorf("%s: no %q in\n%s%s", test.args, test.want, out, errs)
		}
	}
}

// TestEveryCommandHasItsHelp shows that each command of the overview has a
// usage line, a description and an example of its own.
func TestEveryCommandHasItsHelp(t *testing.T) {
	t.Parallel()
	_, overview, _ := run(t, cli.Env{Args: []string{"help"}})
	_, list, found := strings.Cut(overview, "COMMANDS\n")
	list, _, ended := strings.Cut(list, "\n\n")
	if !found || !ended {
		t.Fatalf("no commands in\n%s", overview)
	}
	for line := range strings.Lines(list) {
		name := strings.Fields(line)[0]
		code, help, errs := run(t, cli.Env{Args: []string{"help", name}})
		_, examples, _ := strings.Cut(help, "\nEXAMPLES\n")
		if code != 0 || errs != "" || !strings.Contains(help, "USAGE\n  fcgen "+name) || !strings.Contains(examples, name) {
			t.Errorf("help %s: exit code %d, %s\n%s", name, code, errs, help)
		}
		for line := range strings.Lines(help) {
			if len(line) > 81 && !strings.HasPrefix(line, "  fcgen ") {
				t.Errorf("help %s: %d columns in %q", name, len(line)-1, line)
			}
		}
	}
}

// TestExamplesParse shows that no example of the help has a typing error.
func TestExamplesParse(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"new", "add-hook", "remove-hook", "update", "diff", "undo", "check", "list", "version", "completion", "help"} {
		_, help, _ := run(t, cli.Env{Args: []string{"help", command}})
		_, examples, _ := strings.Cut(help, "\nEXAMPLES\n")
		for line := range strings.Lines(examples) {
			typed, ok := strings.CutPrefix(line, "  fcgen ")
			if !ok {
				continue
			}
			typed, _, _ = strings.Cut(typed, " | ")
			typed, _, _ = strings.Cut(typed, " > ")
			code, _, errs := run(t, cli.Env{Args: strings.Fields(typed), Dir: filepath.Join(t.TempDir(), "folder")})
			missing := strings.Contains(errs, "nobody can be asked") || strings.Contains(errs, "is not inside a project") ||
				strings.Contains(errs, "there is no folder") || strings.Contains(errs, "there is nothing to take back") || strings.Contains(errs, "there is nothing to run")
			if code != 0 && !missing {
				t.Errorf("fcgen %s: exit code %d: %s", strings.TrimSpace(typed), code, errs)
			}
		}
	}
}
