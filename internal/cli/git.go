package cli

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// gitPatience is how long fcgen waits for git: what git says is worth less
// than a command that comes back.
const gitPatience = 3 * time.Second

// uncommitted counts the files of the folder that git knows and that differ
// from the last commit. It is 0 where there is no git, or no repository.
func (p *program) uncommitted(ctx context.Context, dir string) int {
	if repository(dir) == "" {
		return 0
	}
	out, err := p.git(ctx, dir, "status", "--porcelain", "--untracked-files=no", "--", ".")
	if err != nil {
		return 0
	}
	return strings.Count(out, "\n")
}

// gitInit makes the new project a repository, unless it is part of one.
func (p *program) gitInit(ctx context.Context, t target) {
	if at := repository(t.dir); at != "" {
		p.msg.sayf("note: no git init: %s is a repository already", at)
		return
	}
	if _, err := p.git(ctx, t.dir, "init", "--quiet"); err != nil {
		p.msg.sayf("warning: git init did not work: %v", err)
		return
	}
	p.msg.sayf("made it a git repository")
}

// git runs git in a folder, as if no variable told it to look elsewhere.
func (p *program) git(ctx context.Context, dir string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, gitPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	cmd.WaitDelay = time.Second // for who inherited its output and lives on
	for _, setting := range p.Environ {
		switch key, _, _ := strings.Cut(setting, "="); key {
		case "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE":
		default:
			cmd.Env = append(cmd.Env, setting)
		}
	}
	cmd.Env = append(cmd.Env, "GIT_OPTIONAL_LOCKS=0")
	out, err := cmd.Output()
	return string(out), err
}

// repository is the nearest folder, from dir upwards, that is a git work tree, or "".
func repository(dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
}
