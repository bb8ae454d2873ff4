package golden

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// machineryTests are the tests of what is generated and never edited. A person has
// no use for them, so they are not in the projects: the go command is told that
// they are. What it returns is the flag that says so.
func machineryTests(t *testing.T, p project) string {
	t.Helper()
	return overlay(t, p, "all", p.spec.Handler)
}

// overlay is the go command's flag for a project with the files of folders of
// testdata/generated in it.
func overlay(t *testing.T, p project, folders ...string) string {
	t.Helper()
	all := struct{ Replace map[string]string }{map[string]string{}}
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join("testdata", "generated", folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no files in %s: %v", folder, err)
		}
		for _, file := range files {
			from, err := filepath.Abs(file)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := os.ReadFile(from); err != nil { // so that go test knows what this depends on
				t.Fatal(err)
			}
			all.Replace[filepath.Join(p.dir, "generated_"+filepath.Base(file))] = from
		}
	}
	data, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return "-overlay=" + file
}
