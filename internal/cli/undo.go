package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
)

func undoCommand() *command {
	return &command{
		name:    "undo",
		summary: "take back the last change that fcgen made",
		about: `Takes back the last change that a command of fcgen made to files that were there:
add-hook, remove-hook, update, init, or new in a folder that held something.
Every file is then as it was, byte for byte. If you have edited one of them
since, nothing is taken back. A change that was taken back cannot be taken back
again.`,
		examples: []example{
			{"fcgen undo", "takes the last change back"},
			{"fcgen undo --diff", "shows what that does, does nothing"},
		},
		flags: slices.Concat([]flag{projectFlag()}, flagsNamed(changeFlags(), "dry-run", "diff", "json", "exit-code")),
		run:   func(_ context.Context, p *program, c *cli.Context) error { return p.undo(c) },
	}
}

func (p *program) undo(c *cli.Context) error {
	how, err := readManner(c)
	if err != nil {
		return err
	}
	dir := p.path(".")
	if typed := c.String("dir"); typed != "" {
		dir = p.path(typed)
	}
	if dir, err = generator.UndoFolder(dir); err != nil {
		return err
	}
	if err := p.recover(dir, how); err != nil {
		return err
	}
	plan, err := generator.Undo(dir)
	if err != nil {
		return err
	}
	made := change{plan: plan, target: target{dir: dir, shown: p.shorten(dir), there: true}, report: p.reportUndo}
	if made.spec, err = p.specAfter(plan, dir); err != nil {
		return err
	}
	return p.carryOut(c.Context, made, how)
}

// specAfter is the spec of the project that is there once the plan is applied;
// the zero Spec where there is none, or none that can be read.
func (p *program) specAfter(plan generator.Plan, dir string) (generator.Spec, error) {
	catalog, err := p.catalog()
	if err != nil {
		return generator.Spec{}, err
	}
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(generator.SpecPath)))
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
