package retrofit

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// program is a main package and what it imports from its own module, as it is
// built for the platform: linux on amd64, without cgo.
type program struct {
	*module
	fset  *token.FileSet
	main  *pkg
	pkgs  map[string]*pkg // by folder
	order []*pkg          // what is imported comes first
	files map[*token.File]*file
}

type pkg struct {
	dir     string // relative to the module, with slashes
	files   []*file
	others  []*file // tests, and what the build leaves out
	imports []string
	types   *types.Package
	info    *types.Info
	place   int // in the program's order
}

type file struct {
	name      string // relative to the module, with slashes
	src       []byte
	ast       *ast.File
	pkg       *pkg
	broken    error // it does not parse
	generated bool
	tagged    bool // it has a build constraint
	place     int  // in the program's order; positions have the order in which files were read
}

// parse reads the package in dir, without what it imports.
func (m *module) parse(ctx context.Context, fset *token.FileSet, dir string) (*pkg, error) {
	names, err := m.goFiles(dir)
	if err != nil {
		return nil, err
	}
	folder, err := m.root.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("read the folder %q: %w", dir, err)
	}
	defer folder.Close()
	p := &pkg{dir: dir}
	all := make([]*file, len(names))
	errs := make([]error, len(names))
	var wait sync.WaitGroup
	for i, name := range names {
		wait.Go(func() { all[i], errs[i] = m.parseFile(ctx, fset, folder, path.Join(dir, name)) })
	}
	wait.Wait()
	for i, f := range all {
		if errs[i] != nil {
			return nil, errs[i]
		}
		f.pkg = p
		if strings.HasSuffix(f.name, "_test.go") || !m.built(f) {
			p.others = append(p.others, f)
			continue
		}
		p.files = append(p.files, f)
	}
	p.files = samePackage(p)
	for _, f := range p.files {
		for _, spec := range f.ast.Imports {
			if to, err := strconv.Unquote(spec.Path.Value); err == nil && !slices.Contains(p.imports, to) {
				p.imports = append(p.imports, to)
			}
		}
	}
	return p, nil
}

func (m *module) parseFile(ctx context.Context, fset *token.FileSet, folder *os.Root, name string) (*file, error) {
	src, err := readText(ctx, folder, path.Base(name), name)
	if err != nil {
		src, err = m.read(ctx, name) // through a link out of the folder, perhaps
	}
	if err != nil {
		return nil, err
	}
	mode := parser.ParseComments | parser.SkipObjectResolution
	if strings.HasSuffix(name, "_test.go") {
		mode = parser.SkipObjectResolution // only its names matter
	}
	f := &file{name: name, src: src}
	f.ast, f.broken = parser.ParseFile(fset, name, src, mode)
	if f.ast == nil || f.ast.Name == nil {
		return nil, fmt.Errorf("parse %q: %w", name, f.broken)
	}
	if n := tooDeep(f.ast); n != nil {
		at := Place{File: name, Line: fset.PositionFor(n.Pos(), false).Line}
		return nil, &Declined{Cause: ErrTooMuch, Reason: fmt.Sprintf("the code here is nested more than %d levels deep", maxNesting), Place: at}
	}
	f.generated = ast.IsGenerated(f.ast)
	for _, group := range f.ast.Comments {
		for _, c := range group.List {
			if c.Pos() < f.ast.Package && (strings.HasPrefix(c.Text, "//go:build ") || strings.HasPrefix(c.Text, "// +build ")) {
				f.tagged = true
			}
		}
	}
	return f, nil
}

// built reports whether the file is part of what the platform runs.
func (m *module) built(f *file) bool {
	if f.always() {
		return true
	}
	context := build.Context{
		GOOS: "linux", GOARCH: "amd64", Compiler: "gc",
		ReleaseTags: build.Default.ReleaseTags,
		OpenFile:    func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f.src)), nil },
	}
	ok, err := context.MatchFile(path.Dir(f.name), path.Base(f.name))
	return ok && err == nil
}

