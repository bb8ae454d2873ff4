package rehearsal

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// What people install works: it says which fcgen it is, and makes a project
// that builds.
func (s *stage) testInstalled(t *testing.T) {
	t.Run("archive", func(t *testing.T) {
		name := "fcgen_" + version + "_" + runtime.GOOS + "_" + runtime.GOARCH + ".tar.gz"
		program := filepath.Join(t.TempDir(), "fcgen")
		if err := os.WriteFile(program, unpack(t, name, s.asset(t, name))["fcgen"], 0o755); err != nil {
			t.Fatal(err)
		}
		s.tryProgram(t, program)
	})
	t.Run("deb", func(t *testing.T) {
		dpkg, err := exec.LookPath("dpkg-deb")
		if err != nil {
			t.Skip("there is no dpkg-deb here")
		}
		names := s.named(t, "_"+runtime.GOARCH+`\.deb$`)
		if len(names) != 1 {
			t.Fatalf("the packages are %v", names)
		}
		at := t.TempDir()
		if err := os.WriteFile(filepath.Join(at, "fcgen.deb"), s.asset(t, names[0]), 0o644); err != nil {
			t.Fatal(err)
		}
		s.must(t, at, dpkg, "-x", "fcgen.deb", "root")
		s.tryProgram(t, filepath.Join(at, "root", "usr", "bin", "fcgen"))
		if man, err := exec.LookPath("man"); err == nil {
			page := s.must(t, at, man, "--warnings", "-E", "ascii", "-l", "root/usr/share/man/man1/fcgen-new.1.gz")
			if !strings.Contains(page, "--on-conflict") || strings.Contains(page, "warning:") {
				t.Errorf("man shows\n%s", page)
			}
		}
	})
}

func (s *stage) tryProgram(t *testing.T, program string) {
	t.Helper()
	commit := strings.TrimSpace(s.must(t, s.clone, "git", "rev-parse", "--short", "HEAD"))
	if said := s.must(t, s.clone, program, "--version"); !strings.Contains(said, version) || !strings.Contains(said, commit) {
		t.Errorf("it says that it is %q", said)
	}
	at := t.TempDir()
	s.must(t, at, program, "new", "installed", "--yes")
	s.must(t, filepath.Join(at, "installed"), "go", "build", "-mod=readonly", "-o", os.DevNull, ".")
}
