package rehearsal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Built once more in another folder, at another time, every file has the same
// bytes: so anybody can see that a release is made of this source. The
// compiler's cache is shared, since the folder is not among its keys; what is
// linked, packed and listed is made anew.
func (s *stage) testElsewhere(t *testing.T) {
	other := filepath.Join(t.TempDir(), "some", "where", "else")
	s.must(t, s.clone, "git", "clone", "-q", ".", other)
	s.must(t, other, os.Getenv("FCGEN_GORELEASER"), "release", "--clean", "--skip=publish,sign,docker", "--parallelism", "2")
	again, err := os.ReadFile(filepath.Join(other, "dist", "checksums.txt"))
	if err != nil {
		t.Fatal(err)
	}
	here := map[string]bool{}
	for line := range strings.Lines(string(s.read(t, "dist/checksums.txt"))) {
		here[line] = true
	}
	if len(here) < 20 {
		t.Fatalf("only %d files are listed", len(here))
	}
	for line := range strings.Lines(string(again)) {
		if !here[line] {
			t.Errorf("made elsewhere it has other bytes: %s", line)
		}
	}
	if strings.Count(string(again), "\n") != len(here) {
		t.Errorf("elsewhere %d files were made, here %d", strings.Count(string(again), "\n"), len(here))
	}
}
