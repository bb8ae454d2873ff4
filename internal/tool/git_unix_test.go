//go:build unix

package tool

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// repo is a repository in a test's folder whose configuration is somebody else's.
type repo struct {
	t      *testing.T
	top    string // the work tree, which has file.txt and sub/file.txt
	canary string // the file that trap makes
	trap   string // a program that makes it and fails
}

// newRepo makes a repository with one commit in which file.txt has been changed.
func newRepo(t *testing.T, init ...string) repo {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is needed")
	}
	dir := t.TempDir()
	r := repo{t: t, top: filepath.Join(dir, "top"), canary: filepath.Join(dir, "canary"), trap: filepath.Join(dir, "trap")}
	r.write(r.trap, "#!/bin/sh\necho \"$0 $*\" >> "+r.canary+"\nexit 1\n")
	r.must(os.Chmod(r.trap, 0o777))
	r.git(dir, append(append([]string{"init", "-q"}, init...), r.top)...)
	for _, name := range []string{"file.txt", "sub/file.txt"} {
		r.write(filepath.Join(r.top, name), "text\n")
	}
	r.git(r.top, "add", ".")
	r.git(r.top, "commit", "-q", "-m", "first")
	r.write(filepath.Join(r.top, "file.txt"), "edited\n")
	return r
}

func (r repo) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r repo) write(name, text string) {
	r.t.Helper()
	r.must(errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(text), 0o666)))
}

// git is git as a person runs it.
func (r repo) git(dir string, args ...string) string {
	r.t.Helper()
	out, err := r.plain(dir, args...)
	if err != nil {
		r.t.Fatalf("git %q: %v: %s", args, err, out)
	}
	return strings.TrimSpace(out)
}

