package cli_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/cli"
	"github.com/fcgen/fcgen/internal/prompt"
)

// folderWith makes a folder f with these files, each with the contents "mine".
func folderWith(t *testing.T, files ...string) (above string) {
	t.Helper()
	above = t.TempDir()
	if err := os.MkdirAll(filepath.Join(above, "f"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if err := os.WriteFile(filepath.Join(above, "f", file), []byte("mine\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return above
}

// TestAskWithFilesInTheWay: the review offers what the flags can decide, shows
// what would then be written, and the command that asks nothing decides the same.
func TestAskWithFilesInTheWay(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		replies []prompt.Reply
		code    int
		command string // at the end of what is said
		readme  string // what it has then
		shown   string
	}{
		{
			"keep yours", []prompt.Reply{{Key: "review"}, {Key: "review"}}, 0,
			"fcgen new f --yes --on-conflict ours", "mine\n", "\nkeep      README.md  yours stays",
		},
		{
			"take fcgen's", []prompt.Reply{{Key: "review", Answer: "theirs"}, {Key: "review", Answer: "write"}}, 0,
			"fcgen new f --yes --on-conflict theirs", "# f\n", "\nreplace   README.md  as you chose: ",
		},
		{
			"both", []prompt.Reply{{Key: "review", Answer: "markers"}, {Key: "review", Answer: "write"}}, 1,
			"fcgen new f --yes --on-conflict markers", "<<<<<<<", "\nmerge     README.md  it holds conflict markers now",
		},
		{
			"another folder", []prompt.Reply{{Key: "review", Answer: "folder"}, {Key: prompt.KeyDir, Answer: "g"}, {Key: "review", Answer: "write"}}, 0,
			"fcgen new f --dir g --yes", "mine\n", " files in g:",
		},
		{
			"another name", []prompt.Reply{{Key: "review", Answer: "change"}, {Key: "change", Answer: "name"}, {Key: prompt.KeyName, Answer: "g"}, {Key: "review", Answer: "write"}}, 0,
			"fcgen new g --yes", "mine\n", " files in g:",
		},
		{
			"a decision taken back, and another one", []prompt.Reply{
				{Key: "review", Answer: "theirs"}, {Key: "review", Err: prompt.ErrBack}, {Key: "review", Answer: "ours"}, {Key: "review", Answer: "write"},
			}, 0,
			"fcgen new f --yes --on-conflict ours", "mine\n", "\nkeep      README.md  yours stays",
		},
		{
			"a decision changed among the answers", []prompt.Reply{
				{Key: "review", Answer: "theirs"}, {Key: "review", Answer: "change"}, {Key: "change", Answer: "on-conflict"},
				{Key: prompt.KeyPolicy, Answer: "ours"}, {Key: "review", Answer: "write"},
			}, 0,
			"fcgen new f --yes --on-conflict ours", "mine\n", "  Files in the way         take fcgen's",
		},
		{
			"stop", []prompt.Reply{{Key: "review", Answer: "stop"}}, 1, "fcgen: stopped, nothing was written", "mine\n",
			"f already has 2 of the project's files:\n  .gitignore  README.md\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := folderWith(t, "README.md", ".gitignore")
			code, stderr, asked := answering(t, dir, []string{"new", "f"}, append(afterName(), test.replies...)...)
			if code != test.code || !strings.Contains(stderr+"\n", test.command+"\n") {
				t.Errorf("exit code %d, want %d; %q is not in\n%s", code, test.code, test.command, stderr)
			}
			if !strings.Contains(asked.Shown.String(), test.shown) {
				t.Errorf("no %q in\n%s", test.shown, asked.Shown.String())
			}
			if got, err := os.ReadFile(filepath.Join(dir, "f", "README.md")); err != nil || !strings.HasPrefix(string(got), test.readme) {
				t.Errorf("README.md begins with %.20q, %v, want %q", got, err, test.readme)
			}
			if !strings.HasPrefix(test.command, "fcgen new") {
				return
			}
			other := folderWith(t, "README.md", ".gitignore")
			if code, _, stderr := run(t, cli.Env{Args: strings.Fields(test.command)[1:], Dir: other}); code != test.code {
				t.Fatalf("%s: exit code %d: %s", test.command, code, stderr)
			}
			for _, folder := range []string{"f", "g"} {
				for _, file := range []string{"README.md", ".gitignore", "s.yaml"} {
					name := filepath.Join(folder, file)
					if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
						sameFile(t, filepath.Join(dir, name), filepath.Join(other, name))
					}
				}
			}
		})
	}
}

// TestAskAfterAFlagDecided: what --on-conflict says is not asked, is shown, and
// stands in the command.
func TestAskAfterAFlagDecided(t *testing.T) {
	t.Parallel()
	dir := folderWith(t, "README.md")
	replies := append(afterName(), prompt.Reply{Key: "review", Err: prompt.ErrBack}, prompt.Reply{Key: "more"}, prompt.Reply{Key: "review", Answer: "write"})
	code, stderr, asked := answering(t, dir, []string{"new", "f", "--on-conflict", "theirs"}, replies...)
	if code != 0 || !strings.HasSuffix(stderr, "fcgen new f --yes --on-conflict theirs\n") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	if want := "\nreplace   README.md  as you chose: "; strings.Count(asked.Shown.String(), want) != 2 {
		t.Errorf("not twice %q in\n%s", want, asked.Shown.String())
	}
}

// TestAskOffersOnlyWhatDecides: a folder in a file's place is no text that could
// be kept beside, or replaced.
func TestAskOffersOnlyWhatDecides(t *testing.T) {
	t.Parallel()
	dir := folderWith(t)
	if err := os.Mkdir(filepath.Join(dir, "f", "Makefile"), 0o777); err != nil {
		t.Fatal(err)
	}
	_, _, asked := answering(t, dir, []string{"new", "f"}, append(afterName(), prompt.Reply{Key: "review", Answer: "stop"})...)
	var offered []string
	for _, o := range asked.Asked[len(asked.Asked)-1].Options {
		offered = append(offered, o.Value)
	}
	if want := []string{"ours", "folder", "change", "stop"}; !slices.Equal(offered, want) {
		t.Errorf("offered %v, want %v", offered, want)
	}
}

// TestAskAboutAProject: what fcgen made already is no matter of single files; the
// review says so, and another folder is a way out.
func TestAskAboutAProject(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if code, _, stderr := run(t, cli.Env{Args: []string{"new", "f", "--yes"}, Dir: dir}); code != 0 {
		t.Fatal(stderr)
	}
	replies := afterName()
	replies[1].Answer = "gin"
	replies = append(replies, prompt.Reply{Key: "review", Answer: "another folder"}, prompt.Reply{Key: prompt.KeyDir, Answer: "g"}, prompt.Reply{Key: "review", Answer: "write"})
	code, stderr, asked := answering(t, dir, []string{"new", "f"}, replies...)
	if code != 0 || !strings.HasSuffix(stderr, "fcgen new f --framework gin --dir g --yes\n") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	if want := `This cannot be written: "f" is a project that fcgen made, and a different one`; !strings.Contains(asked.Shown.String(), want) {
		t.Errorf("no %q in\n%s", want, asked.Shown.String())
	}
}
