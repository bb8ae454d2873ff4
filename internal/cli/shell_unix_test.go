//go:build unix

package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/cli"
)

// completionTests are lines up to the cursor with the words that must be
// offered there, as every shell shows them.
var completionTests = []struct{ line, want string }{
	{"fcgen ad", "add-hook"},
	{"fcgen new --framew", "--framework"},
	{"fcgen new f --framew", "--framework"},
	{"fcgen new f --framework ", strings.Join(frameworks(), " ")},
	{"fcgen new 'a b' --framework g", "gin"},
	{"fcgen new --framework gin f --handler e", "event"},
	{"fcgen add-hook ", "initializer prestop"},
	{"fcgen add-hook prestop ", "initializer"},
	{"fcgen new f --image a/b:1 --runtime custom-", "custom-container"},
	{"fcgen new $(touch evaluated) --framework g", "gin"},
}

// TestBashCompletion calls the function that the script defines as bash does,
// with the words as bash cuts them.
func TestBashCompletion(t *testing.T) {
	t.Parallel()
	script := scriptFile(t, "bash")
	const call = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _fcgen; printf '%s\n' "${COMPREPLY[@]}"`
	for _, test := range append(completionTests, []struct{ line, want string }{
		{"fcgen new f --framework =", strings.Join(frameworks(), " ")},
		{"fcgen new f --framework = n", "nethttp"},
		{"fcgen new f --hook initializer,", "initializer,prestop"},
		{"fcgen new f --dir fold", "folder folder two"},
		{"fcgen check FREEZE/", "FREEZE/1 FREEZE/2"},
		{"fcgen dev fold", "folder folder two"},
		{"fcgen new f --dir = folder/", "folder/inner"},
	}...) {
		words := strings.Split(strings.ReplaceAll(test.line, ":", " : "), " ")
		out := inShell(t, "bash", append([]string{"--norc", "-c", call, "bash", script}, words...)...)
		if got := strings.Join(strings.Fields(out), " "); got != test.want {
			t.Errorf("%s|\n got %q\nwant %q", test.line, got, test.want)
		}
	}
}

// TestZshCompletion calls the script's function with what zsh's line editor
// gives it, and reads what it would describe.
func TestZshCompletion(t *testing.T) {
	t.Parallel()
	script := scriptFile(t, "zsh")
	const call = `compdef() { : }
compset() { : }
_files() { print -r -- folders "$@" }
_describe() { local -a list; list=("${(@P)3}"); print -rl -- "${list[@]%%:*}" }
source "$1"; shift; words=("$@"); CURRENT=$#; PREFIX=${words[-1]}; _fcgen`
	for _, test := range append(completionTests, []struct{ line, want string }{
		{"fcgen new f --framework=n", "--framework=nethttp"},
		{"fcgen new f --dir ", "folders -/"},
		{"fcgen check FREEZE/", "FREEZE/1 FREEZE/2 folders -/"},
	}...) {
		words := strings.Split(test.line, " ")
		out := inShell(t, "zsh", append([]string{"-f", "-c", call, "zsh", script}, words...)...)
		if got := strings.Join(strings.Fields(out), " "); got != test.want {
			t.Errorf("%s|\n got %q\nwant %q", test.line, got, test.want)
		}
	}
}

// TestFishCompletion asks fish what it would offer.
func TestFishCompletion(t *testing.T) {
	t.Parallel()
	script := scriptFile(t, "fish")
	for _, test := range append(completionTests, []struct{ line, want string }{
		{"fcgen new f --framework=n", "--framework=nethttp"},
		{"fcgen new f --dir fold", "folder two/ folder/"},
		{"fcgen check FREEZE/", "FREEZE/1 FREEZE/2"},
		{"fcgen new f --dir=folder/", "--dir=folder/inner/"},
	}...) {
		out := inShell(t, "fish", "--no-config", "-c", `source $argv[1]; complete -C $argv[2]`, script, test.line)
		if got := strings.Join(candidates(out), " "); got != test.want {
			t.Errorf("%s|\n got %q\nwant %q", test.line, got, test.want)
		}
	}
}

func scriptFile(t *testing.T, shell string) string {
	t.Helper()
	code, script, errs := run(t, cli.Env{Args: []string{"completion", shell}})
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	file := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(file, []byte(script), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// inShell runs a shell in a folder with folders of its own, and fails if
// anything that only stood on the line was run.
func inShell(t *testing.T, shell string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(shell)
	if err != nil {
		t.Skipf("%s is not installed", shell)
	}
	dir := t.TempDir()
	for _, folder := range []string{"folder/inner", "folder two"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+dir)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %q: %v", shell, args, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "evaluated")); err == nil {
		t.Errorf("%s ran what stood on the line", shell)
	}
	return string(out)
}
