package gocode

import (
	"bytes"
	"go/ast"
	"go/types"
)

// references are the functions and types that a function names.
type references struct {
	funcs   []*types.Func
	types   []*types.TypeName
	members []string // behind a dot, of what is not known
}

func (m *references) add(info *types.Info, n ast.Node) {
	switch n := n.(type) {
	case *ast.SelectorExpr:
		if info.Uses[n.Sel] == nil {
			m.members = append(m.members, n.Sel.Name)
		}
	case *ast.Ident:
		switch obj := info.Uses[n].(type) {
		case *types.Func:
			m.funcs = append(m.funcs, obj)
		case *types.TypeName:
			m.types = append(m.types, obj)
		}
	}
}

// references is where to note what a function names; nil stands for the
// variables of all packages.
func (x *Index) references(owner types.Object) *references {
	m := x.refs[owner]
	if m == nil {
		m = &references{}
		x.refs[owner] = m
	}
	return m
}

// refers notes the functions and types that a function's type names.
func (x *Index) refers(at *Package, root ast.Node, owner types.Object) {
	refs := x.references(owner)
	ast.Inspect(root, func(n ast.Node) bool {
		refs.add(at.info, n)
		return true
	})
}

// Uses lists where the code names an object, in order.
func (p *program) Uses(obj types.Object) []*ast.Ident {
	var list []*ast.Ident
	for _, at := range p.Order {
		for _, f := range at.Files {
			if !bytes.Contains(f.Source, []byte(obj.Name())) {
				continue
			}
			ast.Inspect(f.Syntax, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && id.Name == obj.Name() && Origin(at.info.Uses[id]) == obj {
					list = append(list, id)
				}
				return true
			})
		}
	}
	return list
}
