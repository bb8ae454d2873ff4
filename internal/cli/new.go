package cli

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/project"
)

func newCommand() *command {
	return &command{
		name: "new", args: "[NAME]", most: 1,
		summary: "make a project",
		about: `Makes a Go project that keeps Function Compute's contract: the server, its
lifecycle hooks, tests, s.yaml and Dockerfile. What the flags leave open is
asked, if this is a terminal; --yes takes the defaults instead. The project
gets a folder of its own, ./NAME, or stands in the one that --dir names: files
that are there already are never overwritten, unless --on-conflict says so, or
you do when you are asked.`,
		examples: []example{
			{"fcgen new myfunc", "asks for the rest"},
			{"fcgen new myfunc --yes", "net/http, both hooks, an HTTP function on Debian 11"},
			{"fcgen new myfunc --framework gin --hook initializer --runtime custom.debian12", "asks nothing"},
			{"fcgen new worker --handler event --no-hooks --yes", "an event function"},
			{"fcgen new worker --trigger timer --yes", "one that a timer calls, with its event as a Go struct"},
			{"fcgen new api --runtime custom-container --image registry.cn-hangzhou.aliyuncs.com/me/api:1 --yes", "an image of your own"},
			{"fcgen new --dir . --yes --diff", "shows what it would write here, named after this folder"},
		},
		flags: append(append(specFlags(),
			flag{name: "yes", short: "y", kind: toggle, group: groupHow, about: "ask nothing, take the defaults"},
			flag{name: "answers", kind: folder, value: "FILE", group: groupHow, about: "settings from a file, - for standard input: YAML, JSON, or a receipt of --json. Flags go before it"},
			flag{name: "git", kind: toggle, group: groupHow, about: "make the new project a git repository, with a first commit"}),
			changeFlags()...),
		run: func(ctx context.Context, p *program, c *cli.Context) error { return p.new(ctx, c) },
	}
}

func (p *program) new(ctx context.Context, c *cli.Context) error {
	how, err := readManner(c)
	if err != nil {
		return err
	}
	a, err := p.readAnswers(ctx, c)
	if err != nil {
		return err
	}
	catalog, err := p.catalog()
	if err != nil {
		return err
	}
	if err := a.check(catalog); err != nil {
		return err
	}
	outcome, asked, err := p.settle(ctx, catalog, a, how.policy, c.Bool("yes"))
	if err != nil {
		return err
	}
	how.policy = outcome.Policy
	target, err := p.newTarget(outcome.Spec.Name, outcome.Dir)
	if err != nil {
		return err
	}
	if err := p.recover(target.dir, how); err != nil {
		return err
	}
	made, err := p.planNew(ctx, catalog, outcome.Spec, outcome.Dir)
	if err != nil {
		return err
	}
	if made.command, err = oneLine(catalog, outcome.Spec, outcome.Dir); err != nil {
		return err
	}
	made.report = func(made change) {
		p.reportNew(made, asked, how.policy)
		if c.Bool("git") {
			p.gitInit(ctx, made)
		}
	}
	return p.carryOut(ctx, made, how)
}

// planNew plans the project of the spec in its folder.
func (p *program) planNew(ctx context.Context, c *generator.Catalog, s generator.Spec, dir string) (change, error) {
	target, err := p.newTarget(s.Name, dir)
	if err != nil {
		return change{}, err
	}
	theirs, err := c.Project(s)
	if err != nil {
		return change{}, err
	}
	ours, err := project.ReadTree(ctx, target.dir, nil, theirs)
	if err != nil {
		return change{}, err
	}
	warnings, err := p.surroundings(target)
	if err != nil {
		return change{}, err
	}
	made := change{
		plan: generator.Compute(nil, ours, theirs), spec: s, target: target, fresh: true,
		warnings: slices.Concat(s.Warnings(), p.publicTrigger(s), p.openTrigger(s), warnings),
		next:     append(changeFolder(target.shown), "go test ./...", "fcgen dev", "s deploy"),
	}
	return made, refuseOther(ctx, c, made)
}

// refuseOther refuses a folder that fcgen knows as something else than this project.
func refuseOther(ctx context.Context, c *generator.Catalog, made change) error {
	if _, err := project.Open(ctx, c, made.target.dir); errors.As(err, new(*generator.Adopted)) {
		return refusef("%q holds a server that fcgen init took over", made.target.shown).hintf("choose another folder: --dir FOLDER")
	}
	if made.target.isProject() && len(made.plan.Conflicts()) > 0 {
		return refusef("%q is a project that fcgen made, and a different one", made.target.shown).
			hintf("change it: fcgen add-hook and fcgen remove-hook, with --dir %s", generator.ShellQuote(made.target.shown)).
			hintf("choose another folder: --dir FOLDER")
	}
	return nil
}

// publicTrigger warns of a new function that anyone may call.
func (p *program) publicTrigger(s generator.Spec) []string {
	if s.Trigger != generator.Anonymous {
		return nil
	}
	return []string{p.msg.of("the HTTP trigger is public: whoever knows its address may call the function, and you pay for it; --trigger function has callers sign their calls")}
}

// openTrigger says what a person replaces in s.yaml before the first deployment.
func (p *program) openTrigger(s generator.Spec) []string {
	t, ok := s.EventTrigger()
	if !ok || len(t.Replace) == 0 {
		return nil
	}
	return []string{p.msg.sprintf("s.yaml: replace %s in the %s trigger before you deploy", strings.Join(t.Replace, ", "), t.Kind)}
}

// changeFolder is the command to type to be in the folder, if one is needed.
func changeFolder(shown string) []string {
	if filepath.Clean(shown) == "." {
		return nil
	}
	return []string{"cd " + generator.ShellQuote(shown)}
}

// reportNew says what was made and what to type next.
func (p *program) reportNew(made change, asked bool, policy generator.Policy) {
	if made.plan.Empty() {
		p.msg.sayf("%s is already as asked; no file was touched", made.target.shown)
		return
	}
	written := 0
	for _, op := range made.plan.Ops {
		if op.Action != generator.Keep {
			written++
		}
		if op.Action != generator.Create {
			p.msg.sayf("%s", p.opLine(op, len(op.Path)))
		}
	}
	p.msg.sayf("made %s: %d files, among them", made.target.shown, written)
	for _, key := range []struct{ file, about string }{
		{"handler.go", "your code starts here"},
		{"initialize.go", "runs before an instance's first call"},
		{"prestop.go", "runs before an instance goes away"},
		{"s.yaml", "what is deployed"},
		{"README.md", "how all of it works"},
	} {
		for _, op := range made.plan.Ops {
			if op.Path == key.file && op.Writes() {
				p.msg.sayf("  %-14s  %s", key.file, p.msg.of(key.about))
			}
		}
	}
	p.sayNext(made.next)
	if asked {
		command := made.command
		if policy != generator.Abort {
			command += " --on-conflict " + string(policy)
		}
		p.msg.sayf("the same without questions:\n  %s", command)
	}
}

func (p *program) sayNext(commands []string) {
	p.msg.sayf("next:")
	for _, line := range commands {
		p.msg.sayf("  %s", line)
	}
}
