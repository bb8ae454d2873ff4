package golden

import (
	"debug/elf"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/fcgen/fcgen/internal/gocommand"
)

// TestProject does with each golden what its person does first: vet and test,
// without a change to its go.mod or go.sum. The tests of what is generated run
// with the person's. FCGEN_RACE=1 adds the race detector, which takes a C
// compiler and most of the time.
func TestProject(t *testing.T) {
	t.Parallel()
	race := os.Getenv("FCGEN_RACE") == "1"
	forEach(t, func(t *testing.T, p project) {
		gocommand.Run(t, p.dir, nil, "vet", "./...")
		machinery := machineryTests(t, p)
		if race {
			// No project uses what gin needs for MessagePack, and it takes a minute to compile.
			gocommand.Run(t, p.dir, []string{"CGO_ENABLED=1", "GOFLAGS=-mod=readonly -tags=nomsgpack"}, "test", "-race", "-vet=off", machinery, "./...")
		} else {
			gocommand.Run(t, p.dir, nil, "test", "-vet=off", machinery, "./...")
		}
	})
}

// TestDeployBuild builds as s.yaml does before it deploys, in a copy of the
// project that stands alone, and looks at what would go to the platform.
func TestDeployBuild(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, p := range projects(t) {
		if seen[p.spec.Framework] || p.spec.Image != "" {
			continue // build.go is the same in every project; only what it links differs
		}
		seen[p.spec.Framework] = true
		t.Run(p.spec.Framework, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "alone")
			if err := os.CopyFS(dir, os.DirFS(p.dir)); err != nil {
				t.Fatal(err)
			}
			gocommand.Run(t, dir, []string{"GOFLAGS=-mod=readonly"}, "run", "build.go")
			checkDeployable(t, filepath.Join(dir, "dist", "bootstrap"))
		})
	}
}

// checkDeployable wants a static program for the platform's only processor
// that may be executed.
func checkDeployable(t *testing.T, file string) {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o755 {
		t.Errorf("%s has mode %v, want 0755: the platform starts it", filepath.Base(file), info.Mode().Perm())
	}
	f, err := elf.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if f.Machine != elf.EM_X86_64 {
		t.Errorf("it is for %v, want %v", f.Machine, elf.EM_X86_64)
	}
	for _, prog := range f.Progs {
		if prog.Type == elf.PT_INTERP {
			t.Error("it is linked dynamically: the platform's systems have other C libraries")
		}
	}
	if f.Section(".symtab") != nil {
		t.Error("it still holds its symbol table")
	}
}

// build compiles the project for this machine, otherwise as build.go does, with the
// files of folders of testdata/generated.
func (p project) build(t *testing.T, with ...string) (binary string) {
	t.Helper()
	binary = filepath.Join(t.TempDir(), executable("bootstrap"))
	gocommand.Run(t, p.dir, nil, "build", "-ldflags", "-s -w", overlay(t, p, with...), "-o", binary, ".")
	return binary
}
