package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"
)

const root = "../.."

// repository is where goreleaser puts something.
type repository struct {
	Repository struct{ Owner, Name, Token string }
}

// config is the part of .goreleaser.yaml that something here depends on.
type config struct {
	Builds []struct {
		Goos, Goarch, Tags []string
	}
	Casks     []repository `yaml:"homebrew_casks"`
	Scoops    []repository
	Winget    []repository
	Changelog struct {
		Groups  []struct{ Title, Regexp string }
		Filters struct{ Exclude []string }
	}
	Release struct {
		GitHub struct{ Owner, Name string }
		Draft  bool
	}
}

func readConfig(t *testing.T) config {
	t.Helper()
	var c config
	readYAML(t, ".goreleaser.yaml", &c)
	return c
}

func readYAML(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// What this command believes about the release is what goreleaser does.
func TestConfig(t *testing.T) {
	t.Parallel()
	c := readConfig(t)
	if got := c.Release.GitHub.Owner + "/" + c.Release.GitHub.Name; got != ours {
		t.Errorf("goreleaser releases %s, publish %s", got, ours)
	}
	if !c.Release.Draft {
		t.Error("goreleaser would publish the release before its files are attested")
	}
	var built []string
	for _, b := range c.Builds {
		for _, system := range b.Goos {
			for _, arch := range b.Goarch {
				built = append(built, system+"/"+arch)
			}
		}
		if !slices.Equal(b.Tags, []string{buildTags}) {
			t.Errorf("built with the tags %v; the notices are of %s", b.Tags, buildTags)
		}
	}
	if !slices.Equal(built, targets) {
		t.Errorf("built are %v, the notices are of %v", built, targets)
	}

	var writes []repository
	writes = append(append(append(writes, c.Casks...), c.Scoops...), c.Winget...)
	if len(writes) != len(places) {
		t.Fatalf("goreleaser writes to %d repositories, check knows %d", len(writes), len(places))
	}
	for i, w := range writes {
		if got := w.Repository.Owner + "/" + w.Repository.Name; got != places[i].repo {
			t.Errorf("goreleaser writes to %s, check asks for %s", got, places[i].repo)
		}
		// A token's template may be this and nothing else, which goreleaser
		// finds out when everything else is published.
		if want := "{{ .Env." + places[i].variable + " }}"; w.Repository.Token != want {
			t.Errorf("the token for %s is %q, want %q", places[i].repo, w.Repository.Token, want)
		}
	}
}

// groupOf is the change log's heading for a commit, "" if it is left out.
func (c config) groupOf(subject string) string {
	for _, pattern := range c.Changelog.Filters.Exclude {
		if regexp.MustCompile(pattern).MatchString(subject) {
			return ""
		}
	}
	for _, g := range c.Changelog.Groups {
		if regexp.MustCompile(g.Regexp).MatchString(subject) {
			return g.Title
		}
	}
	return "none"
}

// Subjects of this repository, and where the change log has them.
func TestChangeLogGroups(t *testing.T) {
	t.Parallel()
	c := readConfig(t)
	seen := map[string]bool{}
	for subject, want := range map[string]string{
		"fc: a message may quote what looks like a mistake of fmt's":                     "Generated projects",
		"generator: a release notes its version in what it renders":                      "Generated projects",
		"templates: the Dockerfile names its platform":                                   "Generated projects",
		"merge: go.mod by requirement":                                                   "Generated projects",
		"retrofit: a file that changed while it was read is not written over":            "Servers that are there already",
		"manifest: a lifecycle of {} is there again once the hook is gone":               "Servers that are there already",
		"instance: no two runs of fcgen tell their programs the same port":               "The platform on your machine",
		"emulator: a client that goes away ends its call":                                "The platform on your machine",
		"console: the curl line sends a body that begins with @ as it is":                "The platform on your machine",
		"conformance: with --url, the answer of any path is unknown and no failure":      "The checks",
		"check: flags that mean nothing together are refused; a YAML error is said once": "The checks",
		"cli: help says what undo takes back and what init adds":                         "The command",
		"cli, retrofit: every refusal says what to type next":                            "The command",
		"readme: what an older fcgen does with a project of a later one":                 "Everything else",
		"docs: pictures of the console":                                                  "Everything else",
		"bench: a hook for a server of somebody else's, as last run":                     "",
		"ci: fuzz each target for six seconds, there are seventeen":                      "",
		"sdk: versions":            "",
		"Merge branch 'retrofit2'": "",
		"release: the draft is published when its files are attested":                                "",
		"client: a word that only begins like cli":                                                   "Everything else",
		"generator, retrofit: what both read":                                                        "Generated projects",
		"templates/frameworks: gin":                                                                  "Generated projects",
		"81f56f8 cli: a hash before the subject, which goreleaser does not show to the patterns":     "Everything else",
		"conformance: its broken servers stand a busy machine; ci: no second lost at each end":       "The checks",
		"emulator, conformance: one rule":                                                            "The platform on your machine",
		"faults: the real program with system calls that fail":                                       "",
		"projectfile: names and files of a project are data from a stranger":                         "The command",
		"browser: its modules":                                                                       "",
		"process: a group ends with fcgen":                                                           "The platform on your machine",
		"rebuild: a file is watched once":                                                            "The platform on your machine",
		"prompt: a key that nobody knows":                                                            "The command",
		"golden: the projects as they are rendered":                                                  "Generated projects",
		"dockerfile: BuildKit's own names":                                                           "",
		"apply: a plan reaches the disk whole":                                                       "The command",
		"cli, emulator: tests know the record of a change, and a concurrency that is taken over":     "The command",
		"manifest, cli: a subject that names two packages, in the order that a person wrote them in": "Servers that are there already",
	} {
		got := c.groupOf(subject)
		if got != want {
			t.Errorf("%q stands under %q, want %q", subject, got, want)
		}
		seen[got] = true
	}
	for _, g := range c.Changelog.Groups {
		if !seen[g.Title] {
			t.Errorf("no example stands under %q", g.Title)
		}
	}
}
