package rehearsal

import (
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// Each commit of the real history stands where its subject belongs, or nowhere.
func (s *stage) testChangeLog(t *testing.T) {
	var config struct {
		Changelog struct {
			Groups  []struct{ Title, Regexp string }
			Filters struct{ Exclude []string }
		}
	}
	if err := yaml.Unmarshal(s.read(t, ".goreleaser.yaml"), &config); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
commits:
	for _, subject := range s.subjects(t) {
		for _, pattern := range config.Changelog.Filters.Exclude {
			if regexp.MustCompile(pattern).MatchString(subject) {
				continue commits
			}
		}
		for _, g := range config.Changelog.Groups {
			if regexp.MustCompile(g.Regexp).MatchString(subject) {
				want[subject] = g.Title
				break
			}
		}
	}
	text := string(s.read(t, "dist/CHANGELOG.md"))
	heading, got := "", map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "### "); ok {
			heading = title
		} else if entry, ok := strings.CutPrefix(line, "* "); ok {
			_, subject, _ := strings.Cut(entry, " ")
			got[subject] = heading
		}
	}
	for subject, title := range want {
		if got[subject] != title {
			t.Errorf("%q stands under %q, want %q", subject, got[subject], title)
		}
	}
	for subject, title := range got {
		if _, wanted := want[subject]; !wanted {
			t.Errorf("%q stands under %q, want nowhere", subject, title)
		}
	}
	// GitHub takes no more than 125,000 characters.
	if body := s.released(t).Body; len(text) < 100_000 && strings.TrimSpace(body) != strings.TrimSpace(text) {
		t.Errorf("the release says something else:\n%s", body)
	}
}

// subjects are those of the commits since the tag before, or since the beginning.
func (s *stage) subjects(t *testing.T) []string {
	reach := "HEAD"
	if before, err := s.run(t, s.clone, "git", "describe", "--tags", "--abbrev=0", "HEAD^"); err == nil {
		reach = strings.TrimSpace(before) + "..HEAD"
	}
	list := strings.Split(strings.TrimSpace(s.must(t, s.clone, "git", "log", "--format=%s", reach)), "\n")
	if len(list) == 0 || list[0] == "" {
		t.Fatal("there is no commit")
	}
	return list
}
