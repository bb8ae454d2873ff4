package gocode

import (
	"bytes"
	"context"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
)

// Mains lists the folders of main packages: dir alone if it is one.
func (m *Module) Mains(ctx context.Context, dir string) ([]string, error) {
	if m.isMain(ctx, dir) {
		return []string{dir}, nil
	}
	dirs, err := m.folders(ctx, dir)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(dirs, func(d string) bool { return !m.isMain(ctx, d) }), nil
}

// IsMain reports whether the package in the folder dir itself, as the platform
// would run it, is main. A folder that cannot be read holds none.
func IsMain(ctx context.Context, dir string) bool {
	m, inside, err := OpenModule(ctx, dir, Known{})
	if err != nil {
		return false
	}
	defer m.Close()
	return m.isMain(ctx, inside)
}

// MainsIn lists the folders of the main packages of the module that holds dir,
// in dir or below it, as absolute paths. A folder that cannot be read holds none.
func MainsIn(ctx context.Context, dir string) []string {
	m, inside, err := OpenModule(ctx, dir, Known{})
	if err != nil {
		return nil
	}
	defer m.Close()
	found, err := m.Mains(ctx, inside)
	if err != nil {
		return nil
	}
	for i, at := range found {
		found[i] = filepath.Join(m.Dir, filepath.FromSlash(at))
	}
	return found
}

// isMain reports whether a folder's package, as the platform would run it, is main.
func (m *Module) isMain(ctx context.Context, dir string) bool {
	names, err := m.goFiles(dir)
	if err != nil {
		return false
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := m.read(ctx, pathIn(dir, name))
		if err != nil || !bytes.Contains(src, []byte("package main")) {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.PackageClauseOnly)
		if err == nil && f.Name.Name == "main" && m.built(&File{Name: name, Source: src}) {
			return true
		}
	}
	return false
}

func pathIn(dir, name string) string {
	if dir == "." {
		return name
	}
	return dir + "/" + name
}

// Program reads the main package in a folder and what it imports.
func (m *Module) Program(ctx context.Context, dir string) (*Index, error) {
	m.opened.Do(func() { m.openBeside(ctx) })
	fset := token.NewFileSet()
	start, err := m.parse(ctx, fset, dir)
	if err != nil {
		return nil, err
	}
	p, err := m.load(ctx, fset, start)
	if err != nil {
		return nil, err
	}
	if err := p.bounded(); err != nil {
		return nil, err
	}
	return p.index(), ctx.Err()
}
