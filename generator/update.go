package generator

import (
	"slices"

	"github.com/fcgen/fcgen/internal/fc"
)

// Update plans the project's way to what its spec asks of this fcgen. The spec
// is .fcgen/spec.yaml as it stands: a value, or a hook, that the person changed
// there is brought to the files with whatever the templates changed. The plan
// is empty where the project is so already, and once it has been applied.
//
// A hook that is no longer listed goes as RemoveHooks takes it away: where the
// person changed one of its files, all of them stay.
func (p *Project) Update(c *Catalog) (Plan, error) {
	plan, err := p.Change(c, p.Spec)
	if err != nil {
		return Plan{}, err
	}
	for _, name := range fc.HookNames() {
		if p.Spec.HasHook(name) {
			continue
		}
		files, err := c.HookFiles(p.Spec, name)
		if err != nil {
			return Plan{}, err
		}
		if slices.ContainsFunc(files, p.Rendered) {
			plan.keepTogether(files, name, false)
		}
	}
	return plan, nil
}

// Unsettled lists the files of the project in which conflict markers stand,
// from an earlier update say, sorted. They are no obstacle to anything here.
func (p *Project) Unsettled() ([]string, error) {
	ours, err := p.read(nil, p.base)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(ours.Paths(), func(name string) bool { return !conflicted(ours[name].Data) }), nil
}
