package merge

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

func TestLinesBeside(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, base, ours, theirs string
		want                     string // "" means a conflict
	}{
		{"behind a changed line", "a\nb\nc\n", "a\nb\nmine\nc\n", "a\nB\nc\n", "a\nB\nmine\nc\n"},
		{"before a changed line", "a\nb\nc\n", "a\nmine\nb\nc\n", "a\nB\nc\n", "a\nmine\nB\nc\n"},
		{"on both sides of it", "a\nb\nc\n", "a\n1\nb\n2\nc\n", "a\nB\nc\n", "a\n1\nB\n2\nc\n"},
		{"behind lines that went", "a\nb\nc\n", "a\nb\nc\nmine\n", "a\n", "a\nmine\n"},
		{"where theirs brings lines in, too", "a\nb\n", "a\nmine\nb\n", "a\ntheirs\nb\n", ""},
		{"inside of changed lines", "a\nb\nc\nd\n", "a\nb\nmine\nc\nd\n", "a\nB\nC\nd\n", ""},
		{"the same line", "a\nb\nc\n", "a\nmine\nc\n", "a\nB\nc\n", ""},
		{"ours changed the line before", "a\nb\nc\n", "A\nb\nc\n", "a\nB\nc\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, clean := LinesBeside([]byte(test.base), []byte(test.ours), []byte(test.theirs))
			if clean != (test.want != "") || clean && string(got) != test.want {
				t.Errorf("got %q, clean: %v, want %q", got, clean, test.want)
			}
		})
	}
}

// Where Lines is clean, LinesBeside is the same; and no text is clean that lacks a
// line of either side's own.
func TestLinesBesideLaws(t *testing.T) {
	t.Parallel()
	more := 0
	for _, tr := range randomTriples(rand.New(rand.NewPCG(5, 0)), 2000) {
		plain, clean := Lines(tr.base, tr.ours, tr.theirs, Neither)
		beside, ordered := LinesBeside(tr.base, tr.ours, tr.theirs)
		if clean && (!ordered || !bytes.Equal(plain, beside)) {
			t.Fatalf("base %q, ours %q, theirs %q: got %q, want %q", tr.base, tr.ours, tr.theirs, beside, plain)
		}
		if !ordered {
			continue
		}
		if !clean {
			more++
		}
		for _, side := range [][]byte{tr.ours, tr.theirs} {
			for line := range bytes.Lines(side) {
				if !bytes.Contains(tr.base, line) && !bytes.Contains(beside, bytes.TrimSuffix(line, []byte("\n"))) {
					t.Fatalf("base %q, ours %q, theirs %q: %q is lost in %q", tr.base, tr.ours, tr.theirs, line, beside)
				}
			}
		}
	}
	if more == 0 {
		t.Error("LinesBeside is never clean where Lines is not")
	}
}
