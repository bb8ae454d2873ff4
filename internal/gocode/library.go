package gocode

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"strings"
	"sync"
)

// library answers imports from outside the module. It lives for one reading of
// a program, whose packages may ask at once.
type library struct {
	stubs func(importPath string) []byte
	mu    sync.Mutex
	known map[string]*types.Package
}

func newLibrary(stubs func(importPath string) []byte) *library {
	return &library{stubs: stubs, known: map[string]*types.Package{"unsafe": types.Unsafe}}
}

// errUnknown makes the checker take an empty package for one that has every
// name, so that it words no error for each.
var errUnknown = errors.New("nothing is known of the package")

// Import gives what nothing is known of as an empty package of the caller's own,
// which the checker writes to, with errUnknown.
func (l *library) Import(importPath string) (*types.Package, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.get(importPath)
}

// get is Import for who holds the lock.
func (l *library) get(importPath string) (*types.Package, error) {
	p, asked := l.known[importPath]
	if !asked {
		p = l.read(importPath)
		l.known[importPath] = p
	}
	if p == nil {
		return types.NewPackage(importPath, GuessName(importPath)), errUnknown
	}
	return p, nil
}

func (l *library) read(importPath string) *types.Package {
	src := l.stubs(importPath)
	if src == nil {
		return nil
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, importPath, src, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	config := types.Config{Importer: importerFunc(l.get), IgnoreFuncBodies: true, Error: func(error) {}}
	p, err := config.Check(importPath, fset, []*ast.File{f}, nil)
	if err != nil {
		return nil
	}
	return p
}

// GuessName is what a package at an import path most likely calls itself.
func GuessName(importPath string) string {
	dir, name := path.Split(importPath)
	if len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" && dir != "" {
		name = path.Base(dir)
	}
	name, _, _ = strings.Cut(name, ".v") // gopkg.in/yaml.v3
	name = strings.TrimSuffix(strings.TrimPrefix(name, "go-"), "-go")
	name = strings.TrimSuffix(name, ".go")
	if i := strings.LastIndexByte(name, '-'); i >= 0 {
		name = name[i+1:]
	}
	return name
}

// Known is what a reader of programs knows of packages outside of the module.
type Known struct {
	Stub  func(importPath string) []byte                               // the description of a package in Go; nil: nothing is known
	Calls func(x *Index, call *ast.CallExpr, callee types.Object) bool // whether a call is one to note
}
