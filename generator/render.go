package generator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/template"

	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/fc"
)

// templateSuffix marks a file that is rendered; every other file is copied.
const templateSuffix = ".tmpl"

// Render makes the project's files, without .fcgen. The spec must come from
// Complete. The same spec gives the same bytes.
func (c *Catalog) Render(s Spec) (Tree, error) {
	f, err := c.Framework(s.Framework)
	if err != nil {
		return nil, err
	}
	data := newPage(s, f)
	tree := Tree{}
	for _, layer := range layers(s) {
		files, err := c.renderLayer(layer, data)
		if err != nil {
			return nil, err
		}
		for _, name := range files.Paths() {
			if strings.HasPrefix(layer, frameworksDir) && slices.Contains(f.Replaces, name) {
				delete(tree, name)
			}
			if err := tree.put(name, files[name]); err != nil {
				return nil, fmt.Errorf("render %s: %w", layer, err)
			}
		}
	}
	for _, name := range tree.Paths() {
		if err := checkRendered(name, tree[name].Data); err != nil {
			return nil, fmt.Errorf("render %q: %w", name, err)
		}
	}
	return tree, nil
}

// layers lists the folders that make up a project, lowest first. Any of them may be absent.
func layers(s Spec) []string {
	runtime := "custom"
	if r, _ := fc.RuntimeNamed(s.Runtime); r.Container {
		runtime = r.Name
	}
	list := []string{
		"base",
		path.Join("handlers", s.Handler),
		path.Join("runtimes", runtime),
		path.Join(frameworksDir, s.Framework, "all"),
		path.Join(frameworksDir, s.Framework, s.Handler),
	}
	for _, h := range s.Hooks {
		list = append(list, hookLayer(h))
	}
	return list
}

func hookLayer(hook string) string { return path.Join("hooks", hook) }

func (c *Catalog) renderLayer(dir string, data page) (Tree, error) {
	tree := Tree{}
	err := fs.WalkDir(c.files, dir, func(file string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && file == dir {
			return fs.SkipAll
		}
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(c.files, file)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(file, dir+"/")
		if rendered, ok := strings.CutSuffix(name, templateSuffix); ok {
			name = rendered
			if text, err = execute(file, string(text), data); err != nil {
				return err
			}
		}
		return tree.put(name, File{Data: text})
	})
	if err != nil {
		return nil, fmt.Errorf("render %s: %w", dir, err)
	}
	return tree, nil
}

func execute(name, text string, data page) ([]byte, error) {
	if !strings.Contains(text, "{{") {
		return []byte(text), nil
	}
	t, err := template.New(name).Option("missingkey=error").Funcs(functions()).Parse(text)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// checkRendered refuses a file that its own reader would not accept, so that
// a fault in a template can never reach a person's disk.
func checkRendered(name string, data []byte) error {
	if bytes.Contains(data, []byte("<no value>")) || bytes.Contains(data, []byte("\r")) || !bytes.HasSuffix(data, []byte("\n")) {
		return errors.New("a value is missing, a line ends with CR, or the last line has no end")
	}
	switch path.Ext(name) {
	case ".go":
		return checkGo(name, data)
	case ".yaml", ".yml":
		var doc any
		if err := yaml.Unmarshal(data, &doc); err != nil {
			return err
		}
	case ".json":
		if !json.Valid(data) {
			return errors.New("it is not JSON")
		}
	}
	if name == "s.yaml" {
		return fc.CheckSYAML(data)
	}
	return nil
}

func checkGo(name string, data []byte) error {
	if _, err := parser.ParseFile(token.NewFileSet(), name, data, parser.SkipObjectResolution); err != nil {
		return err
	}
	clean, err := format.Source(data)
	if err == nil && !bytes.Equal(clean, data) {
		err = errors.New("it is not as gofmt writes it")
	}
	return err
}

// HookFiles lists the paths that exist only because of the hook of that exact name.
func (c *Catalog) HookFiles(s Spec, hook string) ([]string, error) {
	f, err := c.Framework(s.Framework)
	if err != nil {
		return nil, err
	}
	files, err := c.renderLayer(hookLayer(hook), newPage(s.WithHook(hook, 0), f))
	return files.Paths(), err
}
