package cli_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/cli"
	"github.com/fcgen/fcgen/internal/prompt"
	"github.com/fcgen/fcgen/templates"
)

// answering runs fcgen in dir with a person who gives these answers.
func answering(t *testing.T, dir string, args []string, replies ...prompt.Reply) (code int, stderr string, asked *prompt.Scripted) {
	t.Helper()
	p := &prompt.Scripted{Replies: replies}
	code, stdout, stderr := run(t, cli.Env{Args: args, Dir: dir, Prompter: p})
	if stdout != "" {
		t.Errorf("standard output has %q", stdout)
	}
	if len(p.Replies) > 0 {
		t.Errorf("not asked for: %v", p.Replies)
	}
	return code, stderr, p
}

// TestAskWhatIsOpen shows that flags come first: only what they leave open is
// asked, and afterwards the one command stands there that asks nothing.
func TestAskWhatIsOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	code, stderr, _ := answering(t, dir, []string{"new", "--framework", "gin"},
		prompt.Reply{Key: prompt.KeyName, Answer: "f"},
		prompt.Reply{Key: prompt.KeyHandler},
		prompt.Reply{Key: prompt.KeyHook, Answer: "prestop"},
		prompt.Reply{Key: prompt.KeyRuntime, Answer: "custom.debian12"},
		prompt.Reply{Key: prompt.KeyRegion, Answer: "北京"},
		prompt.Reply{Key: "more", Answer: "timeout"},
		prompt.Reply{Key: prompt.KeyTimeout, Answer: "20"},
		prompt.Reply{Key: "more", Answer: "done"},
		prompt.Reply{Key: "review", Answer: "write"})
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	const line = "fcgen new f --framework gin --hook prestop --runtime custom.debian12 --region cn-beijing --timeout 20 --yes"
	if !strings.HasSuffix(stderr, "the same without questions:\n  "+line+"\n") {
		t.Errorf("standard error does not end with %q:\n%s", line, stderr)
	}
	if _, err := os.Stat(filepath.Join(dir, "f", "prestop.go")); err != nil {
		t.Error(err)
	}

	other := t.TempDir()
	code, _, stderr = run(t, cli.Env{Args: strings.Fields(line)[1:], Dir: other})
	if code != 0 {
		t.Fatalf("%s: exit code %d: %s", line, code, stderr)
	}
	sameFile(t, filepath.Join(dir, "f", "s.yaml"), filepath.Join(other, "f", "s.yaml"))
	sameFile(t, filepath.Join(dir, "f", ".fcgen", "base.txtar"), filepath.Join(other, "f", ".fcgen", "base.txtar"))
}

func sameFile(t *testing.T, a, b string) {
	t.Helper()
	x, err := os.ReadFile(a)
	y, err2 := os.ReadFile(b)
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	if string(x) != string(y) {
		t.Errorf("%s and %s differ", a, b)
	}
}

// afterName are replies that take the default of every question but the name's.
func afterName() []prompt.Reply {
	return []prompt.Reply{
		{Key: prompt.KeyHandler}, {Key: prompt.KeyFramework}, {Key: prompt.KeyHook}, {Key: prompt.KeyRuntime}, {Key: prompt.KeyRegion}, {Key: "more"},
	}
}

// TestAskEndsWithoutAFile shows the ways to leave without a project.
func TestAskEndsWithoutAFile(t *testing.T) {
	t.Parallel()
	upToReview := afterName()
	tests := []struct {
		name    string
		replies []prompt.Reply
		code    int
		message string
	}{
		{"Ctrl-C at a question", []prompt.Reply{{Key: prompt.KeyHandler, Err: prompt.ErrInterrupt}}, 130, "fcgen: interrupted; nothing was written\n"},
		{"Ctrl-C at the review", append(upToReview[:6:6], prompt.Reply{Key: "review", Err: &prompt.Interrupted{Signal: os.Interrupt}}), 130, "fcgen: interrupted; nothing was written\n"},
		{"stop", append(upToReview[:6:6], prompt.Reply{Key: "review", Answer: "stop"}), 1, "fcgen: stopped, nothing was written\n"},
		{"the input ends", []prompt.Reply{{Key: prompt.KeyHandler, Err: prompt.ErrEOF}}, 2, "fcgen: the input ended before the answers were complete\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			code, stderr, _ := answering(t, dir, []string{"new", "f"}, test.replies...)
			if code != test.code || stderr != test.message {
				t.Errorf("exit code %d, want %d; standard error %q, want %q", code, test.code, stderr, test.message)
			}
			if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
				t.Errorf("the folder has %v, %v", entries, err)
			}
		})
	}
}

// TestAnswersFromStandardInput shows that "-" is where answers can come from.
func TestAnswersFromStandardInput(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "answers")
	if err := os.WriteFile(name, []byte("name: fed\nhooks: [prestop]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	code, _, stderr := run(t, cli.Env{Args: []string{"new", "--answers", "-", "--yes"}, Dir: dir, Stdin: in})
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	if _, err := os.Stat(filepath.Join(dir, "fed", "prestop.go")); err != nil {
		t.Error(err)
	}
}

// TestAskChecksFlagsFirst shows that a flag that cannot be is refused before
// any question: there are no replies to give.
func TestAskChecksFlagsFirst(t *testing.T) {
	t.Parallel()
	for _, args := range []string{
		"new main", "new f --framework gim", "new f --cpu 2", "new f --port 0", "new f --image x", "new f --region nowhere",
		"new f --handler event --auth function", "new f --on-conflict mine", "new f --prestop-timeout 0", "new --module go/x",
	} {
		code, stderr, _ := answering(t, t.TempDir(), strings.Fields(args))
		if code != 2 || !strings.HasPrefix(stderr, "fcgen: ") || strings.Contains(stderr, "no reply is left") {
			t.Errorf("%s: exit code %d, %q", args, code, stderr)
		}
	}
}

// TestAskOffersEveryFolder shows that a framework which is only a folder of
// templates is among the choices, with its own summary.
func TestAskOffersEveryFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := &prompt.Scripted{Replies: []prompt.Reply{
		{Key: prompt.KeyHandler}, {Key: prompt.KeyFramework, Answer: "tiny"}, {Key: prompt.KeyHook}, {Key: prompt.KeyRuntime},
		{Key: prompt.KeyRegion}, {Key: "more"}, {Key: "review", Answer: "write"},
	}}
	code, _, stderr := run(t, cli.Env{
		Args: []string{"new", "f"}, Dir: dir, Prompter: p,
		Templates: overlay{os.DirFS("testdata/templates"), templates.FS},
	})
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	var offered []string
	for _, o := range p.Asked[1].Options {
		offered = append(offered, o.Value)
	}
	if got := strings.Join(offered, " "); got != strings.Join(append(frameworks(), "tiny"), " ") {
		t.Errorf("offered %q", got)
	}
	router, err := os.ReadFile(filepath.Join(dir, "f", "router.go"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(router), "but for the platform's own") {
		t.Errorf("router.go is not tiny's:\n%s", router)
	}
}