func (r repo) plain(dir string, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = dir, personsEnviron()
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func personsEnviron() []string {
	return append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
}

// sprung reports whether the trap ran, and sets it again.
func (r repo) sprung() bool {
	_, err := os.Stat(r.canary)
	_ = os.Remove(r.canary)
	return err == nil
}

// changed asks as fcgen does, and fails if the trap runs or a byte changes.
func (r repo) changed(dir string, want int, environ ...string) {
	r.t.Helper()
	_ = r.sprung()
	before := hashes(r.t, r.top)
	got, err := Git{Environ: append(personsEnviron(), environ...)}.Changed(r.t.Context(), dir)
	if err != nil || got != want {
		r.t.Errorf("got %d changed files, %v; want %d", got, err, want)
	}
	if r.sprung() {
		r.t.Error("a program of the repository's was run")
	}
	if after := hashes(r.t, r.top); after != before {
		r.t.Errorf("the folder changed: before\n%s\nafter\n%s", before, after)
	}
}

// hashes lists all that is in a folder, with modes, times of files and contents.
func hashes(t *testing.T, dir string) string {
	t.Helper()
	var list strings.Builder
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		fmt.Fprintf(&list, "%s %v", name, info.Mode())
		if info.Mode().IsRegular() {
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			fmt.Fprintf(&list, " %x %v", sha256.Sum256(data), info.ModTime())
		}
		list.WriteByte('\n')
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list.String()
}

// TestGitRunsNothing sets each setting of a repository that names a program. To
// know that the traps are traps, each that git status falls into is shown to it.
func TestGitRunsNothing(t *testing.T) {
	t.Parallel()
	filtered := func(setting string) func(r repo) {
		return func(r repo) {
			r.write(filepath.Join(r.top, ".gitattributes"), "*.txt filter=f\n")
			r.git(r.top, "add", ".gitattributes")
			r.git(r.top, "commit", "-q", "-m", "attributes", "--", ".gitattributes")
			r.git(r.top, "config", "filter.f."+setting, r.trap)
			r.write(filepath.Join(r.top, "sub/file.txt"), "TEXT\n") // of the same size, so that its content counts
		}
	}
	set := func(settings ...string) func(r repo) {
		return func(r repo) {
			for _, setting := range settings {
				r.git(r.top, "config", setting, r.trap)
			}
		}
	}
	tests := []struct {
		name  string
		set   func(r repo)
		bites bool // git status as it is runs the trap
		want  int
	}{
		{"nothing", func(repo) {}, false, 1},
		{"core.fsmonitor", set("core.fsmonitor"), true, 1},
		{"an included file", func(r repo) {
			r.write(filepath.Join(r.top, "included"), "[core]\n\tfsmonitor = "+r.trap+"\n")
			r.git(r.top, "config", "include.path", "../included")
		}, true, 1},
		{"a file included for this folder", func(r repo) {
			r.write(filepath.Join(r.top, "included"), "[core]\n\tfsmonitor = "+r.trap+"\n")
			r.git(r.top, "config", "includeIf.gitdir:/**.path", "../included")
		}, true, 1},
		{"the settings of a work tree", func(r repo) {
			r.git(r.top, "config", "extensions.worktreeConfig", "true")
			r.git(r.top, "config", "--worktree", "core.fsmonitor", r.trap)
		}, true, 1},
		{"filter.f.clean", filtered("clean"), true, 2},
		{"filter.f.process", filtered("process"), true, 2},
		{"filter.f.smudge", filtered("smudge"), false, 2},
		{"a filter in info/attributes", func(r repo) {
			r.write(filepath.Join(r.top, ".git/info/attributes"), "*.txt filter=f\n")
			r.git(r.top, "config", "filter.f.clean", r.trap)
			r.write(filepath.Join(r.top, "sub/file.txt"), "TEXT\n")
		}, true, 2},
		{"a hook", func(r repo) {
			for _, name := range []string{"post-index-change", "fsmonitor-watchman", "reference-transaction", "pre-commit"} {
				r.must(os.Symlink(r.trap, filepath.Join(r.top, ".git/hooks", name)))
			}
			r.touch("sub/file.txt") // so that git status writes the index
		}, true, 1},
		{"core.hooksPath", func(r repo) {
			r.write(filepath.Join(r.top, "hooks/x"), "")
			r.must(os.Symlink(r.trap, filepath.Join(r.top, "hooks/post-index-change")))
			r.git(r.top, "config", "core.hooksPath", "hooks")
			r.touch("sub/file.txt")
		}, true, 1},
		{"a configured hook", func(r repo) { // of git 2.52 and later
			r.git(r.top, "config", "hook.x.command", r.trap)
			r.git(r.top, "config", "hook.x.event", "post-index-change")
			r.touch("sub/file.txt")
		}, false, 1},
		{"a submodule", func(r repo) {
			sub := newRepo(r.t)
			r.git(r.top, "-c", "protocol.file.allow=always", "submodule", "add", "-q", sub.top, "module")
			r.git(r.top, "commit", "-q", "-m", "module", "--", "module", ".gitmodules")
			r.git(filepath.Join(r.top, "module"), "config", "core.fsmonitor", r.trap)
			r.write(filepath.Join(r.top, "module/file.txt"), "edited\n")
		}, true, 1},
		{"objects that have to be fetched", func(r repo) {
			r.git(r.top, "config", "core.repositoryFormatVersion", "1")
			r.git(r.top, "config", "extensions.partialClone", "origin")
			r.git(r.top, "config", "remote.origin.url", "ssh://localhost/x")
			r.git(r.top, "config", "remote.origin.promisor", "true")
			r.git(r.top, "config", "core.sshCommand", r.trap)
			r.git(r.top, "rm", "-q", "--cached", "sub/file.txt")
			r.write(filepath.Join(r.top, "sub/other.txt"), "TEXT of another\n")
			r.git(r.top, "add", "sub/other.txt") // git looks whether it is the same file under another name
			blob := r.git(r.top, "rev-parse", "HEAD:sub/file.txt")
			r.must(os.Remove(filepath.Join(r.top, ".git/objects", blob[:2], blob[2:])))
		}, true, -1},
		{"all that other commands run", set("core.pager", "pager.status", "diff.external", "diff.d.textconv", "diff.d.command",
			"core.sshCommand", "core.gitProxy", "core.askPass", "core.editor", "sequence.editor", "core.alternateRefsCommand",
			"credential.helper", "gpg.program", "alias.status", "merge.m.driver", "remote.origin.uploadpack", "interactive.diffFilter",
			"uploadpack.packObjectsHook", "trailer.x.command"), false, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRepo(t)
			test.set(r)
			if test.want >= 0 {
				r.changed(r.top, test.want)
			} else if _, err := (Git{Environ: personsEnviron()}).Changed(t.Context(), r.top); err == nil {
				t.Error("git says nothing of what is missing")
			}
			if r.sprung() {
				t.Error("a program of the repository's was run")
			}
			out, err := r.plain(r.top, "status", "--porcelain")
			if sprung := r.sprung(); test.bites && !sprung {
				t.Errorf("the trap is none: git status says %q, %v", out, err)
			}
		})
	}
}

// touch gives a file another time, so that git has to look at its content.
func (r repo) touch(name string) {
	r.t.Helper()
	data, err := os.ReadFile(filepath.Join(r.top, name))
	r.must(err)
	r.must(os.Remove(filepath.Join(r.top, name)))
	r.write(filepath.Join(r.top, name), string(data))
}

