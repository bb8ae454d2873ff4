package generator

import (
	"path"
	"slices"
	"strings"
)

// similar is the share of lines, of both files together, that a file must
// have in common with a missing one to pass for it under a new name.
const similar = 0.6

// findRenames looks, for each path of base that the person's disk lacks and
// the templates want to change, for the file that it became. Identical files
// win over similar ones; two equally good ones are none.
func (c *computation) findRenames() {
	c.renamed = map[string]string{}
	taken := map[string]bool{}
	for _, name := range c.base.Paths() {
		theirs, inTheirs := c.theirs[name]
		if _, there := c.ours[name]; there || inTheirs && theirs.Equal(c.base[name]) {
			continue
		}
		to := c.placeOf(name)
		if _, there := c.ours[to]; !there {
			to = c.renameOf(name, taken)
		}
		if to != "" {
			c.renamed[name] = to
			taken[to] = true
		}
	}
}

func (c *computation) renameOf(name string, taken map[string]bool) string {
	best, bestScore, ties := "", 0.0, 0
	for _, candidate := range c.ours.Paths() {
		f := c.ours[candidate]
		_, inBase := c.base[candidate]
		_, inTheirs := c.theirs[candidate]
		if inBase || inTheirs || taken[candidate] || f.Other != "" || ExtensionOf(candidate) != ExtensionOf(name) {
			continue
		}
		switch score := likeness(c.base[name].Data, f.Data); {
		case score > bestScore:
			best, bestScore, ties = candidate, score, 0
		case score == bestScore:
			ties++
		}
	}
	if bestScore < similar || ties > 0 {
		return ""
	}
	return best
}

// ExtensionOf is the part of a name that stays when a person renames a file:
// that of a test is _test.go, and .yml is .yaml.
func ExtensionOf(name string) string {
	if strings.HasSuffix(name, "_test.go") {
		return "_test.go"
	}
	return strings.Replace(path.Ext(name), ".yml", ".yaml", 1)
}

// likeness is the share of lines that two texts have in common: 1 for the
// same lines, 0 for none. Blank lines and single brackets do not count.
func likeness(a, b []byte) float64 {
	x, y := significantLines(a), significantLines(b)
	if len(x)+len(y) == 0 {
		return 0
	}
	counts := map[string]int{}
	for _, line := range x {
		counts[line]++
	}
	common := 0
	for _, line := range y {
		if counts[line] > 0 {
			counts[line]--
			common++
		}
	}
	return 2 * float64(common) / float64(len(x)+len(y))
}

func significantLines(data []byte) []string {
	var lines []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); len(line) > 1 {
			lines = append(lines, line)
		}
	}
	return slices.Clip(lines)
}
