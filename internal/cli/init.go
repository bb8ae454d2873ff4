package cli

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/retrofit"
)

func initCommand() *command {
	return &command{
		name: "init", args: "[DIR]", most: 1,
		summary: "take an existing Go server to Function Compute",
		about: `Finds the server in DIR, or here: its module, main package, framework, router and
port. Writes s.yaml and a Dockerfile beside its go.mod, brings the hooks, and says
what else stands in the way, each with its line. No file that is there is written
over; in those that it edits, only lines are added.`,
		examples: []example{
			{"fcgen init --hook initializer,prestop", "both hooks, and all that a deployment needs"},
			{"fcgen init --yes", "the same, everything else by default"},
			{"fcgen init cmd/server --no-hooks", "which of several programs; the code stays as it is"},
			{"fcgen init --yes --diff", "shows what it would do"},
		},
		flags: initFlags(),
		words: func(*generator.Catalog) ([]choice, error) { return []choice{{completeFolders, ""}}, nil },
		run:   func(ctx context.Context, p *program, c *cli.Context) error { return p.init(ctx, c) },
	}
}

// initFlags are those of new that an existing server leaves open.
func initFlags() []flag {
	flags := []flag{{name: "name", kind: word, value: "NAME", group: groupFunction, about: "the function's name; default: the folder's"}}
	for _, f := range specFlags() {
		switch f.name {
		case "framework", "handler", "module", "dir":
			continue // they are as found
		case "port":
			f.standard = "that of the code"
		case "trigger":
			f.about = "trigger to deploy"
		}
		flags = append(flags, f)
	}
	return slices.Concat(flags, foreignFlags(),
		[]flag{{name: "yes", short: "y", kind: toggle, group: groupHow, about: "ask nothing, take the defaults"}}, changeFlags())
}

func (p *program) init(ctx context.Context, c *cli.Context) error {
	how, err := readManner(c)
	if err != nil {
		return err
	}
	try, err := readVerification(c, how)
	if err != nil {
		return err
	}
	a, err := readFlags(c)
	if err != nil {
		return err
	}
	catalog, err := p.catalog()
	if err != nil {
		return err
	}
	a.spec.Module = "example.com/server" // the server has its own
	if err := a.check(catalog); err != nil {
		return err
	}
	f, err := p.toAdopt(catalog, cmp.Or(c.Args().First(), "."))
	if err != nil {
		return err
	}
	if a.spec.Name = cmp.Or(c.String("name"), nameOf(f.dir)); !a.given["hook"] {
		if a.spec.Hooks, err = p.askHooks(ctx, c.Bool("yes")); err != nil {
			return err
		}
	}
	if a.spec.Hooks, err = canonicalHooks(a.spec.Hooks); err != nil {
		return err
	}
	if a.spec.Image != "" && a.spec.Runtime == "" {
		a.spec.Runtime = containerRuntime()
	}
	p.noteUnused(a, f)
	if err := p.recover(f.dir, how); err != nil {
		return err
	}
	w := readForeign(c, f, hookEdit{add: a.spec.Hooks, timeouts: map[string]int{}})
	w.dry = how.dry
	for _, name := range a.spec.Hooks {
		w.edit.timeouts[name] = a.spec.HookTimeout(name)
	}
	made, err := p.planInit(ctx, catalog, w, a.spec)
	if err != nil {
		return err
	}
	made.notes = p.noteUncommitted(ctx, f.dir)
	if err := p.verify(ctx, try, &made); err != nil {
		return err
	}
	return p.carryOut(ctx, made, how)
}

// toAdopt is the project in the folder that was typed.
func (p *program) toAdopt(catalog *generator.Catalog, typed string) (foreign, error) {
	dir := p.path(typed)
	if info, err := os.Stat(dir); err != nil {
		return foreign{}, err
	} else if !info.IsDir() {
		return foreign{}, refusef("%q is a file, not a folder", typed).hintf("name the folder it is in")
	}
	project, err := catalog.Open(dir)
	if err == nil && !ownModule(dir, project.Dir) {
		return foreign{}, refusef("%q is in a project that fcgen made: all is there already", typed).
			hintf("fcgen add-hook and fcgen remove-hook change it")
	}
	if err == nil {
		err = &generator.NoProject{Dir: dir} // another module in it
	}
	f, err := p.foreignAt(dir, err)
	if err != nil || above(f.code, "go.mod") == "" {
		return foreign{}, refusef("there is no Go module in %q or above it", typed).
			hintf("a Go program needs one: go mod init example.com/me/server").
			hintf("for a server in another language, write an s.yaml, then: fcgen check -- COMMAND")
	}
	return f, nil
}

// ownModule reports whether dir is in a module of its own, inside of project.
func ownModule(dir, project string) bool {
	dir, err := filepath.Abs(dir)
	mod := above(dir, "go.mod")
	return err == nil && mod != "" && filepath.Dir(mod) != project && below(project, filepath.Dir(mod))
}

// canonicalHooks are hooks by their own names, in the platform's order.
func canonicalHooks(typed []string) ([]string, error) {
	if len(typed) == 0 {
		return nil, nil
	}
	names, err := hookNames(typed)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(fc.HookNames(), func(name string) bool { return !slices.Contains(names, name) }), nil
}

