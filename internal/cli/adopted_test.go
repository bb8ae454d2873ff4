package cli

import (
	"bytes"
	"context"
	"errors"
	goflag "flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var updateGoldens = goflag.Bool("update", false, "write golden/adopted anew")

const adoptedDir = "../../golden/adopted"

// golden/adopted holds servers that fcgen did not write, one for each router, as
// fcgen init leaves them. What they were is in testdata/adopted.
func TestAdoptedGoldens(t *testing.T) {
	files, err := filepath.Glob("testdata/adopted/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no servers (%v)", err)
	}
	known := map[string]bool{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		known[name] = true
		t.Run(name, func(t *testing.T) {
			want := adopt(t, file)
			dir := filepath.Join(adoptedDir, name)
			if *updateGoldens {
				writeAdopted(t, dir, want)
			}
			got := filesBelow(t, dir)
			for path, data := range want {
				if got[path] != data {
					t.Errorf("golden/adopted/%s/%s is not what fcgen makes of it", name, path)
				}
			}
			for path := range got {
				if _, wanted := want[path]; !wanted {
					t.Errorf("golden/adopted/%s/%s is not made any more", name, path)
				}
			}
			if t.Failed() {
				t.Log("after a look at the change: go test ./internal/cli -run TestAdoptedGoldens -update")
			}
		})
	}
	folders, err := os.ReadDir(adoptedDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if !known[f.Name()] {
			t.Errorf("golden/adopted/%s is no golden", f.Name())
		}
	}
}

// adopt unpacks a server, has fcgen init take it over, and returns all files then.
func adopt(t *testing.T, file string) map[string]string {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "shop")
	for _, f := range a.Files {
		if err := errors.Join(os.MkdirAll(dir, 0o777), os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	p := newProgram(Env{Args: []string{"init", "--yes", "--no-verify"}, Stdout: &out, Stderr: &errs, Environ: []string{"XDG_STATE_HOME=" + dir + "-state"}, Dir: dir})
	if err := p.run(context.Background()); err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	return filesBelow(t, dir)
}

func filesBelow(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		all[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return all
}

// writeAdopted leaves alone what is right already, as TestGoldens does.
func writeAdopted(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	there := filesBelow(t, dir)
	for name := range there {
		if _, wanted := files[name]; !wanted {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, data := range files {
		file := filepath.Join(dir, name)
		if there[name] == data {
			continue
		}
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o777), os.WriteFile(file, []byte(data), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
}
