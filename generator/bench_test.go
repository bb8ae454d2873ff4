package generator_test

import (
	"path/filepath"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/templates"
)

// benchCatalog is the real templates, and a spec with both hooks.
func benchCatalog(b *testing.B, framework string) (*generator.Catalog, generator.Spec) {
	b.Helper()
	c, err := generator.NewCatalog(templates.FS)
	if err != nil {
		b.Fatal(err)
	}
	spec := generator.Defaults()
	spec.Name, spec.Framework = "myfunc", framework
	if spec, err = c.Complete(spec); err != nil {
		b.Fatal(err)
	}
	return c, spec
}

func BenchmarkRender(b *testing.B) {
	c, _ := benchCatalog(b, "")
	for _, framework := range c.FrameworkNames() {
		b.Run(framework, func(b *testing.B) {
			c, spec := benchCatalog(b, framework)
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
	c, spec := benchCatalog(b, "")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Project(spec); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkComputeNew compares a rendering with an empty folder.
func BenchmarkComputeNew(b *testing.B) {
	c, spec := benchCatalog(b, "")
	theirs, err := c.Project(spec)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if plan := generator.Compute(nil, nil, theirs); plan.Empty() {
			b.Fatal("nothing to do")
		}
	}
}

// BenchmarkAddHook is the work of fcgen add-hook initializer on a project
// with the other hook, whose person has changed s.yaml: finding out what to do,
// then doing it.
func BenchmarkAddHook(b *testing.B) {
	c, both := benchCatalog(b, "")
	before := both.WithoutHook("initializer")
	base, err := c.Project(before)
	if err != nil {
		b.Fatal(err)
	}
	theirs, err := c.Project(both)
	if err != nil {
		b.Fatal(err)
	}
	ours := base.Clone()
	ours["s.yaml"] = generator.File{Data: append(ours["s.yaml"].Data[:len(ours["s.yaml"].Data):len(ours["s.yaml"].Data)], "# mine\n"...)}
	plan := generator.Compute(base, ours, theirs)
	if n := len(plan.Conflicts()); n > 0 || plan.Empty() {
		b.Fatalf("got %d conflicts, empty %v", n, plan.Empty())
	}

	b.Run("Compute", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			generator.Compute(base, ours, theirs)
		}
	})
	b.Run("Apply", func(b *testing.B) {
		dir := filepath.Join(b.TempDir(), "myfunc")
		fresh := generator.Compute(nil, nil, ours)
		if err := fresh.ApplyNew(dir); err != nil {
			b.Fatal(err)
		}
		// The way back is the same work, so it is not taken off the clock.
		undo := generator.Compute(plan.Result(ours), plan.Result(ours), ours)
		for b.Loop() {
			if err := plan.Apply(dir); err != nil {
				b.Fatal(err)
			}
			if err := undo.Apply(dir); err != nil {
				b.Fatal(err)
			}
		}
	})
}
