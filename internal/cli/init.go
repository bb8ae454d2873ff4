package cli

import (
	"cmp"
	"context"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/project"
)

func initCommand() *command {
	return &command{
		name: "init", args: "[DIR]", most: 1,
		summary: "take an existing Go server to Function Compute",
		about: `Finds the server in DIR, or here: its module, main package, framework, router and
port. Writes s.yaml and a Dockerfile beside its go.mod, brings the hooks, and says
what else stands in the way, each with its line. No file that is there is written
over; in those that it edits, code is only added.`,
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
		case "framework", "handler", "module", "dir", "ci", "no-agents":
			continue // they are as found, or for projects of fcgen's own
		case "port":
			f.standard = "that of the code"
		case "trigger":
			f.about = "HTTP trigger to deploy, and who may call it"
			f.values = fixed(httpTriggers()...)
		}
		flags = append(flags, f)
	}
	return slices.Concat(flags, foreignFlags(), verifyFlags(),
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
	a, err := p.readFlags(ctx, c)
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
	typed := cmp.Or(c.Args().First(), ".")
	if err := p.recover(p.path(typed), how); err != nil {
		return err
	}
	f, err := p.toAdopt(ctx, typed, p.readChoice(c, typed))
	if err != nil {
		return err
	}
	w := p.readForeign(c, f, hookEdit{timeouts: map[string]int{}})
	if a.spec.Name = cmp.Or(c.String("name"), nameOf(f.Dir)); !a.given["hook"] {
		if a.spec.Hooks, err = p.askHooks(ctx, &w); err != nil {
			return err
		}
	}
	if a.spec.Hooks, err = canonicalHooks(a.spec.Hooks); err != nil {
		return err
	}
	if a.spec.Image != "" && a.spec.Runtime == "" {
		a.spec.Runtime = containerRuntime()
	}
	p.noteUnused(a, w.project)
	w.edit.add, w.dry = a.spec.Hooks, how.dry
	if a.given["port"] {
		w.port = a.spec.Port
	}
	for _, name := range a.spec.Hooks {
		w.edit.timeouts[name] = a.spec.HookTimeout(name)
	}
	made, err := p.planInit(ctx, catalog, &w, a.spec)
	if err != nil {
		return err
	}
	made.notes = p.noteUncommitted(ctx, f.Dir, how)
	if err := p.verify(ctx, try, &made); err != nil {
		return err
	}
	return p.carryOut(ctx, made, how)
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
func (p *program) noteUnused(a answers, f *project.Project) {
	if f.SYAML == "" {
		return
	}
	for _, flag := range specFlags() {
		if a.given[flag.name] && flag.group != groupHooks {
			p.msg.sayf("note: --%s changes nothing: %s is there already", flag.name, p.shown(f.SYAML))
		}
	}
}
