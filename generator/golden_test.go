package generator_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/apply"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/templates"
)

var update = flag.Bool("update", false, "write golden/ anew")

const goldenDir = "../golden"

func catalog(t testing.TB) *generator.Catalog {
	t.Helper()
	c, err := generator.NewCatalog(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func complete(t testing.TB, s generator.Spec) generator.Spec {
	t.Helper()
	done, err := catalog(t).Complete(s)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// hookSets are all sets of hooks, by what the goldens call them.
func hookSets() map[string][]string {
	return map[string][]string{"none": {}, "initializer": {"initializer"}, "prestop": {"prestop"}, "both": fc.HookNames()}
}

// goldens are the projects in golden/, by folder: every framework with both hooks
// and as an event function, and the default one with each set of hooks, as a
// container, and with all that can be asked for.
func goldens(t testing.TB) map[string]generator.Spec {
	t.Helper()
	specs := map[string]generator.Spec{}
	add := func(suffix string, s generator.Spec) {
		s.Name, s.Module = "myfunc", "example.com/myfunc"
		specs[s.Framework+"-"+suffix] = complete(t, s)
	}
	usual := generator.Defaults().Framework
	for name, hooks := range hookSets() {
		add(name, generator.Spec{Framework: usual, Hooks: hooks})
	}
	for _, framework := range catalog(t).FrameworkNames() {
		add("both", generator.Spec{Framework: framework, Hooks: fc.HookNames()})
		add("event", generator.Spec{Framework: framework, Hooks: fc.HookNames(), Handler: generator.Event})
	}
	add("container", generator.Spec{
		Framework: usual, Hooks: fc.HookNames(), Runtime: "custom-container",
		Description: "says: hello", Role: "acs:ram::123456789012:role/myfunc", Env: map[string]string{"GREETING": "hello # world", "MODE": "on"},
		CI: generator.GitHub, NoAgents: true,
		Image: "registry.cn-hangzhou.aliyuncs.com/example/myfunc:v1", Trigger: generator.Function, Port: 8080,
	})
	return specs
}

// golden/ holds exactly what is rendered: the same names, modes and bytes.
func TestGoldens(t *testing.T) {
	specs := goldens(t)
	if *update {
		writeGoldens(t, specs)
	}
	for name, spec := range specs {
		t.Run(name, func(t *testing.T) {
			want, err := catalog(t).Project(spec)
			if err != nil {
				t.Fatal(err)
			}
			got := readAll(t, filepath.Join(goldenDir, name))
			for _, path := range want.Paths() {
				if f, there := got[path]; !there {
					t.Errorf("golden/%s/%s is missing", name, path)
				} else if !f.Equal(want[path]) {
					t.Errorf("golden/%s/%s differs from what is rendered (executable: %v there, %v rendered)", name, path, f.Exec, want[path].Exec)
				}
			}
			for _, path := range got.Paths() {
				if _, wanted := want[path]; !wanted {
					t.Errorf("golden/%s/%s is not rendered any more", name, path)
				}
			}
			if t.Failed() {
				t.Log("after a look at the change: go test ./generator -run TestGoldens -update")
			}
		})
	}
	for _, name := range goldenFolders(t) {
		if _, known := specs[name]; !known {
			t.Errorf("golden/%s is no golden", name)
		}
	}
}

func goldenFolders(t *testing.T) []string {
	t.Helper()
	projects, err := filepath.Glob(filepath.Join(goldenDir, "*", ".fcgen"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range projects {
		names = append(names, filepath.Base(filepath.Dir(p)))
	}
	return names
}

// writeGoldens leaves alone what is right already: go test takes a file with a
// new time for another file, and would run everything that reads it again.
func writeGoldens(t *testing.T, specs map[string]generator.Spec) {
	t.Helper()
	for _, name := range goldenFolders(t) {
		if _, known := specs[name]; !known {
			dropGolden(t, name)
		}
	}
	for name, spec := range specs {
		tree, err := catalog(t).Project(spec)
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(goldenDir, name)
		if _, err := os.Stat(dir); err == nil && readAll(t, dir).Equal(tree) {
			continue
		}
		dropGolden(t, name)
		if err := apply.New(generator.Compute(nil, nil, tree), dir); err != nil {
			t.Fatal(err)
		}
	}
}

func dropGolden(t *testing.T, name string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(goldenDir, name)); err != nil {
		t.Fatal(err)
	}
}

// readAll reads every file below dir.
func readAll(t testing.TB, dir string) generator.Tree {
	t.Helper()
	tree := generator.Tree{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if filepath.ToSlash(name) == ".fcgen/undo" { // not the project's own
			return fs.SkipDir
		}
		if d.IsDir() {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		tree[filepath.ToSlash(name)] = generator.File{Data: data, Exec: info.Mode()&0o100 != 0}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// Every cell of the matrix renders, which parses each file, and twice the same.
func TestEveryCellRenders(t *testing.T) {
	t.Parallel()
	c := catalog(t)
	cells := 0
	for _, framework := range c.FrameworkNames() {
		for _, handler := range []string{generator.HTTP, generator.Event} {
			for _, runtime := range fc.Runtimes() {
				for set, hooks := range hookSets() {
					spec := generator.Spec{Name: "cell", Framework: framework, Handler: handler, Runtime: runtime.Name, Hooks: hooks}
					if runtime.Container {
						spec.Image = "registry.example.com/cell:1"
					}
					name := fmt.Sprint(framework, handler, runtime.Name, set)
					spec = complete(t, spec)
					first, err := c.Project(spec)
					if err != nil {
						t.Fatalf("%s: %v", name, err)
					}
					if second, err := c.Project(spec); err != nil || !second.Equal(first) {
						t.Errorf("%s: a second rendering differs, %v", name, err)
					}
					checkText(t, name, first)
					cells++
				}
			}
		}
	}
	if want := len(c.FrameworkNames()) * 2 * len(fc.Runtimes()) * 4; cells != want {
		t.Errorf("rendered %d cells, want %d", cells, want)
	}
}

// checkText looks for what would show that a template went wrong although its file parses.
func checkText(t *testing.T, cell string, tree generator.Tree) {
	t.Helper()
	for _, path := range tree.Paths() {
		if clean, err := format.Source(tree[path].Data); strings.HasSuffix(path, ".go") && (err != nil || !bytes.Equal(clean, tree[path].Data)) {
			t.Errorf("%s: %s is not as gofmt writes it, %v", cell, path, err)
		}
		for _, bad := range []string{"{{.", "{{-", "-}}", "<no value>", "\t\n", " \n", "\n\n\n", "%!"} {
			if path != ".fcgen/base.txtar" && path != "go.sum" && bytes.Contains(tree[path].Data, []byte(bad)) {
				t.Errorf("%s: %s holds %q", cell, path, bad)
			}
		}
	}
	if tree := tree.Paths(); !slices.Contains(tree, "s.yaml") || !slices.Contains(tree, "Dockerfile") || !slices.Contains(tree, "README.md") {
		t.Errorf("%s: a file is missing: %v", cell, tree)
	}
}
