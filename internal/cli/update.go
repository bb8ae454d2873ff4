package cli

import (
	"context"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
)

func updateCommand() *command {
	return &command{
		name:    "update",
		summary: "bring a project to what this fcgen makes",
		about: `Brings what this fcgen makes differently from the one that made the project, and
what you changed in .fcgen/spec.yaml, to the project's files, and leaves
everything that you wrote as it is. Works from any folder inside the project.
Each file gets a line that says what happened to it, and why. A second update
changes nothing. A project that a later fcgen rendered is left alone.`,
		examples: []example{
			{"fcgen update", "brings the project up to date"},
			{"fcgen diff", "shows what that would change"},
			{"fcgen update --check", "says whether there is anything to bring; exits 1 if so"},
			{"fcgen update --on-conflict markers", "writes both versions where they conflict"},
			{"fcgen undo", "takes the update back"},
		},
		flags: slices.Concat([]flag{projectFlag(),
			{name: "check", kind: toggle, group: groupHow, about: "write nothing; exit 1 if the project is behind"}},
			verifyFlags(), changeFlags()),
		run: func(ctx context.Context, p *program, c *cli.Context) error { return p.update(ctx, c) },
	}
}

func diffCommand() *command {
	return &command{
		name:    "diff",
		summary: "show what update would change",
		about: `Shows what fcgen update would change in a project, as one unified diff that git
apply and patch -p1 take; writes nothing. A file that you changed in the same
lines is shown with conflict markers.`,
		examples: []example{
			{"fcgen diff", "shows the diff"},
			{"fcgen diff --exit-code", "and exits 1 if it is not empty"},
			{"fcgen diff --on-conflict theirs", "shows it with fcgen's lines where both changed the same"},
		},
		flags: slices.Concat([]flag{projectFlag()}, []flag{{name: "exit-code", kind: toggle, group: groupHow, about: "exit 1 if something would change"}},
			flagsNamed(changeFlags(), "on-conflict")),
		run: func(ctx context.Context, p *program, c *cli.Context) error { return p.diff(ctx, c) },
	}
}

// flagsNamed are those of the flags that have one of the names.
func flagsNamed(flags []flag, names ...string) []flag {
	return slices.DeleteFunc(flags, func(f flag) bool { return !slices.Contains(names, f.name) })
}

func (p *program) update(ctx context.Context, c *cli.Context) error {
	how, err := readManner(c)
	if err != nil {
		return err
	}
	check := c.Bool("check")
	switch {
	case check && how.exitCode:
		return refusef("--check has an exit code already").hintf("fcgen update --check")
	case check:
		how.dry, how.list = true, !how.diff && !how.json
	}
	run, made, err := p.planUpdate(ctx, c, hookRun{how: how})
	if err != nil {
		return err
	}
	if check {
		return p.sayBehind(made, how)
	}
	return p.tryAndCarryOut(ctx, c, run, made)
}

func (p *program) diff(ctx context.Context, c *cli.Context) error {
	how, err := readPolicy(c)
	if err != nil {
		return err
	}
	how.dry, how.diff, how.exitCode = true, true, c.Bool("exit-code")
	_, made, err := p.planUpdate(ctx, c, hookRun{how: how})
	if err != nil {
		return err
	}
	return p.carryOut(ctx, made, how)
}

func (p *program) planUpdate(ctx context.Context, c *cli.Context, run hookRun) (hookRun, change, error) {
	run, err := p.startProject(ctx, c, run)
	if err != nil {
		return run, change{}, err
	}
	plan, err := run.project.Update(run.catalog)
	if err != nil {
		return run, change{}, err
	}
	made := p.hookChange(run, plan, run.project.Spec)
	if slices.ContainsFunc(plan.Ops, func(op generator.Op) bool { return op.Path == "go.mod" && op.Action == generator.Merge }) {
		made.next = slices.Insert(made.next, len(made.next)-2, "go mod tidy")
	}
	unsettled, err := run.project.Unsettled()
	if err != nil {
		return run, change{}, err
	}
	for _, name := range unsettled {
		made.warnings = append(made.warnings, p.msg.sprintf("%s still holds conflict markers; look for <<<<<<<", name))
	}
	return run, made, nil
}

// behind ends an update --check of a project that has something to be brought.
type behind struct{}

func (e *behind) sentence() sentence {
	return sentence{english: "the project is behind this fcgen or its own .fcgen/spec.yaml"}
}

func (e *behind) Error() string { return e.sentence().String() }

// sayBehind answers update --check: whether there is something to be brought,
// conflicts or not.
func (p *program) sayBehind(made change, how manner) error {
	made.plan = made.plan.Resolve(how.policy)
	for _, w := range made.warnings {
		p.msg.sayf("warning: %s", w)
	}
	if err := p.show(made, how); err != nil {
		return err
	}
	if !made.plan.Empty() {
		return &behind{}
	}
	p.msg.sayf("up to date")
	return nil
}
