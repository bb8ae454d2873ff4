package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/cli"
	"github.com/fcgen/fcgen/internal/prompt"
)

// twoServed is a program that serves clients with either of two routers.
const twoServed = `package main

import (
	"net/http"
	"os"
)

func main() {
	first := http.NewServeMux()
	second := http.NewServeMux()
	if len(os.Args) > 1 {
		http.ListenAndServe(":9000", second)
	}
	http.ListenAndServe(":9000", first)
}
`

// theirs is a project of somebody else's with these files.
func theirs(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "shop")
	files["go.mod"] = "module example.com/shop\n\ngo 1.24\n"
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestAskWhichRouter: a person at a terminal says which router is meant, and
// reads the command that says it for them; the command does the same.
func TestAskWhichRouter(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, main, args string
		replies          []prompt.Reply
		line             string // that asks nothing
		after            string // the line above the hook's
	}{
		{
			"several routers", twoServed, "add-hook prestop",
			[]prompt.Reply{{Key: "router", Answer: "main.go:10"}},
			"fcgen add-hook prestop --router main.go:10", "second := http.NewServeMux()",
		},
		{
			"a router that is not there", twoServed, "add-hook prestop --router main.go:3",
			[]prompt.Reply{{Key: "router", Err: prompt.ErrBack}, {Key: "router", Answer: "http://"}, {Key: "router", Answer: "2"}},
			"fcgen add-hook prestop --router main.go:9", "first := http.NewServeMux()",
		},
		{
			"init", twoServed, "init",
			[]prompt.Reply{{Key: "hook", Answer: "prestop"}, {Key: "router", Answer: "1"}},
			"fcgen init --hook prestop --router main.go:10", "second := http.NewServeMux()",
		},
		{
			"a router that is doubtful", strings.Replace(twoServed, "if len(os.Args) > 1 {\n\t\thttp.ListenAndServe(\":9000\", second)\n\t}\n\thttp.ListenAndServe(\":9000\", first)", "second.Handle(\"/metrics\", nil)\n\tgo http.ListenAndServe(\":9090\", second)\n\tselect {}", 1),
			"add-hook prestop", []prompt.Reply{{Key: "router", Answer: "yes"}},
			"fcgen add-hook prestop --router main.go:10", "second := http.NewServeMux()",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir, other := theirs(t, map[string]string{"main.go": test.main}), theirs(t, map[string]string{"main.go": test.main})
			code, said, _ := answering(t, dir, strings.Fields(test.args), test.replies...)
			if code != 0 || !strings.HasSuffix(said, "the same without questions:\n  "+test.line+"\n") {
				t.Fatalf("exit code %d, not ending with %q:\n%s", code, test.line, said)
			}
			got, err := os.ReadFile(filepath.Join(dir, "main.go"))
			_, hook, _ := strings.Cut(string(got), test.after+"\n")
			if hook, _, _ = strings.Cut(hook, "\n"); err != nil || !strings.Contains(hook, "/pre-stop") {
				t.Errorf("%v, below %q stands %q", err, test.after, hook)
			}
			if code, _, said := run(t, cli.Env{Args: strings.Fields(test.line)[1:], Dir: other}); code != 0 {
				t.Fatalf("%s: exit code %d, %s", test.line, code, said)
			}
			sameFile(t, filepath.Join(dir, "main.go"), filepath.Join(other, "main.go"))
		})
	}
}

// TestAskWhichProgram: first the program is asked, then its router, for
// remove-hook as for add-hook; each is shown with its line and its code.
func TestAskWhichProgram(t *testing.T) {
	t.Parallel()
	dir := theirs(t, map[string]string{"cmd/a/main.go": twoServed, "cmd/b/main.go": twoServed})
	code, said, asked := answering(t, dir, []string{"add-hook", "prestop"}, prompt.Reply{Key: "router", Answer: "cmd/b/main.go:8"}, prompt.Reply{Key: "router", Answer: "cmd/b/main.go:9"})
	if code != 0 || !strings.HasSuffix(said, "\n  fcgen add-hook prestop --router cmd/b/main.go:9\n") {
		t.Fatalf("exit code %d: %s", code, said)
	}
	for i, want := range []string{"There are several main packages. Which one is meant", "Several handlers are served. Which one is meant"} {
		if got := asked.Asked[i].Label; got != want {
			t.Errorf("asked %q, want %q", got, want)
		}
	}
	if got := asked.Asked[1].Options[1]; got.Value != "cmd/b/main.go:9" || got.Summary != "first := http.NewServeMux()" {
		t.Errorf("the second choice is %+v", got)
	}
	if code, said, _ = answering(t, dir, []string{"add-hook", "prestop", "--router", "cmd/a/main.go:9"}); code != 0 {
		t.Fatalf("exit code %d: %s", code, said)
	}
	code, said, _ = answering(t, dir, []string{"remove-hook", "prestop"}, prompt.Reply{Key: "router", Answer: "cmd/a/main.go:8"})
	if code != 0 || !strings.HasSuffix(said, "\n  fcgen remove-hook prestop --router cmd/a/main.go:8\n") {
		t.Fatalf("exit code %d: %s", code, said)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "cmd", "a", "main.go")); err != nil || string(got) != twoServed {
		t.Errorf("%v, main.go is\n%s", err, got)
	}
}

// TestAskNoRouter: who is not asked, or says no, gets the commands to type, and
// nothing is changed.
func TestAskNoRouter(t *testing.T) {
	t.Parallel()
	doubtful := "package main\n\nimport \"net/http\"\n\nfunc main() {\n\tmetrics := http.NewServeMux()\n\tmetrics.Handle(\"/metrics\", nil)\n\tgo http.ListenAndServe(\":9090\", metrics)\n\tselect {}\n}\n"
	tests := []struct {
		name, main, args string
		replies          []prompt.Reply
		code             int
		want             string
	}{
		{"--yes", twoServed, "init --yes", nil, 2, "fcgen: several handlers are served; nothing was changed\nhint: http.NewServeMux(): fcgen init --yes --router main.go:10\n"},
		{"no", doubtful, "add-hook prestop", []prompt.Reply{{Key: "router"}}, 2, "looks like one for metrics or debugging; nothing was changed\nhint: http.NewServeMux(): fcgen add-hook prestop --router main.go:6\n"},
		{"Ctrl-C", twoServed, "add-hook prestop", []prompt.Reply{{Key: "router", Err: prompt.ErrInterrupt}}, 130, "fcgen: interrupted; nothing was written\n"},
		{"the input ends", twoServed, "add-hook prestop", []prompt.Reply{{Key: "router", Err: prompt.ErrEOF}}, 2, "fcgen: the input ended before the answers were complete\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := theirs(t, map[string]string{"main.go": test.main})
			code, said, _ := answering(t, dir, strings.Fields(test.args), test.replies...)
			if code != test.code || !strings.Contains(said, test.want) {
				t.Errorf("exit code %d, want %d; %q lacks %q", code, test.code, said, test.want)
			}
			entries, err := os.ReadDir(dir)
			if err != nil || len(entries) != 2 {
				t.Errorf("the folder has %v, %v", entries, err)
			}
		})
	}
}
