package generator

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestFrameworks(t *testing.T) {
	t.Parallel()
	c := tiny(t)
	all, err := c.Frameworks()
	if err != nil {
		t.Fatal(err)
	}
	if got := []string{all[0].Name, all[1].Name}; !slices.Equal(got, []string{"gin", "nethttp"}) || all[1].Title != "net/http" || all[0].Summary != "quick" {
		t.Errorf("got %+v", all)
	}
	for _, typed := range []string{"nethttp", "NetHTTP", "net/http", "stdlib"} {
		if f, err := c.Framework(typed); err != nil || f.Name != "nethttp" {
			t.Errorf("%q: got %q, %v", typed, f.Name, err)
		}
	}
	var unknown *Unknown
	if _, err := c.Framework("fiber"); !errors.As(err, &unknown) || !slices.Equal(unknown.Known, []string{"gin", "nethttp"}) {
		t.Errorf("got %v, want an *Unknown with the known ones", err)
	}
}

// A broken set of templates is an error that names the file, never a project.
func TestRenderRefusesBrokenTemplates(t *testing.T) {
	t.Parallel()
	const fw = "frameworks/nethttp/"
	for _, c := range []struct {
		name, want string
		files      map[string]string
	}{
		{"unknown key of a framework", "field colour not found", map[string]string{fw + "framework.yaml": "colour: red\n"}},
		{"two layers, one file", `two layers give the file "a.go"`, map[string]string{"base/a.go": "package a\n", fw + "all/a.go.tmpl": "package a\n"}},
		{"unknown field", "can't evaluate field Nome", map[string]string{"base/x.tmpl": "{{.Nome}}\n"}},
		{"unknown function", `function "env" not defined`, map[string]string{"base/x.tmpl": `{{env "HOME"}}` + "\n"}},
		{"not Go", "expected 'package'", map[string]string{"base/a.go.tmpl": "pack {{.Name}}\n"}},
		{"not YAML", "yaml", map[string]string{"base/a.yaml.tmpl": "{{.Name}}: [\n"}},
		{"not JSON", "not JSON", map[string]string{"base/a.json.tmpl": "{ {{.Name}}\n"}},
		{"CR", "ends with CR", map[string]string{"base/a": "a\r\n"}},
		{"no last line end", "last line has no end", map[string]string{"base/a": "a"}},
		{"an s.yaml that fc3 refuses", "memorysize: unknown key", map[string]string{"base/s.yaml.tmpl": "edition: 3.0.0\nname: {{.Name}}\nresources: {x: {component: fc3, props: {memorysize: 1}}}\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			files := fstest.MapFS{fw + "framework.yaml": {Data: []byte("title: x\n")}}
			for name, text := range c.files {
				files[name] = &fstest.MapFile{Data: []byte(text)}
			}
			catalog, err := NewCatalog(files)
			if err != nil {
				t.Fatal(err)
			}
			s := Defaults()
			s.Name, s.Module = "demo", "demo"
			if tree, err := catalog.Render(s); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, %v, want an error with %q", tree, err, c.want)
			}
		})
	}
}

// A framework may stand in for a file of another layer, if it says so.
func TestFrameworkReplaces(t *testing.T) {
	t.Parallel()
	catalog, err := NewCatalog(fstest.MapFS{
		"base/a.txt":                        {Data: []byte("base\n")},
		"frameworks/nethttp/framework.yaml": {Data: []byte("replaces: [a.txt]\n")},
		"frameworks/nethttp/all/a.txt":      {Data: []byte("own\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := Defaults()
	s.Name, s.Module = "demo", "demo"
	tree, err := catalog.Render(s)
	if err != nil || string(tree["a.txt"].Data) != "own\n" {
		t.Errorf("got %q, %v, want the framework's file", tree["a.txt"].Data, err)
	}
}

func TestQuoting(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "''", "abc": "abc", "a b": "'a b'", "it's": `'it'\''s'`, "$HOME": "'$HOME'", "a/b:1=2": "a/b:1=2", "a\nb": "'a\nb'", "函数": "'函数'",
	} {
		if got := ShellQuote(in); got != want {
			t.Errorf("ShellQuote(%q) = %s, want %s", in, got, want)
		}
	}
	for in, want := range map[string]string{"demo": "demo", "on": `"on"`, "true": `"true"`, "null": `"null"`, "1e3": `"1e3"`, "a: b": `'a: b'`, "": `""`} {
		if got, err := yamlScalar(in); err != nil || got != want {
			t.Errorf("yamlScalar(%q) = %s, %v, want %s", in, got, err, want)
		}
	}
}
