package generator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
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
	return tree, nil
}

// layers lists the folders that make up a project, lowest first. Any of them may be absent.
func layers(s Spec) []string {
	list := []string{
		"base",
		path.Join("handlers", s.Handler),
		path.Join("runtimes", runtimeLayer(s)),
		path.Join("builds", runtimeLayer(s)),
		path.Join(frameworksDir, s.Framework, "all"),
		path.Join(frameworksDir, s.Framework, s.Handler),
	}
	for _, h := range s.Hooks {
		list = append(list, hookLayer(h))
	}
	if s.Handler == Event {
		list = append(list, triggerLayers(s)...)
	}
	if s.CI != "" {
		list = append(list, path.Join("ci", s.CI))
	}
	if !s.NoAgents {
		list = append(list, "agents")
	}
	return list
}

// triggerLayers are those of an event function: what any trigger brings and what
// its own does, or what there is without one.
func triggerLayers(s Spec) []string {
	const dir = "triggers"
	if _, ok := s.EventTrigger(); !ok {
		return []string{path.Join(dir, "none")}
	}
	return []string{path.Join(dir, "any"), path.Join(dir, s.Trigger)}
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
		name, isTemplate := strings.CutSuffix(strings.TrimPrefix(file, dir+"/"), templateSuffix)
		if isTemplate && bytes.Contains(text, directive) {
			if text, err = c.execute(file, text, data); err != nil {
				return err
			}
			err = checkRendered(name, text)
		}
		if err == nil {
			err = checkText(text)
		}
		if err != nil {
			return fmt.Errorf("%q: %w", name, err)
		}
		return tree.put(name, File{Data: text})
	})
	if err != nil {
		return nil, fmt.Errorf("render %s: %w", dir, err)
	}
	return tree, nil
}

// directive begins what a template says; a file without one is its own rendering.
var directive = []byte("{{")

func (c *Catalog) execute(name string, text []byte, data page) ([]byte, error) {
	t, err := c.parse(name, text)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// sharedDir has the texts that several templates use, each by its file's name
// without the suffix.
const sharedDir = "shared"

// parse reads a template, and the shared texts if it uses any.
func (c *Catalog) parse(name string, text []byte) (*template.Template, error) {
	t := template.New(name).Option("missingkey=error").Funcs(functions())
	if bytes.Contains(text, []byte("{{template ")) {
		shared, err := fs.Glob(c.files, path.Join(sharedDir, "*"+templateSuffix))
		if err != nil {
			return nil, err
		}
		for _, file := range shared {
			data, err := fs.ReadFile(c.files, file)
			if err == nil {
				_, err = t.New(strings.TrimSuffix(path.Base(file), templateSuffix)).Parse(string(data))
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return t.Parse(string(text))
}

// checkText refuses what merges and archives could not keep as it is.
func checkText(data []byte) error {
	if bytes.Contains(data, []byte("\r")) || !bytes.HasSuffix(data, []byte("\n")) {
		return errors.New("a line ends with CR, or the last line has no end")
	}
	return nil
}

// checkRendered refuses a file that its own reader would not accept, so that
// a value that a template did not expect can never reach a person's disk. What
// is the same for every spec, gofmt's form among it, is for tests to check.
func checkRendered(name string, data []byte) error {
	if bytes.Contains(data, []byte("<no value>")) {
		return errors.New("a value is missing")
	}
	if name == "s.yaml" {
		return fc.CheckSYAML(data)
	}
	switch path.Ext(name) {
	case ".go":
		_, err := parser.ParseFile(token.NewFileSet(), name, data, parser.SkipObjectResolution)
		return err
	case ".yaml", ".yml":
		var doc any
		return yaml.Unmarshal(data, &doc)
	case ".json":
		if !json.Valid(data) {
			return errors.New("it is not JSON")
		}
	}
	return nil
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
