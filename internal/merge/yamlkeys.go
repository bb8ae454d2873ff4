package merge

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// triggerKey names the items of a sequence whose items all have it: such a
// sequence is compared item by item, like a mapping, and its order has no
// meaning. Source: schema.json of the fc3 component, triggers[].triggerName.
const triggerKey = "triggerName"

// keyed is an entry of a mapping, or an item of a sequence with trigger names.
type keyed struct {
	name  string
	key   *yaml.Node // nil for an item
	value *yaml.Node
}

// keyName tells keys apart: 1 and "1" are two.
func keyName(key *yaml.Node) string { return key.ShortTag() + " " + key.Value }

// entriesOf lists what n holds by name. The second result is false if n can
// only be compared as a whole: it is no mapping and no sequence with trigger
// names, or has keys that are not plain scalars, an anchor, or a tag.
func entriesOf(n *yaml.Node) ([]keyed, bool) {
	if n == nil || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		return nil, false
	}
	var entries []keyed
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind != yaml.ScalarNode || key.Anchor != "" || key.Style&yaml.TaggedStyle != 0 || key.ShortTag() == "!!merge" {
				return nil, false
			}
			entries = append(entries, keyed{keyName(key), key, n.Content[i+1]})
		}
		return entries, true
	case yaml.SequenceNode:
		seen := map[string]bool{}
		for _, item := range n.Content {
			name := triggerName(item)
			if name == "" || seen[name] {
				return nil, false
			}
			seen[name] = true
			entries = append(entries, keyed{name: name, value: item})
		}
		return entries, len(entries) > 0
	default:
		return nil, false
	}
}

func triggerName(item *yaml.Node) string {
	if item.Kind != yaml.MappingNode {
		return ""
	}
	for i := 0; i < len(item.Content); i += 2 {
		if key, value := item.Content[i], item.Content[i+1]; key.Value == triggerKey && value.Kind == yaml.ScalarNode {
			return value.Value
		}
	}
	return ""
}

// meaning writes a node's data as a string that is the same for nodes of the
// same data, whatever their style, their comments and the order of their keys.
// Aliases are not followed: an alias means its own name.
func meaning(n *yaml.Node) string {
	if entries, ok := entriesOf(n); ok {
		parts := map[string]string{}
		for _, e := range entries {
			parts[e.name] = meaning(e.value)
		}
		return joinMeanings(n.Kind, parts)
	}
	var b strings.Builder
	b.WriteString("&" + strconv.Quote(n.Anchor) + n.ShortTag())
	switch {
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null":
	case n.Kind == yaml.ScalarNode || n.Kind == yaml.AliasNode:
		b.WriteString(strconv.Quote(n.Value))
	default:
		b.WriteByte('(')
		for _, child := range n.Content {
			b.WriteString(meaning(child) + ",")
		}
		b.WriteByte(')')
	}
	return b.String()
}

// joinMeanings is the meaning of a container whose entries mean parts.
func joinMeanings(kind yaml.Kind, parts map[string]string) string {
	var b strings.Builder
	b.WriteString(strconv.Itoa(int(kind)) + "{")
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		b.WriteString(strconv.Quote(name) + ":" + parts[name] + ",")
	}
	b.WriteByte('}')
	return b.String()
}

// keyChange is one entry to add to a container of ours, to remove from it, or
// to give another value: base and ours are nil if it is new, theirs is nil if
// it goes.
type keyChange struct {
	in                 *yaml.Node // ours
	inTheirs           *yaml.Node
	base, ours, theirs *keyed
}

// mergeKeys compares three containers of one kind, base being nil if there was
// none, and lists what is to change in ours. Want is what ours means then. It
// is false if both sides changed the same value.
func mergeKeys(base, ours, theirs *yaml.Node) (changes []keyChange, want string, ok bool) {
	before, now, next := byName(base), byName(ours), byName(theirs)
	parts := map[string]string{}
	oursEntries, _ := entriesOf(ours)
	for _, e := range oursEntries {
		o, b, t := now[e.name], before[e.name], next[e.name]
		parts[e.name] = meaning(o.value)
		switch {
		case b == nil && t == nil, sameMeaning(b, t), sameMeaning(o, t):
		case b != nil && t == nil && sameMeaning(b, o):
			changes = append(changes, keyChange{in: ours, inTheirs: theirs, base: b, ours: o})
			delete(parts, e.name)
		case t != nil && sameContainers(b, o, t):
			var below *yaml.Node
			if b != nil {
				below = b.value
			}
			inner, part, ok := mergeKeys(below, o.value, t.value)
			if !ok {
				return nil, "", false
			}
			changes = append(changes, inner...)
			parts[e.name] = part
		case t != nil && sameMeaning(b, o):
			changes = append(changes, keyChange{in: ours, inTheirs: theirs, base: b, ours: o, theirs: t})
			parts[e.name] = meaning(t.value)
		default:
			return nil, "", false
		}
	}
	theirsEntries, _ := entriesOf(theirs)
	for _, e := range theirsEntries {
		o, b, t := now[e.name], before[e.name], next[e.name]
		switch {
		case o != nil, sameMeaning(b, t):
		case b != nil:
			return nil, "", false // gone here, changed there
		default:
			changes = append(changes, keyChange{in: ours, inTheirs: theirs, theirs: t})
			parts[e.name] = meaning(t.value)
		}
	}
	return changes, joinMeanings(ours.Kind, parts), true
}

func byName(n *yaml.Node) map[string]*keyed {
	entries, _ := entriesOf(n)
	named := make(map[string]*keyed, len(entries))
	for i := range entries {
		named[entries[i].name] = &entries[i]
	}
	return named
}

func sameMeaning(a, b *keyed) bool {
	return a != nil && b != nil && meaning(a.value) == meaning(b.value)
}

// sameContainers reports whether the values can be compared entry by entry.
// Base may be nil.
func sameContainers(base, ours, theirs *keyed) bool {
	for _, e := range []*keyed{base, ours, theirs} {
		if e == nil {
			continue
		}
		if _, ok := entriesOf(e.value); !ok || e.value.Kind != theirs.value.Kind {
			return false
		}
	}
	return true
}
