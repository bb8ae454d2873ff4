package retrofit

import (
	"go/ast"
	"go/types"
	"slices"
)

// keptBy reports whether an engine is given to the package outside the module
// that what is served comes from again: runtime.SetEngine(r), and in another
// place Handler: runtime.GetEngine().
func (x *reader) keptBy(made *target, served []*target) bool {
	to := x.madeFor(made.routers[0].make)
	return to != nil && slices.ContainsFunc(served, func(t *target) bool {
		if t.sinks[0].handler == nil || len(t.routers) > 0 {
			return false
		}
		from := x.rootPackage(t.sinks[0].handler)
		return from != "" && slices.ContainsFunc(x.live, func(call *ast.CallExpr) bool {
			return x.rootPackage(call) == from && slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
				id, ok := ast.Unparen(arg).(*ast.Ident)
				return ok && x.info(id.Pos()).Uses[id] == to
			})
		})
	})
}

// rootPackage is the package that a chain of calls and fields begins with, "" if
// it begins with anything else.
func (x *reader) rootPackage(e ast.Expr) string {
	for {
		switch n := ast.Unparen(e).(type) {
		case *ast.CallExpr:
			e = n.Fun
		case *ast.SelectorExpr:
			e = n.X
		case *ast.Ident:
			if name, ok := x.info(n.Pos()).Uses[n].(*types.PkgName); ok {
				return name.Imported().Path()
			}
			return ""
		default:
			return ""
		}
	}
}
