package retrofit

import (
	"go/ast"
	"go/types"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
	"github.com/fcgen/fcgen/internal/routers"
	"github.com/fcgen/fcgen/internal/served"
)

// beginnings places the hooks at the start of the person's functions that
// handle what is served.
func (x *editor) beginnings(t *served.Target) *placing {
	p := x.placing(routers.Standard, hookfile.Begun)
	seen := map[*ast.BlockStmt]bool{}
	for _, s := range t.Sinks {
		if s.Handler == nil {
			return nil
		}
		fn, body := x.handling(s.Handler, 0)
		if fn == nil || body == nil {
			return nil
		}
		given, ok := request(fn)
		if !ok {
			return nil
		}
		if p.pkg == nil {
			p.pkg = x.FileOf(body.Pos()).Package
		}
		if !seen[body] {
			seen[body] = true
			p.spots = append(p.spots, spot{name: given, kind: atStart, node: body})
		}
	}
	for _, s := range p.spots {
		if _, ok := x.first(s.node, nil); !ok {
			return nil
		}
	}
	if len(p.spots) == 0 || !p.together(x) {
		return nil
	}
	return p
}

// handling is the function that a handler comes to first, if it is the module's
// and no other can be meant.
func (x *editor) handling(e ast.Expr, depth int) (*ast.FuncType, *ast.BlockStmt) {
	if depth > 8 {
		return nil, nil
	}
	if fn := x.servingMethod(x.TypeOf(e)); fn != nil {
		return fn.Type, fn.Body
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.FuncLit:
		return e.Type, e.Body
	case *ast.Ident, *ast.SelectorExpr:
		return x.handlingNamed(x.Variable(x.FileOf(e.Pos()).Package, e), depth)
	case *ast.CallExpr:
		fn := x.Callee(e)
		switch {
		case x.IsType(e.Fun) && len(e.Args) == 1:
			return x.handling(e.Args[0], depth+1)
		case fn != nil && x.Funcs[fn] != nil && len(x.Returns[fn]) == 1 && len(x.Returns[fn][0].Results) == 1:
			return x.handling(x.Returns[fn][0].Results[0], depth+1)
		}
	}
	return nil, nil
}

// handlingNamed is the function behind a name.
func (x *editor) handlingNamed(obj types.Object, depth int) (*ast.FuncType, *ast.BlockStmt) {
	if fn, ok := obj.(*types.Func); ok {
		if decl := x.Funcs[fn.Origin()]; decl != nil {
			return decl.Type, decl.Body
		}
		return nil, nil
	}
	if s := x.Sources[obj]; obj != nil && len(s) == 1 && s[0].Result < 0 {
		return x.handling(s[0].Expr, depth+1)
	}
	return nil, nil
}

// servingMethod is the ServeHTTP that a type of the module's declares itself.
func (x *editor) servingMethod(t types.Type) *ast.FuncDecl {
	if t == nil {
		return nil
	}
	named, ok := gocode.Deref(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || types.IsInterface(named) {
		return nil
	}
	obj, path, _ := types.LookupFieldOrMethod(types.NewPointer(named), true, named.Obj().Pkg(), "ServeHTTP")
	method, ok := obj.(*types.Func)
	if !ok || len(path) != 1 {
		return nil
	}
	return x.Funcs[method.Origin()]
}

// request names what a handler function is given, as an argument list.
func request(fn *ast.FuncType) (string, bool) {
	var names []string
	for _, field := range fn.Params.List {
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
	}
	if len(names) != 2 || names[0] == "_" || names[1] == "_" {
		return "", false
	}
	return names[0] + ", " + names[1], true
}
