package project

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the commands before a deployment bring into the code folder, dist; "?" where
// reading does not tell.
func TestCodeFolder(t *testing.T) {
	t.Parallel()
	const build = "GOOS=linux go build -o dist/bootstrap ."
	for _, test := range []struct {
		commands []string
		want     string
	}{
		{[]string{build}, ""},
		{[]string{"env CGO_ENABLED=0 go build -o dist/bootstrap . && chmod 755 dist/bootstrap"}, ""},
		{[]string{build, "mkdir -p dist/web", "cp -R web/templates dist/web/"}, "web/templates>web/templates"},
		{[]string{build + " && cp -r static rates.csv dist"}, "static>static rates.csv>rates.csv"},
		{[]string{build, "cp -r static dist"}, "static>static"},
		{[]string{build, "cp -a static/. dist/"}, "static>."},
		{[]string{build, "cp -r static dist/public"}, "static>public"},
		{[]string{build, "mkdir dist/public && cp -r static dist/public"}, "static>public/static"},
		{[]string{build, "cp static/*.css dist"}, "static/a.css>a.css static/b.css>b.css"},
		{[]string{"cd web", "cp -R templates dist/"}, "?"}, // each command begins in its own folder
		{[]string{"cd web && cp -R templates ../dist/"}, "web/templates>templates"},
		{[]string{"sh -c 'cp rates.csv dist/r.csv'"}, "rates.csv>r.csv"},
		{[]string{"cp rates.csv dist/", "rm -rf dist", build, "cp rates.csv dist/new.csv"}, "cleared rates.csv>new.csv"},
		{[]string{"rm -rf dist/*", build}, "cleared "},
		{[]string{"go build -o app .", "cp app dist/bootstrap"}, ""},
		{[]string{"go mod tidy", "go vet ./...", "go test ./...", build, "echo built"}, ""},
		{[]string{"go run build.go"}, ""},
		{[]string{"cp rates.csv /tmp/", build}, ""}, // the code folder has nothing of it

		{[]string{"make dist"}, "?"},
		{[]string{build, "./pack.sh"}, "?"},
		{[]string{"go run copy.go"}, "?"},
		{[]string{"go generate ./..."}, "?"},
		{[]string{build, "echo 1 > dist/version"}, "?"},
		{[]string{build, "cp $FILE dist/"}, "?"},
		{[]string{build, "cp none.csv dist/"}, "?"},
		{[]string{build, "cp static dist/"}, "?"}, // a folder without -R
		{[]string{build, "cp -RL static dist/"}, "?"},
		{[]string{build, "cp -R . dist/"}, "?"},
		{[]string{build, "cp -R /etc dist/"}, "?"}, // not the project's
		{[]string{build, "cp -R ../other dist/"}, "?"},
		{[]string{build, "cp link dist/"}, "?"},
		{[]string{"rm dist/old.csv", build}, "?"},
		{nil, "?"},
	} {
		dir := t.TempDir()
		for name, text := range map[string]string{
			"go.mod": "module example.com/m\n", "main.go": "package main\n\nfunc main() {}\n",
			"web/templates/a.html": "", "static/a.css": "", "static/b.css": "", "static/.c.css": "", "rates.csv": "",
			"build.go": "//go:build ignore\n\npackage main\n\nimport (\n\t\"os\"\n\t\"os/exec\"\n)\n\nfunc main() {\n\tc := exec.Command(\"go\", \"build\", \"-o\", \"dist/bootstrap\", \".\")\n\tc.Env = os.Environ()\n\tc.Run()\n}\n",
			"copy.go":  "//go:build ignore\n\npackage main\n\nimport (\n\t\"os\"\n\t\"os/exec\"\n)\n\nfunc main() {\n\texec.Command(\"go\", \"build\", \"-o\", \"dist/bootstrap\", \".\").Run()\n\tos.CopyFS(\"dist\", os.DirFS(\"static\"))\n}\n",
			"s.yaml":   syamlRunning(test.commands),
		} {
			write(t, filepath.Join(dir, name), text)
		}
		if err := os.Symlink("rates.csv", filepath.Join(dir, "link")); err != nil {
			t.Skip(err)
		}
		p, err := Find(t.Context(), Request{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		f, err := p.CodeFolder(t.Context(), "shop", filepath.Join(p.Dir, "dist"))
		got := describeFolder(f)
		if unclear, ok := errors.AsType[*Unclear](err); ok {
			if got = "?"; len(test.commands) > 0 && unclear.Line == 0 {
				t.Errorf("%q: the error has no line: %v", test.commands, err)
			}
		} else if err != nil {
			t.Fatal(err)
		}
		if got != test.want {
			t.Errorf("%q: got %q, want %q", test.commands, got, test.want)
		}
	}
}

// A folder that nothing fills before a deployment is packed as it lies there.
func TestCodeFolderAsItIs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "s.yaml"), syamlRunning(nil))
	write(t, filepath.Join(dir, "dist", "static", "a.css"), "")
	p, err := Find(t.Context(), Request{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	f, err := p.CodeFolder(t.Context(), "shop", filepath.Join(p.Dir, "dist"))
	if got := describeFolder(f); err != nil || got != "" {
		t.Errorf("got %q, %v; want nothing besides what is there", got, err)
	}
}

func syamlRunning(commands []string) string {
	var b strings.Builder
	b.WriteString("edition: 3.0.0\nname: shop\nresources:\n  shop:\n    component: fc3\n")
	for i, command := range commands {
		if i == 0 {
			b.WriteString("    actions:\n      pre-deploy:\n")
		}
		fmt.Fprintf(&b, "        - run: %q\n          path: ./\n", command)
	}
	b.WriteString("    props:\n      functionName: shop\n      runtime: custom\n      code: ./dist\n")
	return b.String()
}

func describeFolder(f CodeFolder) string {
	var all []string
	for _, b := range f.Brought {
		all = append(all, filepath.ToSlash(b.From)+">"+filepath.ToSlash(b.To))
	}
	text := strings.Join(all, " ")
	if f.Cleared {
		text = "cleared " + text
	}
	return text
}
