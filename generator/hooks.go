package generator

import (
	"fmt"
	"slices"

	"github.com/fcgen/fcgen/internal/fc"
)

// HasHook reports whether the hook of that exact name was asked for and
// rendered. One that stands in .fcgen/spec.yaml by the person's hand is not
// there yet.
func (p *Project) HasHook(c *Catalog, name string) (bool, error) {
	if !p.Spec.HasHook(name) {
		return false, nil
	}
	files, err := c.HookFiles(p.Spec, name)
	return slices.ContainsFunc(files, p.Rendered), err
}

// RemoveHooks plans to take the hooks of those exact names away. What the
// person changed in a hook's own files stays, and then all files of that hook
// do, because they belong together; with force they all go.
func (p *Project) RemoveHooks(c *Catalog, names []string, force bool) (Plan, Spec, error) {
	to := p.Spec
	for _, name := range names {
		to = to.WithoutHook(name)
	}
	plan, err := p.Change(c, to)
	if err != nil {
		return Plan{}, Spec{}, err
	}
	for _, name := range names {
		files, err := c.HookFiles(p.Spec, name)
		if err != nil {
			return Plan{}, Spec{}, err
		}
		plan.keepTogether(files, name, force)
	}
	if force {
		plan = plan.Resolve(Theirs)
	}
	return plan, to, nil
}

// keepTogether makes one decision for the files that a hook brought. force takes
// away what the person changed, but not what they moved besides: that it is the
// hook's file is then only likely.
func (p *Plan) keepTogether(files []string, hook string, force bool) {
	brought := func(op Op) bool {
		return op.Before != nil && op.Before.Other == "" && (slices.Contains(files, op.Path) || slices.Contains(files, op.From))
	}
	changed := slices.IndexFunc(p.Ops, func(op Op) bool { return op.Action == Keep && brought(op) })
	if changed < 0 {
		return
	}
	kept := p.Ops[changed].Path
	for i, op := range p.Ops {
		switch {
		case !brought(op):
		case force && op.Action == Keep && op.From == "":
			p.Ops[i] = op.to(Delete, nil, "you changed it, and forced it away")
		case force:
		case op.Action == Delete:
			p.Ops[i] = op.to(Keep, nil, fmt.Sprintf("it belongs to %s, which you changed", kept))
		case op.Action == Keep && op.From != "":
			p.Ops[i].Why = "you moved and changed it, so it stays, but the platform no longer calls it; delete it if you do not need it"
		case op.Action == Keep:
			p.Ops[i].Why = fmt.Sprintf("you changed it, so it stays, but the platform no longer calls it; fcgen remove-hook --force %s deletes it", hook)
		}
	}
}

// AddHooks plans to bring the hooks of those exact names. A timeout in
// seconds, by hook name, changes that of a hook which is there already.
func (p *Project) AddHooks(c *Catalog, names []string, timeouts map[string]int) (Plan, Spec, error) {
	to := p.Spec
	for _, name := range names {
		to = to.WithHook(name, timeouts[name])
	}
	to, err := c.Complete(to)
	if err != nil {
		return Plan{}, Spec{}, err
	}
	plan, err := p.Change(c, to)
	return plan, to, err
}

// CanonicalHook resolves a spelling of a hook's name; the error is an *Unknown.
func CanonicalHook(name string) (string, error) {
	h, ok := fc.HookNamed(name)
	if !ok {
		return "", &Unknown{"hook", name, fc.HookNames()}
	}
	return h.Name, nil
}
