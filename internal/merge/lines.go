package merge

import "bytes"

// splitLines cuts text after each "\n". Every line keeps its end, so that the
// lines of a CRLF file end in "\r\n", and a last line without an end differs
// from the same words with one. Joined again they are the text.
func splitLines(text []byte) [][]byte {
	lines := make([][]byte, 0, bytes.Count(text, []byte("\n"))+1)
	for line := range bytes.Lines(text) {
		lines = append(lines, line)
	}
	return lines
}

// isBinary reports whether the text has a NUL in its first 8000 bytes: what
// git, too, takes for a file without lines.
func isBinary(text []byte) bool {
	return bytes.IndexByte(text[:min(len(text), 8000)], 0) >= 0
}

// edit says that lines [a0,a1) of one file became lines [b0,b1) of another.
// One of the two ranges may be empty, never both.
type edit struct{ a0, a1, b0, b1 int }

// diffLines lists the edits that lead from a to b, in order, with at least one
// unchanged line between any two.
func diffLines(a, b [][]byte) []edit {
	x, y := numbered(a, b)
	alignLines(&x, &y)
	x.settle(&y)
	y.settle(&x)

	var edits []edit
	for i, j := 0, 0; ; i, j = i+1, j+1 {
		e := edit{a0: i, b0: j}
		i, j = x.skipChanged(i), y.skipChanged(j)
		if e.a1, e.b1 = i, j; e.a0 < e.a1 || e.b0 < e.b1 {
			edits = append(edits, e)
		}
		if i == len(x.line) {
			return edits
		}
	}
}

// side is one of two files that are compared.
type side struct {
	line    []int  // equal lines of the two files have equal numbers
	count   []int  // how often each number occurs in this file
	changed []bool // the lines that have no partner in the other file
}

func numbered(a, b [][]byte) (x, y side) {
	numbers := make(map[string]int, len(a))
	number := func(lines [][]byte) []int {
		out := make([]int, len(lines))
		for i, line := range lines {
			n, known := numbers[string(line)]
			if !known {
				n = len(numbers)
				numbers[string(line)] = n
			}
			out[i] = n
		}
		return out
	}
	x.line, y.line = number(a), number(b)
	for _, s := range []*side{&x, &y} {
		s.changed = make([]bool, len(s.line))
		s.count = make([]int, len(numbers))
		for _, n := range s.line {
			s.count[n]++
		}
	}
	return x, y
}

func (s *side) skipChanged(i int) int {
	for i < len(s.changed) && s.changed[i] {
		i++
	}
	return i
}

// lineRun is a range of changed lines between two unchanged ones; most are empty.
// The n-th run of one file faces the n-th run of the other.
type lineRun struct{ start, end int }

func (r lineRun) empty() bool { return r.start == r.end }

func (s *side) runAfter(r lineRun) lineRun {
	return lineRun{r.end + 1, s.skipChanged(r.end + 1)}
}

func (s *side) runBefore(r lineRun) lineRun {
	p := lineRun{r.start - 1, r.start - 1}
	for p.start > 0 && s.changed[p.start-1] {
		p.start--
	}
	return p
}

// settle chooses among the places where a run of changed lines could as well
// stand: adding a second "}\n" may be shown before or after the first. Runs
// that can meet become one. A run goes where a run of the other file faces it,
// the lowest such place, and otherwise as low as it can: git's rule.
func (s *side) settle(other *side) {
	r, facing := lineRun{0, s.skipChanged(0)}, lineRun{0, other.skipChanged(0)}
	for {
		if !r.empty() {
			r, facing = s.settleRun(other, r, facing)
		}
		if r.end == len(s.line) {
			return
		}
		r, facing = s.runAfter(r), other.runAfter(facing)
	}
}

func (s *side) settleRun(other *side, r, facing lineRun) (lineRun, lineRun) {
	for {
		size := r.end - r.start
		for s.slideUp(&r) {
			facing = other.runBefore(facing)
		}
		faced := !facing.empty()
		for s.slideDown(&r) {
			facing = other.runAfter(facing)
			faced = faced || !facing.empty()
		}
		if r.end-r.start > size {
			continue // it has swallowed a neighbour, and may reach further now
		}
		for faced && facing.empty() {
			s.slideUp(&r)
			facing = other.runBefore(facing)
		}
		return r, facing
	}
}

// slideUp moves the run one line up, if that gives the same file.
func (s *side) slideUp(r *lineRun) bool {
	if r.start == 0 || s.line[r.start-1] != s.line[r.end-1] {
		return false
	}
	r.start, r.end = r.start-1, r.end-1
	s.changed[r.start], s.changed[r.end] = true, false
	for r.start > 0 && s.changed[r.start-1] {
		r.start--
	}
	return true
}

// slideDown moves the run one line down, if that gives the same file.
func (s *side) slideDown(r *lineRun) bool {
	if r.end == len(s.line) || s.line[r.start] != s.line[r.end] {
		return false
	}
	s.changed[r.start], s.changed[r.end] = false, true
	r.start, r.end = r.start+1, s.skipChanged(r.end+1)
	return true
}
