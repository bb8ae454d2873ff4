package generator_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/apply"
	"github.com/fcgen/fcgen/internal/project"
	"github.com/fcgen/fcgen/templates"
)

// release is the catalogue of a fcgen of that version.
func release(t *testing.T, version string) *generator.Catalog {
	t.Helper()
	c, err := generator.NewCatalog(templates.FS)
	mustDo(t, err)
	c.Version = version
	return c
}

// madeBy is the folder of a project that a fcgen of that version made.
func madeBy(t *testing.T, version string) string {
	t.Helper()
	c := release(t, version)
	s, err := c.Complete(generator.Spec{Name: "f", Hooks: []string{"prestop"}})
	mustDo(t, err)
	tree, err := c.Project(s)
	mustDo(t, err)
	dir := t.TempDir()
	mustDo(t, apply.Apply(generator.Compute(nil, nil, tree), dir, stateOf(t)))
	return dir
}

// TestNewerVersion: what a later fcgen rendered is left to it, if it is known
// which of the two is the later one.
func TestNewerVersion(t *testing.T) {
	t.Parallel()
	tests := []struct {
		by, running string
		newer       bool
	}{
		{"1.3.0", "1.2.9", true},
		{"1.10.0", "1.9.0", true},
		{"2.0.0", "2.0.0-rc.1", true},
		{"1.3.0", "1.3.0", false},
		{"1.2.0", "1.3.0", false},
		{"1.3.0", "devel", false},
		{"1.3.0", "", false},
		{"1.3.0", "1.2.1-0.20260102030405-abcdefabcdef", false}, // of a checkout, which may hold anything
		{"1.3.0", "1.2.0+dirty", false},
		{"devel", "1.2.0", false},
		{"", "1.2.0", false},
		{"1.3.1-0.20260102030405-abcdefabcdef", "1.2.0", false},
	}
	for _, test := range tests {
		t.Run(test.by+" by "+test.running, func(t *testing.T) {
			t.Parallel()
			c := release(t, test.running)
			p, err := project.Open(t.Context(), c, madeBy(t, test.by))
			mustDo(t, err)
			_, errUpdate := p.Update(c)
			_, _, errAdd := p.AddHooks(c, []string{"initializer"}, nil)
			_, _, errRemove := p.RemoveHooks(c, []string{"prestop"}, false)
			for _, err := range []error{p.CheckVersion(c), errUpdate, errAdd, errRemove} {
				newer, ok := errors.AsType[*generator.NewerVersion](err)
				if ok != test.newer || err != nil && !ok {
					t.Errorf("got %v, want newer: %v", err, test.newer)
				}
				if ok && (newer.Version != test.by || newer.Running != test.running) {
					t.Errorf("got %+v", newer)
				}
			}
		})
	}
}

// TestVersionSettles: a version alone is no change; with one it is noted, and
// only that of a release.
func TestVersionSettles(t *testing.T) {
	t.Parallel()
	dir := madeBy(t, "1.2.0")
	before := textAt(t, dir, ".fcgen/base.txtar")
	if !strings.Contains(before, "Rendered by fcgen 1.2.0\n-- .dockerignore --\n") {
		t.Fatalf("no version in\n%.300s", before)
	}
	for _, ends := range []string{"\n", "\r\n"} {
		writeText(t, dir, ".fcgen/base.txtar", strings.ReplaceAll(before, "\n", ends))
		for _, version := range []string{"1.2.0", "1.3.0", "devel"} {
			c := release(t, version)
			p, err := project.Open(t.Context(), c, dir)
			mustDo(t, err)
			if plan, err := p.Update(c); err != nil || len(plan.Ops) > 0 {
				t.Errorf("%s: %+v, %v", version, plan.Ops, err)
			}
		}
	}
	writeText(t, dir, ".fcgen/base.txtar", before)
	for _, step := range []struct{ version, hook, want string }{
		{"1.3.0-rc.1", "initializer", "Rendered by fcgen 1.3.0-rc.1\n"},
		{"devel", "prestop", ""},
	} {
		c := release(t, step.version)
		p, err := project.Open(t.Context(), c, dir)
		mustDo(t, err)
		plan, _, err := p.AddHooks(c, []string{step.hook}, map[string]int{step.hook: 7})
		mustDo(t, err)
		mustDo(t, apply.Apply(plan, dir, stateOf(t)))
		_, got, _ := strings.Cut(textAt(t, dir, ".fcgen/base.txtar"), "Do not edit.\n")
		if got, _, _ = strings.Cut(got, "-- "); got != step.want {
			t.Errorf("%s: got %q, want %q", step.version, got, step.want)
		}
	}
}

// TestSpecOfNewerVersion: a spec with what only a later fcgen knows is no
// mistake of the person's.
func TestSpecOfNewerVersion(t *testing.T) {
	t.Parallel()
	dir := madeBy(t, "1.3.0")
	writeText(t, dir, ".fcgen/spec.yaml", textAt(t, dir, ".fcgen/spec.yaml")+"gpu: 1\n")
	if _, err := project.Open(t.Context(), release(t, "1.2.0"), dir); !errors.As(err, new(*generator.NewerVersion)) {
		t.Errorf("got %v", err)
	}
	if _, err := project.Open(t.Context(), release(t, "1.3.0"), dir); !errors.As(err, new(*generator.Unreadable)) {
		t.Errorf("got %v", err)
	}
}
