package generator_test

import (
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/apply"
)

// withBothHooks is what fcgen new --yes asks for, on another framework.
func withBothHooks(b *testing.B, framework string) generator.Spec {
	b.Helper()
	s := generator.Defaults()
	s.Name, s.Framework = "myfunc", framework
	return complete(b, s)
}

func projectOf(b *testing.B, s generator.Spec) generator.Tree {
	b.Helper()
	tree, err := catalog(b).Project(s)
	if err != nil {
		b.Fatal(err)
	}
	return tree
}

func BenchmarkRender(b *testing.B) {
	c := catalog(b)
	for _, framework := range c.FrameworkNames() {
		b.Run(framework, func(b *testing.B) {
			spec := withBothHooks(b, framework)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Render(spec); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkProject is a rendering and what the project remembers of it.
func BenchmarkProject(b *testing.B) {
	c, spec := catalog(b), withBothHooks(b, "nethttp")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Project(spec); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkComputeNew compares a rendering with an empty folder.
func BenchmarkComputeNew(b *testing.B) {
	theirs := projectOf(b, withBothHooks(b, "nethttp"))
	b.ReportAllocs()
	for b.Loop() {
		if generator.Compute(nil, nil, theirs).Empty() {
			b.Fatal("the plan of a new project is empty")
		}
	}
}

// BenchmarkAddHook is the work of fcgen add-hook initializer, once the trees
// are read, on a project with the other hook whose person has added to s.yaml.
func BenchmarkAddHook(b *testing.B) {
	both := withBothHooks(b, "nethttp")
	base, theirs := projectOf(b, both.WithoutHook("initializer")), projectOf(b, both)
	ours := base.Clone()
	ours["s.yaml"] = generator.File{Data: slices.Concat(base["s.yaml"].Data, []byte("# mine\n"))}
	plan := generator.Compute(base, ours, theirs)
	if len(plan.Conflicts()) > 0 || plan.Empty() {
		b.Fatalf("got the plan %v, want changes without a conflict", plan.Ops)
	}

	b.Run("Compute", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if generator.Compute(base, ours, theirs).Empty() {
				b.Fatal("the plan is empty")
			}
		}
	})
	// There and back again: two plans are applied in each turn.
	b.Run("Apply", func(b *testing.B) {
		dir := filepath.Join(b.TempDir(), "myfunc")
		if err := apply.New(generator.Compute(nil, nil, ours), dir); err != nil {
			b.Fatal(err)
		}
		back := reversed(plan)
		for b.Loop() {
			for _, p := range []generator.Plan{plan, back} {
				if err := apply.Apply(p, dir, stateOf(b)); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

// reversed is the plan that takes the plan's changes back.
func reversed(p generator.Plan) generator.Plan {
	var back generator.Plan
	for _, op := range p.Ops {
		undo := generator.Op{Path: op.Path, Action: generator.Replace, Before: op.After, After: op.Before}
		switch op.Action {
		case generator.Keep:
			continue
		case generator.Create:
			undo.Action = generator.Delete
		case generator.Delete:
			undo.Action = generator.Create
		}
		back.Ops = append(back.Ops, undo)
	}
	return back
}

// BenchmarkNew is all of fcgen new but the process and its arguments.
func BenchmarkNew(b *testing.B) {
	c, spec, parent := catalog(b), withBothHooks(b, "nethttp"), b.TempDir()
	dirs := 0
	b.ReportAllocs()
	for b.Loop() {
		tree, err := c.Project(spec)
		if err != nil {
			b.Fatal(err)
		}
		dirs++
		if err := apply.New(generator.Compute(nil, nil, tree), filepath.Join(parent, strconv.Itoa(dirs))); err != nil {
			b.Fatal(err)
		}
	}
}
