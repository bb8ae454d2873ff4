package merge

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/semver"
)

// randomMod is a go.mod in one of the ways that people write it.
type randomMod struct {
	versions map[string]string // path → version
	notes    []string          // lines of the person's own
}

func (m randomMod) text(rng *rand.Rand) string {
	paths := slices.Sorted(func(yield func(string) bool) {
		for p := range m.versions {
			if !yield(p) {
				return
			}
		}
	})
	var b strings.Builder
	b.WriteString("module example.com/f\n\ngo 1.25.0\n")
	for _, note := range m.notes {
		b.WriteString("\n" + note + "\n")
	}
	block := rng.IntN(2) == 0
	if block && len(paths) > 0 {
		b.WriteString("\nrequire (\n")
	}
	for i, p := range paths {
		line := p + " " + m.versions[p]
		if i%3 == 2 {
			line += " // indirect"
		}
		if block {
			b.WriteString("\t" + line + "\n")
		} else {
			b.WriteString("\nrequire " + line + "\n")
		}
	}
	if block && len(paths) > 0 {
		b.WriteString(")\n")
	}
	return b.String()
}

func (m randomMod) edited(rng *rand.Rand, names []string) randomMod {
	n := randomMod{versions: map[string]string{}}
	for p, v := range m.versions {
		if rng.IntN(8) > 0 {
			n.versions[p] = v
		}
	}
	for range rng.IntN(5) {
		n.versions[names[rng.IntN(len(names))]] = fmt.Sprintf("v1.%d.%d", rng.IntN(12), rng.IntN(3))
	}
	return n
}

// Whatever two sides make of a go.mod: a version that both changed is the
// higher one, one that one side changed is that side's, what the person
// requires or wrote stays, and doing it twice is doing it once.
func TestGoModProperties(t *testing.T) {
	t.Parallel()
	names := []string{"a.io/a", "b.io/b", "c.io/c", "d.io/d", "e.io/e", "f.io/f", "g.io/g"}
	for seed := range uint64(3000) {
		rng := rand.New(rand.NewPCG(seed, 7))
		base := randomMod{}.edited(rng, names)
		base = base.edited(rng, names)
		ours, theirs := base.edited(rng, names), base.edited(rng, names)
		for i := range rng.IntN(3) {
			ours.notes = append(ours.notes, []string{"// mine, and why", "replace h.io/h => ../h // mine", "exclude a.io/a v1.99.0"}[i])
		}
		layout := rng.Uint64()
		arranged := func(m randomMod) string { return m.text(rand.New(rand.NewPCG(layout, 1))) }
		b, o, n := arranged(base), arranged(ours), arranged(theirs)
		if rng.IntN(3) == 0 {
			o = ours.text(rng) // in the person's own way
		}
		merged, err := GoMod([]byte(b), []byte(o), []byte(n))
		if err != nil {
			t.Fatalf("seed %d: %v\nbase:\n%s\nours:\n%s\ntheirs:\n%s", seed, err, b, o, n)
		}
		got, err := parseGoMod(merged)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, merged)
		}
		for _, path := range names {
			was, mine, new, is := base.versions[path], ours.versions[path], theirs.versions[path], got.require[path].version
			switch {
			case mine != "" && mine != was && is != mine && is != new:
				t.Errorf("seed %d: %s is %q, which nobody asked for", seed, path, is)
			case mine != "" && mine != was && semver.Compare(is, mine) < 0:
				t.Errorf("seed %d: %s is %q, below the person's %q", seed, path, is, mine)
			case new != "" && new != was && mine != "" && mine != was && semver.Compare(is, new) < 0:
				t.Errorf("seed %d: %s is %q, below the new %q", seed, path, is, new)
			case new != was && new != "" && mine == was && is != new:
				t.Errorf("seed %d: %s is %q, want the new %q", seed, path, is, new)
			case mine == "" && was != "" && is != "":
				t.Errorf("seed %d: %s, which the person removed, is back", seed, path)
			}
		}
		for _, note := range ours.notes {
			if !strings.Contains(string(merged), note+"\n") {
				t.Errorf("seed %d: %q is lost", seed, note)
			}
		}
		again, err := GoMod([]byte(n), merged, []byte(n))
		if err != nil || string(again) != string(merged) {
			t.Errorf("seed %d: a second merge gives %q, %v", seed, again, err)
		}
		if t.Failed() {
			t.Fatalf("base:\n%s\nours:\n%s\ntheirs:\n%s\nmerged:\n%s", b, o, n, merged)
		}
	}
}
