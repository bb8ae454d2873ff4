package generator

import (
	"path"
	"strings"
)

// Orphans plans to delete the files of hooks that the project does not have:
// those that RemoveHooks kept because the person had changed them. A file that
// has the name of a hook's file, but declares nothing that the hook's does, is
// the person's own and not touched. Names are exact; a hook that the project
// has is passed over.
func (p *Project) Orphans(c *Catalog, names []string) (Plan, error) {
	f, err := c.Framework(p.Spec.Framework)
	if err != nil {
		return Plan{}, err
	}
	var plan Plan
	for _, name := range names {
		if p.Spec.HasHook(name) {
			continue
		}
		rendered, err := c.renderLayer(hookLayer(name), newPage(p.Spec.WithHook(name, 0), f))
		if err != nil {
			return Plan{}, err
		}
		ours, err := p.read(p.base, rendered)
		if err != nil {
			return Plan{}, err
		}
		lies := findHome(p.base, ours)
		for _, name := range rendered.Paths() {
			file := lies.place(name, rendered[name])
			found, there := ours[file]
			if there && found.Other == "" && akin(file, lies.adapt(name, rendered[name]).Data, found.Data) {
				op := Op{Path: file, Before: &found}
				plan.Ops = append(plan.Ops, op.to(Delete, nil, "the hook is gone, and you forced its file away"))
			}
		}
	}
	plan.sort()
	return plan, nil
}

// akin reports whether two Go files declare a name in common; a function and a
// method have one, too.
func akin(file string, a, b []byte) bool {
	if path.Ext(file) != ".go" {
		return false
	}
	last := func(name string) string { return name[strings.LastIndex(name, ".")+1:] }
	theirs := map[string]bool{}
	for name := range declarations(file, b) {
		theirs[last(name)] = true
	}
	for name := range declarations(file, a) {
		if theirs[last(name)] {
			return true
		}
	}
	return false
}
