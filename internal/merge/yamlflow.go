package merge

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// insertFlow adds an entry to a mapping or sequence in braces or brackets.
func (e *yamlEditor) insertFlow(c keyChange) error {
	text, ok := e.theirs.flowText(c.theirs.value)
	if ok && c.theirs.key != nil {
		var key string
		key, ok = e.theirs.scalarText(c.theirs.key, true)
		text = key + ": " + text
	}
	from, to, known := e.ours.flowRange(c.in)
	if !ok || !known {
		return errNotEditable
	}
	before, after := neighbours(c)
	switch {
	case before != nil:
		_, end, ok := e.ours.flowEntry(before)
		if !ok {
			return errNotEditable
		}
		e.splice(end, end, ","+e.flowGap(from, before)+text)
	case after != nil:
		start, _, ok := e.ours.flowEntry(after)
		if !ok {
			return errNotEditable
		}
		e.splice(start, start, text+","+e.flowGap(from, after))
	default:
		// Empty: nothing but white space stands between the braces.
		e.splice(from+1, to-1, text)
	}
	return nil
}

// flowGap is what stands between a comma and the next entry: a new line where
// the sibling has one of its own.
func (e *yamlEditor) flowGap(open int, sibling *keyed) string {
	start, _, _ := e.ours.flowEntry(sibling)
	line := e.ours.starts[sibling.first().Line-1]
	indent := string(e.ours.text[line:start])
	if open < line && strings.Trim(indent, " ") == "" {
		return e.lineEnd + indent
	}
	return " "
}

// removeFlow takes an entry out of braces or brackets, with one comma.
func (e *yamlEditor) removeFlow(c keyChange) error {
	if _, _, ok := e.ours.flowRange(c.in); !ok {
		return errNotEditable
	}
	entries, _ := entriesOf(c.in)
	for i := range entries {
		if entries[i].value != c.ours.value {
			continue
		}
		from, to, ok := e.ours.flowEntry(&entries[i])
		switch {
		case i > 0:
			var before bool
			_, from, before = e.ours.flowEntry(&entries[i-1])
			ok = ok && before
		case len(entries) > 1:
			var after bool
			to, _, after = e.ours.flowEntry(&entries[1])
			ok = ok && after
		}
		if !ok {
			return errNotEditable
		}
		e.splice(from, to, "")
	}
	return nil
}

// replaceFlow writes theirs' value in place of ours'.
func (e *yamlEditor) replaceFlow(c keyChange) error {
	from, to, known := e.ours.flowRange(c.ours.value)
	text, ok := e.theirs.flowText(c.theirs.value)
	if !known || !ok {
		return errNotEditable
	}
	e.splice(from, to, text)
	return nil
}

// flowEntry is where an entry in flow style begins and ends.
func (d *yamlDoc) flowEntry(k *keyed) (from, to int, ok bool) {
	from, to, ok = d.flowRange(k.value)
	if ok && k.key != nil {
		from, _, ok = d.scalar(k.key)
	}
	return from, to, ok
}

// first is the node that the entry begins with.
func (k *keyed) first() *yaml.Node {
	if k.key != nil {
		return k.key
	}
	return k.value
}
