package rehearsal

import (
	"bytes"
	"maps"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/release/fakegithub"
)

// A release that was never made, and that no real one will be.
const (
	tag     = "v999.0.0"
	version = "999.0.0"
	ours    = "fcgen/fcgen"
)

var tokens = map[string]string{
	ours:                    "token-of-the-workflow",
	"fcgen/homebrew-tap":    "token-of-the-tap",
	"fcgen/scoop-bucket":    "token-of-the-bucket",
	"fcgen/winget-pkgs":     "token-of-the-fork",
	"microsoft/winget-pkgs": "token-of-the-fork", // anyone may open a pull request
}

// stage is a GitHub, and a clone that is released to it.
type stage struct {
	hub     *fakegithub.Hub
	api     string // its address
	clone   string
	image   string // what docker was given to build
	environ []string
}

func newStage(t *testing.T, goreleaser, cyclonedx string) *stage {
	t.Helper()
	var repos []fakegithub.Repo
	for _, name := range slices.Sorted(maps.Keys(tokens)) {
		r := fakegithub.Repo{Name: name, Token: tokens[name]}
		if name == "microsoft/winget-pkgs" {
			r.Branch = "master"
		}
		repos = append(repos, r)
	}
	s := &stage{hub: fakegithub.New(repos...), image: filepath.Join(t.TempDir(), "image")}
	server := httptest.NewServer(s.hub)
	t.Cleanup(server.Close)
	s.api = server.URL
	players, err := filepath.Abs("testdata/bin")
	if err != nil {
		t.Fatal(err)
	}
	s.environ = append(os.Environ(),
		"PATH="+strings.Join([]string{players, filepath.Dir(goreleaser), filepath.Dir(cyclonedx), os.Getenv("PATH")}, string(filepath.ListSeparator)),
		"FCGEN_GITHUB_API="+s.api, "FCGEN_IMAGE="+s.image,
		"GITHUB_TOKEN="+tokens[ours], "HOMEBREW_TAP_TOKEN="+tokens["fcgen/homebrew-tap"],
		"SCOOP_BUCKET_TOKEN="+tokens["fcgen/scoop-bucket"], "WINGET_TOKEN="+tokens["fcgen/winget-pkgs"])
	s.clone = filepath.Join(t.TempDir(), "fcgen")
	s.must(t, filepath.Join("..", "..", ".."), "git", "clone", "-q", ".", s.clone)
	s.must(t, s.clone, "git", "-c", "user.name=fcgen", "-c", "user.email=fcgen@example.com", "tag", "-a", "-m", tag, tag)
	return s
}

// run starts a program in a folder and returns all that it says.
func (s *stage) run(t *testing.T, dir, name string, args ...string) (string, error) {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Dir, c.Env = dir, s.environ
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	err := c.Run()
	return said.String(), err
}

func (s *stage) must(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	said, err := s.run(t, dir, name, args...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, said)
	}
	return said
}

func (s *stage) read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(s.clone, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// released is the one release that there is.
func (s *stage) released(t *testing.T) fakegithub.Release {
	t.Helper()
	list := s.hub.Releases()
	if len(list) != 1 {
		t.Fatalf("there are %d releases", len(list))
	}
	return list[0]
}
