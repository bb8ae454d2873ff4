package merge

import "math/bits"

// alignLines marks the lines of x and y that have no partner in the other
// file. It is Myers' greedy search from both ends, in linear space. Where
// several alignments are equally short it chooses as git's default algorithm
// does, so that a merge here and a merge there agree. Only where a stretch
// takes more than some 250 edits may the two differ: either then settles for a
// longer way, and git has one more rule for when to do so.
func alignLines(x, y *side) {
	top := 0
	for top < min(len(x.line), len(y.line)) && x.line[top] == y.line[top] {
		top++
	}
	xEnd, yEnd := len(x.line), len(y.line)
	for xEnd > top && yEnd > top && x.line[xEnd-1] == y.line[yEnd-1] {
		xEnd, yEnd = xEnd-1, yEnd-1
	}
	a := x.anchors(y, top, xEnd)
	b := y.anchors(x, top, yEnd)
	size := len(a) + len(b) + 3
	s := search{
		x: x, y: y, a: a, b: b,
		forward:  make([]int, size),
		backward: make([]int, size),
		zero:     len(b) + 1,
		patience: max(256, roughSqrt(size)),
	}
	s.align(box{0, len(a), 0, len(b)})
}

// anchors lists the lines in [from,to) that the search looks at, and marks all
// others as changed: those that the other file does not have at all, and those
// that are common there ("}", blank) while most lines around them here are
// missing there, where a match would be an accident.
func (s *side) anchors(other *side, from, to int) []int {
	common := min(roughSqrt(len(s.line)), 1024)
	frequency := func(i int) int { return other.count[s.line[i]] }

	kept := make([]int, 0, to-from)
	for i := from; i < to; i++ {
		switch n := frequency(i); {
		case n == 0, n >= common && s.amongMissing(i, from, to, common, frequency):
			s.changed[i] = true
		default:
			kept = append(kept, i)
		}
	}
	return kept
}

// amongMissing reports whether line i, itself common in the other file, stands
// in a stretch of missing and common lines, missing ones at both sides, that
// has more than three missing lines for each common one.
func (s *side) amongMissing(i, from, to, common int, frequency func(int) int) bool {
	const window = 100
	stretch := func(step int) (missing, frequent int) {
		for j := i + step; j >= max(from, i-window) && j <= min(to-1, i+window); j += step {
			switch n := frequency(j); {
			case n == 0:
				missing++
			case n >= common:
				frequent++
			default:
				return missing, frequent
			}
		}
		return missing, frequent
	}
	above, commonAbove := stretch(-1)
	below, commonBelow := stretch(+1)
	if above == 0 || below == 0 {
		return false
	}
	frequent := 2 + commonAbove + commonBelow
	return above+below > 3*frequent
}

// roughSqrt is a power of two, at least the square root of n and at most twice
// that (1 for 0).
func roughSqrt(n int) int { return 1 << ((bits.Len(uint(n)) + 1) / 2) }

// search holds what the recursion shares. Diagonal k, the points with
// a-index − b-index = k, is at index k+zero of the two frontiers.
type search struct {
	x, y              *side
	a, b              []int // line numbers of x and y, see anchors
	forward, backward []int // the furthest a-index reached on each diagonal
	zero              int
	patience          int // edits a search may cost before it takes the best so far
}

// box is a part of the two files, in indices of search.a and search.b.
type box struct{ a0, a1, b0, b1 int }

func (s *search) equal(i, j int) bool { return s.x.line[s.a[i]] == s.y.line[s.b[j]] }

func (s *search) align(r box) {
	for r.a0 < r.a1 && r.b0 < r.b1 && s.equal(r.a0, r.b0) {
		r.a0, r.b0 = r.a0+1, r.b0+1
	}
	for r.a0 < r.a1 && r.b0 < r.b1 && s.equal(r.a1-1, r.b1-1) {
		r.a1, r.b1 = r.a1-1, r.b1-1
	}
	if r.a0 == r.a1 || r.b0 == r.b1 {
		for _, i := range s.a[r.a0:r.a1] {
			s.x.changed[i] = true
		}
		for _, j := range s.b[r.b0:r.b1] {
			s.y.changed[j] = true
		}
		return
	}
	i, j := s.middle(r)
	s.align(box{r.a0, i, r.b0, j})
	s.align(box{i, r.a1, j, r.b1})
}

// middle finds a point on a shortest way through the box, about half way.
func (s *search) middle(r box) (i, j int) {
	lowest, highest := r.a0-r.b1, r.a1-r.b0
	start, end := r.a0-r.b0, r.a1-r.b1
	odd := (start-end)%2 != 0
	f := frontier{at: s.forward, zero: s.zero, low: start, high: start, outside: -1}
	b := frontier{at: s.backward, zero: s.zero, low: end, high: end, outside: len(s.a) + 1}
	f.at[start+f.zero], b.at[end+b.zero] = r.a0, r.a1

	for cost := 1; ; cost++ {
		f.widen(lowest, highest)
		for k := f.high; k >= f.low; k -= 2 {
			i := max(f.get(k-1)+1, f.get(k+1))
			for i < r.a1 && i-k < r.b1 && s.equal(i, i-k) {
				i++
			}
			f.at[k+f.zero] = i
			if odd && b.low <= k && k <= b.high && b.get(k) <= i {
				return i, i - k
			}
		}
		b.widen(lowest, highest)
		for k := b.high; k >= b.low; k -= 2 {
			i := min(b.get(k-1), b.get(k+1)-1)
			for i > r.a0 && i-k > r.b0 && s.equal(i-1, i-k-1) {
				i--
			}
			b.at[k+b.zero] = i
			if !odd && f.low <= k && k <= f.high && i <= f.get(k) {
				return i, i - k
			}
		}
		if cost >= s.patience {
			return s.bestSoFar(r, f, b)
		}
	}
}

// bestSoFar gives up the shortest way: it takes the point that either search
// has carried furthest through the box.
func (s *search) bestSoFar(r box, f, b frontier) (i, j int) {
	furthest := -1
	for k := f.high; k >= f.low; k -= 2 {
		x := min(f.get(k), r.a1, r.b1+k)
		if x+x-k > furthest {
			furthest, i, j = x+x-k, x, x-k
		}
	}
	nearest, bi, bj := r.a1+r.b1+1, 0, 0
	for k := b.high; k >= b.low; k -= 2 {
		x := max(b.get(k), r.a0, r.b0+k)
		if x+x-k < nearest {
			nearest, bi, bj = x+x-k, x, x-k
		}
	}
	if r.a1+r.b1-nearest < furthest-(r.a0+r.b0) {
		return i, j
	}
	return bi, bj
}

// frontier is how far one of the two searches has come, on the diagonals low
// to high; outside stands for the diagonals it has not reached.
type frontier struct {
	at        []int
	zero      int
	low, high int
	outside   int
}

func (f *frontier) get(k int) int { return f.at[k+f.zero] }

// widen prepares the next round, which looks at every other diagonal from one
// further out, or one further in where the box ends.
func (f *frontier) widen(lowest, highest int) {
	if f.low > lowest {
		f.low--
		f.at[f.low-1+f.zero] = f.outside
	} else {
		f.low++
	}
	if f.high < highest {
		f.high++
		f.at[f.high+1+f.zero] = f.outside
	} else {
		f.high--
	}
}
