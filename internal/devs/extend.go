package devs

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// extend lays a file over the one that its key extend names. Both are resolved
// for themselves first, each with the other's top level (parse-spec's doExtend).
func (r *run) extend(p *Project, current *Value) (*Value, error) {
	name := current.Get("extend")
	if name == nil || name.Kind != Text {
		return current, nil
	}
	r.extended = true
	if ext := filepath.Ext(name.Text); ext != ".yaml" && ext != ".yml" {
		return nil, &Invalid{p.File, name.At.Line, fmt.Sprintf("extend: %s file should be yaml or yml file", name.Text)}
	}
	file := r.beside(filepath.Dir(p.File), name.Text)
	p.Extends = file
	base, _, err := r.load(file, nil)
	if projectfile.Absent(err) {
		if other := otherEnding(file); other != "" {
			return nil, &Invalid{p.File, name.At.Line, fmt.Sprintf("extend: there is no %s, but a %s", name.Text, filepath.Base(other))}
		}
		r.remark(name.At, "extend", "there is no %s, and Serverless Devs goes on without it", name.Text)
		base, err = newMap(), nil
	}
	if err != nil {
		return nil, err
	}
	edition := current.Get("edition")
	if edition == nil {
		edition = base.Get("edition")
	}
	if edition.String() != "3.0.0" {
		return current, nil
	}
	top := merge(base.without("resources"), current.without("resources"))
	below := r.content(assign(base, top), file, nil)
	above := r.content(assign(current, top), p.File, nil)
	merged := merge(below.all, above.all)
	merged.At = current.At
	return merged, nil
}

// otherEnding is the file of that name with the other ending of YAML.
func otherEnding(file string) string {
	stem := strings.TrimSuffix(file, filepath.Ext(file))
	for _, ending := range []string{".yaml", ".YAML", ".YML", ".yml"} {
		if _, err := os.Stat(stem + ending); err == nil {
			return stem + ending
		}
	}
	return ""
}

// assign is a map with the keys of another over its own, none of them merged.
func assign(m, over *Value) *Value {
	out := m.empty()
	for _, from := range []*Value{m, over} {
		for _, e := range from.Entries() {
			out.set(e.Key, e.At, e.Value)
		}
	}
	return out
}
