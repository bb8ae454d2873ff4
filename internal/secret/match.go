package secret

import (
	"cmp"
	"slices"
	"strings"
)

// span is a part of a text, from inclusive, to exclusive.
type span struct{ from, to int }

// matcher finds what is to be hidden in one pass. It is not changed once it is
// in use.
type matcher struct {
	starts  [1 << 10]uint64 // a bit for each two bytes that something may begin with
	values  map[uint16][]string
	marks   map[uint16][]mark
	shapes  map[uint16][]shape
	longest int // of the values
}

// A mark stands in made-up credentials, so that a part of one is known as well.
type mark struct {
	text string
	of   []marked
}

// marked is a credential that has its mark behind a prefix.
type marked struct {
	whole  string
	prefix int // its length
}

func newMatcher() *matcher {
	m := &matcher{values: map[uint16][]string{}, marks: map[uint16][]mark{}, shapes: map[uint16][]shape{}}
	for _, s := range shapes() {
		p := m.begin(s.prefix)
		m.shapes[p] = append(m.shapes[p], s)
	}
	return m
}

// with is a matcher that finds these values as well.
func (m *matcher) with(values []string, marks ...mark) *matcher {
	n := &matcher{starts: m.starts, longest: m.longest, shapes: m.shapes, values: map[uint16][]string{}, marks: map[uint16][]mark{}}
	for p, list := range m.values {
		n.values[p] = slices.Clone(list)
	}
	for p, list := range m.marks {
		n.marks[p] = slices.Clone(list)
	}
	for _, v := range values {
		p := n.begin(v)
		if !slices.Contains(n.values[p], v) {
			n.values[p] = append(n.values[p], v)
			slices.SortFunc(n.values[p], func(a, b string) int { return cmp.Compare(len(b), len(a)) })
		}
		n.longest = max(n.longest, len(v))
	}
	for _, k := range marks {
		p := n.begin(k.text)
		n.marks[p] = append(n.marks[p], k)
	}
	return n
}

// knows reports whether all of these are found already.
func (m *matcher) knows(values []string, marks []mark) bool {
	return !slices.ContainsFunc(values, func(v string) bool { return !slices.Contains(m.values[pair(v)], v) }) &&
		!slices.ContainsFunc(marks, func(k mark) bool {
			return !slices.ContainsFunc(m.marks[pair(k.text)], func(other mark) bool { return other.text == k.text })
		})
}

func pair(s string) uint16 { return uint16(s[0])<<8 | uint16(s[1]) }

// begin notes how something begins that is at least two bytes long.
func (m *matcher) begin(s string) uint16 {
	p := pair(s)
	m.starts[p>>6] |= 1 << (p & 63)
	return p
}

// suspects reports whether there may be something to hide in a text.
func (m *matcher) suspects(text string) bool {
	p := uint16(0)
	for end := range len(text) {
		p = p<<8 | uint16(text[end])
		if m.starts[p>>6]>>(p&63)&1 == 0 || end == 0 {
			continue
		}
		i := end - 1
		begins := func(s string) bool { return strings.HasPrefix(text[i:], s) }
		if slices.ContainsFunc(m.values[p], begins) ||
			slices.ContainsFunc(m.marks[p], func(k mark) bool { return begins(k.text) }) ||
			slices.ContainsFunc(m.shapes[p], func(s shape) bool { return begins(s.prefix) }) {
			return true
		}
	}
	return false
}

// find lists what is to be hidden, in order and without overlap.
func (m *matcher) find(text []byte) []span {
	var spans []span
	p := uint16(0)
	for end, c := range text {
		p = p<<8 | uint16(c)
		if m.starts[p>>6]>>(p&63)&1 == 0 || end == 0 {
			continue
		}
		i, last := end-1, len(spans)-1
		s, ok := m.exact(text, i, p)
		if !ok && (last < 0 || i >= spans[last].to) {
			s, ok = m.shaped(text, i, p)
		}
		switch {
		case !ok:
		case last >= 0 && s.from < spans[last].to:
			spans[last].to = max(spans[last].to, s.to)
		default:
			spans = append(spans, s)
		}
	}
	return spans
}

// exact is the value that begins at a place, or the credential whose mark does.
func (m *matcher) exact(text []byte, i int, p uint16) (span, bool) {
	for _, v := range m.values[p] {
		if has(text[i:], v) {
			return span{i, i + len(v)}, true
		}
	}
	for _, k := range m.marks[p] {
		if has(text[i:], k.text) {
			return around(text, i, k), true
		}
	}
	return span{}, false
}

// shaped is what begins at a place and looks like a credential.
func (m *matcher) shaped(text []byte, i int, p uint16) (span, bool) {
	for _, s := range m.shapes[p] {
		if !has(text[i:], s.prefix) {
			continue
		}
		low := max(0, i-1)
		if from, to, _ := s.extent(text[low:min(len(text), i+s.reach)], i-low); to > 0 {
			return span{low + from, low + to}, true
		}
	}
	return span{}, false
}

// has reports whether text begins with s.
func has(text []byte, s string) bool { return len(text) >= len(s) && string(text[:len(s)]) == s }

// around is as much of the credential that fits best as stands around its mark.
func around(text []byte, i int, k mark) span {
	best := span{i, i + len(k.text)}
	for _, c := range k.of {
		s := span{i, i + common(text[i:], c.whole[c.prefix:])}
		if i >= c.prefix && string(text[i-c.prefix:i]) == c.whole[:c.prefix] {
			s.from -= c.prefix
		}
		if s.to-s.from > best.to-best.from {
			best = s
		}
	}
	return best
}

// common is how many bytes two texts have in common at their start.
func common(text []byte, s string) int {
	n := min(len(text), len(s))
	for i := range n {
		if text[i] != s[i] {
			return i
		}
	}
	return n
}

// held is the shortest start of a value that is waited for.
const held = 4

// unfinished is how many bytes at the end of a text may be the first part of
// something to be hidden, its end still to come. What is left is never cut
// within something that is there as a whole.
func (m *matcher) unfinished(text []byte) int {
	spans := m.find(text)
	for i := max(0, len(text)-max(m.longest, maxShape)); i+held <= len(text); i++ {
		for len(spans) > 0 && spans[0].to <= i {
			spans = spans[1:]
		}
		if len(spans) > 0 && spans[0].from < i {
			i = spans[0].to - 1
			continue
		}
		if p := uint16(text[i])<<8 | uint16(text[i+1]); m.starts[p>>6]&(1<<(p&63)) != 0 && m.goesOn(text, i, p) {
			return len(text) - i
		}
	}
	return 0
}

// goesOn reports whether what begins at a place may end behind the text.
func (m *matcher) goesOn(text []byte, i int, p uint16) bool {
	end := text[i:]
	for _, v := range m.values[p] {
		if len(v) > len(end) && v[:len(end)] == string(end) {
			return true
		}
	}
	for _, s := range m.shapes[p] {
		if len(end) < len(s.prefix) {
			if s.prefix[:len(end)] == string(end) {
				return true
			}
			continue
		}
		if has(end, s.prefix) && len(end) < s.reach {
			low := max(0, i-1)
			if _, _, open := s.extent(text[low:], i-low); open {
				return true
			}
		}
	}
	return false
}
