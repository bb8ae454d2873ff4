package served

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/fcgen/fcgen/internal/gocode"
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
	if !ok || fn.Pkg() == nil || fn.Signature().Recv() != nil || fn.Signature().Results().Len() != 1 {
		return ""
	}
	if _, framework := routers.Named(fn.Pkg().Path()); framework != "" {
		return RouterType(fn.Signature().Results().At(0).Type())
	}
	return ""
}

// RouterType names the framework whose router t is, or points to.
func RouterType(t types.Type) string {
	if t == nil {
		return ""
	}
	named, ok := gocode.Deref(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return ""
	}
	_, framework := routers.Named(named.Obj().Pkg().Path())
	switch framework + "." + named.Obj().Name() {
	case "nethttp.ServeMux", "gin.Engine", "echo.Echo", "chi.Mux", "gorilla.Router":
		return framework
	}
	return ""
}

// Same reports whether a call of a router's method gives that router back.
func (x *Reader) Same(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	framework := ""
	if ok {
		framework = RouterType(x.TypeOf(sel.X))
	}
	if framework == "" {
		return false
	}
	return RouterType(x.TypeOf(call)) == framework || framework == "gin" && sel.Sel.Name == "Handler"
}

// Lets reports whether a function's handler is known to let every request
// through to the handler it is given, and to wait for that.
func Lets(importPath, name string) bool {
	switch importPath + "." + name {
	case "net/http.MaxBytesHandler", "net/http.AllowQuerySemicolons",
		"golang.org/x/net/http2/h2c.NewHandler",
		"github.com/gorilla/handlers.LoggingHandler", "github.com/gorilla/handlers.CombinedLoggingHandler",
		"github.com/gorilla/handlers.CompressHandler", "github.com/gorilla/handlers.ProxyHeaders",
		"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp.NewHandler":
		return true
	}
	return false
}

// LetsBy reports the same of a function that something outside the module
// returned. Without an Origin, which the platform does not send, CORS handlers
// let everything through.
func (x *Reader) LetsBy(call *ast.CallExpr) bool {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.CallExpr: // handlers.CORS(…)(router)
		importPath, name := x.Outer(fun)
		return importPath == "github.com/gorilla/handlers" && (name == "CORS" || name == "RecoveryHandler")
	case *ast.SelectorExpr: // cors.Default().Handler(router)
		return fun.Sel.Name == "Handler" && x.comesFrom(fun.X, "github.com/rs/cors") ||
			fun.Sel.Name == "HTTPHandler" && x.comesFrom(fun.X, "golang.org/x/crypto/acme/autocert")
	}
	return false
}

// comesFrom reports whether a value is what functions of a package returned, or
// of a type of it.
func (x *Reader) comesFrom(e ast.Expr, importPath string) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		from, _ := x.Outer(e)
		return from == importPath
	case *ast.UnaryExpr:
		return x.comesFrom(e.X, importPath)
	case *ast.CompositeLit:
		return e.Type != nil && x.rootPackage(e.Type) == importPath
	case *ast.Ident:
		sources := x.Sources[x.Info(e.Pos()).Uses[e]]
		return len(sources) > 0 && !slices.ContainsFunc(sources, func(s gocode.Source) bool {
			_, again := ast.Unparen(s.Expr).(*ast.Ident)
			return again || !x.comesFrom(s.Expr, importPath)
		})
	}
	return false
}

// Routable names the framework of a type that routes are registered on.
func Routable(t types.Type) string {
	if framework := RouterType(t); framework != "" {
		return framework
	}
	switch {
	case gocode.IsType(t, "github.com/gin-gonic/gin", "IRouter"), gocode.IsType(t, "github.com/gin-gonic/gin", "IRoutes"):
		return "gin"
	}
	if t == nil {
		return ""
	}
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil && named.Obj().Name() == "Router" {
		if _, framework := routers.Named(named.Obj().Pkg().Path()); framework == "chi" {
			return "chi"
		}
	}
	return ""
}

// CanRegister reports whether routes can be registered on what an expression names.
func (x *Reader) CanRegister(e ast.Expr) bool {
	info := x.Info(e.Pos())
	t := x.TypeOf(e)
	if id, ok := e.(*ast.Ident); ok && t == nil {
		if obj := info.ObjectOf(id); obj != nil {
			t = obj.Type()
		}
	}
	return Routable(t) != ""
}

// ImportOf is the framework's path as the module imports it.
func (x *Reader) ImportOf(framework string) string {
	for _, at := range x.Order {
		for _, to := range at.Imports {
			if _, f := routers.Named(to); f == framework {
				return to
			}
		}
	}
	return ""
}
