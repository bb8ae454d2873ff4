package devs

import (
	"cmp"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// parsedContent is what became of a file's content.
type parsedContent struct {
	all       *Value
	resources []Resource
}

// content fills in a file's variables and lays each resource's props over its
// template (parse-spec's parse-content.js). Resources are taken in their order:
// one sees those before it resolved and those behind it as they are written.
func (r *run) content(content *Value, base string, environment *Value) parsedContent {
	access := content.Get("access")
	if found := environment.Get("access"); found.truthy() {
		access = found
	}
	raw := content.Get("resources")
	common := &scope{run: r, base: base, names: newMap()}
	common.names.set("cwd", Place{}, text(r.absolute(filepath.Dir(base))))
	credential := newMap()
	for key, value := range r.options.Config {
		credential.set(key, Place{}, text(value))
	}
	common.names.set("credential", Place{}, credential)
	if vars := content.Get("vars"); vars != nil {
		common.names.set("vars", Place{}, vars)
	}
	rest := r.inputs(content.without("resources"), common, "")
	content = assign(content, rest)
	common = &scope{run: r, base: base, names: assign(common.names, nil)} // with the vars as they are now
	if vars := content.Get("vars"); vars != nil {
		common.names.set("vars", Place{}, vars)
	}
	parsed := parsedContent{all: content}
	elements := assign(raw, nil)
	if raw != nil {
		elements.At = raw.At
	}
	for _, e := range inOrder(raw.Entries()) {
		res := r.resource(e, content, elements, common, access, environment)
		elements.set(e.Key, e.At, res.Value)
		parsed.resources = append(parsed.resources, res)
	}
	if raw != nil && raw.Kind == Map {
		i := content.index["resources"]
		at := content.entries[i].At
		parsed.all = assign(content, nil)
		parsed.all.set("resources", at, elements)
	}
	return parsed
}

// inOrder is the order in which JavaScript goes through keys: numbers first.
func inOrder(entries []Entry) []Entry {
	place := func(e Entry) int {
		if n, err := strconv.Atoi(e.Key); err == nil && n >= 0 && strconv.Itoa(n) == e.Key {
			return n
		}
		return math.MaxInt
	}
	ordered := slices.Clone(entries)
	slices.SortStableFunc(ordered, func(a, b Entry) int { return cmp.Compare(place(a), place(b)) })
	return ordered
}

// resource resolves one of the resources.
func (r *run) resource(e Entry, content, elements *Value, common *scope, access, environment *Value) Resource {
	path := "resources." + e.Key
	res := Resource{ID: e.Key}
	component := e.Value.Get("component")
	if component != nil {
		component = r.fill(component, common, path+".component")
		if component.Kind == Text && component.Problem == nil {
			res.Component = component.Text
		}
	}
	template := r.template(&res, e, content, common)
	source := merge(template, e.Value.Get("props"))
	if props := e.Value.Get("props"); props != nil {
		source.At = props.At
	} else {
		source.At = e.Value.At
	}
	props := r.overlaid(source, environment, res.Component, e.Key, path)

	element := e.Value
	if element.Kind == Map {
		element = assign(element, nil)
		at := e.At
		for _, own := range e.Value.Entries() {
			if own.Key == "props" {
				at = own.At
			}
		}
		element.At = e.Value.At
		element.set("props", at, props)
	}
	elements.set(e.Key, e.At, element)
	names := assign(common.names, nil)
	names.set("resources", Place{}, elements)
	that := newMap()
	that.set("name", e.At, &Value{Kind: Text, Text: e.Key, At: e.At})
	if access != nil {
		that.set("access", access.At, access)
	}
	if component != nil {
		that.set("component", component.At, component)
	}
	names.set("components", Place{}, newMap())
	names.set("that", Place{}, assign(that, element))
	filled := r.inputs(props, &scope{run: r, base: common.base, names: names}, path+".props")
	names = assign(names, nil)
	names.set("that", Place{}, setPath(assign(that, element), filled, "props"))
	res.Value = r.inputs(element, &scope{run: r, base: common.base, names: names}, path)
	res.Props = res.Value.Get("props")
	if len(e.Value.Get("props").Entries()) == 0 && len(res.Props.Entries()) == 0 {
		res.Props = nil
	}
	return res
}

// template are the props that a resource takes from elsewhere in the file,
// without the keys that it ignores; nil for none.
func (r *run) template(res *Resource, e Entry, content *Value, common *scope) *Value {
	extend := e.Value.Get("extend")
	name := extend.Get("name")
	key := "undefined"
	if name != nil {
		key = name.String()
	}
	found := content.Get("template").path(keysOf(key)...)
	if content.Get("template") == nil {
		found = undefined()
	}
	if found.Kind != Map {
		if extend != nil {
			at := extend.At
			if name != nil {
				at = name.At
			}
			r.remark(at, "resources."+e.Key+".extend", "there is no template %s, and Serverless Devs goes on without it", key)
		}
		return nil
	}
	res.Template = key
	left := found
	ignore := extend.Get("ignore")
	switch {
	case ignore == nil:
	case ignore.Kind == List:
		for _, item := range ignore.Items {
			left = withoutPath(left, item.String())
		}
	default:
		left = withoutPath(left, ignore.String())
	}
	return r.inputs(left, common, "template."+key)
}

// withoutPath is a map without a key, or without one inside of it (lodash's omit).
func withoutPath(m *Value, path string) *Value {
	if m.Get(path) != nil {
		return m.without(path)
	}
	keys := keysOf(path)
	if len(keys) < 2 || m.Get(keys[0]) == nil || m.Get(keys[0]).Kind != Map {
		return m
	}
	inner := withoutPath(m.Get(keys[0]), strings.Join(keys[1:], "."))
	out := assign(m, nil)
	out.set(keys[0], inner.At, inner)
	return out
}

// overlaid lays an environment over a resource's props: first what it says of
// the component, then of the resource, then its region.
func (r *run) overlaid(source, environment *Value, component, id, path string) *Value {
	if environment == nil {
		return source
	}
	overlays := environment.Get("overlays")
	for kind, key := range map[string]string{"components": component, "resources": id} {
		if all := overlays.Get(kind); len(all.Entries()) > 0 {
			only := all.empty()
			for _, e := range all.Entries() {
				if e.Key == key {
					only.set(e.Key, e.At, e.Value)
				}
			}
			environment = setPath(environment, only, "overlays", kind)
		}
	}
	names := newMap()
	names.set("source", Place{}, source)
	that := environment.without("infrastructure", "overlays")
	if project := environment.Get("__project"); project != nil {
		names.set("project", Place{}, project)
		that.set("project", Place{}, project)
	}
	names.set("that", Place{}, that)
	s := &scope{run: r, base: filepath.Join(r.options.Dir, "env.yaml"), names: names}
	filled := r.inputs(environment, s, path+".env")
	props := source
	for _, keys := range [][]string{
		append([]string{"overlays", "components"}, keysOf(component)...), append([]string{"overlays", "resources"}, keysOf(id)...),
	} {
		if over := filled.path(keys...); over.Kind == Map {
			props = merge(props, over)
		}
	}
	if region := filled.path("infraStack", "region"); region.truthy() {
		one := newMap()
		one.set("region", region.At, region)
		props = merge(props, one)
	}
	props.At = source.At
	return props
}

// inputs is a value with the variables in it filled in, and without what is
// null in its maps (parse-spec's get-inputs.js).
func (r *run) inputs(v *Value, s *scope, path string) *Value {
	return r.deep(v, s, &trail{key: path}, 0)
}

// trail is the way of keys to a value.
type trail struct {
	up    *trail
	key   string
	index int // of a list's item, where key is ""
}

func (t *trail) String() string {
	switch {
	case t.up == nil:
		return t.key
	case t.key == "":
		return fmt.Sprintf("%s[%d]", t.up, t.index)
	}
	return strings.TrimPrefix(t.up.String()+"."+t.key, ".")
}

func (r *run) deep(v *Value, s *scope, path *trail, depth int) *Value {
	if v == nil {
		return nil
	}
	if v.Kind == Text {
		if v = r.fillAt(v, s, path); v.Kind < List {
			return v
		}
	}
	if v.Kind != List && v.Kind != Map {
		return v
	}
	copied := *v
	if v.Kind == List {
		copied.Items = make([]*Value, len(v.Items))
	} else {
		copied.entries, copied.index = make([]Entry, 0, len(v.entries)), make(map[string]int, len(v.entries))
	}
	if r.copies += 1 + len(v.Items) + len(v.entries); r.copies > maxCopies || depth > maxDepth {
		r.note(refused("", "it holds too many values, or leads back to itself"), v.At, path, "")
		return undefined()
	}
	for i, item := range v.Items {
		copied.Items[i] = undefined()
		if filled := r.deep(item, s, &trail{up: path, index: i}, depth+1); !filled.missing() {
			copied.Items[i] = filled
		}
	}
	for n := len(copied.Items); n > 0 && copied.Items[n-1].missing(); n-- {
		copied.Items = copied.Items[:n-1] // as a list of JavaScript ends with the last item that was set
	}
	for _, e := range v.entries {
		if filled := r.deep(e.Value, s, &trail{up: path, key: e.Key}, depth+1); !filled.missing() {
			copied.set(e.Key, e.At, filled)
		}
	}
	return &copied
}

// maxCopies is how many values there may be once everything is filled in.
const maxCopies = 2_000_000

func (r *run) fill(v *Value, s *scope, path string) *Value {
	return r.fillAt(v, s, &trail{key: path})
}

// fillAt is a text with its variables filled in; a problem leaves it as it is.
func (r *run) fillAt(v *Value, s *scope, path *trail) *Value {
	if v.Kind != Text || !strings.Contains(v.Text, "${") && !strings.Contains(v.Text, "<%") {
		return v
	}
	if s.filled == nil {
		s.filled = map[*Value]*Value{}
	}
	if known := s.filled[v]; known != nil {
		return known // an alias's: it is not filled in for each
	}
	filled := r.compiled(v, s, path)
	s.filled[v] = filled
	return filled
}

func (r *run) compiled(v *Value, s *scope, path *trail) *Value {
	found, p := s.compile(v.Text)
	if p != nil {
		failed := *v
		failed.Problem = r.noted(p, v.At, path, v.Text)
		return &failed
	}
	filled := *found
	filled.At, filled.Written = v.At, v.Text
	filled.Via = slices.Concat(v.Via, found.Via)
	if found.Problem != nil { // a part that only a deployment knows
		later := *found.Problem
		filled.Problem = r.noted(&later, v.At, path, v.Text)
	}
	return &filled
}
