// Package golden builds, tests and runs the projects in this folder: what
// fcgen renders, as people get it. The projects are rendered by the tests of
// package generator and never edited by hand.
package golden

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/templates"
)

// project is one golden: a folder here, and what fcgen was asked for.
type project struct {
	name string // of the folder
	dir  string // absolute
	spec generator.Spec
}

// projects finds every golden. There is always at least one.
func projects(t *testing.T) []project {
	t.Helper()
	catalog, err := generator.NewCatalog(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	specs, err := filepath.Glob(filepath.Join("*", ".fcgen", "spec.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(specs) == 0 {
		t.Fatal("no project here: render them with go test ./generator -update")
	}
	var all []project
	for _, file := range specs {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		spec, err := catalog.DecodeSpec(data)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		dir, err := filepath.Abs(filepath.Dir(filepath.Dir(file)))
		if err != nil {
			t.Fatal(err)
		}
		readAll(t, dir)
		all = append(all, project{name: filepath.Base(dir), dir: dir, spec: spec})
	}
	return all
}

// readAll reads every file of a project, so that go test knows what these
// tests depend on and never shows an old result for a project that changed:
// what the go command and the project's own process read is hidden from it.
func readAll(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		_, err = os.ReadFile(name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// forEach runs test for every golden, a few at a time.
func forEach(t *testing.T, test func(t *testing.T, p project)) {
	t.Helper()
	for _, p := range projects(t) {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			test(t, p)
		})
	}
}

// hook returns the hook of that exact name, and whether the project has it.
func (p project) hook(t *testing.T, name string) (h fc.Hook, configured bool) {
	t.Helper()
	h, ok := fc.HookNamed(name)
	if !ok {
		t.Fatalf("the platform has no hook %q", name)
	}
	return h, p.spec.HasHook(name)
}

// isEvent reports whether events arrive instead of requests.
func (p project) isEvent() bool { return p.spec.Handler == generator.Event }

// executable adds what this system wants at the end of a program's name.
func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