// TestGitPlaces counts in repositories that are laid out in other ways. The ones
// that belong to somebody else set a trap.
func TestGitPlaces(t *testing.T) {
	t.Parallel()
	t.Run("a folder inside", func(t *testing.T) {
		t.Parallel()
		r := newRepo(t)
		r.changed(filepath.Join(r.top, "sub"), 0)
		r.write(filepath.Join(r.top, "sub/file.txt"), "edited\n")
		r.changed(filepath.Join(r.top, "sub"), 1)
		r.changed(r.top, 2)
	})
	t.Run("no commit yet", func(t *testing.T) {
		t.Parallel()
		r := newRepo(t)
		r.git(r.top, "checkout", "-q", "--orphan", "other")
		r.changed(r.top, 2)
	})
	t.Run("packed", func(t *testing.T) {
		t.Parallel()
		r := newRepo(t)
		r.git(r.top, "pack-refs", "--all")
		r.git(r.top, "gc", "-q")
		r.changed(r.top, 1)
	})
	t.Run("no branch", func(t *testing.T) {
		t.Parallel()
		r := newRepo(t)
		r.git(r.top, "checkout", "-q", "--detach")
		r.changed(r.top, 1)
	})
	t.Run("SHA-256", func(t *testing.T) {
		t.Parallel()
		r := newRepo(t, "--object-format=sha256")
		r.changed(r.top, 1)
	})
	t.Run("staged", func(t *testing.T) {
		t.Parallel()
		r := newRepo(t)
		r.git(r.top, "add", ".")
		r.write(filepath.Join(r.top, "new.txt"), "new\n")
		r.changed(r.top, 1)
		r.git(r.top, "add", ".")
		r.changed(r.top, 2)
	})
	t.Run("a split index", func(t *testing.T) {
		t.Parallel()
		r := newRepo(t)
		r.git(r.top, "update-index", "--split-index")
		r.changed(r.top, 1)
	})
	t.Run("how files are stored", func(t *testing.T) {
		t.Parallel()
		r := newRepo(t)
		r.git(r.top, "config", "core.autocrlf", "true")
		r.git(r.top, "config", "core.fileMode", "false")
		r.must(os.Remove(filepath.Join(r.top, "sub/file.txt")))
		r.git(r.top, "checkout", "--", "sub/file.txt") // with a carriage return
		r.touch("sub/file.txt")
		r.must(os.Chmod(filepath.Join(r.top, "sub/file.txt"), 0o755))
		r.changed(r.top, 1)
	})
	t.Run("another work tree", func(t *testing.T) {
		t.Parallel()
		r := newRepo(t)
		other := filepath.Join(filepath.Dir(r.top), "other")
		r.git(r.top, "worktree", "add", "-q", other)
		r.git(r.top, "config", "core.fsmonitor", r.trap)
		r.changed(other, 0)
		r.write(filepath.Join(other, "file.txt"), "edited\n")
		r.write(filepath.Join(other, "sub/file.txt"), "edited\n")
		r.changed(other, 2)
	})
	t.Run("a .git that leads elsewhere", func(t *testing.T) {
		t.Parallel()
		r, elsewhere := newRepo(t), newRepo(t)
		r.git(elsewhere.top, "config", "core.fsmonitor", r.trap)
		r.must(os.RemoveAll(filepath.Join(r.top, ".git")))
		r.write(filepath.Join(r.top, ".git"), "gitdir: "+filepath.Join(elsewhere.top, ".git")+"\n")
		r.changed(r.top, 1)
	})
	t.Run("a commondir that leads elsewhere", func(t *testing.T) {
		t.Parallel()
		r := newRepo(t)
		elsewhere := filepath.Join(filepath.Dir(r.top), "elsewhere")
		r.must(os.CopyFS(elsewhere, os.DirFS(filepath.Join(r.top, ".git"))))
		r.git(r.top, "--git-dir="+elsewhere, "config", "core.fsmonitor", r.trap)
		r.must(os.RemoveAll(filepath.Join(r.top, ".git/objects")))
		r.write(filepath.Join(r.top, ".git/commondir"), elsewhere+"\n")
		r.changed(r.top, 1)
	})
	t.Run("a bare repository among the files", func(t *testing.T) {
		t.Parallel()
		r := newRepo(t)
		bare := filepath.Join(r.top, "sub/bare")
		r.git(r.top, "init", "-q", "--bare", bare)
		for _, setting := range [][]string{{"core.bare", "false"}, {"core.worktree", ".."}, {"core.fsmonitor", r.trap}} {
			r.git(bare, append([]string{"config"}, setting...)...)
		}
		r.changed(bare, 0)
		if _, err := r.plain(bare, "status"); !r.sprung() {
			t.Errorf("the trap is none: %v", err)
		}
	})
	t.Run("the environment of a hook", func(t *testing.T) {
		t.Parallel()
		r, other := newRepo(t), newRepo(t)
		r.changed(r.top, 1, "GIT_DIR="+filepath.Join(other.top, ".git"), "GIT_WORK_TREE=/", "GIT_INDEX_FILE=nowhere", "GIT_NAMESPACE=x",
			"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=core.fsmonitor", "GIT_CONFIG_VALUE_0="+r.trap,
			"GIT_CONFIG_PARAMETERS='core.fsmonitor="+r.trap+"'", "GIT_PAGER="+r.trap, "GIT_EXTERNAL_DIFF="+r.trap)
	})
	t.Run("the person's own monitor", func(t *testing.T) {
		t.Parallel()
		r := newRepo(t)
		global := filepath.Join(filepath.Dir(r.top), "global")
		r.write(global, "[core]\n\tfsmonitor = "+r.trap+"\n")
		r.changed(r.top, 1, "GIT_CONFIG_GLOBAL="+global)
	})
	t.Run("no repository", func(t *testing.T) {
		t.Parallel()
		n, err := Git{Environ: []string{"PATH="}}.Changed(t.Context(), t.TempDir())
		if n != 0 || err != nil {
			t.Errorf("got %d, %v", n, err)
		}
	})
}

