package cli

import (
	"cmp"
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/project"
	"github.com/fcgen/fcgen/internal/projectfile"
	"github.com/fcgen/fcgen/internal/retrofit"
	"github.com/fcgen/fcgen/internal/served"
	"github.com/fcgen/fcgen/internal/tool"
)

// planInit is the one plan of init: the files of a deployment, the hooks, and
// the edit of an s.yaml that is there.
func (p *program) planInit(ctx context.Context, catalog *generator.Catalog, w *foreignChange, s generator.Spec) (change, error) {
	if _, err := catalog.CompleteAdoption(generator.Adoption{Spec: s}); err != nil {
		return change{}, err
	}
	made, found, err := p.planForeign(ctx, w)
	if err != nil {
		return change{}, p.notDone(err, w)
	}
	f := w.project // planForeign may have chosen a function
	p.sayThere(found)
	if function, err := f.Function(w.edit.resource); f.SYAML != "" && err == nil {
		s.Port = function.Port
	}
	adoption, err := catalog.CompleteAdoption(p.adoption(f, s, found.Program))
	if err != nil {
		return change{}, err
	}
	theirs, err := catalog.Adopt(adoption)
	if err != nil {
		return change{}, err
	}
	written := theirs["s.yaml"].Data
	if f.SYAML != "" {
		delete(theirs, "s.yaml")
		if written, err = projectfile.ReadFile(ctx, f.SYAML, projectfile.TextLimit); err != nil {
			return change{}, err
		}
	}
	if theirs, err = besideModule(f, theirs); err != nil {
		return change{}, err
	}
	ours, err := project.ReadTree(ctx, f.Dir, nil, theirs)
	if err != nil {
		return change{}, err
	}
	own, err := f.In(f.SYAML)
	if f.SYAML != "" && err != nil {
		return change{}, err
	}
	files := generator.Compute(nil, ours, theirs).Resolve(generator.Ours)
	made.plan.Ops = slices.SortedFunc(slices.Values(append(made.plan.Ops, files.Ops...)), byPath)
	if f.SYAML != "" && !slices.ContainsFunc(made.plan.Ops, func(op generator.Op) bool { return op.Path == own }) {
		p.msg.sayf("note: %s is there and stays as it is", p.shown(f.SYAML))
	}
	if f.SYAML == "" {
		p.noteIgnored(ctx, f.Root(), adoption.Out)
	}
	p.sayReads(f, found.Program, adoption)
	for _, at := range found.Program.NeedC {
		made.warnings = append(made.warnings, p.placed(*w, made.plan, found.Program.Root, retrofit.Warning{Place: at, Text: p.msg.sprintf(
			"%s needs cgo, and the build in s.yaml goes without: the program would fail when it uses it. Use a package without cgo, or build with CGO_ENABLED=1 on the runtime's own Debian", at.What)}))
	}
	made.warnings = append(made.warnings, adoption.Warnings()...)
	if f.SYAML == "" && w.port == 0 {
		made.warnings = append(made.warnings, p.doubtPort(*w, made.plan, found.Program, adoption.Port)...)
	}
	obstacles, err := p.allObstacles(ctx, f, found.Program, written, w.edit.resource)
	if err != nil {
		return change{}, err
	}
	made.warnings = append(made.warnings, p.unsaid(*w, made.plan, found, obstacles)...)
	made.next = slices.Concat(changeFolder(made.target.shown), toBuild(f), []string{"fcgen check", "s deploy"})
	made.report = func(made change) { p.reportInit(made, found.Program) }
	return made, nil
}

// besideModule has the files of a deployment in the module's folder, where its
// build begins. An s.yaml is there already if that is not the project's.
func besideModule(f *project.Project, theirs generator.Tree) (generator.Tree, error) {
	at, err := f.In(f.Root())
	if err != nil || at == "." {
		return theirs, err
	}
	moved := generator.Tree{}
	for name, file := range theirs {
		moved[path.Join(at, name)] = file
	}
	return moved, nil
}

// sayReads says which files the program opens when it runs, and whether they get to
// the platform.
func (p *program) sayReads(f *project.Project, found served.Program, a generator.Adoption) {
	for i, r := range found.Reads {
		if f.SYAML == "" {
			p.msg.sayf("note: the program reads %s when it runs (%s); s.yaml and Dockerfile bring it", a.Brought[i].From, p.place(found.Root, r.Place))
		} else {
			p.msg.sayf("note: the program reads %s when it runs (%s): the code folder of %s has to hold it as %s", a.Brought[i].From, p.place(found.Root, r.Place), p.shown(f.SYAML), r.As)
		}
	}
}

// unsaid are obstacles of a kind that nothing was said of yet at their place.
func (p *program) unsaid(w foreignChange, plan generator.Plan, found *retrofit.Result, obstacles []retrofit.Warning) []string {
	var said, all []string
	for _, warning := range found.Warnings {
		said = append(said, p.place(found.Program.Root, warning.Place)+kindOf(warning.Text))
	}
	for _, o := range obstacles {
		if what := p.place(found.Program.Root, o.Place) + kindOf(o.Text); !slices.Contains(said, what) {
			said = append(said, what)
			all = append(all, p.placed(w, plan, found.Program.Root, o))
		}
	}
	return all
}

// kindOf tells warnings about one line apart.
func kindOf(text string) string {
	for _, word := range []string{"Timeout", "loopback"} {
		if strings.Contains(text, word) {
			return word
		}
	}
	return ""
}

// adoption is what was found, as what fcgen renders files from.
func (p *program) adoption(f *project.Project, s generator.Spec, found served.Program) generator.Adoption {
	if s.Port == 0 {
		s.Port = portOf(found.Port)
	}
	a := generator.Adoption{Spec: s, Main: mainPackage(found.Main), Framework: found.Framework, Out: outFolder(f.Root())}
	for _, r := range found.Reads {
		a.Brought = append(a.Brought, generator.Brought{From: r.Path, To: r.As})
	}
	if !told(found.Port) && s.Port != found.Port.Number {
		i := slices.IndexFunc(found.Port.Env, func(name string) bool { return strings.HasSuffix(name, "PORT") })
		if i >= 0 {
			a.PortVariable = found.Port.Env[i]
		}
	}
	return a
}

// reportInit says what was found and what was done.
func (p *program) reportInit(made change, found served.Program) {
	if made.plan.Empty() {
		p.msg.sayf("nothing to change; no file was touched")
		return
	}
	p.msg.sayf("%s", p.foundLine(found))
	p.reportHooks(made)
}

// foundLine is the server in one line.
func (p *program) foundLine(found served.Program) string {
	line := p.msg.sprintf("found a %s server in %s", cmp.Or(found.Title, "Go"), mainPackage(found.Main))
	if found.Router.File != "" {
		line += p.msg.sprintf(", its router at %s", p.place(found.Root, found.Router)) + p.because(found.Why)
	}
	return line
}

// noteIgnored says that git does not know yet that the build's folder is none of its business.
func (p *program) noteIgnored(ctx context.Context, dir, out string) {
	data, err := projectfile.ReadFile(ctx, filepath.Join(dir, ".gitignore"), projectfile.TextLimit)
	if tool.WorkTree(dir) == "" || err == nil && strings.Contains(string(data), out) {
		return
	}
	p.msg.sayf("note: the build goes to %s, which git does not ignore yet: echo /%s/ >> .gitignore", out, out)
}
