package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/project"
	"github.com/fcgen/fcgen/internal/retrofit"
	"github.com/fcgen/fcgen/internal/served"
)

// foreignFlags are those of a project that fcgen did not make.
func foreignFlags() []flag {
	return []flag{
		{name: "router", kind: word, value: "FILE:LINE", group: groupForeign, about: "the router that is served, where several could be"},
		{name: "resource", kind: word, value: "ID", group: groupForeign, about: "which function of s.yaml, where it has several"},
		templateFlag(groupForeign),
		{name: "code-only", kind: toggle, group: groupForeign, about: "leave s.yaml as it is"},
	}
}

// verifyFlags say whether a change is tried out before it is written.
func verifyFlags() []flag {
	return []flag{
		{name: "verify", kind: toggle, group: groupHow, about: "refuse the change if it breaks the build; the default if Go is installed"},
		{name: "no-verify", kind: toggle, group: groupHow, about: "make the change without building it first"},
	}
}

// onlyForeign refuses flags that mean nothing in fcgen's own projects, whose
// router is known and whose s.yaml has one function.
func onlyForeign(c *cli.Context) error {
	for _, name := range []string{"router", "code-only", "resource"} {
		if c.IsSet(name) && (name != "resource" || !c.IsSet("template")) {
			return refusef("--%s is for servers that fcgen did not write, and this project it did", name)
		}
	}
	return nil
}

// foreignChange is what add-hook, remove-hook and init do to somebody else's server.
type foreignChange struct {
	project *project.Project
	edit    hookEdit
	router  string
	port    int // for an s.yaml that is to be written; 0: that of the code
	force   bool
	only    bool // the code, not s.yaml
	dry     bool // places are those of the files as they are, not as they will be
	yes     bool // nothing is asked
	asked   []answer
}

// answered keeps what a person said.
func (w *foreignChange) answered(flag, value string) {
	w.asked = slices.DeleteFunc(w.asked, func(a answer) bool { return a.flag == flag })
	w.asked = append(w.asked, answer{flag, value})
}

// readForeign reads what the command line says.
func (p *program) readForeign(c *cli.Context, f *project.Project, e hookEdit) foreignChange {
	e.resource = cmp.Or(c.String("resource"), f.Resource)
	return foreignChange{project: f, edit: e, router: p.routerIn(f, c.String("router")), force: c.Bool("force"), only: c.Bool("code-only"), yes: c.Bool("yes")}
}

// sayThere says which hooks were as asked before.
func (p *program) sayThere(found *retrofit.Result) {
	for _, there := range found.Present {
		p.msg.sayf("the %s hook is already there: %s", there.Hook, p.place(found.Program.Root, there.Place))
	}
	for _, name := range found.Absent {
		p.msg.sayf("the %s hook is already gone", name)
	}
}

// sayWhere says which server gets the hooks, and what tells it from others.
func (p *program) sayWhere(w foreignChange, plan generator.Plan, found served.Program) {
	if found.Router.File == "" {
		return
	}
	at := found.Router
	if !w.dry {
		at.Line = lineAfter(w.project, plan, inRoot(found.Root, at.File), at.Line)
	}
	p.msg.sayf("hooks on %s at %s, which serves %s%s", at.What, p.place(found.Root, at), p.address(found.Port), p.because(found.Why))
}

// address is where a server listens, as far as that is known.
func (p *program) address(port served.Port) string {
	switch {
	case port.Number != 0:
		return fmt.Sprintf(":%d", port.Number)
	case len(port.Env) > 0:
		return p.msg.sprintf("the port in %s", strings.Join(port.Env, ", "))
	}
	return p.msg.of("a port that the code does not name")
}

// because lists pieces of evidence.
func (p *program) because(why []string) string {
	var all []string
	for _, w := range why {
		all = append(all, p.msg.of(w))
	}
	if len(all) == 0 {
		return ""
	}
	return ": " + strings.Join(all, ", ")
}

// routerIn is a FILE:LINE that was typed, which begins where the person is, as
// one of the module's.
func (p *program) routerIn(f *project.Project, typed string) string {
	i := strings.LastIndex(typed, ":")
	if i < 0 || !isFile(p.path(typed[:i])) {
		return typed
	}
	file, err := filepath.Abs(p.path(typed[:i]))
	if err != nil {
		return typed
	}
	rel, err := filepath.Rel(f.Root(), file)
	if err != nil || !filepath.IsLocal(rel) {
		return typed
	}
	return filepath.ToSlash(rel) + typed[i:]
}

