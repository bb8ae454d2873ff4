package merge

import (
	"bytes"
	"strings"
)

// insertBlock adds an entry on lines of its own, with its comment and the
// blank lines that set it off in theirs.
func (e *yamlEditor) insertBlock(c keyChange) error {
	before, after := neighbours(c)
	if before == nil && after == nil {
		return errNotEditable
	}
	if before != nil {
		place, ok := e.ours.places[before.value]
		entry, written := e.entryText(c, place.col, true)
		if !ok || !written {
			return errNotEditable
		}
		e.insertLines(place.end, strings.Repeat(e.lineEnd, e.blankAbove(c))+entry)
		return nil
	}
	place, ok := e.ours.places[after.value]
	entry, written := e.entryText(c, place.col, true)
	if !ok || !written || !e.ours.startsLine(after, place) {
		return errNotEditable
	}
	blank := 0
	if next := byName(c.inTheirs)[after.name]; next != nil {
		blank = e.theirs.places[next.value].blank
	}
	e.insertLines(place.head, entry+strings.Repeat(e.lineEnd, blank))
	return nil
}

// blankAbove is how many blank lines set off the new entry from the one above.
func (e *yamlEditor) blankAbove(c keyChange) int {
	if siblings, _ := entriesOf(c.inTheirs); siblings[0].name == c.theirs.name {
		return 0
	}
	return e.theirs.places[c.theirs.value].blank
}

// insertLines puts whole lines before the given one, or at the end of a text
// whose last line may lack an end, and then still does.
func (e *yamlEditor) insertLines(line int, text string) {
	at := e.ours.starts[line]
	if at > 0 && e.ours.text[at-1] != '\n' {
		text = e.lineEnd + strings.TrimSuffix(text, e.lineEnd)
	}
	e.splice(at, at, text)
}

// removeBlock takes an entry's lines out, with those lines of its comment that
// fcgen wrote and the blank lines that came with it. What the person commented
// inside is no reason to lose it: then nothing is removed.
func (e *yamlEditor) removeBlock(c keyChange) error {
	place, ok := e.ours.places[c.ours.value]
	if !ok || !e.ours.startsLine(c.ours, place) || e.foreignComment(c) {
		return errNotEditable
	}
	base, inBase := e.base.places[c.base.value] // not if base is in flow style
	known := map[string]bool{}
	for i := base.head; i < base.start; i++ {
		known[string(bytes.TrimSpace(e.base.lines[i]))] = true
	}
	kept := 0
	for i := place.head; i < place.start; i++ {
		if known[string(bytes.TrimSpace(e.ours.lines[i]))] {
			e.splice(e.ours.starts[i], e.ours.starts[i+1], "")
		} else {
			kept++
		}
	}
	above, below := 0, 0
	switch entries, _ := entriesOf(c.in); {
	case kept > 0 || !inBase:
	case entries[0].value != c.ours.value:
		above = min(place.blank, base.blank)
	default: // the first one: what sets off the next one goes
		below = min(e.ours.blankFrom(place.end), e.base.blankFrom(base.end))
	}
	e.splice(e.ours.starts[place.head-above], e.ours.starts[place.head], "")
	e.splice(e.ours.starts[place.start], e.ours.starts[place.end+below], "")
	return nil
}

// replaceBlock writes theirs' key and value in place of ours', which is as
// fcgen wrote it. The comment above stays.
func (e *yamlEditor) replaceBlock(c keyChange) error {
	place, ok := e.ours.places[c.ours.value]
	entry, written := e.entryText(c, place.col, false)
	from, known := e.ours.offset(c.ours.first())
	if !ok || !written || !known || c.ours.key == nil || e.foreignComment(c) {
		return errNotEditable
	}
	to := e.ours.starts[place.end]
	if e.ours.text[to-1] != '\n' {
		entry = strings.TrimSuffix(entry, e.lineEnd)
	}
	e.splice(from, to, strings.TrimLeft(entry, " "))
	return nil
}

// startsLine reports whether only spaces stand before the entry on its line: a
// key behind a dash has no line of its own.
func (d *yamlDoc) startsLine(k *keyed, p place) bool {
	return k.key == nil || d.indent(p.start) == p.col
}

// foreignComment reports whether ours has a comment within the entry that base
// does not have there.
func (e *yamlEditor) foreignComment(c keyChange) bool {
	known := map[string]bool{}
	if p, ok := e.base.places[c.base.value]; ok {
		for i := p.start; i < p.end; i++ {
			known[commentIn(e.base.lines[i])] = true
		}
	}
	p := e.ours.places[c.ours.value]
	for _, line := range e.ours.lines[p.start:p.end] {
		if comment := commentIn(line); comment != "" && !known[comment] {
			return true
		}
	}
	return false
}

// commentIn is what follows the first "#" that may begin a comment. It is
// found in quoted text as well: then the caller is only the more careful.
func commentIn(line []byte) string {
	line = bytes.TrimSpace(line)
	if i := bytes.Index(append([]byte(" "), line...), []byte(" #")); i >= 0 {
		return string(line[i:])
	}
	return ""
}
