package routers

import (
	"cmp"
	"embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/txtar"
)

//go:embed stubs/*.txtar
var stubs embed.FS

// known is what is known of import paths. The files are looked at for the first one
// that is asked for, and each is read when it is needed.
var known = sync.OnceValue(func() *catalog {
	sub, err := fs.Sub(stubs, "stubs")
	if err != nil {
		panic(err)
	}
	c, err := open(sub)
	if err != nil {
		panic(err) // a test reads them all
	}
	return c
})

// At is what is known of the package at an import path, nil if nothing is.
func At(importPath string) *Package { return known().at(importPath) }

// Stub is the description of the package at an import path, nil if there is none that
// would be of use: of a router that is not followed, too.
func Stub(importPath string) []byte {
	if p := At(importPath); p != nil && p.Followed() {
		return p.Stub
	}
	return nil
}

// Framework is what fcgen calls the router whose package is at an import path, "" if
// it is none.
func Framework(importPath string) string {
	if p := At(importPath); p != nil {
		return p.Name
	}
	return ""
}

// Named is the router of a name, one without a name if there is none.
func Named(framework string) *Router {
	for _, f := range known().files {
		if f.name == framework+".txtar" {
			return f.get()
		}
	}
	return &Router{}
}

// All lists the routers in the order of their files.
func All() []*Router { return known().all() }

// Called lists what methods of a name do, of all routers: for one whose type is not
// known. Those that are given an HTTP method come first.
func Called(name string) []Func { return known().called()[name] }

// catalog is a folder of routers.
type catalog struct {
	files  []*file
	byPath map[string]*file
	called func() map[string][]Func
}

// file is a router that is read once it is needed.
type file struct {
	name   string
	router func() (*Router, error)
}

// open looks at the names in a folder's files, and reads none of their code.
func open(dir fs.FS) (*catalog, error) {
	names, err := fs.Glob(dir, "*.txtar")
	if err != nil {
		return nil, fmt.Errorf("list the routers: %w", err)
	}
	c := &catalog{byPath: map[string]*file{}}
	c.called = sync.OnceValue(c.methods)
	for _, name := range names {
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("read a router: %w", err)
		}
		archive := txtar.Parse(data)
		f := &file{name: name, router: sync.OnceValues(func() (*Router, error) { return load(name, archive) })}
		for _, section := range archive.Files {
			for importPath := range strings.FieldsSeq(section.Name) {
				if other := c.byPath[importPath]; other != nil {
					return nil, fmt.Errorf("%s and %s both describe %q", other.name, name, importPath)
				}
				c.byPath[importPath] = f
			}
		}
		c.files = append(c.files, f)
	}
	return c, nil
}

func (c *catalog) at(importPath string) *Package {
	f := c.byPath[importPath]
	if f == nil { // a package that is known wherever it was copied to
		importPath = "*/" + path.Base(importPath)
		f = c.byPath[importPath]
	}
	if f == nil {
		return nil
	}
	r := f.get()
	return r.Packages[slices.IndexFunc(r.Packages, func(p *Package) bool { return slices.Contains(p.Paths, importPath) })]
}

func (f *file) get() *Router {
	r, err := f.router()
	if err != nil {
		panic(err) // a test reads them all
	}
	return r
}

func (c *catalog) all() []*Router {
	var list []*Router
	for _, f := range c.files {
		list = append(list, f.get())
	}
	return list
}

func (c *catalog) methods() map[string][]Func {
	byName := map[string][]Func{}
	for _, withMethod := range []bool{true, false} {
		for _, r := range c.all() {
			for _, p := range r.Packages {
				for _, name := range slices.Sorted(maps.Keys(p.funcs)) {
					f := p.funcs[name]
					if _, method, ok := strings.Cut(name, "."); ok && withMethod == (f.Route != nil && f.Route.MethodArg.Given()) {
						byName[method] = append(byName[method], f)
					}
				}
			}
		}
	}
	return byName
}

// load reads a file.
func load(name string, archive *txtar.Archive) (*Router, error) {
	r := &Router{}
	if err := r.read(archive); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if r.Name != "" && r.Name+".txtar" != name {
		return nil, fmt.Errorf("%s: it is about the router %q, and has another name", name, r.Name)
	}
	return r, nil
}

func (r *Router) read(archive *txtar.Archive) error {
	for line := range strings.Lines(string(archive.Comment)) {
		s, ok, err := read(line, "file")
		if err == nil && ok {
			err = r.say(s)
		}
		if err == nil && !strings.HasPrefix(line, "//") {
			err = fmt.Errorf("%q is no comment", strings.TrimSpace(line))
		}
		if err != nil {
			return err
		}
	}
	r.Title = cmp.Or(r.Title, r.Name)
	for _, section := range archive.Files {
		p, err := r.describe(section)
		if err != nil {
			return fmt.Errorf("%s: %w", section.Name, err)
		}
		r.Packages = append(r.Packages, p)
	}
	if len(r.Packages) == 0 {
		return fmt.Errorf("it describes no package")
	}
	return nil
}

// say adds what a directive of the file says.
func (r *Router) say(s sentence) error {
	if s.verb == "hook" {
		return r.Hook.hook(&s)
	}
	to := map[string]*string{"router": &r.Name, "title": &r.Title, "name": &r.Variable, "paste": &r.Paste, "refuse": &r.Refusal, "let": &r.Let, "limits": &r.Limits}[s.verb]
	if *to != "" {
		return fmt.Errorf("%s is said twice", s.verb)
	}
	*to = s.rest
	return nil
}

// describe reads the description of a package.
func (r *Router) describe(section txtar.File) (*Package, error) {
	p := &Package{Router: r, Paths: strings.Fields(section.Name), Stub: section.Data, types: map[string]Type{}, funcs: map[string]Func{}}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", section.Data, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	d := &describer{p, map[*ast.CommentGroup]bool{}}
	if err := d.file(f); err != nil {
		return nil, err
	}
	for _, group := range f.Comments {
		if err := d.attached(group, fset); err != nil {
			return nil, err
		}
	}
	for name, t := range p.types {
		if t.As != "" {
			if err := p.lend(name, t.As); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

// lend gives a type's methods what those of another one do.
func (p *Package) lend(to, from string) error {
	found := false
	for name, f := range p.funcs {
		if method, ok := strings.CutPrefix(name, from+"."); ok {
			found = true
			if k := key(to, method); p.funcs[k] == (Func{}) {
				p.funcs[k] = f
			}
		}
	}
	if !found {
		return fmt.Errorf("%s is as %s, of which nothing is said", to, from)
	}
	return nil
}
