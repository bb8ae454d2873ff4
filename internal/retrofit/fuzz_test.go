package retrofit

import (
	"bytes"
	"errors"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocode"
	"golang.org/x/tools/txtar"
)

// Whatever the code is: no panic, and an edit parses, keeps every line in its
// order, and can be taken back.
func FuzzChange(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			if strings.HasSuffix(file.Name, ".go") {
				f.Add(file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		dir := t.TempDir()
		put(t, dir, "go.mod", []byte("module example.com/m\n\ngo 1.22\n"))
		put(t, dir, "main.go", src)
		r, err := change(t.Context(), Request{Dir: dir, Add: fc.HookNames()})
		if err != nil {
			return
		}
		for _, op := range r.Ops {
			if _, err := parser.ParseFile(token.NewFileSet(), op.Path, op.After.Data, 0); err != nil {
				t.Fatalf("%s: %v\n%s", op.Path, err, op.After.Data)
			}
			if op.Action == generator.Merge && !within(op.Before.Data, op.After.Data) {
				t.Fatalf("%s lost something:\n%s", op.Path, op.After.Data)
			}
		}
		if len(r.Ops) == 0 {
			return
		}
		carryOut(t, r)
		var stuck *gocode.Declined
		back, err := change(t.Context(), Request{Dir: dir, Remove: fc.HookNames()})
		if errors.As(err, &stuck) {
			t.Fatalf("cannot be taken back: %v\n%s", err, read(t, dir, "main.go"))
		}
		if err != nil {
			t.Fatal(err)
		}
		carryOut(t, back)
		if got, err := os.ReadFile(filepath.Join(dir, "main.go")); err != nil || len(r.Present) == 0 && !bytes.Equal(got, src) {
			t.Fatalf("added and removed (%v):\n%q\nwas\n%q", err, got, src)
		}
	})
}
