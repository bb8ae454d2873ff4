package merge

import "bytes"

// The lines that frame a conflict, without their line ends.
const (
	markOurs   = "<<<<<<< yours"
	markSplit  = "======="
	markTheirs = ">>>>>>> fcgen"
)

// Favour says whose lines stand where both sides changed the same ones.
type Favour int

// The favours of Lines.
const (
	Neither Favour = iota // both, between conflict markers
	Ours
	Theirs
)

// Lines applies what changed between base and theirs to ours, line by line
// and byte for byte: line ends and a missing final newline stay as they are.
// Changes by both sides that touch each other, with no unchanged line between
// them, conflict unless they come to the same text; so does git.
//
// If it is not clean, merged is the text with conflict markers, or nil where
// one of the three is binary. With a favour, text is always clean.
func Lines(base, ours, theirs []byte, favour Favour) (merged []byte, clean bool) {
	return lines(base, ours, theirs, favour, false)
}

// LinesBeside is Lines for sides that know what each of them does: lines that ours
// only brings in, right before or behind lines that theirs changes, are no
// conflict, because their order is plain. Git calls them one.
func LinesBeside(base, ours, theirs []byte) (merged []byte, clean bool) {
	return lines(base, ours, theirs, Neither, true)
}

func lines(base, ours, theirs []byte, favour Favour, beside bool) (merged []byte, clean bool) {
	switch {
	case bytes.Equal(base, theirs), bytes.Equal(ours, theirs):
		return bytes.Clone(ours), true
	case bytes.Equal(base, ours):
		return bytes.Clone(theirs), true
	case isBinary(base), isBinary(ours), isBinary(theirs):
		return nil, false
	}
	o, a, b := splitLines(base), splitLines(ours), splitLines(theirs)
	w := merger{clean: true, favour: favour, lineEnd: lineEnd(ours)}
	done := 0 // lines of base
	for _, c := range matchEdits(diffLines(o, a), diffLines(o, b), beside) {
		w.write(o[done:c.o0])
		done = c.o1
		switch aLines, bLines := a[c.a0:c.a1], b[c.b0:c.b1]; {
		case !c.theirs:
			w.write(aLines)
		case !c.ours:
			w.write(bLines)
		default:
			w.writeBoth(aLines, bLines)
		}
	}
	w.write(o[done:])
	return w.out.Bytes(), w.clean
}

// change is a range of base that one side changed, or both, and what stands
// there in each of them.
type change struct {
	o0, o1, a0, a1, b0, b1 int
	ours, theirs           bool // which sides changed it
}

// matchEdits brings the edits of both sides into one order. Edits that touch
// each other become one change, so that there is an unchanged line of base
// between any two; with beside, an insertion of ours stays apart from a change
// of theirs.
func matchEdits(ours, theirs []edit, beside bool) []change {
	var changes []change
	// How far lines of each side are from those of base, behind the edits so far.
	shiftA, shiftB := 0, 0
	for len(ours) > 0 || len(theirs) > 0 {
		isOurs := len(theirs) == 0 || len(ours) > 0 && ours[0].a0 <= theirs[0].a0
		var e edit
		if isOurs {
			e, ours = ours[0], ours[1:]
		} else {
			e, theirs = theirs[0], theirs[1:]
		}
		if n := len(changes); n == 0 || changes[n-1].o1 < e.a0 || beside && changes[n-1].isBeside(e, isOurs) {
			changes = append(changes, change{o0: e.a0, o1: e.a0, a0: e.a0 + shiftA, b0: e.a0 + shiftB})
		}
		if isOurs {
			shiftA = e.b1 - e.a1
		} else {
			shiftB = e.b1 - e.a1
		}
		c := &changes[len(changes)-1]
		c.ours, c.theirs = c.ours || isOurs, c.theirs || !isOurs
		c.o1 = max(c.o1, e.a1)
		c.a1, c.b1 = c.o1+shiftA, c.o1+shiftB
	}
	return changes
}

// isBeside reports whether the change and an edit that begins where it ends touch,
// but have an order: one is an insertion of ours, the other changes lines of base.
func (c change) isBeside(e edit, isOurs bool) bool {
	if c.o1 != e.a0 || c.ours == c.theirs {
		return false
	}
	if isOurs {
		return c.theirs && c.o0 < c.o1 && e.a0 == e.a1
	}
	return c.ours && c.o0 == c.o1 && e.a0 < e.a1
}

// merger collects the merged text.
type merger struct {
	out     bytes.Buffer
	clean   bool
	favour  Favour
	lineEnd string // for the markers
}

func (w *merger) write(lines [][]byte) {
	for _, line := range lines {
		w.out.Write(line)
	}
}

// writeBoth writes what two sides made of the same lines: once if they agree,
// else as a conflict without the lines that both begin or end with.
func (w *merger) writeBoth(a, b [][]byte) {
	top, end := 0, 0
	for top < min(len(a), len(b)) && bytes.Equal(a[top], b[top]) {
		top++
	}
	if top == len(a) && top == len(b) {
		w.write(a)
		return
	}
	switch w.favour {
	case Ours:
		w.write(a)
		return
	case Theirs:
		w.write(b)
		return
	}
	for end < min(len(a), len(b))-top && bytes.Equal(a[len(a)-1-end], b[len(b)-1-end]) {
		end++
	}
	w.clean = false
	w.write(a[:top])
	w.mark(markOurs)
	w.write(a[top : len(a)-end])
	w.mark(markSplit)
	w.write(b[top : len(b)-end])
	w.mark(markTheirs)
	w.write(a[len(a)-end:])
}

// mark writes a marker on a line of its own, also behind a line without an end.
func (w *merger) mark(marker string) {
	if n := w.out.Len(); n > 0 && w.out.Bytes()[n-1] != '\n' {
		w.out.WriteString(w.lineEnd)
	}
	w.out.WriteString(marker + w.lineEnd)
}

// lineEnd is the end of the text's first line: "\r\n" or "\n".
func lineEnd(text []byte) string {
	if i := bytes.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}
