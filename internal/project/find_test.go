package project

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/templates"
)

// Each layout is asked about from several of its folders; its comment says what
// is found from there.
func TestLayouts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/layouts/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no layouts (%v)", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			root := t.TempDir()
			for _, f := range a.Files {
				write(t, filepath.Join(root, filepath.FromSlash(f.Name)), string(f.Data))
			}
			for line := range strings.Lines(string(a.Comment)) {
				place, want, _ := strings.Cut(strings.TrimSpace(line), " ")
				if place == "#" {
					continue
				}
				if got := foundIn(t, root, place); got != want {
					t.Errorf("from %s:\n got %s\nwant %s", place, got, want)
				}
			}
		})
	}
}

// foundIn says what is found from a folder of a layout.
func foundIn(t *testing.T, root, place string) string {
	t.Helper()
	p := find(t, filepath.Join(root, filepath.FromSlash(place)), manifest.Choice{})
	rel := func(path string) string {
		if path == "" {
			return ""
		}
		short, err := filepath.Rel(root, path)
		if err != nil {
			t.Fatal(err)
		}
		return filepath.ToSlash(short)
	}
	by := ""
	if p.Build != nil {
		by = p.Build.By
	}
	said := "main=" + rel(p.Main) + " syaml=" + rel(p.SYAML) + " resource=" + p.Resource + " by=" + by
	if len(p.Mains) > 0 {
		var mains []string
		for _, dir := range p.Mains {
			mains = append(mains, rel(dir))
		}
		said += " mains=" + strings.Join(mains, ",")
	}
	return said
}

func find(t *testing.T, dir string, choice manifest.Choice) *Project {
	t.Helper()
	catalog, err := generator.NewCatalog(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Find(t.Context(), Request{Dir: dir, Choice: choice, Catalog: catalog})
	if err != nil {
		t.Fatal(err)
	}
	return p
}
