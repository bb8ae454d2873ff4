package retrofit

import (
	"go/ast"
	"go/types"
)

// router is where a handler that is served comes from.
type router struct {
	framework string       // "" for a handler that is no known router
	make      ast.Node     // the expression that makes it, or the declaration of a mux that is a value
	object    types.Object // the mux that is a value
	standard  bool         // http.DefaultServeMux
	behind    bool         // something stands before it that may keep requests back
}

// constructors are the calls that make a router.
func constructor(importPath, name string) string {
	_, framework := stubFile(importPath)
	if framework == "" {
		return ""
	}
	switch framework + "." + name {
	case "nethttp.NewServeMux", "gin.New", "gin.Default", "echo.New", "chi.NewRouter", "chi.NewMux", "gorilla.NewRouter":
		return framework
	}
	return ""
}

// routerType names the framework whose router t is, or points to.
func routerType(t types.Type) string {
	if t == nil {
		return ""
	}
	named, ok := deref(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return ""
	}
	_, framework := stubFile(named.Obj().Pkg().Path())
	switch framework + "." + named.Obj().Name() {
	case "nethttp.ServeMux", "gin.Engine", "echo.Echo", "chi.Mux", "gorilla.Router":
		return framework
	}
	return ""
}

// same reports whether a method gives back the router that it is called on.
func same(framework, method string) bool {
	switch framework + "." + method {
	case "gin.With", "gin.Handler", "gorilla.StrictSlash", "gorilla.SkipClean", "gorilla.UseEncodedPath",
		"gorilla.OmitRouteFromContext", "gorilla.OmitRouterFromContext":
		return true
	}
	return false
}

// lets reports whether a function's handler is known to let every request
// through to the handler it is given.
func lets(importPath, name string) bool {
	switch importPath + "." + name {
	case "net/http.TimeoutHandler", "net/http.MaxBytesHandler", "net/http.AllowQuerySemicolons",
		"golang.org/x/net/http2/h2c.NewHandler",
		"github.com/gorilla/handlers.LoggingHandler", "github.com/gorilla/handlers.CombinedLoggingHandler",
		"github.com/gorilla/handlers.CompressHandler", "github.com/gorilla/handlers.ProxyHeaders",
		"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp.NewHandler":
		return true
	}
	return false
}
