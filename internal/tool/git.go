package tool

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fcgen/fcgen/internal/process"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// gitPatience is how long one run of git may take: what it says is worth less
// than a command that comes back.
const gitPatience = 3 * time.Second

// Git starts git.
type Git struct {
	Environ []string              // the person's own, with the PATH that git is looked for in
	Guard   func() *process.Guard // is asked before each start; nil means none
}

// Changed counts the files below dir that git knows and that differ from the
// last commit, 0 if dir is in no work tree. Of the repository it reads what is
// data: HEAD, the index, the objects, and how files are stored (see ownSettings).
//
// Git never sees the repository's configuration, in which dozens of settings
// name programs, nor its hooks: it is given an empty repository in the temporary
// folder that has the index and the objects of the real one. What .gitattributes
// says of filters is overruled there too, so that even the person's own filters
// do not read a stranger's files.
func (g Git) Changed(ctx context.Context, dir string) (n int, err error) {
	top := WorkTree(dir)
	if top == "" {
		return 0, nil
	}
	if _, err := Find("git", g.Environ); err != nil {
		return 0, err
	}
	r, err := openRepository(ctx, top)
	if err != nil {
		return 0, err
	}
	temp, err := os.MkdirTemp("", "fcgen-git-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	if err := r.standIn(ctx, temp); err != nil {
		return 0, err
	}
	env := []string{
		"GIT_DIR=" + temp, "GIT_WORK_TREE=" + top,
		"GIT_OBJECT_DIRECTORY=" + filepath.Join(r.common, "objects"), "GIT_INDEX_FILE=" + filepath.Join(r.own, "index"),
	}
	settings, err := g.ownSettings(ctx, r, temp, env)
	if err != nil {
		return 0, err
	}
	var lines counter
	args := append(settings, "status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all", "--", ".")
	err = g.run(ctx, dir, env, args, &lines)
	return int(lines), err
}

// standIn makes a repository in an empty folder that is at the same commit.
func (r repository) standIn(ctx context.Context, temp string) error {
	commit, err := r.head(ctx)
	if err != nil {
		return err
	}
	if err := checkRegular(filepath.Join(r.own, "index")); err != nil && !projectfile.Absent(err) {
		return err
	}
	config := "[core]\n\trepositoryFormatVersion = 0\n\tbare = false\n"
	switch len(commit) {
	case 0:
		commit = "ref: refs/heads/none"
	case 64:
		config = "[core]\n\trepositoryFormatVersion = 1\n\tbare = false\n[extensions]\n\tobjectFormat = sha256\n"
	}
	for name, text := range map[string]string{
		"HEAD": commit + "\n", "config": config,
		filepath.Join("info", "attributes"): "* -filter -working-tree-encoding\n", // over those of any .gitattributes
	} {
		file := filepath.Join(temp, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(text), 0o600)); err != nil {
			return err
		}
	}
	return os.Mkdir(filepath.Join(temp, "refs"), 0o700)
}

// stored are the settings of a repository that say how its files are stored.
// None of their values means anything but itself.
var stored = []string{"autocrlf", "checkstat", "eol", "filemode", "ignorecase", "precomposeunicode", "symlinks", "trustctime"}

// ownSettings are those of the repository's own settings that git needs to tell
// what changed, as arguments.
func (g Git) ownSettings(ctx context.Context, r repository, temp string, env []string) (args []string, err error) {
	file := filepath.Join(r.common, "config")
	switch err := checkRegular(file); {
	case projectfile.Absent(err):
		return nil, nil
	case err != nil:
		return nil, err
	}
	var out bytes.Buffer
	err = g.run(ctx, temp, env, []string{"config", "--file", file, "--no-includes", "--null", "--get-regexp", `^core\.(` + strings.Join(stored, "|") + ")$"}, &out)
	if failed, ok := errors.AsType[*process.ExitError](err); ok && failed.Exit.Code == 1 {
		return nil, nil // it has none
	}
	for setting := range strings.SplitSeq(strings.TrimSuffix(out.String(), "\x00"), "\x00") {
		key, value, given := strings.Cut(setting, "\n")
		if given {
			key += "=" + value
		}
		args = append(args, "-c", key)
	}
	return args, err
}

// Init makes a folder a repository as git init does, from the template that the
// person chose, if they did.
func (g Git) Init(ctx context.Context, dir string) error {
	return g.run(ctx, dir, nil, []string{"init", "--quiet"}, nil)
}

// Commit commits files of a repository, named from its top, in the person's name.
func (g Git) Commit(ctx context.Context, dir, message string, files []string) error {
	if err := g.run(ctx, dir, nil, append([]string{"add", "--"}, files...), nil); err != nil {
		return err
	}
	who := without(g.Environ, func(name string) bool {
		return !strings.HasPrefix(name, "GIT_AUTHOR_") && !strings.HasPrefix(name, "GIT_COMMITTER_")
	})
	return g.run(ctx, dir, who, []string{"commit", "--quiet", "--no-verify", "--no-gpg-sign", "--message", message}, nil)
}

// neverRun are settings that would let the person's own configuration start
// something in the name of a folder, or have git write.
var neverRun = []string{
	"core.fsmonitor=false", "core.untrackedCache=false", "core.splitIndex=false",
	"core.hooksPath=" + os.DevNull, "status.submoduleSummary=false",
}

// run runs git in a folder. Of the variables that git knows only those remain
// that say where the person's own files are.
func (g Git) run(ctx context.Context, dir string, env, args []string, out io.Writer) error {
	program, err := Find("git", g.Environ)
	if err != nil {
		return err
	}
	environ := without(g.Environ, func(name string) bool {
		return strings.HasPrefix(name, "GIT_") && !slices.Contains([]string{
			"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH", "GIT_TEMPLATE_DIR",
		}, name)
	})
	environ = append(environ, "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "PWD="+dir)
	words := []string{program, "--no-pager"}
	for _, setting := range neverRun {
		words = append(words, "-c", setting)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, gitPatience, fmt.Errorf("git did not answer within %v", gitPatience))
	defer cancel()
	var complaint said
	spec := process.Spec{Args: append(words, args...), Dir: dir, Env: append(environ, env...), Stdout: out, Stderr: &complaint}
	if g.Guard != nil {
		spec.Guard = g.Guard()
	}
	err = process.Run(ctx, spec)
	switch {
	case ctx.Err() != nil && err != nil:
		return context.Cause(ctx)
	case err != nil && complaint.text() != "":
		return fmt.Errorf("%s: %w", complaint.text(), err)
	}
	return err
}
