package merge

import (
	"bytes"
	"fmt"
	"strings"
)

// diffContext is how many unchanged lines stand around a change.
const diffContext = 3

// NoFile is the name, in a diff, of the file that is not there.
const NoFile = "/dev/null"

// Unified is the unified diff from a to b, with three lines of context; it is
// empty for equal texts. Names are written as given, quoted as git does where
// they must be; "/dev/null" stands for no file. A binary file is only named.
func Unified(oldName, newName string, a, b []byte) []byte {
	if bytes.Equal(a, b) {
		return nil
	}
	var out bytes.Buffer
	if isBinary(a) || isBinary(b) {
		fmt.Fprintf(&out, "Binary files %s and %s differ\n", QuoteName(oldName), QuoteName(newName))
		return out.Bytes()
	}
	fmt.Fprintf(&out, "--- %s\n+++ %s\n", headerName(oldName), headerName(newName))
	x, y := splitLines(a), splitLines(b)
	edits := diffLines(x, y)
	for len(edits) > 0 {
		n := 1
		for n < len(edits) && edits[n].a0-edits[n-1].a1 <= 2*diffContext {
			n++
		}
		writeHunk(&out, x, y, edits[:n])
		edits = edits[n:]
	}
	return out.Bytes()
}

// writeHunk writes edits that are near enough to each other to share context.
func writeHunk(out *bytes.Buffer, x, y [][]byte, edits []edit) {
	first, last := edits[0], edits[len(edits)-1]
	above := min(diffContext, first.a0)
	below := min(diffContext, len(x)-last.a1)
	fmt.Fprintf(out, "@@ -%s +%s @@\n",
		hunkRange(first.a0-above, last.a1+below), hunkRange(first.b0-above, last.b1+below))

	done := first.a0 - above
	for _, e := range edits {
		writeDiffLines(out, ' ', x[done:e.a0])
		writeDiffLines(out, '-', x[e.a0:e.a1])
		writeDiffLines(out, '+', y[e.b0:e.b1])
		done = e.a1
	}
	writeDiffLines(out, ' ', x[done:last.a1+below])
}

// hunkRange is the range [from,to) of lines counted from 0, as a hunk's head
// says it: the first line, counted from 1, and how many, left out if it is one.
// An empty range names the line before it.
func hunkRange(from, to int) string {
	switch to - from {
	case 0:
		return fmt.Sprintf("%d,0", from)
	case 1:
		return fmt.Sprintf("%d", to)
	default:
		return fmt.Sprintf("%d,%d", from+1, to-from)
	}
}

func writeDiffLines(out *bytes.Buffer, sign byte, lines [][]byte) {
	for _, line := range lines {
		out.WriteByte(sign)
		out.Write(line)
		if !bytes.HasSuffix(line, []byte("\n")) {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}

// headerName is the name as the "---" and "+++" lines have it: readers of
// diffs need a tab behind a name with a space, or they stop at the space.
func headerName(name string) string {
	quoted := QuoteName(name)
	if quoted == name && strings.Contains(name, " ") {
		return name + "\t"
	}
	return quoted
}

// QuoteName is the name in double quotes, with C's escapes, if it has a byte
// that would be misread in a diff: a control byte, a quote or a backslash.
func QuoteName(name string) string {
	special := func(r rune) bool { return r < ' ' || r == 0x7f || r == '"' || r == '\\' }
	if strings.IndexFunc(name, special) < 0 {
		return name
	}
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(name) {
		switch c := name[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
