package served

import (
	"go/ast"
	"go/types"
	"slices"
)

// keptBy reports whether an engine is given to the package outside the module
// that what is served comes from again: runtime.SetEngine(r), and in another
// place Handler: runtime.GetEngine().
func (x *Reader) keptBy(made *Target, served []*Target) bool {
	to := x.MadeFor(made.Routers[0].Make)
	return to != nil && slices.ContainsFunc(served, func(t *Target) bool {
		if t.Sinks[0].Handler == nil || len(t.Routers) > 0 {
			return false
		}
		from := x.rootPackage(t.Sinks[0].Handler)
		return from != "" && slices.ContainsFunc(x.Live, func(call *ast.CallExpr) bool {
			return x.rootPackage(call) == from && slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
				id, ok := ast.Unparen(arg).(*ast.Ident)
				return ok && x.Info(id.Pos()).Uses[id] == to
			})
		})
	})
}

// rootPackage is the package that a chain of calls and fields begins with, "" if
// it begins with anything else.
func (x *Reader) rootPackage(e ast.Expr) string {
	for {
		switch n := ast.Unparen(e).(type) {
		case *ast.CallExpr:
			e = n.Fun
		case *ast.SelectorExpr:
			e = n.X
		case *ast.Ident:
			if name, ok := x.Info(n.Pos()).Uses[n].(*types.PkgName); ok {
				return name.Imported().Path()
			}
			return ""
		default:
			return ""
		}
	}
}
