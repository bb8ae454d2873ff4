package cli

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/project"
)

func addHookCommand() *command {
	return &command{
		name: "add-hook", args: "HOOK...", most: -1,
		summary: "bring lifecycle hooks to a project",
		about: `Brings a hook's files, its route and its block in s.yaml to a project, and leaves
everything that you wrote as it is. Works from any folder inside the project.
Each file gets a line that says what happened to it, and why. With a timeout,
also changes that of a hook which is there already.
In a server that fcgen did not write, it finds the router that is served and adds
lines, there and in s.yaml. Which of several is meant it asks, if this is a
terminal. Where it is in doubt, it changes nothing and prints what to type.`,
		examples: []example{
			{"fcgen add-hook prestop", "brings the hook"},
			{"fcgen add-hook initializer prestop --initializer-timeout 120", "brings both, the first with a timeout of its own"},
			{"fcgen add-hook prestop --diff", "shows the changes, makes none"},
			{"fcgen add-hook prestop --on-conflict markers", "writes both versions where they conflict"},
			{"fcgen add-hook prestop --router cmd/api/main.go:31", "in a server that serves several routers"},
		},
		flags: slices.Concat([]flag{projectFlag()}, hookTimeoutFlags(), foreignFlags(), verifyFlags(), changeFlags()),
		words: hooks,
		run:   func(ctx context.Context, p *program, c *cli.Context) error { return p.addHooks(ctx, c) },
	}
}

func removeHookCommand() *command {
	return &command{
		name: "remove-hook", args: "HOOK...", most: -1,
		summary: "take lifecycle hooks from a project",
		about: `Takes away what fcgen brought for a hook, if it is as fcgen wrote it. What you
filled in stays, and is pointed at; --force takes that away too. In a server that
fcgen did not write, the added lines go again.`,
		examples: []example{
			{"fcgen remove-hook prestop", "takes the hook away"},
			{"fcgen remove-hook prestop --dry-run", "shows what would become of each file"},
			{"fcgen remove-hook initializer --force", "deletes your own code of the hook too"},
		},
		flags: slices.Concat([]flag{projectFlag()}, foreignFlags(),
			[]flag{{name: "force", kind: toggle, group: groupHow, about: "delete the hook's files even if you changed them"}},
			verifyFlags(), changeFlags()),
		words: hooks,
		run:   func(ctx context.Context, p *program, c *cli.Context) error { return p.removeHooks(ctx, c) },
	}
}

func projectFlag() flag {
	return flag{name: "dir", kind: folder, value: "FOLDER", group: groupWhere, about: "the project, or a folder inside it; default: this folder"}
}

// hookRun is what both commands begin with.
type hookRun struct {
	how     manner
	catalog *generator.Catalog
	project *generator.Project
	found   *project.Project
	names   []string // canonical, each once, as typed in order
	target  target
	notes   []string
}

func (p *program) startHooks(ctx context.Context, c *cli.Context) (run hookRun, err error) {
	if run.how, err = readManner(c); err != nil {
		return run, err
	}
	if run.names, err = hookNames(c.Args().Slice()); err != nil {
		return run, err
	}
	started, err := p.startProject(ctx, c, run)
	if err == nil || started.found == nil || started.found.Own != nil {
		return started, err
	}
	_, err = somebodyElses(started.found)
	return started, err
}

// startProject finds the project that a run is about, cleans up in it, and says
// what the person may want to know before it is changed.
func (p *program) startProject(ctx context.Context, c *cli.Context, run hookRun) (_ hookRun, err error) {
	if run.catalog, err = p.catalog(); err != nil {
		return run, err
	}
	dir := cmp.Or(c.String("dir"), ".")
	if err = p.recover(p.path(dir), run.how); err != nil {
		return run, err
	}
	if run.found, err = p.locate(ctx, dir, p.readChoice(c, dir)); err != nil {
		return run, err
	}
	p.noteFound(run.found)
	if run.project = run.found.Own; run.project == nil {
		return run, run.found.OwnErr
	}
	if err = onlyForeign(c); err != nil {
		return run, err
	}
	if err = run.project.CheckVersion(run.catalog); err != nil {
		return run, err
	}
	run.target = target{dir: run.project.Dir, shown: p.shorten(run.project.Dir), there: true}
	run.notes = p.noteUncommitted(ctx, run.project.Dir, run.how)
	return run, nil
}

