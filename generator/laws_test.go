package generator_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/apply"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/project"
)

// made writes the project of a spec into a new folder.
func made(t *testing.T, s generator.Spec) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), s.Name)
	tree, err := catalog(t).Project(complete(t, s))
	if err != nil {
		t.Fatal(err)
	}
	if err := apply.New(generator.Compute(nil, nil, tree), dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func opened(t *testing.T, dir string) *generator.Project {
	t.Helper()
	p, err := project.Open(t.Context(), catalog(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// add applies add-hook, and checks that the plan shown is what then stands on the disk.
func add(t *testing.T, dir string, hooks ...string) {
	t.Helper()
	plan, _, err := opened(t, dir).AddHooks(catalog(t), hooks, nil)
	if err != nil {
		t.Fatal(err)
	}
	applied(t, dir, plan)
}

func remove(t *testing.T, dir string, hooks ...string) {
	t.Helper()
	plan, _, err := opened(t, dir).RemoveHooks(catalog(t), hooks, false)
	if err != nil {
		t.Fatal(err)
	}
	applied(t, dir, plan)
}

func applied(t *testing.T, dir string, plan generator.Plan) {
	t.Helper()
	want := readAll(t, dir)
	for _, op := range plan.Ops {
		switch op.Action {
		case generator.Delete:
			delete(want, op.Path)
		case generator.Create, generator.Replace, generator.Merge:
			want[op.Path] = *op.After
		}
	}
	if err := apply.Apply(plan, dir, stateOf(t)); err != nil {
		t.Fatal(err)
	}
	if got := readAll(t, dir); !got.Equal(want) {
		t.Errorf("the disk is not what the plan said: %v, want %v", got.Paths(), want.Paths())
	}
}

// eachPair runs law for every framework, both handlers and every two sets of hooks.
func eachPair(t *testing.T, law func(t *testing.T, s generator.Spec, a, b []string)) {
	for _, framework := range catalog(t).FrameworkNames() {
		for _, handler := range []string{generator.HTTP, generator.Event} {
			for nameA, a := range hookSets() {
				for nameB, b := range hookSets() {
					t.Run(fmt.Sprintf("%s/%s/%s/%s", framework, handler, nameA, nameB), func(t *testing.T) {
						t.Parallel()
						law(t, generator.Spec{Name: "law", Framework: framework, Handler: handler}, a, b)
					})
				}
			}
		}
	}
}

func with(s generator.Spec, hooks ...[]string) generator.Spec {
	s.Hooks = slices.Concat(hooks...)
	return s
}

// new(a,b) = new(a), then add-hook b; and b twice is b once.
func TestAddingIsAskingAtOnce(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s generator.Spec, a, b []string) {
		want := readAll(t, made(t, with(s, a, b)))
		dir := made(t, with(s, a))
		add(t, dir, b...)
		if got := readAll(t, dir); !got.Equal(want) {
			t.Errorf("got %v, want %v", got.Paths(), want.Paths())
		}
		plan, _, err := opened(t, dir).AddHooks(catalog(t), b, nil)
		if err != nil || len(plan.Ops) != 0 {
			t.Errorf("the second time: %+v, %v, want nothing to do", plan.Ops, err)
		}
	})
}

// add-hook, then remove-hook of the same = nothing happened.
func TestRemovingUndoesAdding(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s generator.Spec, a, b []string) {
		dir := made(t, with(s, a))
		want := readAll(t, dir)
		b = slices.DeleteFunc(slices.Clone(b), func(h string) bool { return slices.Contains(a, h) })
		add(t, dir, b...)
		remove(t, dir, b...)
		if got := readAll(t, dir); !got.Equal(want) {
			t.Errorf("got %v, want %v", got.Paths(), want.Paths())
		}
	})
}

// The order in which hooks come does not matter.
func TestOrderOfHooksDoesNotMatter(t *testing.T) {
	t.Parallel()
	for _, framework := range catalog(t).FrameworkNames() {
		t.Run(framework, func(t *testing.T) {
			t.Parallel()
			s := generator.Spec{Name: "law", Framework: framework}
			want := readAll(t, made(t, with(s, fc.HookNames())))
			backwards := slices.Clone(fc.HookNames())
			slices.Reverse(backwards)
			if got := readAll(t, made(t, with(s, backwards))); !got.Equal(want) {
				t.Error("asked for backwards, the project differs")
			}
			dir := made(t, s)
			for _, hook := range backwards {
				add(t, dir, hook)
			}
			if got := readAll(t, dir); !got.Equal(want) {
				t.Error("added backwards, the project differs")
			}
		})
	}
}

// Rendering anew what a project was asked for changes nothing.
func TestSameSpecIsAnEmptyPlan(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s generator.Spec, a, _ []string) {
		dir := made(t, with(s, a))
		p := opened(t, dir)
		plan, err := p.Change(catalog(t), p.Spec)
		if err != nil || len(plan.Ops) != 0 || !plan.Empty() {
			t.Errorf("got %+v, %v, want nothing", plan.Ops, err)
		}
	})
}
