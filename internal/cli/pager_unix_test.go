//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/cli"
	"github.com/fcgen/fcgen/internal/prompt"
)

// TestAskShowsTheDiff: in the person's pager or, without one that works, file by file.
func TestAskShowsTheDiff(t *testing.T) {
	t.Parallel()
	inList := []prompt.Reply{{Key: "diff", Answer: "s.yaml"}, {Key: "diff", Answer: "back"}}
	seen := filepath.Join(t.TempDir(), "seen")
	tests := []struct {
		name, pager string
		replies     []prompt.Reply
		shown       string // at the review
		paged       bool
	}{
		{"no pager", "", inList, "+++ b/s.yaml", false},
		{"a pager", "cat >" + seen, nil, "", true},
		{"a pager that fails", "exit 7;", inList, "The pager did not work (exit status 7).", false},
		{"a pager that is not there", "no-such-pager -x", inList, "The pager did not work (exec: \"no-such-pager\": executable file not found in", false},
		{"a pager that is interrupted", "cat >" + seen + "; kill -INT $$", nil, "", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_ = os.Remove(seen)
			replies := append(afterName(), prompt.Reply{Key: "review", Answer: "diff"})
			replies = append(append(replies, test.replies...), prompt.Reply{Key: "review", Answer: "stop"})
			p := &prompt.Scripted{Replies: replies}
			if code, _, stderr := run(t, cli.Env{Args: []string{"new", "f"}, Dir: t.TempDir(), Prompter: p, Environ: []string{"PATH=" + os.Getenv("PATH"), "PAGER=" + test.pager}}); code != 1 {
				t.Errorf("exit code %d, %s", code, stderr)
			}
			if shown := strings.Join(strings.Fields(p.Shown.String()), " "); !strings.Contains(shown, test.shown) { // in lines of 80 columns
				t.Errorf("no line %q in\n%s", test.shown, p.Shown.String())
			}
			text, err := os.ReadFile(seen)
			if test.paged && (err != nil || !strings.Contains(string(text), "+++ b/main.go\n") || !strings.Contains(string(text), "+++ b/s.yaml\n")) {
				t.Errorf("the pager got %.200s, %v", text, err)
			}
			if test.paged && strings.Contains(p.Shown.String(), "+++ ") {
				t.Error("the diff is shown by the form too")
			}
		})
	}
}