// planForeign computes the one plan for code and s.yaml.
func (p *program) planForeign(ctx context.Context, w *foreignChange) (change, *retrofit.Result, error) {
	// Most of what is read lives until the plan is made: there is little garbage to look for.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	if err := p.chooseFunction(ctx, w); err != nil {
		return change{}, nil, err
	}
	found, err := p.changeCode(ctx, w)
	if err != nil {
		return change{}, nil, err
	}
	ops, err := w.project.Under(found.Program.Root, found.Ops)
	if err != nil {
		return change{}, nil, err
	}
	if w.project.SYAML != "" && !w.only {
		op, any, err := p.editSYAML(ctx, w)
		if err != nil {
			return change{}, nil, err
		}
		if any {
			ops = append(ops, op)
		}
	}
	slices.SortFunc(ops, byPath)
	made := change{
		plan: generator.Plan{Ops: ops}, server: &found.Program, asked: w.asked,
		target: target{dir: w.project.Dir, shown: p.shorten(w.project.Dir), there: true},
	}
	if found.Where != "" {
		made.where = p.msg.of(found.Where) + ": " + p.msg.of(found.WhereWhy)
	}
	for _, warning := range found.Warnings {
		made.warnings = append(made.warnings, p.placed(*w, made.plan, found.Program.Root, warning))
	}
	return made, found, nil
}

// chooseFunction asks which of an s.yaml's functions is meant, where that says
// which program is.
func (p *program) chooseFunction(ctx context.Context, w *foreignChange) error {
	found := w.project
	if found.File == nil || len(found.Mains) == 0 || w.edit.resource != "" || w.router != "" || len(found.File.Functions()) < 2 {
		return nil
	}
	several := &manifest.Ambiguous{File: found.SYAML, Resources: found.File.Functions()}
	if w.yes {
		return several
	}
	id, err := p.askResource(ctx, several)
	if err != nil {
		return err
	}
	w.edit.resource = id
	w.answered("resource", id)
	w.project, err = found.With(ctx, id)
	return err
}

// notDone is an error about the project's code or its s.yaml, with what to say of it.
func (p *program) notDone(err error, w *foreignChange) error {
	root := w.project.Root()
	typed := p.retypeArgs(w.asked)
	if errors.As(err, new(*gocode.Choices)) {
		typed = p.retypeArgs(w.asked, "router")
	}
	return &notDone{err: err, typed: typed, elsewhere: p.elsewhere(w.asked), hooks: w.edit.add, show: func(at gocode.Place) string { return p.place(root, at) }}
}

// elsewhere is the command line again, for another folder.
func (p *program) elsewhere(asked []answer) string {
	if p.command() == "init" {
		return "fcgen init FOLDER"
	}
	return p.retypeArgs(asked, "dir") + " --dir FOLDER"
}

// changeForeign brings hooks to somebody else's server, or takes them away.
func (p *program) changeForeign(ctx context.Context, c *cli.Context, run hookRun, e hookEdit) error {
	try, err := readVerification(c, run.how)
	if err != nil {
		return err
	}
	w := p.readForeign(c, run.found, e)
	w.dry = run.how.dry
	made, found, err := p.planForeign(ctx, &w)
	if err != nil {
		return p.notDone(err, &w)
	}
	if len(w.edit.add) > 0 {
		obstacles, err := p.unreachable(ctx, &w, found.Program)
		if err != nil {
			return err
		}
		made.warnings = append(made.warnings, p.unsaid(w, made.plan, found, obstacles)...)
	}
	made.notes = p.noteUncommitted(ctx, w.project.Dir, run.how)
	p.sayThere(found)
	if w.project.SYAML == "" && len(made.plan.Ops) > 0 && len(w.edit.add) > 0 {
		p.msg.sayf("note: there is no s.yaml; fcgen init writes one")
	}
	if !made.plan.Empty() {
		made.next = append(changeFolder(made.target.shown), toBuild(w.project)...)
		if w.project.SYAML == "" {
			made.next = append(made.next, "fcgen init")
		} else {
			made.next = append(made.next, "fcgen check", "s deploy")
		}
		if len(w.edit.add) > 0 && above(w.project.Code(), "go.mod") == "" {
			made.warnings = append(made.warnings, p.msg.sprintf("there is no go.mod: until it is a module, name fcgen's files too where you name your own, as in: %s", p.goRun(w, made.plan)))
		}
	}
	made.report = func(made change) {
		if len(w.edit.add) > 0 && !made.plan.Empty() {
			p.sayWhere(w, made.plan, found.Program)
		}
		p.reportHooks(made)
	}
	if err := p.verify(ctx, try, &made); err != nil {
		return err
	}
	return p.carryOut(ctx, made, run.how)
}

// goRun is the command that runs a program whose files are named one by one.
func (p *program) goRun(w foreignChange, plan generator.Plan) string {
	words := []string{"go run"}
	for _, op := range plan.Ops {
		if filepath.Ext(op.Path) == ".go" && op.After != nil {
			words = append(words, generator.ShellQuote(filepath.ToSlash(p.shown(filepath.Join(w.project.Dir, filepath.FromSlash(op.Path))))))
		}
	}
	return strings.Join(words, " ")
}
