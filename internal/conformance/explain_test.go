package conformance

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the expected files anew")

// golden compares got with a file, or writes it with -update.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ReplaceAll(string(want), "\r\n", "\n") != got {
		t.Errorf("%s is not up to date (go test ./internal/conformance -update): got\n%s", file, got)
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	doc := Document()
	golden(t, filepath.Join("..", "..", "docs", "checks.md"), doc)
	if fences := strings.Count(doc, "```"); fences%2 != 0 {
		t.Errorf("%d fences of code", fences)
	}
}

func TestCases(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	area, closed := "", map[string]bool{}
	for _, c := range Cases() {
		if seen[c.ID] {
			t.Errorf("%s is there twice", c.ID)
		}
		seen[c.ID] = true
		if c.area() != area {
			closed[area], area = true, c.area()
			if closed[area] {
				t.Errorf("%s: the area %s is in two places", c.ID, area)
			}
			if areaTitle(area) == area {
				t.Errorf("the area %s has no title", area)
			}
		}
		if c.Level != Must && c.Level != Should && c.Level != Info || c.run == nil {
			t.Errorf("%s: level %q, or nothing to run", c.ID, c.Level)
		}
		for name, text := range map[string]string{"Title": c.Title, "Do": c.Do, "Expect": c.Expect, "Why": c.Why, "Mend": c.Mend} {
			if strings.TrimSpace(text) == "" || text != strings.TrimSpace(text) {
				t.Errorf("%s: %s is %q", c.ID, name, text)
			}
		}
		if strings.ContainsAny(c.Title, "\n") || strings.HasSuffix(c.Title, ".") {
			t.Errorf("%s: the title %q is not one phrase", c.ID, c.Title)
		}
		if !strings.Contains(c.Source, " https://") {
			t.Errorf("%s: the source %q names no page", c.ID, c.Source)
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	for _, c := range Cases() {
		text, err := Explain(c.ID)
		if err != nil || !strings.HasPrefix(text, c.ID+" ("+string(c.Level)+")  "+c.Title+"\n\nWhat is done\n  ") || !strings.HasSuffix(text, "\n") {
			t.Errorf("%s: %v\n%s", c.ID, err, text)
		}
		for line := range strings.Lines(text) {
			if len([]rune(line)) > 100 && !strings.Contains(line, "https://") && !strings.HasPrefix(line, "   ") && !strings.HasPrefix(line, c.ID) {
				t.Errorf("%s: the line is too long: %s", c.ID, line)
			}
		}
	}
	area, err := Explain("CFG")
	if err != nil || strings.Count(area, "\n") != len(configCases())+len(variableCases())+1 || !strings.Contains(area, "  CFG/3      MUST    the values") {
		t.Errorf("an area: %v\n%s", err, area)
	}
	var unknown *UnknownCase
	if _, err := Explain("INIT/200"); !errors.As(err, &unknown) {
		t.Errorf("no such case: %v", err)
	}
}
