package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/apply"
	"github.com/fcgen/fcgen/internal/projectfile"
)

func undoCommand() *command {
	return &command{
		name:    "undo",
		summary: "take back the last change that fcgen made",
		about: `Takes back the last change that a command of fcgen made to files that were there:
add-hook, remove-hook, update, init, or new in a folder that held something.
Every file is then as it was, byte for byte. If you have edited one of them
since, nothing is taken back. A change that was taken back cannot be taken back
again. What fcgen needs for this is not in the project but in your own folder,
$XDG_STATE_HOME/fcgen, by default ~/.local/state/fcgen.`,
		examples: []example{
			{"fcgen undo", "takes the last change back"},
			{"fcgen undo --diff", "shows what that does, does nothing"},
		},
		flags: slices.Concat([]flag{projectFlag()}, flagsNamed(changeFlags(), "dry-run", "diff", "json", "exit-code")),
		run:   func(ctx context.Context, p *program, c *cli.Context) error { return p.undo(ctx, c) },
	}
}

func (p *program) undo(ctx context.Context, c *cli.Context) error {
	how, err := readManner(c)
	if err != nil {
		return err
	}
	dir := p.path(".")
	if typed := c.String("dir"); typed != "" {
		dir = p.path(typed)
	}
	if err := p.recover(dir, how); err != nil {
		return err
	}
	if dir, err = apply.UndoFolder(dir, p.state); err != nil {
		return err
	}
	back, err := apply.Undo(dir, p.state)
	if err != nil {
		return err
	}
	made := change{plan: back.Plan, reversal: back, target: target{dir: dir, shown: p.shorten(dir), there: true}, report: p.reportUndo}
	if made.spec, err = p.specAfter(ctx, back.Plan, dir); err != nil {
		return err
	}
	return p.carryOut(ctx, made, how)
}

// specAfter is the spec of the project that is there once the plan is applied;
// the zero Spec where there is none, or none that can be read.
func (p *program) specAfter(ctx context.Context, plan generator.Plan, dir string) (generator.Spec, error) {
	catalog, err := p.catalog()
	if err != nil {
		return generator.Spec{}, err
	}
	data, err := projectfile.ReadFile(ctx, filepath.Join(dir, filepath.FromSlash(generator.SpecPath)), projectfile.TextLimit)
	for _, op := range plan.Ops {
		if op.Path == generator.SpecPath {
			data, err = nil, nil
			if op.After != nil {
				data = op.After.Data
			}
		}
	}
	if err != nil || data == nil {
		return generator.Spec{}, nil
	}
	spec, err := catalog.DecodeSpec(data)
	if err != nil {
		return generator.Spec{}, nil
	}
	return spec, nil
}

// reportUndo says in a line what happened to each file.
func (p *program) reportUndo(made change) {
	if len(made.plan.Ops) == 0 {
		p.msg.sayf("every file was already as it was before; no file was touched")
		return
	}
	_, _ = fmt.Fprintf(p.msg.w, "%s", p.list(made))
	if made.plan.Command != "" {
		p.msg.sayf("taken back: %s", made.plan.Command)
	}
}