// TestGitDamaged shows that what is no repository is an error in finite time.
func TestGitDamaged(t *testing.T) {
	t.Parallel()
	pipe := func(r repo, name string) {
		name = filepath.Join(r.top, name)
		r.must(os.RemoveAll(name))
		r.must(syscall.Mkfifo(name, 0o666))
	}
	tests := []struct {
		name   string
		damage func(r repo)
	}{
		{"a pipe for .git", func(r repo) { pipe(r, ".git") }},
		{"a pipe for HEAD", func(r repo) { pipe(r, ".git/HEAD") }},
		{"a pipe for the index", func(r repo) { pipe(r, ".git/index") }},
		{"a pipe for the configuration", func(r repo) { pipe(r, ".git/config") }},
		{"a pipe for commondir", func(r repo) { pipe(r, ".git/commondir") }},
		{"a HEAD without end", func(r repo) { r.write(filepath.Join(r.top, ".git/HEAD"), strings.Repeat("ref: ", 10_000)) }},
		{"a HEAD that names itself", func(r repo) {
			r.write(filepath.Join(r.top, ".git/HEAD"), "ref: refs/heads/x\n")
			r.write(filepath.Join(r.top, ".git/refs/heads/x"), "ref: refs/heads/x\n")
		}},
		{"a HEAD that leads out", func(r repo) {
			r.write(filepath.Join(r.top, ".git/HEAD"), "ref: refs/../../../canary\n")
		}},
		{"references of another kind", func(r repo) { r.write(filepath.Join(r.top, ".git/HEAD"), "ref: refs/heads/.invalid\n") }},
		{"no objects", func(r repo) { r.must(os.RemoveAll(filepath.Join(r.top, ".git/objects"))) }},
		{"a .git that says nothing", func(r repo) {
			r.must(os.RemoveAll(filepath.Join(r.top, ".git")))
			r.write(filepath.Join(r.top, ".git"), "gitdir: \n")
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRepo(t)
			test.damage(r)
			if n, err := (Git{Environ: personsEnviron()}).Changed(t.Context(), r.top); err == nil {
				t.Errorf("got %d and no error", n)
			}
		})
	}
}

// TestGitInit makes a repository in a folder that looks like one to git.
func TestGitInit(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	dir := filepath.Join(filepath.Dir(r.top), "bare")
	r.git(r.top, "init", "-q", "--bare", dir)
	r.git(dir, "config", "core.fsmonitor", r.trap)
	r.git(dir, "config", "init.templateDir", r.top)
	for _, name := range []string{"reference-transaction", "post-index-change"} {
		r.must(os.Symlink(r.trap, filepath.Join(dir, "hooks", name)))
	}
	err := Git{Environ: append(personsEnviron(), "GIT_DIR="+dir)}.Init(t.Context(), dir)
	if err != nil || r.sprung() {
		t.Errorf("git init: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, ".git", "HEAD")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, ".git", "file.txt")); err == nil {
		t.Error("the folder's own template was taken")
	}
}
