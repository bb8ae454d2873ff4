package served

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// A file may be a link to another folder of the module.
func TestLinkedFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, "go.mod", []byte("module example.com/m\n\ngo 1.22\n"))
	put(t, dir, "main.go", []byte("package main\n\nimport (\n\t\"net/http\"\n\n\t\"example.com/m/p\"\n)\n\nfunc main() { http.ListenAndServe(\":9000\", p.New()) }\n"))
	put(t, dir, "shared/new.txt", []byte("package p\n\nimport \"net/http\"\n\nfunc New() *http.ServeMux {\n\tmux := http.NewServeMux()\n\treturn mux\n}\n"))
	if err := os.Mkdir(filepath.Join(dir, "p"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../shared/new.txt", filepath.Join(dir, "p", "new.go")); err != nil {
		t.Skip(err)
	}
	p, err := Inspect(t.Context(), dir, Deployment{})
	if err != nil || p.Router.File != "p/new.go" {
		t.Fatalf("got the router %v (%v), want the one in p/new.go", p.Router, err)
	}
}

func TestVersionIsThatOfTheFirstImport(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, "go.mod", []byte("module example.com/m\n\ngo 1.22\n\nrequire (\n\tgithub.com/labstack/echo v3.3.10+incompatible\n\tgithub.com/labstack/echo/v4 v4.2.0\n)\n"))
	put(t, dir, "main.go", []byte("package main\n\nimport (\n\t\"github.com/labstack/echo/v4\"\n\told \"github.com/labstack/echo\"\n)\n\nvar _ old.Context\n\nfunc main() {\n\te := echo.New()\n\te.Start(\":9000\")\n}\n"))
	for range 20 {
		p, err := Inspect(t.Context(), dir, Deployment{})
		if err != nil || p.Version != "v4.2.0" {
			t.Fatalf("got %q (%v), want v4.2.0", p.Version, err)
		}
	}
}

func put(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	full := filepath.Join(dir, filepath.FromSlash(name))
	if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o777), os.WriteFile(full, data, 0o666)); err != nil {
		t.Fatal(err)
	}
}
