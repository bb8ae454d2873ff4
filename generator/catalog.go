package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Catalog is what can be rendered: a tree of templates and what it offers.
// Reading one reads folder names only; a framework's own file is read when asked for.
type Catalog struct {
	Version string // of this fcgen, such as 1.2.3, which is remembered with what is rendered; "", and what is no release, is not

	files fs.FS
	names []string // of the frameworks, sorted
}

// Framework is a folder of templates/frameworks: how one web framework does
// what every project does.
type Framework struct {
	Name     string   `yaml:"-"`        // the folder's name
	Title    string   `yaml:"title"`    // as the framework writes itself
	Summary  string   `yaml:"summary"`  // why one would take it, in a few words
	Aliases  []string `yaml:"aliases"`  // other spellings that people type
	Replaces []string `yaml:"replaces"` // paths of other layers that this one's files stand for
}

const frameworksDir = "frameworks"

// NewCatalog offers what files holds; it has the layout of the package templates.
func NewCatalog(files fs.FS) (*Catalog, error) {
	entries, err := fs.ReadDir(files, frameworksDir)
	if err != nil {
		return nil, fmt.Errorf("read the frameworks: %w", err)
	}
	c := &Catalog{files: files}
	for _, e := range entries {
		if e.IsDir() {
			c.names = append(c.names, e.Name())
		}
	}
	slices.Sort(c.names)
	return c, nil
}

// FrameworkNames lists the frameworks' names in alphabetical order.
func (c *Catalog) FrameworkNames() []string { return slices.Clone(c.names) }

// Frameworks lists the frameworks in alphabetical order of their names.
func (c *Catalog) Frameworks() ([]Framework, error) {
	var all []Framework
	for _, name := range c.names {
		f, err := c.read(name)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// Framework finds a framework by its name, its title or one of its aliases,
// whatever the case; else the error is an *Unknown.
func (c *Catalog) Framework(name string) (Framework, error) {
	if slices.Contains(c.names, name) {
		return c.read(name)
	}
	all, err := c.Frameworks()
	if err != nil {
		return Framework{}, err
	}
	for _, f := range all {
		if slices.ContainsFunc(append(f.Aliases, f.Name, f.Title), func(s string) bool { return strings.EqualFold(s, name) }) {
			return f, nil
		}
	}
	return Framework{}, &Unknown{"framework", name, c.FrameworkNames()}
}

func (c *Catalog) read(name string) (Framework, error) {
	file := path.Join(frameworksDir, name, "framework.yaml")
	data, err := fs.ReadFile(c.files, file)
	if err != nil {
		return Framework{}, fmt.Errorf("read framework %q: %w", name, err)
	}
	f := Framework{Name: name}
	if err := decodeStrict(data, &f); err != nil {
		return Framework{}, fmt.Errorf("read %s: %w", file, err)
	}
	if f.Title == "" {
		f.Title = name
	}
	return f, nil
}

// decodeStrict reads one YAML document into v, refusing keys that v does not have.
func decodeStrict(data []byte, v any) error {
	if err := checkKeys(data); err != nil {
		return err
	}
	d := yaml.NewDecoder(strings.NewReader(string(data)))
	d.KnownFields(true)
	err := d.Decode(v)
	var mistakes *yaml.TypeError
	if !errors.As(err, &mistakes) {
		return err
	}
	var lines []error
	for _, m := range mistakes.Errors {
		text, _, _ := strings.Cut(m, " in type ") // Go's name for v tells a person nothing
		lines = append(lines, errors.New(text))
	}
	return errors.Join(lines...)
}

// maxKeys is how many keys and values a YAML file of fcgen's own may have. To
// look for keys that stand there twice, the library compares each with the rest.
const maxKeys = 1_000

// checkKeys says what keeps a YAML text from being decoded; one that is no YAML passes.
func checkKeys(data []byte) error {
	var doc yaml.Node
	if yaml.Unmarshal(data, &doc) != nil {
		return nil // the decoder says why
	}
	if countNodes(&doc) > maxKeys {
		return fmt.Errorf("it has more than %d keys and values", maxKeys)
	}
	return nil
}

func countNodes(n *yaml.Node) int {
	count := 1
	for _, inner := range n.Content {
		count += countNodes(inner)
	}
	return count
}
