package gocode

import (
	"go/ast"
	"go/types"
	"runtime"
	"sync"
)

// number gives packages and files their places in the program's order.
func (p *program) number() {
	for i, at := range p.Order {
		at.place = i
		for _, f := range at.Files {
			f.Place = len(p.Files)
			p.Files[p.Fset.File(f.Syntax.FileStart)] = f
		}
	}
}

// bounded is the reason to decline what comes to more than is read, nil if there is none.
func (p *program) bounded() error {
	p.number()
	g := &growth{texts: map[string]int{}, parts: map[string]int{}, place: p.Place}
	for _, at := range p.Order {
		var files []*ast.File
		size := 0
		for _, f := range at.Files {
			files = append(files, f.Syntax)
			size += len(f.Source)
		}
		if err := g.measure(files, size); err != nil {
			return err
		}
	}
	return nil
}

// check finds the types, as far as they can be told without other modules. A
// package is checked once those before it that it imports are, on all
// processors. It calls then for each package in order, as soon as it is checked.
func (p *program) check(then func(*Package)) {
	outside := newLibrary(p.known.Stub)
	done := make([]chan struct{}, len(p.Order))
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wait sync.WaitGroup
	for i, at := range p.Order {
		done[i] = make(chan struct{})
		wait.Go(func() {
			defer close(done[i])
			for _, to := range at.Imports {
				if from := p.imported(at, to); from != nil {
					<-done[from.place]
				}
			}
			free <- struct{}{}
			defer func() { <-free }()
			p.checkPackage(at, outside)
		})
	}
	for i, at := range p.Order {
		<-done[i]
		then(at)
	}
	wait.Wait()
}

// imported is the module's package at an import path, if it comes before at in
// the order: it does not where packages import each other in a circle.
func (p *program) imported(at *Package, importPath string) *Package {
	dir, ours := p.FolderOf(importPath)
	if from := p.Pkgs[dir]; ours && from != nil && from.place < at.place {
		return from
	}
	return nil
}

func (p *program) checkPackage(at *Package, outside types.Importer) {
	config := types.Config{
		FakeImportC: true,
		Importer: importerFunc(func(to string) (*types.Package, error) {
			if from := p.imported(at, to); from != nil {
				return from.Types, nil
			}
			return outside.Import(to)
		}),
		Error: func(error) {}, // much is not known here that is right
	}
	importPath := p.importPath(at.Dir)
	if at.Name() == "main" {
		importPath = "main"
	}
	var files []*ast.File
	size := 0
	for _, f := range at.Files {
		files = append(files, f.Syntax)
		size += len(f.Source)
	}
	defer shorten(files)()
	at.info = newInfo(size)
	at.Types, _ = config.Check(importPath, p.Fset, files, at.info) // the types are there with errors too
}

// newInfo has room for what is known of so many bytes of code. What a selector
// selects is in Uses, by its Sel.
func newInfo(size int) *types.Info {
	return &types.Info{
		Defs:      make(map[*ast.Ident]types.Object, size/64),
		Uses:      make(map[*ast.Ident]types.Object, size/20),
		Instances: map[*ast.Ident]types.Instance{},
		Types:     make(map[ast.Expr]types.TypeAndValue, size/8),
	}
}

type importerFunc func(string) (*types.Package, error)

func (f importerFunc) Import(importPath string) (*types.Package, error) { return f(importPath) }