// noteUnused says which flags change nothing, since the file that they would
// go into is there.
func (p *program) noteUnused(a answers, f foreign) {
	if f.syaml == "" {
		return
	}
	for _, flag := range specFlags() {
		if a.given[flag.name] && flag.group != groupHooks {
			p.msg.sayf("note: --%s changes nothing: %s is there already", flag.name, p.shown(f.syaml))
		}
	}
}

// planInit is the one plan of init: the files of a deployment, the hooks, and
// the edit of an s.yaml that is there.
func (p *program) planInit(ctx context.Context, catalog *generator.Catalog, w foreignChange, s generator.Spec) (change, error) {
	f := w.project
	if _, err := catalog.CompleteAdoption(generator.Adoption{Spec: s}); err != nil {
		return change{}, err
	}
	made, found, err := p.planForeign(ctx, w)
	if err != nil {
		return change{}, p.notDone(err, f)
	}
	if function, err := manifest.Load(f.dir, manifest.Choice{File: f.syaml, Resource: w.edit.resource, Getenv: p.getenv}); f.syaml != "" && err == nil {
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
	if f.syaml != "" {
		delete(theirs, "s.yaml")
		if written, err = os.ReadFile(f.syaml); err != nil {
			return change{}, err
		}
	}
	ours, err := generator.ReadTree(f.dir, nil, theirs)
	if err != nil {
		return change{}, err
	}
	own, err := f.in(f.syaml)
	if f.syaml != "" && err != nil {
		return change{}, err
	}
	files := generator.Compute(nil, ours, theirs).Resolve(generator.Ours)
	made.plan.Ops = slices.SortedFunc(slices.Values(append(made.plan.Ops, files.Ops...)), byPath)
	if f.syaml != "" && !slices.ContainsFunc(made.plan.Ops, func(op generator.Op) bool { return op.Path == own }) {
		p.msg.sayf("note: %s is there and stays as it is", p.shown(f.syaml))
	}
	made.warnings = append(made.warnings, adoption.Warnings()...)
	obstacles, err := p.obstacles(ctx, f, found.Program, written, w.edit.resource)
	if err != nil {
		return change{}, err
	}
	made.warnings = append(made.warnings, p.unsaid(w, made.plan, found, obstacles)...)
	made.next = append(changeFolder(made.target.shown), "go build ./...", "fcgen check", "s deploy")
	made.report = func(made change) { p.reportInit(made, found.Program) }
	return made, nil
}

// unsaid are obstacles at places of which nothing was said yet.
func (p *program) unsaid(w foreignChange, plan generator.Plan, found *retrofit.Result, obstacles []retrofit.Warning) []string {
	var said, all []string
	for _, warning := range found.Warnings {
		said = append(said, p.place(found.Program.Root, warning.Place))
	}
	for _, o := range obstacles {
		if place := p.place(found.Program.Root, o.Place); !slices.Contains(said, place) {
			said = append(said, place)
			all = append(all, p.placed(w, plan, found.Program.Root, o))
		}
	}
	return all
}

// adoption is what was found, as what fcgen renders files from.
func (p *program) adoption(f foreign, s generator.Spec, found retrofit.Program) generator.Adoption {
	if s.Port == 0 {
		s.Port = portOf(found.Port)
	}
	a := generator.Adoption{Spec: s, Main: mainPackage(found.Main), Framework: found.Framework, Out: outFolder(f.dir)}
	if !told(found.Port) && s.Port != found.Port.Number {
		i := slices.IndexFunc(found.Port.Env, func(name string) bool { return strings.HasSuffix(name, "PORT") })
		if i >= 0 {
			a.PortVariable = found.Port.Env[i]
		}
	}
	return a
}

// nameOf is a function's name after a folder's.
func nameOf(dir string) string {
	name := manifest.Default(dir).Name
	if generator.CheckName(name) != nil {
		return "f-" + name
	}
	return name
}

// mainPackage is a folder of the module as the go command takes it.
func mainPackage(dir string) string {
	dir = filepath.ToSlash(filepath.Clean(dir))
	if dir == "." {
		return dir
	}
	return "./" + strings.TrimPrefix(dir, "./")
}

// outFolder is where the build goes: dist, if nothing else is in it.
func outFolder(dir string) string {
	entries, err := os.ReadDir(filepath.Join(dir, "dist"))
	if err != nil || len(entries) == 0 || len(entries) == 1 && entries[0].Name() == "bootstrap" {
		return "dist"
	}
	return "dist-fc"
}

// reportInit says what was found and what was done.
func (p *program) reportInit(made change, found retrofit.Program) {
	if made.plan.Empty() {
		p.msg.sayf("nothing to change; no file was touched")
		return
	}
	p.msg.sayf("%s", p.foundLine(found))
	p.reportHooks(made)
}

// foundLine is the server in one line.
func (p *program) foundLine(found retrofit.Program) string {
	framework := cmp.Or(found.Framework, "Go")
	if framework == "nethttp" {
		framework = "net/http"
	}
	line := p.msg.sprintf("found a %s server in %s", framework, mainPackage(found.Main))
	if found.Router.File != "" {
		line += p.msg.sprintf(", its router at %s", p.place(found.Root, found.Router))
	}
	return line
}
