package rebuild

import (
	"path/filepath"
	"testing"
)

func TestIgnore(t *testing.T) {
	t.Parallel()
	const file = "# made by make\n/bootstrap\n*.gen\n!keep.gen\nbuild/\ndocs/*.html\n**/cache\nlogs/**\n\n"
	tests := []struct {
		name  string
		isDir bool
		want  bool
	}{
		{"main.go", false, false},
		{"s.yaml", false, false},
		{".env", false, false},
		{"internal", true, false},
		{"internal/x.go", false, false},
		{"bootstrap", false, true},
		{"cmd/bootstrap", false, false},
		{"a.gen", false, true},
		{"deep/down/a.gen", false, true},
		{"keep.gen", false, false},
		{"build", true, true},
		{"build", false, false},
		{"build/x.go", false, true},
		{"cmd/build/x.go", false, true},
		{"docs/a.html", false, true},
		{"docs/more/a.html", false, false},
		{"a/b/cache", true, true},
		{"a/b/cache/x", false, true},
		{"logs", true, false},
		{"logs/today", false, true},
		{".git", true, true},
		{".git/index", false, true},
		{"node_modules/a/index.js", false, true},
		{"dist/a.js", false, true},
		{".fcgen/spec.yaml", false, true},
		{"__pycache__/app.cpython-312.pyc", false, true},
		{"4913", false, true},
		{"main.go~", false, true},
		{".main.go.swp", false, true},
		{".main.go.swx", false, true},
		{".#main.go", false, true},
		{"#main.go#", false, true},
		{"main.go___jb_tmp___", false, true},
		{"server.log", false, true},
		{"data.db", false, true},
		{"data.sqlite-wal", false, true},
	}
	root := t.TempDir()
	i := &ignore{root, parseIgnore(file)}
	for _, test := range tests {
		if got := i.ignores(filepath.Join(root, filepath.FromSlash(test.name)), test.isDir); got != test.want {
			t.Errorf("%s (folder: %v): ignored %v, want %v", test.name, test.isDir, got, test.want)
		}
	}
	if i.ignores(root, true) {
		t.Error("the root itself is ignored")
	}
}