func (p *program) addHooks(ctx context.Context, c *cli.Context) error {
	run, err := p.startHooks(ctx, c)
	if err != nil {
		return err
	}
	timeouts, err := readTimeouts(c, run.names)
	if err != nil {
		return err
	}
	if run.project == nil {
		return p.changeForeign(ctx, c, run, hookEdit{add: run.names, timeouts: timeouts})
	}
	var wanted []string
	for _, name := range run.names {
		there, err := run.project.HasHook(run.catalog, name)
		if err != nil {
			return err
		}
		if t := timeouts[name]; there && (t == 0 || t == run.project.Spec.HookTimeout(name)) {
			p.msg.sayf("the %s hook is already there", name)
			continue
		}
		wanted = append(wanted, name)
	}
	plan, to := generator.Plan{}, run.project.Spec
	if len(wanted) > 0 {
		if plan, to, err = run.project.AddHooks(run.catalog, wanted, timeouts); err != nil {
			return err
		}
	}
	if err := p.alsoIn(ctx, c, run, &plan, hookEdit{add: run.names, timeouts: timeouts}); err != nil {
		return err
	}
	return p.tryAndCarryOut(ctx, c, run, p.hookChange(run, plan, to))
}

// alsoIn adds the edit of the s.yaml that -t names, which is not the project's
// own and so not one that fcgen renders.
func (p *program) alsoIn(ctx context.Context, c *cli.Context, run hookRun, plan *generator.Plan, e hookEdit) error {
	rel, err := filepath.Rel(run.project.Dir, absolute(run.found.SYAML))
	if !c.IsSet("template") || err == nil && (run.project.Rendered(filepath.ToSlash(rel)) || rel == "s.yml") {
		return err
	}
	for _, name := range e.add {
		if e.timeouts[name] == 0 {
			e.timeouts[name] = run.project.Spec.HookTimeout(name)
		}
	}
	w := p.readForeign(c, run.found, e)
	op, any, err := p.editSYAML(ctx, &w)
	if err != nil {
		return p.notDone(err, &w)
	}
	if any {
		op.Path = filepath.ToSlash(rel)
		plan.Ops = slices.SortedFunc(slices.Values(append(plan.Ops, op)), byPath)
	}
	return nil
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// tryAndCarryOut carries out a change of a project of fcgen's, unless what builds
// now would not any more.
func (p *program) tryAndCarryOut(ctx context.Context, c *cli.Context, run hookRun, made change) error {
	try, err := readVerification(c, run.how)
	if err != nil {
		return err
	}
	tried := made
	tried.plan = made.plan.Resolve(run.how.policy)
	if run.how.policy != generator.Markers || len(made.plan.Conflicts()) == 0 { // between markers nothing builds
		if err := p.verify(ctx, try, &tried); err != nil {
			return err
		}
	}
	made.warnings = tried.warnings
	return p.carryOut(ctx, made, run.how)
}

func (p *program) removeHooks(ctx context.Context, c *cli.Context) error {
	run, err := p.startHooks(ctx, c)
	if err != nil {
		return err
	}
	if run.project == nil {
		return p.changeForeign(ctx, c, run, hookEdit{remove: run.names})
	}
	var wanted, gone []string
	for _, name := range run.names {
		if run.project.Spec.HasHook(name) {
			wanted = append(wanted, name)
			continue
		}
		gone = append(gone, name)
		p.msg.sayf("the %s hook is already gone", name)
	}
	plan, to := generator.Plan{}, run.project.Spec
	if len(wanted) > 0 {
		if plan, to, err = run.project.RemoveHooks(run.catalog, wanted, c.Bool("force")); err != nil {
			return err
		}
	}
	left, err := run.project.Orphans(run.catalog, gone)
	if err != nil {
		return err
	}
	if c.Bool("force") {
		plan.Ops = slices.SortedFunc(slices.Values(append(plan.Ops, left.Ops...)), byPath)
	} else {
		for _, op := range left.Ops {
			p.msg.sayf("note: %s of that hook is still there; --force deletes it", op.Path)
		}
	}
	if err := p.alsoIn(ctx, c, run, &plan, hookEdit{remove: run.names}); err != nil {
		return err
	}
	return p.tryAndCarryOut(ctx, c, run, p.hookChange(run, plan, to))
}

func byPath(a, b generator.Op) int { return cmp.Compare(a.Path, b.Path) }

func (p *program) hookChange(run hookRun, plan generator.Plan, to generator.Spec) change {
	made := change{plan: plan, spec: to, target: run.target, notes: run.notes, module: run.found.Root()}
	if len(plan.Ops) > 0 {
		made.warnings = to.Warnings()
		made.next = append(changeFolder(run.target.shown), "go test ./...", "s deploy")
	}
	made.report = p.reportHooks
	return made
}

// reportHooks says in a line what happened to each file.
func (p *program) reportHooks(made change) {
	if len(made.plan.Ops) == 0 {
		p.msg.sayf("nothing to change; no file was touched")
		return
	}
	_, _ = fmt.Fprintf(p.msg.w, "%s", p.list(made))
	p.sayNext(made.next)
	if len(made.asked) > 0 {
		p.msg.sayf("the same without questions:\n  %s", p.retype(made))
	}
}
