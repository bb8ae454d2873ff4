package served

import (
	"go/ast"
	"go/types"

	"github.com/fcgen/fcgen/internal/routers"
)

// Router is where a handler that is served comes from.
type Router struct {
	Framework string       // "" for a handler that is no known router
	Make      ast.Node     // the expression that makes it, or the declaration of a mux that is a value
	Object    types.Object // the mux that is a value
	Standard  bool         // http.DefaultServeMux
	behind    bool         // something stands before it that may keep requests back
}

// makes names the framework whose router a call of one of its functions returns.
func (x *Reader) makes(call *ast.CallExpr) string {
	fn, ok := x.Callee(call).(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Signature().Recv() != nil || fn.Signature().Results().Len() != 1 || routers.Framework(fn.Pkg().Path()) == "" {
		return ""
	}
	return RouterType(fn.Signature().Results().At(0).Type())
}

// RouterType names the framework whose router t is, or points to.
func RouterType(t types.Type) string {
	if !about(t).Engine {
		return ""
	}
	return framework(t)
}

// Routable names the framework of a type that routes are registered on.
func Routable(t types.Type) string {
	if said := about(t); !said.Engine && !said.Routes {
		return ""
	}
	return framework(t)
}

// Same reports whether a call of a router's method gives that router back.
func (x *Reader) Same(call *ast.CallExpr) bool { return x.does(call).Same }

// Passes reports whether a call returns a handler that is known to let every request
// through to the handler it is given, and to wait for that.
func (x *Reader) Passes(call *ast.CallExpr) bool {
	if made, ok := ast.Unparen(call.Fun).(*ast.CallExpr); ok { // handlers.CORS(…)(router)
		return x.does(made).Curried
	}
	return x.does(call).Passes.Given()
}

// CanRegister reports whether routes can be registered on what an expression names.
func (x *Reader) CanRegister(e ast.Expr) bool {
	t := x.TypeOf(e)
	if id, ok := e.(*ast.Ident); ok && t == nil {
		if obj := x.Info(e.Pos()).ObjectOf(id); obj != nil {
			t = obj.Type()
		}
	}
	return Routable(t) != ""
}

// ImportOf is the framework's path as the module imports it.
func (x *Reader) ImportOf(framework string) string {
	for _, at := range x.Order {
		for _, to := range at.Imports {
			if routers.Framework(to) == framework {
				return to
			}
		}
	}
	return ""
}
