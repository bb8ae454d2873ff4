package gocode

import (
	"go/token"
	"os"
	"path/filepath"
	"testing"
)

func TestBuilt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, src string
		want      bool
	}{
		{"main.go", "package main\n", true},
		{"a_b.go", "package main\n", true},
		{"a_linux.go", "package main\n", true},
		{"a_windows.go", "package main\n", false},
		{"tagged.go", "//go:build ignore\n\npackage main\n", false},
		{"old.go", "// +build windows\n\npackage main\n", false},
		{"narrow.go", "//+build windows\n\npackage main\n", false},
		{"linux.go", "//go:build linux\n\npackage main\n", true},
		{"comment.go", "// The build of it.\npackage main\n", true},
		{"late.go", "package main\n\n//go:build ignore\n", true},
	} {
		dir := t.TempDir()
		for name, text := range map[string]string{"go.mod": "module example.com/m\n", test.name: test.src} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		m, _, err := OpenModule(t.Context(), dir, Known{})
		if err != nil {
			t.Fatal(err)
		}
		defer m.Root.Close()
		f, err := m.parseFile(t.Context(), token.NewFileSet(), m.Root, test.name)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.built(f); got != test.want {
			t.Errorf("%s %q: got %v, want %v", test.name, test.src, got, test.want)
		}
	}
}
