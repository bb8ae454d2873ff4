package rehearsal

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What docker was given is complete: BuildKit reads the Dockerfile without a
// warning, and each file that it copies is there, for both systems.
func (s *stage) testImage(t *testing.T) {
	args, err := os.ReadFile(s.image + ".args")
	if err != nil {
		t.Fatal(err)
	}
	given := strings.Split(strings.TrimSpace(string(args)), "\n")
	for _, want := range []string{"--push", "linux/amd64,linux/arm64", "ghcr.io/fcgen/fcgen:" + version, "ghcr.io/fcgen/fcgen:latest"} {
		if !slices.Contains(given, want) {
			t.Errorf("docker was not given %s: %v", want, given)
		}
	}
	var reports []struct {
		Context, Warnings []string
		Stages            []struct {
			Steps []struct{ Sources []string }
		}
		Image struct{ Entrypoint []string }
	}
	read := s.must(t, filepath.Join(s.clone, "internal", "dockerfile"), "go", "run", ".", s.image)
	if err := json.Unmarshal([]byte(read), &reports); err != nil || len(reports) != 1 {
		t.Fatalf("%v\n%s", err, read)
	}
	r := reports[0]
	if len(r.Warnings) > 0 || !slices.Equal(r.Image.Entrypoint, []string{"fcgen"}) || len(r.Stages) != 1 {
		t.Errorf("BuildKit reads it as %+v", r)
	}
	copied := 0
	for _, platform := range []string{"linux/amd64", "linux/arm64"} {
		for _, step := range r.Stages[0].Steps {
			for _, source := range step.Sources {
				copied++
				if source = strings.ReplaceAll(source, "$TARGETPLATFORM", platform); !slices.Contains(r.Context, source) {
					t.Errorf("%s is copied and not there: %v", source, r.Context)
				}
			}
		}
	}
	if copied != 6 {
		t.Errorf("%d files are copied", copied)
	}
	if digests := string(s.read(t, "dist/digests.txt")); !strings.Contains(digests, "ghcr.io/fcgen/fcgen:"+version) {
		t.Errorf("digests.txt, which is attested, is %q", digests)
	}
}
