package fc

import (
	"fmt"
	"strings"
)

// Nearest is the known word that a person most likely meant by word: the one
// with the fewest changed, added, dropped or swapped letters, at most a third
// of the longer one. It is "" where none is that near.
func Nearest(word string, known []string) string {
	best, least := "", -1
	for _, k := range known {
		d := distance(strings.ToLower(word), strings.ToLower(k))
		if limit := max(len(word), len(k)) / 3; d <= max(limit, 1) && (least < 0 || d < least) {
			best, least = k, d
		}
	}
	return best
}

// Suggest is Nearest as the end of a sentence: `; did you mean "gin"?`, or nothing.
func Suggest(word string, known []string) string {
	if near := Nearest(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

// distance counts the letters to change, add, drop or swap with their
// neighbour to make b from a (optimal string alignment).
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
