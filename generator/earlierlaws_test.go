package generator_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/apply"
)

// Whatever a person did to a project of an earlier fcgen, an update loses no
// line of theirs: it is made with all of them in it, or not at all; and undo
// gives back what was there. Where the person has both sides' lines written,
// none is lost either.
func TestUpdateLosesNoLine(t *testing.T) {
	t.Parallel()
	eachEarlier(t, func(t *testing.T, _ string) {
		applied := 0
		const turns = 8
		for seed := range uint64(turns) {
			dir := another(t)
			p := &person{rng: rand.New(rand.NewPCG(seed, 9)), dir: dir}
			for range 1 + p.rng.IntN(10) {
				p.edit(t)
			}
			before := readAll(t, dir)
			plan, err := opened(t, dir).Update(catalog(t))
			mustDo(t, err)
			made := p.try(t, func(*generator.Project) (generator.Plan, error) { return plan, nil })
			if !made {
				plan = plan.Resolve(generator.Markers)
				if len(plan.Conflicts()) > 0 {
					continue // a file that is none of text, say
				}
				made = p.try(t, func(*generator.Project) (generator.Plan, error) { return plan, nil })
			}
			if made && !plan.Empty() {
				applied++
				back, err := apply.Undo(dir, stateOf(t))
				mustDo(t, err)
				mustDo(t, back.Apply())
				if !readAll(t, dir).Equal(before) {
					t.Error("taken back, the project is not as it was")
				}
				mustDo(t, apply.Apply(plan, dir, stateOf(t)))
			}
			again, err := opened(t, dir).Update(catalog(t))
			mustDo(t, err)
			if made && len(again.Ops) > 0 {
				t.Errorf("a second update: %s %s: %s", again.Ops[0].Action, again.Ops[0].Path, again.Ops[0].Why)
			}
			if t.Failed() {
				t.Fatalf("seed %d, after: %s", seed, strings.Join(p.did, "; "))
			}
		}
		if applied < turns/2 {
			t.Errorf("only %d of %d updates were made", applied, turns)
		}
	})
}

// another unpacks the project of this test once more.
func another(t *testing.T) string {
	t.Helper()
	_, name, _ := strings.Cut(t.Name(), "/")
	return unpacked(t, "testdata/earlier/"+name)
}
