package generator_test

import (
	"bytes"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/tools/txtar"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/apply"
	"github.com/fcgen/fcgen/internal/fc"
)

// eachEarlier runs a test on the projects of testdata/earlier: what templates
// of the past rendered. CONTRIBUTING says how each release adds its own.
func eachEarlier(t *testing.T, test func(t *testing.T, dir string)) {
	t.Helper()
	all, err := os.ReadDir("testdata/earlier")
	mustDo(t, err)
	if len(all) == 0 {
		t.Fatal("no earlier project is kept")
	}
	for _, e := range all {
		t.Run(e.Name(), func(t *testing.T) {
			t.Parallel()
			test(t, unpacked(t, filepath.Join("testdata/earlier", e.Name())))
		})
	}
}

// unpacked makes a project of what an earlier fcgen remembered of it.
func unpacked(t *testing.T, memory string) string {
	t.Helper()
	dir := t.TempDir()
	mustDo(t, os.CopyFS(filepath.Join(dir, ".fcgen"), os.DirFS(memory)))
	archive, err := txtar.ParseFile(filepath.Join(memory, "base.txtar"))
	mustDo(t, err)
	for _, f := range archive.Files {
		writeText(t, dir, f.Name, string(f.Data))
	}
	return dir
}

func textAt(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	mustDo(t, err)
	return string(data)
}

// writeText writes a file, which keeps its mode if it is there.
func writeText(t *testing.T, dir, name, text string) {
	t.Helper()
	full := filepath.Join(dir, filepath.FromSlash(name))
	mustDo(t, os.MkdirAll(filepath.Dir(full), 0o777))
	mustDo(t, os.WriteFile(full, []byte(text), 0o666))
}

// replaceText replaces the first place where a file has the text.
func replaceText(t *testing.T, dir, name, old, text string) {
	t.Helper()
	before := textAt(t, dir, name)
	if !strings.Contains(before, old) {
		t.Fatalf("%s has no %q", name, old)
	}
	writeText(t, dir, name, strings.Replace(before, old, text, 1))
}

// bring applies an update that must have no conflict, and checks what it
// leaves: files that their readers accept, and nothing more to bring.
func bring(t *testing.T, dir string) {
	t.Helper()
	before := readAll(t, dir)
	plan, err := opened(t, dir).Update(catalog(t))
	mustDo(t, err)
	for _, op := range plan.Conflicts() {
		t.Errorf("a conflict in %s: %s\n%s", op.Path, op.Why, textOf(generator.Tree{"": *op.Marked}))
	}
	if plan.Empty() {
		t.Error("nothing is brought to a project of an earlier fcgen")
	}
	mustDo(t, apply.Apply(plan, dir, stateOf(t)))
	after := readAll(t, dir)
	checkFiles(t, after)
	again, err := opened(t, dir).Update(catalog(t))
	mustDo(t, err)
	if len(again.Ops) > 0 {
		t.Errorf("a second update: %+v", again.Ops[0])
	}

	back, err := apply.Undo(dir, stateOf(t))
	mustDo(t, err)
	mustDo(t, back.Apply())
	if got := readAll(t, dir); !got.Equal(before) {
		t.Error("taken back, the project is not as it was")
	}
	mustDo(t, apply.Apply(plan, dir, stateOf(t)))
	if got := readAll(t, dir); !got.Equal(after) {
		t.Error("brought again, the project is not the same")
	}
}

func checkFiles(t *testing.T, tree generator.Tree) {
	t.Helper()
	for _, name := range tree.Paths() {
		data := tree[name].Data
		var err error
		switch {
		case path.Ext(name) == ".go":
			_, err = parser.ParseFile(token.NewFileSet(), name, data, parser.SkipObjectResolution)
		case name == "s.yaml":
			err = fc.CheckSYAML(data)
		case name == "go.mod":
			_, err = modfile.Parse(name, data, nil)
		}
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, data)
		}
		if bytes.Contains(data, []byte("<<<<<<<")) {
			t.Errorf("%s holds conflict markers", name)
		}
	}
}

// A project that nobody has touched becomes what this fcgen makes of its spec.
func TestUpdateFromEarlier(t *testing.T) {
	t.Parallel()
	eachEarlier(t, func(t *testing.T, dir string) {
		bring(t, dir)
		want, err := catalog(t).Project(opened(t, dir).Spec)
		mustDo(t, err)
		got := readAll(t, dir)
		for name := range want {
			if !got[name].Equal(want[name]) {
				t.Errorf("%s is not as a new project's", name)
			}
		}
		for name := range got {
			if _, there := want[name]; !there {
				t.Errorf("%s is left over", name)
			}
		}
	})
}
