package generator_test

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/apply"
	"github.com/fcgen/fcgen/internal/gocommand"
)

// Every cell of the matrix type-checks, tests included: go vet does it, for all of
// them at once, as modules of a workspace. The goldens are vetted where they are
// run; runtimes share their Go files.
func TestEveryCellTypeChecks(t *testing.T) {
	t.Parallel()
	golden := map[string]bool{}
	for _, spec := range goldens(t) {
		golden[goHash(t, spec)] = true
	}
	dir, work := t.TempDir(), "go 1.25.0\n"
	vet := []string{"vet"}
	c := catalog(t)
	for _, framework := range c.FrameworkNames() {
		for _, handler := range []string{generator.HTTP, generator.Event} {
			for set, hooks := range hookSets() {
				spec := complete(t, generator.Spec{Name: "myfunc", Module: "example.com/myfunc", Framework: framework, Handler: handler, Hooks: hooks})
				if golden[goHash(t, spec)] {
					continue
				}
				cell := strings.Join([]string{framework, handler, set}, "-")
				spec.Module = "example.com/" + cell
				tree, err := c.Project(spec)
				mustDo(t, err)
				mustDo(t, apply.New(generator.Compute(nil, nil, tree), filepath.Join(dir, cell)))
				work += "use ./" + cell + "\n"
				vet = append(vet, "./"+cell)
			}
		}
	}
	if len(vet) == 1 {
		t.Fatal("every cell is a golden: this test has nothing to do")
	}
	writeText(t, dir, "go.work", work)
	gocommand.Run(t, dir, []string{"GOWORK=" + filepath.Join(dir, "go.work")}, vet...)
}

// goHash stands for the Go files and modules of a spec's project.
func goHash(t *testing.T, spec generator.Spec) string {
	t.Helper()
	tree, err := catalog(t).Project(spec)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.New()
	for _, name := range tree.Paths() {
		if path.Ext(name) == ".go" || strings.HasPrefix(name, "go.") {
			sum.Write([]byte(name + "\x00"))
			sum.Write(tree[name].Data)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}
