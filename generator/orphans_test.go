package generator_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
)

// TestOrphans shows which files of a removed hook may still be deleted: those
// that have something in common with what fcgen writes, and no others.
func TestOrphans(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file, text string
		want             string
	}{
		{"rewritten, but still the hook's", "initialize.go", "package main\n\nfunc initialize() {}\n", "initialize.go"},
		{"the person's own", "initialize.go", "package main\n\nvar mine = 1\n", ""},
		{"not Go at all", "initialize.go", "mine\n", ""},
		{"of a hook that the project has", "prestop.go", "package main\n\nfunc preStop() {}\n", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := made(t, generator.Spec{Name: "f", Hooks: []string{"prestop"}})
			if err := os.WriteFile(filepath.Join(dir, test.file), []byte(test.text), 0o666); err != nil {
				t.Fatal(err)
			}
			plan, err := opened(t, dir).Orphans(catalog(t), []string{"initializer", "prestop"})
			if err != nil {
				t.Fatal(err)
			}
			var paths []string
			for _, op := range plan.Ops {
				if op.Action != generator.Delete || string(op.Before.Data) != test.text {
					t.Errorf("got %+v", op)
				}
				paths = append(paths, op.Path)
			}
			if got := strings.Join(paths, " "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