// always reports whether neither a file's name nor what stands before its
// package clause can keep it out of a build.
func (f *file) always() bool {
	return f.ast != nil && f.broken == nil && !strings.Contains(path.Base(f.name), "_") &&
		!bytes.Contains(f.src[:f.ast.Package-f.ast.FileStart], []byte("build"))
}

// samePackage leaves the files that belong to the folder's package: main if
// there is one, else the first file's. The rest goes to the others.
func samePackage(p *pkg) []*file {
	if len(p.files) == 0 {
		return nil
	}
	name := p.files[0].ast.Name.Name
	for _, f := range p.files {
		if f.ast.Name.Name == "main" {
			name = "main"
		}
	}
	var mine []*file
	for _, f := range p.files {
		if f.ast.Name.Name == name {
			mine = append(mine, f)
		} else {
			p.others = append(p.others, f)
		}
	}
	return mine
}

// name is the package's name, "" where it has no files.
func (p *pkg) name() string {
	if len(p.files) == 0 {
		return ""
	}
	return p.files[0].ast.Name.Name
}

// load reads what a main package that is parsed already imports from the module.
func (m *module) load(ctx context.Context, fset *token.FileSet, start *pkg) (*program, error) {
	p := &program{module: m, fset: fset, main: start, pkgs: map[string]*pkg{start.dir: start}, files: map[*token.File]*file{}}
	for wave := []*pkg{start}; len(wave) > 0; {
		var dirs []string
		for _, from := range wave {
			for _, to := range from.imports {
				dir, ours := m.folderOf(to)
				if !ours || p.pkgs[dir] != nil || slices.Contains(dirs, dir) {
					continue
				}
				if info, err := m.root.Stat(dir); err == nil && info.IsDir() {
					dirs = append(dirs, dir)
				}
			}
		}
		next := make([]*pkg, len(dirs))
		errs := make([]error, len(dirs))
		var wait sync.WaitGroup
		for i, dir := range dirs {
			wait.Go(func() { next[i], errs[i] = m.parse(ctx, fset, dir) })
		}
		wait.Wait()
		for i, dir := range dirs {
			if errs[i] != nil {
				return nil, errs[i]
			}
			p.pkgs[dir] = next[i]
		}
		wave = next
	}
	p.sort(start, map[*pkg]bool{})
	return p, nil
}

// sort puts the packages in order, each after what it imports.
func (p *program) sort(at *pkg, seen map[*pkg]bool) {
	if seen[at] {
		return
	}
	seen[at] = true
	for _, to := range at.imports {
		if dir, ours := p.folderOf(to); ours && p.pkgs[dir] != nil {
			p.sort(p.pkgs[dir], seen)
		}
	}
	p.order = append(p.order, at)
}

// fileOf is the file that holds a position.
func (p *program) fileOf(pos token.Pos) *file { return p.files[p.fset.File(pos)] }

// place describes a node.
func (p *program) place(n ast.Node) Place {
	f := p.fileOf(n.Pos())
	if f == nil {
		return Place{}
	}
	what := strings.Join(strings.Fields(p.text(n)), " ")
	if len(what) > 60 {
		what = strings.ToValidUTF8(what[:60], "") + "…"
	}
	return Place{File: f.name, Line: p.fset.PositionFor(n.Pos(), false).Line, What: what}
}

// text is a node's source.
func (p *program) text(n ast.Node) string {
	f := p.fileOf(n.Pos())
	from, to := p.offset(n.Pos()), p.offset(n.End())
	if f == nil || from < 0 || to > len(f.src) || from > to {
		return ""
	}
	return string(f.src[from:to])
}

// offset is a position's place in its file, -1 if it has none: in code that does
// not parse, a node may end behind the file.
func (p *program) offset(pos token.Pos) int {
	f := p.fset.File(pos)
	if f == nil || int(pos) > f.Base()+f.Size() {
		return -1
	}
	return int(pos) - f.Base()
}
