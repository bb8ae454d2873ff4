package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/fcgen/fcgen/bench/plain"
)

func TestRatios(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		a, b []float64
		want spread
	}{
		{"one turn", []float64{3}, []float64{2}, spread{1.5, 1.5, 1.5}},
		{"pairs, not medians, are divided", []float64{1, 4, 9}, []float64{1, 2, 3}, spread{2, 1, 3}},
		{"an even number of turns", []float64{4, 1}, []float64{1, 1}, spread{2.5, 1, 4}},
	} {
		if got := ratios(test.a, test.b); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	good := []demand{{"a", 1.25, 1.25, false}, {"b", 8, 8, true}}
	if err := judge(good); err != nil {
		t.Errorf("at the limits: %v", err)
	}
	err := judge(append(good, demand{"c", 1.3, 1.25, false}, demand{"d", 0.9, 0.95, true}))
	if want := "missed:\n  c: 1.30, not ≤ 1.25\n  d: 0.90, not ≥ 0.95"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestRewrite(t *testing.T) {
	t.Parallel()
	page := filepath.Join(t.TempDir(), "README.md")
	text := "a\n<!-- new: begin -->\nold\n<!-- new: end -->\nb\n<!-- others: begin -->\n<!-- others: end -->\n"
	if err := writeFile(page, text); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := rewrite(page, "new", "| x |\n"); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if want := "a\n<!-- new: begin -->\n| x |\n<!-- new: end -->\nb\n<!-- others: begin -->\n<!-- others: end -->\n"; string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := rewrite(page, "server", "x"); err == nil {
		t.Error("a section without markers was rewritten")
	}
}

// The page that is rewritten has the markers of every section.
func TestPage(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(t.TempDir(), "README.md")
	if err := writeFile(page, string(data)); err != nil {
		t.Fatal(err)
	}
	for _, s := range sections() {
		if err := rewrite(page, s.name, ""); err != nil {
			t.Error(err)
		}
	}
}

// Every minimal server has its golden with both hooks, with the same versions.
func TestMinimalServers(t *testing.T) {
	t.Parallel()
	servers, err := filepath.Glob("minimal/*")
	if err != nil || len(servers) == 0 {
		t.Fatalf("no minimal servers: %v", err)
	}
	for _, minimal := range servers {
		if err := sameRequirements("../golden/"+filepath.Base(minimal)+"-both", minimal); err != nil {
			t.Error(err)
		}
	}
}

func TestCopies(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "Dockerfile")
	text := "FROM a AS build\nCOPY . .\nFROM scratch\nCOPY --from=build /certs /etc/certs\nCOPY --from=build --chown=1:1 /out/bootstrap /b\nUSER 1\n"
	if err := writeFile(file, text); err != nil {
		t.Fatal(err)
	}
	got, err := copies(file)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"/certs", "/out/bootstrap"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPlaceholders(t *testing.T) {
	t.Parallel()
	got := placeholders("module myfunc // {{x}} {%", "{{cookiecutter.name}}", "{{", `{{"{{"}}`, "{%", `{{"{%"}}`)
	if want := `module {{cookiecutter.name}} // {{"{{"}}x}} {{"{%"}}`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What the plain programs write is the project whose memory they are given.
func TestPlainCopy(t *testing.T) {
	t.Parallel()
	golden := "../golden/nethttp-both"
	target := filepath.Join(t.TempDir(), projectName)
	if err := plain.Copy(filepath.Join(golden, ".fcgen"), target); err != nil {
		t.Fatal(err)
	}
	got, err := readFiles(target)
	if err != nil {
		t.Fatal(err)
	}
	want, err := readFiles(golden)
	if err != nil {
		t.Fatal(err)
	}
	if name := differing(got, want); name != "" {
		t.Errorf("the file %q differs", name)
	}
	if err := plain.Copy(filepath.Join(golden, ".fcgen"), target); err == nil {
		t.Error("wrote into a folder that is there")
	}
}
