package merge

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestLines(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name               string
		base, ours, theirs string
		want               string
		clean              bool
	}{
		{"apart", "1\n2\n3\n4\n", "one\n2\n3\n4\n", "1\n2\n3\nfour\n", "one\n2\n3\nfour\n", true},
		{"one line between", "1\n2\n3\n", "one\n2\n3\n", "1\n2\nthree\n", "one\n2\nthree\n", true},
		{"touching", "1\n2\n", "one\n2\n", "1\ntwo\n",
			"<<<<<<< yours\none\n2\n=======\n1\ntwo\n>>>>>>> fcgen\n", false},
		{"the same on both sides", "1\n2\n3\n", "1\n2b\n3\n", "1\n2b\n3\n", "1\n2b\n3\n", true},
		{"the same and another", "1\n2\n3\n4\n5\n", "1\nb\n3\n4\ne\n", "1\nb\n3\n4\n5\n", "1\nb\n3\n4\ne\n", true},
		{"conflict without what both have", "1\n2\n3\n", "1\nx\nmine\ny\n3\n", "1\nx\nyours\ny\n3\n",
			"1\nx\n<<<<<<< yours\nmine\n=======\nyours\n>>>>>>> fcgen\ny\n3\n", false},
		{"one insertion is the beginning of the other", "1\n", "1\nx\n", "1\nx\ny\n",
			"1\nx\n<<<<<<< yours\n=======\ny\n>>>>>>> fcgen\n", false},
		{"deleted and changed", "1\n2\n3\n", "1\n3\n", "1\ntwo\n3\n",
			"1\n<<<<<<< yours\n=======\ntwo\n>>>>>>> fcgen\n3\n", false},
		{"final newline removed here, text added there", "1\n2\n3\n", "1\n2\n3", "0\n1\n2\n3\n", "0\n1\n2\n3", true},
		{"final newline removed there", "1\n2\n3\n", "0\n1\n2\n3\n", "1\n2\n3", "0\n1\n2\n3", true},
		{"conflict at a missing final newline", "1\n", "1\nmine", "1\nyours",
			"1\n<<<<<<< yours\nmine\n=======\nyours\n>>>>>>> fcgen\n", false},
		{"CRLF", "1\r\n2\r\n3\r\n", "one\r\n2\r\n3\r\n", "1\r\n2\r\nthree\r\n", "one\r\n2\r\nthree\r\n", true},
		{"CRLF in markers", "1\r\n2\r\n", "one\r\n2\r\n", "uno\r\n2\r\n",
			"<<<<<<< yours\r\none\r\n=======\r\nuno\r\n>>>>>>> fcgen\r\n2\r\n", false},
		{"only line ends differ", "1\n2\n3\n", "1\r\n2\n3\n", "1\n2\nthree\n", "1\r\n2\nthree\n", true},
		{"without a base", "", "mine\n", "yours\n",
			"<<<<<<< yours\nmine\n=======\nyours\n>>>>>>> fcgen\n", false},
		{"binary", "\x00", "\x001", "\x002", "", false},
		{"binary, one side changed", "\x00", "\x00", "\x002", "\x002", true},
		{"all empty", "", "", "", "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, clean := Lines([]byte(tt.base), []byte(tt.ours), []byte(tt.theirs), Neither)
			if string(got) != tt.want || clean != tt.clean {
				t.Errorf("got %q, clean %v; want %q, clean %v", got, clean, tt.want, tt.clean)
			}
		})
	}
}

// checkMergeLaws checks what holds for every merge.
func checkMergeLaws(t *testing.T, base, ours, theirs []byte) {
	t.Helper()
	merge := func(base, ours, theirs []byte) ([]byte, bool) {
		t.Helper()
		b, o, th := bytes.Clone(base), bytes.Clone(ours), bytes.Clone(theirs)
		merged, clean := Lines(base, ours, theirs, Neither)
		if !bytes.Equal(b, base) || !bytes.Equal(o, ours) || !bytes.Equal(th, theirs) {
			t.Fatalf("it wrote into what it was given")
		}
		return merged, clean
	}
	for _, law := range []struct {
		name               string
		base, ours, theirs []byte
		want               []byte
	}{
		{"only ours changed", base, ours, base, ours},
		{"only theirs changed", base, base, theirs, theirs},
		{"both are the same", base, ours, ours, ours},
	} {
		if got, clean := merge(law.base, law.ours, law.theirs); !clean || !bytes.Equal(got, law.want) {
			t.Errorf("%s: got %q, clean %v, want %q; base %q", law.name, got, clean, law.want, law.base)
		}
	}
	one, clean := merge(base, ours, theirs)
	other, otherClean := merge(base, theirs, ours)
	if clean != otherClean || clean && !bytes.Equal(one, other) {
		t.Errorf("not symmetric: %q and %q for base %q, ours %q, theirs %q", one, other, base, ours, theirs)
	}
	if clean && countMarks(one) > countMarks(ours)+countMarks(theirs) {
		t.Errorf("clean, and yet there are markers in %q", one)
	}
	if !clean && one != nil && countMarks(one) == 0 {
		t.Errorf("a conflict, and no markers in %q", one)
	}
}

