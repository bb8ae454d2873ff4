package gocode

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
)

// Taken lists the names that are declared anywhere in a package, imported, or
// used without being declared.
func (p *Package) Taken() map[string]bool {
	names := map[string]bool{}
	mine := map[*ast.Ident]bool{} // in the file that is written anew
	for _, f := range slices.Concat(p.Files, p.Others) {
		if f.Ours {
			for id := range ast.Preorder(f.Syntax) {
				if id, ok := id.(*ast.Ident); ok {
					mine[id] = true
				}
			}
			continue
		}
		for _, spec := range f.Syntax.Imports {
			names[importName(spec)] = true
		}
		maps.Copy(names, Declared(f.Syntax))
		if slices.Contains(p.Files, f) {
			p.missing(f.Syntax, names)
		}
	}
	for id, obj := range p.info.Defs {
		if !mine[id] && !isMember(obj) {
			names[id.Name] = true
		}
	}
	return names
}

// importName is what a file calls a package that it imports, as far as that can be told.
func importName(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	to, _ := strconv.Unquote(spec.Path.Value) // the file parses
	return GuessName(to)
}

// isMember reports whether a name is a field's or a method's, which takes none away.
func isMember(obj types.Object) bool {
	switch obj := obj.(type) {
	case *types.Var:
		return obj.IsField()
	case *types.Func:
		return obj.Signature().Recv() != nil
	}
	return false
}

// missing adds the names that a file uses and that nothing declares: to declare
// one would give the person's code a meaning that it did not have.
func (p *Package) missing(f *ast.File, names map[string]bool) {
	members := map[*ast.Ident]bool{} // behind a dot
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			members[n.Sel] = true
		case *ast.Ident:
			if p.info.Uses[n] == nil && p.info.Defs[n] == nil && !members[n] {
				names[n.Name] = true
			}
		}
		return true
	})
}

// Declared lists a file's names at package level.
func Declared(f *ast.File) map[string]bool {
	names := map[string]bool{}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names[d.Name.Name] = true
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names[s.Name.Name] = true
				case *ast.ValueSpec:
					for _, n := range s.Names {
						names[n.Name] = true
					}
				}
			}
		}
	}
	return names
}

// Shadowed is a predeclared name that the package gives another meaning.
func (p *Package) Shadowed() string {
	for _, f := range slices.Concat(p.Files, p.Others) {
		for name := range Declared(f.Syntax) {
			if types.Universe.Lookup(name) != nil || token.IsKeyword(name) {
				return name
			}
		}
	}
	return ""
}
