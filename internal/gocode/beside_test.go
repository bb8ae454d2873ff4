package gocode

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Modules beside the program's are read if they are in the same repository or
// workspace, and no other folder is, whatever go.mod and go.work name.
func TestModulesBeside(t *testing.T) {
	t.Parallel()
	const (
		uses     = "module example.com/api\n\ngo 1.22\n\nrequire example.com/lib v0.0.0\n"
		replaces = uses + "\nreplace example.com/lib => ../lib\n"
	)
	for _, test := range []struct {
		name  string
		files map[string]string // beside those that all have
		want  string            // the folders that were read
	}{
		{"in a repository", map[string]string{"top/.git/HEAD": "", "top/api/go.mod": replaces}, "../lib ../lib/sub ."},
		{"in a workspace", map[string]string{"top/go.work": "go 1.22\n\nuse (\n\t./api\n\t./lib\n)\n", "top/api/go.mod": uses}, "../lib ../lib/sub ."},
		{"named by its absolute path", map[string]string{"top/.git/HEAD": "", "top/api/go.mod": uses + "\nreplace example.com/lib => TOP/lib\n"}, "../lib ../lib/sub ."},
		{"in a worktree", map[string]string{"top/.git": "gitdir: elsewhere\n", "top/api/go.mod": replaces}, "../lib ../lib/sub ."},
		{"the module above, which is replaced", map[string]string{
			"top/.git/HEAD": "", "top/go.mod": "module example.com\n", "top/lib/go.mod": "", "top/api/go.mod": "module example.com/api\n\ngo 1.22\n\nreplace example.com => ../\n", "top/api/main.go": "package main\n\nimport (\n\t_ \"example.com/api/own\"\n\t_ \"example.com/lib\"\n)\n\nfunc main() {}\n", "top/api/own/own.go": "package own\n",
		}, "../lib ../lib/sub . own"},

		{"in neither", map[string]string{"top/api/go.mod": replaces}, "."},
		{"the repository is the module", map[string]string{"top/api/.git/HEAD": "", "top/api/go.mod": replaces}, "."},
		{"outside of the repository", map[string]string{"top/.git/HEAD": "", "top/api/go.mod": uses + "\nreplace example.com/lib => ../../other\n"}, "."},
		{"outside by an absolute path", map[string]string{"top/.git/HEAD": "", "top/api/go.mod": uses + "\nreplace example.com/lib => TOP/../other\n"}, "."},
		{"outside of the workspace", map[string]string{"top/go.work": "go 1.22\n\nuse (\n\t./api\n\t../other\n)\n", "top/api/go.mod": uses}, "."},
		{"through a link", map[string]string{"top/.git/HEAD": "", "top/api/go.mod": uses + "\nreplace example.com/lib => ../link\n"}, "."},
		{"a workspace of others", map[string]string{"top/go.work": "go 1.22\n\nuse ./lib\n", "top/api/go.mod": uses}, "."},
		{"a workspace that cannot be read", map[string]string{"top/go.work": "use (\n", "top/api/go.mod": uses}, "."},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			top := filepath.Join(dir, "top")
			files := map[string]string{
				"top/api/main.go":   "package main\n\nimport _ \"example.com/lib\"\n\nfunc main() {}\n",
				"top/lib/go.mod":    "module example.com/lib\n\ngo 1.22\n",
				"top/lib/lib.go":    "package lib\n\nimport _ \"example.com/lib/sub\"\n",
				"top/lib/sub/s.go":  "package sub\n",
				"other/go.mod":      "module example.com/lib\n",
				"other/other.go":    "package lib\n",
				"top/api/README.md": "",
			}
			for name, text := range test.files {
				files[name] = text
			}
			for name, text := range files {
				if strings.HasSuffix(name, "go.mod") && strings.HasPrefix(name, "top/lib/") && text == "" {
					continue
				}
				name = filepath.Join(dir, filepath.FromSlash(name))
				if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(name, []byte(strings.ReplaceAll(text, "TOP", filepath.ToSlash(top))), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Symlink(filepath.Join(dir, "other"), filepath.Join(top, "link")); err != nil {
				t.Skip(err)
			}
			m, inside, err := OpenModule(t.Context(), filepath.Join(top, "api"), Known{Stub: func(string) []byte { return nil }})
			if err != nil {
				t.Fatal(err)
			}
			defer m.Close()
			x, err := m.Program(t.Context(), inside)
			if err != nil {
				t.Fatal(err)
			}
			var read []string
			for _, p := range x.Order {
				read = append(read, p.Dir)
				for _, f := range p.Files {
					if Beside(f.Name) != Beside(p.Dir) || Beside(p.Dir) != m.InOtherModule(p.Dir) {
						t.Errorf("%s in %s: not both beside", f.Name, p.Dir)
					}
				}
			}
			slices.Sort(read)
			if got := strings.Join(read, " "); got != sorted(test.want) {
				t.Errorf("read %q, want %q", got, sorted(test.want))
			}
		})
	}
}

func sorted(words string) string {
	all := strings.Fields(words)
	slices.Sort(all)
	return strings.Join(all, " ")
}
