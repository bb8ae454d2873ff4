package merge

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// YAML brings what changed between base and theirs to ours, key by key,
// so that it does not matter how the person has arranged and written their
// file: sequences count as one value, except those of triggers. Ours is edited
// where it must be; every other byte of it stays.
//
// It is not clean if both sides changed the same value. It is not clean, with
// an error that says why, if the texts cannot be edited by key for sure. The
// merged text is nil then.
func YAML(base, ours, theirs []byte) (merged []byte, clean bool, err error) {
	docs, err := parseAllYAML(base, ours, theirs)
	if err != nil {
		return nil, false, err
	}
	e := yamlEditor{base: docs[0], ours: docs[1], theirs: docs[2], lineEnd: lineEnd(ours)}
	changes, want, ok := mergeKeys(e.base.root, e.ours.root, e.theirs.root)
	if !ok {
		return nil, false, nil
	}
	for _, c := range changes {
		if err := e.change(c); err != nil {
			return nil, false, err
		}
	}
	if merged, err = applySplices(ours, e.splices); err != nil {
		return nil, false, err
	}
	if !bytes.HasSuffix(ours, []byte("\n")) {
		merged = bytes.TrimSuffix(merged, []byte(e.lineEnd)) // the last entry may be gone
	}
	// The proof: the new text means what the comparison of the data said.
	check, err := parseYAML(merged)
	if err != nil {
		return nil, false, fmt.Errorf("the merged text does not parse: %w", err)
	}
	if meaning(check.root) != want {
		return nil, false, errors.New("the merged text does not mean what it should")
	}
	return merged, true, nil
}

// SameKeys reports whether merged, a merge by lines, means what a merge by key
// would: lines can land under the wrong key without touching each other. It is
// true as well where the two sides cannot be compared by key.
func SameKeys(base, ours, theirs, merged []byte) bool {
	docs, err := parseAllYAML(base, ours, theirs)
	if err != nil {
		return true
	}
	_, want, ok := mergeKeys(docs[0].root, docs[1].root, docs[2].root)
	if !ok {
		return true
	}
	got, err := parseYAML(merged)
	return err == nil && meaning(got.root) == want
}

// parseAllYAML parses a base and the two texts that came of it.
func parseAllYAML(base, ours, theirs []byte) (docs [3]*yamlDoc, err error) {
	for i, text := range [3][]byte{base, ours, theirs} {
		if docs[i], err = parseYAML(text); err != nil {
			return docs, fmt.Errorf("read %s: %w", [3]string{"the text as fcgen wrote it", "your text", "the new text"}[i], err)
		}
		if _, ok := entriesOf(docs[i].root); !ok {
			return docs, errors.New("the keys at the top are not plain")
		}
	}
	return docs, nil
}

// yamlEditor turns changes of keys into splices of ours' text.
type yamlEditor struct {
	base, ours, theirs *yamlDoc
	lineEnd            string
	splices            []splice
}

// splice puts text in place of the bytes [from,to).
type splice struct {
	from, to int
	text     string
}

// errNotEditable says that a change is known, but not how to write it without
// touching what is the person's.
var errNotEditable = errors.New("your text is written in a way that cannot be edited by key")

func (e *yamlEditor) change(c keyChange) error {
	for _, k := range []*keyed{c.ours, c.theirs} {
		if k != nil && hasReferences(k.value) {
			return errNotEditable
		}
	}
	flow := c.in.Style&yaml.FlowStyle != 0
	switch {
	case c.ours == nil && flow:
		return e.insertFlow(c)
	case c.ours == nil:
		return e.insertBlock(c)
	case c.theirs == nil && flow:
		return e.removeFlow(c)
	case c.theirs == nil:
		return e.removeBlock(c)
	}
	if e.replaceScalar(c) {
		return nil
	}
	if flow {
		return e.replaceFlow(c)
	}
	return e.replaceBlock(c)
}

func (e *yamlEditor) splice(from, to int, text string) {
	e.splices = append(e.splices, splice{from, to, text})
}

// replaceScalar puts one scalar in place of another. It is not done if one of
// the two is none, or goes over several lines.
func (e *yamlEditor) replaceScalar(c keyChange) (done bool) {
	from, to, ok := e.ours.scalar(c.ours.value)
	if !ok || from == to {
		return false
	}
	text, ok := e.theirs.scalarText(c.theirs.value, c.in.Style&yaml.FlowStyle != 0)
	if !ok {
		return false
	}
	e.splice(from, to, text)
	return true
}

// neighbours finds the entries of ours between which a new one goes: the
// nearest before it, in theirs, that ours has; or else the nearest after it;
// or else the last of all. Both are nil if ours is empty.
func neighbours(c keyChange) (before, after *keyed) {
	now := byName(c.in)
	siblings, _ := entriesOf(c.inTheirs)
	at := slices.IndexFunc(siblings, func(k keyed) bool { return k.name == c.theirs.name })
	for i := at - 1; i >= 0; i-- {
		if k := now[siblings[i].name]; k != nil {
			return k, nil
		}
	}
	for _, sibling := range siblings[at+1:] {
		if k := now[sibling.name]; k != nil {
			return nil, k
		}
	}
	if entries, _ := entriesOf(c.in); len(entries) > 0 {
		return &entries[len(entries)-1], nil
	}
	return nil, nil
}

// hasReferences reports whether n or something in it is an alias, has an
// anchor, or an explicit tag.
func hasReferences(n *yaml.Node) bool {
	return n.Kind == yaml.AliasNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 ||
		slices.ContainsFunc(n.Content, hasReferences)
}

// applySplices edits text. What is inserted at one place keeps its order, and
// goes before what is replaced from there on.
func applySplices(text []byte, splices []splice) ([]byte, error) {
	slices.SortStableFunc(splices, func(a, b splice) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(min(a.to-a.from, 1), min(b.to-b.from, 1)))
	})
	var out bytes.Buffer
	done := 0
	for _, s := range splices {
		if s.from < done || s.to < s.from || s.to > len(text) {
			return nil, errNotEditable
		}
		out.Write(text[done:s.from])
		out.WriteString(s.text)
		done = s.to
	}
	out.Write(text[done:])
	return out.Bytes(), nil
}