func countMarks(text []byte) int { return bytes.Count(text, []byte(markTheirs)) }

func TestMergeLaws(t *testing.T) {
	t.Parallel()
	for _, tr := range randomTriples(rand.New(rand.NewPCG(2, 0)), 400) {
		checkMergeLaws(t, tr.base, tr.ours, tr.theirs)
	}
}

// TestDiffLines checks edits themselves: they lead from one text to the other,
// in order, and never touch each other.
func TestDiffLines(t *testing.T) {
	t.Parallel()
	for _, tr := range randomTriples(rand.New(rand.NewPCG(4, 0)), 400) {
		a, b := splitLines(tr.ours), splitLines(tr.theirs)
		var got [][]byte
		done, doneB := 0, 0
		for i, e := range diffLines(a, b) {
			if e.a0 < done || i > 0 && e.a0 == done || e.a0-done != e.b0-doneB || e.a1 < e.a0 || e.b1 < e.b0 || e.a1-e.a0+e.b1-e.b0 == 0 {
				t.Fatalf("edit %d is %+v, after lines %d and %d; %q to %q", i, e, done, doneB, tr.ours, tr.theirs)
			}
			got = append(append(got, a[done:e.a0]...), b[e.b0:e.b1]...)
			done, doneB = e.a1, e.b1
		}
		got = append(got, a[done:]...)
		if text := bytes.Join(got, nil); !bytes.Equal(text, tr.theirs) {
			t.Fatalf("got %q, want %q", text, tr.theirs)
		}
	}
}

// TestMergeLarge merges texts of ten megabytes with a few changes, and long ones
// in three orders, where a search for the shortest way would take minutes.
func TestMergeLarge(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes a second")
	}
	base, ours, theirs := largeTriple(200_000)
	merged, clean := Lines(base, ours, theirs, Neither)
	if !clean {
		t.Fatal("the few changes do not merge")
	}
	want := bytes.Replace(ours, []byte("line 150000 of a long file, with some words in it\n"), []byte("theirs\n"), 1)
	if !bytes.Equal(merged, want) {
		t.Error("the merged text is not ours with the change of theirs")
	}

	rng := rand.New(rand.NewPCG(1, 1))
	shuffled := func() []byte {
		lines := splitLines(base[:len(base)/40])
		rng.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		return bytes.Join(lines, nil)
	}
	if _, clean := Lines(shuffled(), shuffled(), shuffled(), Neither); clean {
		t.Error("three shuffled texts merge")
	}
}

func largeTriple(lines int) (base, ours, theirs []byte) {
	var b bytes.Buffer
	for i := range lines {
		fmt.Fprintf(&b, "line %d of a long file, with some words in it\n", i)
	}
	base = b.Bytes()
	ours = bytes.Replace(base, fmt.Appendf(nil, "line %d ", lines/2), []byte("changed "), 1)
	ours = append([]byte("first\n"), ours...)
	theirs = bytes.Replace(base, fmt.Appendf(nil, "line %d of a long file, with some words in it\n", lines*3/4), []byte("theirs\n"), 1)
	return base, ours, theirs
}

func FuzzMerge(f *testing.F) {
	f.Add("1\n2\n3\n", "one\n2\n3\n", "1\n2\nthree")
	f.Add("1\r\n2\n", "1\n2\r\n", "")
	f.Add("a\n\n}\n\n}\n", "a\n\n}\n\n}\n\n}\n", "\n}\n\n}\n")
	for _, text := range mergeSamples() {
		f.Add(text, strings.Replace(text, "}\n", "", 1), strings.Replace(text, "\n\n", "\n", 1))
	}
	f.Fuzz(func(t *testing.T, base, ours, theirs string) {
		checkMergeLaws(t, []byte(base), []byte(ours), []byte(theirs))
	})
}

func BenchmarkMerge(b *testing.B) {
	samples := mergeSamples()
	base := []byte(samples["go"])
	ours := bytes.Replace(base, []byte("return nil\n"), []byte("return warm(ctx)\n"), 1)
	theirs := bytes.Replace(base, []byte("log.Fatal(err)"), []byte("fail(err)"), 1)
	b.Run("go", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Lines(base, ours, theirs, Neither)
		}
	})
	b.Run("10MB", func(b *testing.B) {
		base, ours, theirs := largeTriple(200_000)
		b.ReportAllocs()
		b.ResetTimer()
		for b.Loop() {
			Lines(base, ours, theirs, Neither)
		}
	})
	b.Run("yaml", func(b *testing.B) {
		base, theirs := []byte(yamlBase), []byte(strings.Replace(yamlBase, hookBlock, "", 1))
		ours := []byte("# mine\n" + yamlBase)
		b.ReportAllocs()
		for b.Loop() {
			if _, clean, err := YAML(base, ours, theirs); !clean {
				b.Fatal(err)
			}
		}
	})
}
