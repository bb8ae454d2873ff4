package manifest

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/devs"
	"github.com/fcgen/fcgen/internal/fc"
)

// site is where a hook stands in an s.yaml, or would: props, the
// instanceLifecycleConfig in it, and the hook in that. Of each, at is the key
// and what it is called here the value as it is written; both are nil for what
// is missing.
type site struct {
	data     []byte
	root     *yaml.Node
	resolved *File
	id       string
	hook     fc.Hook
	props    written
	config   written
	entry    written // the hook
	handler  written
	unwanted *Refused // why no key can be added or taken away, nil if it can
}

// written is a key of a mapping with its value, as they stand there.
type written struct{ key, value *yaml.Node }

func (w written) there() bool { return w.key != nil }

const lifecycle = "instanceLifecycleConfig"

// findSite finds the function that choice means and the hook in it.
func findSite(data []byte, choice Choice, h fc.Hook) (site, error) {
	file := choice.File
	root, err := parse(file, data)
	if err != nil {
		return site{}, err
	}
	resolved, err := parsed(data, choice)
	if err != nil {
		return site{}, err
	}
	id, err := resolved.choose(choice.Resource)
	if err != nil {
		return site{}, err
	}
	s := site{data: data, root: root, resolved: resolved, id: id, hook: h}
	at := written{value: root}
	for i, part := range []string{"resources", id, "props", lifecycle, h.Key, "handler"} {
		k, v := ownPair(at.value, part)
		if s.unwanted == nil {
			s.unwanted = s.doubt(file, at.value, part, k, v)
		}
		at = written{k, v}
		switch i {
		case 2:
			s.props = at
		case 3:
			s.config = at
		case 4:
			s.entry = at
		case 5:
			s.handler = at
		}
	}
	if s.unwanted == nil && !s.props.there() {
		s.unwanted = &Refused{File: file, Line: root.Line, Reason: fmt.Sprintf("resource %q has no props", id)}
	}
	return s, nil
}

// doubt is why the mapping m is no place to edit the key part: what is shared
// or merged counts for others too, or is not all that there is.
func (s site) doubt(file string, m *yaml.Node, part string, k, v *yaml.Node) *Refused {
	refuse := func(line int, format string, args ...any) *Refused {
		return &Refused{File: file, Line: line, Reason: fmt.Sprintf(format, args...)}
	}
	if m == nil || m.Kind != yaml.MappingNode {
		return nil
	}
	if line := repeated(m); line > 0 {
		return refuse(line, "a key stands here twice")
	}
	merge, _ := ownPair(m, "<<")
	switch {
	case k == nil && merge != nil:
		return refuse(merge.Line, "what stands beside %s is merged from elsewhere with <<", part)
	case k == nil && part == "props":
		if found, _ := pair(m, part); found != nil {
			return refuse(found.Line, "%s is written elsewhere", part)
		}
	case k == nil:
		return nil
	case v.Kind == yaml.AliasNode:
		return refuse(k.Line, "%s is an alias of what stands elsewhere", part)
	case v.Anchor != "" && aliased(s.root, v):
		return refuse(k.Line, "%s is shared with others by an anchor", part)
	case v.Kind == yaml.ScalarNode && strings.Contains(v.Value, "${") && part != "handler":
		return refuse(k.Line, "%s is a variable", part)
	}
	return nil
}

// repeated is the line where a mapping has a key for the second time, or 0.
func repeated(m *yaml.Node) int {
	seen := map[string]bool{}
	for i := 0; i < len(m.Content); i += 2 {
		if k := m.Content[i]; k.Kind == yaml.ScalarNode {
			if seen[k.Value] {
				return k.Line
			}
			seen[k.Value] = true
		}
	}
	return 0
}

// configured is whether the platform calls the hook, wherever that is written.
func (s site) configured() bool {
	handler := s.lifecycle().Get(s.hook.Key).Get("handler")
	return handler != nil && handler.Kind == devs.Text && handler.Text != ""
}

// lifecycle is what the function's hooks are once everything is filled in.
func (s site) lifecycle() *devs.Value {
	resource, _ := s.resolved.Resource(s.id)
	return resource.Props.Get(lifecycle)
}

// inherited says where a lifecycle comes from that does not stand in the
// function's own props; "" if it does, or there is none.
func (s site) inherited() string {
	resource, _ := s.resolved.Resource(s.id)
	found := resource.Props.Get(lifecycle)
	if found == nil || s.config.there() {
		return ""
	}
	if found.At.File != s.resolved.File {
		return fmt.Sprintf("%s comes from %s", lifecycle, found.At)
	}
	if resource.Template == "" {
		return ""
	}
	users := 0
	for _, r := range s.resolved.Resources {
		if r.Template == resource.Template {
			users++
		}
	}
	if users == 1 {
		return fmt.Sprintf("%s comes from template %s, line %d", lifecycle, resource.Template, found.At.Line)
	}
	return fmt.Sprintf("%s comes from template %s, line %d, used by %d functions", lifecycle, resource.Template, found.At.Line, users)
}
