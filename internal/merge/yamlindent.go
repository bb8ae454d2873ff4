package merge

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// entryText writes theirs' entry for a place at the given column of ours, in
// ours' indentation and with its line ends.
func (e *yamlEditor) entryText(c keyChange, col int, comment bool) (string, bool) {
	p, ok := e.theirs.places[c.theirs.value]
	if !ok {
		return e.entryFromFlow(c.theirs, col)
	}
	columns := columnMap{
		doc: e.theirs, from: e.theirs.unitOf(c.inTheirs), to: e.ours.unitOf(c.in),
		column: map[int]int{}, literal: map[int]bool{},
	}
	columns.entry(c.theirs, p, col)
	first := p.start
	if comment {
		first = p.head
	}
	var b strings.Builder
	shift := col - p.col
	for i := first; i < p.end; i++ {
		line := strings.TrimRight(string(e.theirs.lines[i]), "\r\n")
		indent := e.theirs.indent(i)
		if i == p.start {
			indent = p.col // behind a dash, maybe
		}
		switch to, known := columns.column[i]; {
		case known:
			shift = to - indent
		case i >= p.start && e.theirs.isComment(i) && !columns.literal[i]:
			shift = columns.shiftBelow(i, p.end, shift)
		}
		if e.theirs.isBlank(i) && !columns.literal[i] {
			b.WriteString(e.lineEnd)
			continue
		}
		b.WriteString(strings.Repeat(" ", max(indent+shift, 0)) + line[min(indent, len(line)):] + e.lineEnd)
	}
	return b.String(), true
}

// entryFromFlow writes an entry that stands in braces in theirs on one line.
func (e *yamlEditor) entryFromFlow(k *keyed, col int) (string, bool) {
	value, ok := e.theirs.flowText(k.value)
	if !ok || k.key == nil {
		return "", false
	}
	key, ok := e.theirs.scalarText(k.key, true)
	return strings.Repeat(" ", col) + key + ": " + value + e.lineEnd, ok
}

// columnMap says in which column the lines of an entry are to begin.
type columnMap struct {
	doc      *yamlDoc
	from, to int          // the units of indentation
	column   map[int]int  // of lines that begin with a key or a dash
	literal  map[int]bool // lines inside a block scalar
}

// entry maps the lines of an entry whose key or dash goes to column col.
func (m *columnMap) entry(k *keyed, p place, col int) {
	m.column[p.start] = col
	m.below(k.value, p, col, k.key != nil)
}

// below maps the lines of n, the value of an entry at place p that goes to
// column col. Only what stands below a key is indented by a unit; the keys
// below a dash stand where the first of them does.
func (m *columnMap) below(n *yaml.Node, p place, col int, hasKey bool) {
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		for i := p.start + 1; i < p.end; i++ {
			m.literal[i] = true
		}
	}
	step := 1
	switch {
	case n.Style&yaml.FlowStyle != 0:
		return
	case n.Kind == yaml.MappingNode:
		step = 2
	case n.Kind != yaml.SequenceNode:
		return
	}
	for child := range slices.Chunk(n.Content, step) {
		value := child[step-1]
		q, ok := m.doc.places[value]
		if !ok {
			continue
		}
		to := col + q.col - p.col
		if hasKey && q.col-p.col == m.from {
			to = col + m.to
		}
		if q.start > p.start {
			m.column[q.start] = to
		}
		m.below(value, q, to, step == 2)
	}
}

// shiftBelow is the shift of the next line that begins with a key or a dash:
// a comment goes with what it stands above.
func (m *columnMap) shiftBelow(line, end, otherwise int) int {
	for i := line + 1; i < end; i++ {
		if to, known := m.column[i]; known {
			if m.doc.indent(i) != m.doc.indent(line) {
				break
			}
			return to - m.doc.indent(i)
		}
	}
	return otherwise
}
