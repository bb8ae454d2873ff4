package rehearsal

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/release/fakegithub"
)

func TestRelease(t *testing.T) {
	goreleaser, cyclonedx := os.Getenv("FCGEN_GORELEASER"), os.Getenv("FCGEN_CYCLONEDX")
	if goreleaser == "" || cyclonedx == "" {
		t.Skip("set FCGEN_GORELEASER and FCGEN_CYCLONEDX to the two programs; bash .ci/run release does")
	}
	s := newStage(t, goreleaser, cyclonedx)
	s.must(t, s.clone, goreleaser, "check")
	left := s.hub.AddRelease(fakegithub.Release{Repo: ours, TagName: tag, Name: tag, Draft: true}) // by a run that failed half-way

	said := s.must(t, s.clone, "sh", ".ci/release", "draft", tag, "--parallelism", "2")
	if want := "an earlier run left a draft"; !strings.Contains(said, want) {
		t.Errorf("it does not say %q:\n%s", want, said)
	}
	draft := s.released(t)
	if draft.ID == left || !draft.Draft || draft.Prerelease || draft.TagName != tag {
		t.Fatalf("after the first step there is %+v", draft)
	}
	if _, err := s.run(t, s.clone, "sh", ".ci/release", "publish"); err == nil || !s.released(t).Draft {
		t.Error("what is not attested was published")
	}
	s.attest(t)
	s.must(t, s.clone, "sh", ".ci/release", "publish")
	if s.released(t).Draft {
		t.Error("the release is still a draft")
	}

	t.Run("order", s.testOrder)
	t.Run("again", s.testAgain)
	t.Run("change log", s.testChangeLog)
	t.Run("archives", s.testArchives)
	t.Run("packages", s.testPackages)
	t.Run("installed", s.testInstalled)
	t.Run("bills of materials", s.testBills)
	t.Run("signature", s.testSignature)
	t.Run("Homebrew", s.testCask)
	t.Run("Scoop", s.testScoop)
	t.Run("winget", s.testWinget)
	t.Run("image", s.testImage)
	t.Run("elsewhere", s.testElsewhere)
}

// attest plays the action, which records a signed statement about the files
// that checksums.txt names.
func (s *stage) attest(t *testing.T) {
	t.Helper()
	var subjects []any
	for line := range strings.Lines(string(s.read(t, "dist/checksums.txt"))) {
		f := strings.Fields(line)
		subjects = append(subjects, map[string]any{"name": f[1], "digest": map[string]string{"sha256": f[0]}})
	}
	statement, err := json.Marshal(map[string]any{"_type": "https://in-toto.io/Statement/v1", "subject": subjects})
	if err != nil {
		t.Fatal(err)
	}
	body := fmt.Sprintf(`{"bundle":{"dsseEnvelope":{"payload":%q}}}`, base64.StdEncoding.EncodeToString(statement))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.api+"/repos/"+ours+"/attestations", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+tokens[ours])
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		t.Fatal(answer.Status)
	}
}

// step is what a call that changes something does for the release.
func step(c fakegithub.Call) string {
	_, rest, _ := strings.Cut(strings.TrimPrefix(c.Path, "/repos/"), "/")
	repo, rest, _ := strings.Cut(rest, "/")
	switch {
	case strings.HasSuffix(rest, "/assets"):
		return "a file"
	case rest == "releases":
		return "a draft"
	case strings.HasPrefix(rest, "releases/"):
		return c.Method + " release"
	case rest == "attestations":
		return "attested"
	case rest == "pulls", strings.HasPrefix(rest, "contents/"):
		return repo
	}
	return "" // a branch is made or brought up to date
}

// Draft first, then the files, then those who point to them, published last.
func (s *stage) testOrder(t *testing.T) {
	var steps []string
	for _, c := range s.hub.Calls() {
		if !c.Writes() {
			continue
		}
		if c.Status >= 300 {
			t.Errorf("%s was answered with %d", c, c.Status)
		}
		if what := step(c); what != "" && (len(steps) == 0 || steps[len(steps)-1] != what) {
			steps = append(steps, what)
		}
	}
	want := []string{"DELETE release", "a draft", "a file", "winget-pkgs", "homebrew-tap", "scoop-bucket", "attested", "PATCH release"}
	if !slices.Equal(steps, want) {
		t.Errorf("the steps were\n%v, want\n%v", steps, want)
	}
}

// What is published is never changed: a second run of the tag ends before it begins.
func (s *stage) testAgain(t *testing.T) {
	before := len(s.hub.Calls())
	said, err := s.run(t, s.clone, "sh", ".ci/release", "draft", tag)
	if err == nil || !strings.Contains(said, tag+" is published") || !strings.Contains(said, "under a new tag") {
		t.Errorf("a second run: %v\n%s", err, said)
	}
	if said, err := s.run(t, s.clone, "sh", ".ci/release", "publish"); err == nil || !strings.Contains(said, "published already") {
		t.Errorf("publishing once more: %v\n%s", err, said)
	}
	for _, c := range s.hub.Calls()[before:] {
		if c.Writes() {
			t.Errorf("it did %s", c)
		}
	}
}
