package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/fcgen/fcgen/internal/tool"
)

func (p *program) git() tool.Git { return tool.Git{Environ: p.Environ, Guard: p.guard.get} }

// uncommitted counts the files of the folder that git knows and that differ
// from the last commit. It is 0 if git is not installed, or cannot say.
func (p *program) uncommitted(ctx context.Context, dir string) int {
	n, err := p.git().Changed(ctx, dir)
	if errors.Is(err, tool.ErrDot) {
		p.msg.sayf("note: git was not asked for changes that are not committed: %v", err)
	}
	if err != nil {
		return 0
	}
	return n
}

// gitInit makes the new project a repository, unless it is part of one.
func (p *program) gitInit(ctx context.Context, made change) {
	t := made.target
	if at := tool.WorkTree(t.dir); at != "" {
		p.msg.sayf("note: no git init: %s is a repository already", at)
		return
	}
	if err := p.git().Init(ctx, t.dir); err != nil {
		p.msg.sayf("warning: git init did not work: %v", err)
		return
	}
	var files []string
	for _, op := range made.plan.Ops {
		if op.After != nil {
			files = append(files, op.Path)
		}
	}
	if err := p.git().Commit(ctx, t.dir, "Make "+made.spec.Name+" with fcgen", files); err != nil {
		why, _, _ := strings.Cut(err.Error(), "\n") // git goes on about how to mend it, at length
		p.msg.sayf("made it a git repository; warning: its files are not committed: %s", why)
		return
	}
	p.msg.sayf("made it a git repository, with a first commit")
}
