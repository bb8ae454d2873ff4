package gocode

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"
)

// NoProgram is the error for a folder without a main package. A file that
// cannot be read comes first: it may be the one.
func (m *Module) NoProgram(ctx context.Context, dir string) error {
	dirs, err := m.folders(ctx, dir)
	if err != nil {
		return err
	}
	for _, at := range dirs {
		names, err := m.goFiles(at)
		if err != nil {
			return err
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			src, err := m.read(ctx, pathIn(at, name))
			if err != nil {
				return err
			}
			if pkg := misnamed(src); pkg != "" {
				return &Declined{
					Cause: ErrNoProgram, Place: Place{File: pathIn(at, name), Line: 1},
					Reason: fmt.Sprintf("there is no main package here: the function main is in package %s, and a program is package main", pkg),
				}
			}
		}
	}
	return &Declined{Cause: ErrNoProgram, Reason: "there is no main package in this folder or below it: a library is served by the program that imports it"}
}

// Unparsed is the error for a file that is no Go, with the place where it stops
// being it.
func (x *Index) Unparsed(f *File) error {
	d := &Declined{Cause: ErrBroken, Reason: "the file does not parse", Place: Place{File: f.Name, Line: 1}}
	if list, ok := errors.AsType[scanner.ErrorList](f.Broken); ok && len(list) > 0 {
		d.Place.Line = list[0].Pos.Line
		d.Reason += ": " + list[0].Msg
	}
	return d
}

// misnamed is the package of a file that has a function main and is no program's;
// "" for any other file.
func misnamed(src []byte) string {
	if !bytes.Contains(src, []byte("func main()")) {
		return ""
	}
	f, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
	if err != nil || f.Name.Name == "main" {
		return ""
	}
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "main" {
			return f.Name.Name
		}
	}
	return ""
}
