package merge

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/module"
)

// GoSum brings theirs to ours, a go.sum, and loses no line of either: a sum
// that nothing needs does no harm, and a missing one stops the build. If both
// are in go's order, so is the result; else new lines go to the end.
//
// It is not clean if the sides give one version of a module different sums,
// and no favour says whose stand: the go command would take neither. The error
// says why the texts cannot be merged so.
func GoSum(base, ours, theirs []byte, favour Favour) (merged []byte, clean bool, err error) {
	if bytes.Equal(base, theirs) || bytes.Equal(ours, theirs) {
		return bytes.Clone(ours), true, nil
	}
	var sums [3][]goSumLine
	for i, text := range [3][]byte{base, ours, theirs} {
		if sums[i], err = parseGoSum(text); err != nil {
			return nil, false, fmt.Errorf("read %s: %w", [3]string{"the text as fcgen wrote it", "your text", "the new text"}[i], err)
		}
	}
	known := sumsOf(sums[0])
	have := sumsOf(sums[1])
	all := slices.Clone(sums[1])
	for _, line := range sums[2] {
		there, any := have[line.key()]
		switch {
		case any && there == line.sum:
			continue
		case !any:
			all = append(all, line)
		case known[line.key()] == line.sum || favour == Ours: // the person has put another in its place
		case favour == Theirs:
			at := slices.IndexFunc(all, func(l goSumLine) bool { return l.key() == line.key() })
			all[at] = line
		default:
			return nil, false, nil
		}
		have[line.key()] = line.sum
	}
	if inGoOrder(sums[1]) && inGoOrder(sums[2]) {
		sortSums(all)
	}
	var out bytes.Buffer
	for _, line := range all {
		out.WriteString(line.text() + lineEnd(ours))
	}
	return out.Bytes(), true, nil
}

// goSumLine is a line of a go.sum: the sum of a version of a module, or of its go.mod.
type goSumLine struct {
	module.Version // the version may have /go.mod behind it
	sum            string
}

// key is what a sum is of. There may be one of each algorithm.
func (l goSumLine) key() string {
	algorithm, _, _ := strings.Cut(l.sum, ":")
	return l.Path + " " + l.Version.Version + " " + algorithm
}

func (l goSumLine) text() string { return l.Path + " " + l.Version.Version + " " + l.sum }

func parseGoSum(text []byte) ([]goSumLine, error) {
	var lines []goSumLine
	seen := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if len(words) != 3 {
			return nil, fmt.Errorf("the line %q is none of a go.sum", strings.TrimSpace(line))
		}
		l := goSumLine{module.Version{Path: words[0], Version: words[1]}, words[2]}
		if seen[l.text()] {
			continue // go's own merges of go.sum leave such
		}
		seen[l.text()] = true
		if seen[l.key()] {
			return nil, fmt.Errorf("it has two sums of %s %s", l.Path, l.Version.Version)
		}
		seen[l.key()] = true
		lines = append(lines, l)
	}
	return lines, nil
}

func sumsOf(lines []goSumLine) map[string]string {
	sums := map[string]string{}
	for _, l := range lines {
		sums[l.key()] = l.sum
	}
	return sums
}

func inGoOrder(lines []goSumLine) bool {
	sorted := slices.Clone(lines)
	sortSums(sorted)
	return slices.Equal(lines, sorted)
}

// sortSums sorts as the go command does.
func sortSums(lines []goSumLine) {
	mods := make([]module.Version, len(lines))
	byMod := map[module.Version][]goSumLine{}
	for i, l := range lines {
		mods[i] = l.Version
		byMod[l.Version] = append(byMod[l.Version], l)
	}
	module.Sort(mods)
	for i, m := range mods {
		of := byMod[m]
		slices.SortFunc(of, func(a, b goSumLine) int { return strings.Compare(a.sum, b.sum) })
		lines[i], byMod[m] = of[0], of[1:]
	}
}
