package generator_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/apply"
	"github.com/fcgen/fcgen/internal/fc"
)

// Whatever a person does to a project, adding and removing hooks loses no line
// of theirs: the change is applied with all of them in it, or not at all.
func TestNoLineOfThePersonsIsLost(t *testing.T) {
	t.Parallel()
	const projects = 40
	applied := 0
	for seed := range uint64(projects) {
		rng := rand.New(rand.NewPCG(seed, 4))
		frameworks := catalog(t).FrameworkNames()
		spec := generator.Spec{Name: "edited", Framework: frameworks[rng.IntN(len(frameworks))], Hooks: fc.HookNames()[:rng.IntN(2)]}
		dir := made(t, spec)
		person := &person{rng: rng, dir: dir}
		for range 1 + rng.IntN(8) {
			person.edit(t)
		}
		if person.try(t, func(p *generator.Project) (generator.Plan, error) {
			plan, _, err := p.AddHooks(catalog(t), fc.HookNames(), nil)
			return plan, err
		}) {
			applied++
		}
		person.edit(t)
		person.try(t, func(p *generator.Project) (generator.Plan, error) {
			plan, _, err := p.RemoveHooks(catalog(t), fc.HookNames()[rng.IntN(2):], false)
			return plan, err
		})
		if t.Failed() {
			t.Fatalf("seed %d, after: %s", seed, strings.Join(person.did, "; "))
		}
	}
	if applied < projects/2 {
		t.Errorf("only %d of %d projects could get their hooks", applied, projects)
	}
}

// person edits a project in the ways people do, and remembers each line written.
type person struct {
	rng   *rand.Rand
	dir   string
	lines []string // each is like no other
	did   []string
}

func (p *person) edit(t *testing.T) {
	t.Helper()
	tree := readAll(t, p.dir)
	names := slices.DeleteFunc(tree.Paths(), func(name string) bool { return strings.HasPrefix(name, ".fcgen/") || name == "go.sum" })
	name := names[p.rng.IntN(len(names))]
	path := filepath.Join(p.dir, filepath.FromSlash(name))
	text := string(tree[name].Data)
	comment := map[bool]string{true: "// ", false: "# "}[strings.HasSuffix(name, ".go")]
	line := fmt.Sprintf("%sthe person's line %d.", comment, len(p.lines))
	what := p.rng.IntN(7)
	p.did = append(p.did, fmt.Sprintf("%d to %s", what, name))
	switch what {
	case 0: // a line somewhere
		all := strings.SplitAfter(text, "\n")
		at := p.rng.IntN(len(all))
		text = strings.Join(slices.Insert(all, at, line+"\n"), "")
	case 1: // a line at the end
		text += line + "\n"
	case 2: // another text altogether
		text = line + "\n"
		if strings.HasSuffix(name, ".go") {
			text += "\npackage main\n"
		}
	case 3: // line ends of another system
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
		line = ""
	case 4: // gone
		if strings.Contains(text, "the person's line") {
			return
		}
		mustDo(t, os.Remove(path))
		return
	case 5: // under another name
		mustDo(t, os.Rename(path, filepath.Join(p.dir, fmt.Sprintf("my%d-%s", len(p.lines), filepath.Base(name)))))
		return
	case 6: // executable
		mustDo(t, os.Chmod(path, 0o755))
		return
	}
	if line != "" {
		p.lines = append(p.lines, line)
	}
	mustDo(t, os.WriteFile(path, []byte(text), 0o666))
}

// try applies a change if it has no conflicts, and looks for the person's lines.
func (p *person) try(t *testing.T, change func(*generator.Project) (generator.Plan, error)) bool {
	t.Helper()
	before := readAll(t, p.dir)
	plan, err := change(opened(t, p.dir))
	mustDo(t, err)
	err = apply.Apply(plan, p.dir, stateOf(t))
	after := readAll(t, p.dir)
	if conflicts := len(plan.Conflicts()) > 0; conflicts != (err != nil) {
		t.Errorf("conflicts: %v, error: %v", plan.Conflicts(), err)
	}
	if err != nil && !after.Equal(before) {
		t.Error("a change that was refused changed the disk")
	}
	var all strings.Builder
	for _, name := range after.Paths() {
		if !strings.HasPrefix(name, ".fcgen/") {
			all.Write(after[name].Data)
		}
	}
	for _, line := range p.lines {
		if !strings.Contains(all.String(), line) && strings.Contains(textOf(before), line) {
			t.Errorf("the line %q is lost", line)
		}
	}
	for _, name := range before.Paths() {
		if f, there := after[name]; there && before[name].Exec && !f.Exec {
			t.Errorf("%s is no longer executable", name)
		}
	}
	return err == nil
}

func textOf(tree generator.Tree) string {
	var all strings.Builder
	for _, name := range tree.Paths() {
		all.Write(tree[name].Data)
	}
	return all.String()
}

// stateOf is the state of a test: beside its temporary folders, and removed with them.
func stateOf(t testing.TB) apply.State {
	t.Helper()
	return apply.StateIn(filepath.Join(filepath.Dir(t.TempDir()), "state"))
}

func mustDo(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
