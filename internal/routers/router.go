// Package routers holds what fcgen knows of the routers of Go, one file each in the
// folder stubs. A file describes its packages in Go, with the types and functions that
// lead from a router to where it is served, and says in directives what they do. The
// rest of them, and every other package, is taken for empty.
//
//	does := routers.At("github.com/gin-gonic/gin").Func("Engine", "Run")
//	does.Serve // handler=recv addr=0 env=PORT default=8080
//
// A file is read when one of its packages is asked for.
package routers

import "go/ast"

// Standard is the framework that net/http is called.
const Standard = "nethttp"

// Router is one file: a framework, or packages that only lend their types.
type Router struct {
	Name     string // what fcgen calls the framework; "" for packages that only lend their types
	Title    string // what people call it
	Variable string // what a router is called where the code gives it no name
	Paste    string // a line that answers a hook with 200, as for Fill; "" if there is none
	Refusal  string // why a hook cannot be answered at all; "" if it can
	Let      string // a line for a middleware, which lets the hooks pass
	Limits   string // what its own server may close connections by, of which nothing is followed; "" if it is one of net/http, or none
	Hook     Hook
	Packages []*Package
}

// Package is a package of a router's, which may have several import paths: one for
// each major version that is used alike.
type Package struct {
	*Router
	Paths []string
	Stub  []byte // its description in Go
	Paste string // the router's, or one of its own
	Hooks string // the folder of the templates for its hooks
	types map[string]Type
	funcs map[string]Func
}

// Hook is how the hooks of a program come to a router. The zero value is for one that
// fcgen only has lines to paste for.
type Hook struct {
	Form    string // "routes", "around": of internal/hookfile, and a template
	Import  bool   // the hooks' file imports the router's package
	Path    string // that package, if it is another one
	Late    bool   // there is a form that leaves out the middleware that is there before
	Front   bool   // a router of its own can come before the one that is served
	Early   bool   // the line comes before all routes, and does nothing without one
	Ordered bool   // a route does not get what one before it takes
}

// Type tells what a type is. The zero value is one of which nothing is said.
type Type struct {
	Engine  bool   // a router
	Value   bool   // its zero value is a router too
	Groups  bool   // a part of a router has the same type
	Routes  bool   // not a router, but routes are registered on it
	Handler bool   // it is called for each request
	Server  Server // it serves the handler in its field
	As      string // the type whose methods do what its own do
}

// Server names the fields of a type that is a server. The zero value is none.
type Server struct{ Handler, Addr string }

// Func tells what a function, a method or a field does.
type Func struct {
	Serve      *Serve
	Route      *Route
	Group      *Group
	Mount      Arg  // the handler that may be another router
	Passes     Arg  // the handler that gets every request, of which the result is another one
	Curried    bool // what is returned is a function that passes so
	Method     Arg  // the method of the route that it is called on
	Address    Arg  // the address that is served, or its port
	KeepAlive  Arg
	Middleware Middleware
	Fallback   bool // the handler for what has no route
	Same       bool // it gives back the router that it is called on
	Standard   bool // the router is the package's own
	Makes      bool // a server is made, or the one that is there started
	Timeout    bool // a limit of the server's own
}

// Serve is a call that serves, or the field of a router that holds its server.
type Serve struct {
	Handler Arg
	Addr    Arg
	Server  Arg    // the server that is told what to serve
	Env     string // the variable that has the port if the call has no address
	Default int    // the port if neither has
}

// Route is a call that registers a route.
type Route struct {
	Method    string // "" for all
	MethodArg Arg
	Path      Arg
	Below     bool // all paths below it, too
}

// Group is a call that returns a part of a router, or hands one to a function.
type Group struct {
	Prefix Arg // what all of its paths begin with
	Into   Arg // the function that gets it
}

// Middleware tells which routes a call's middleware covers.
type Middleware int

const (
	NoMiddleware Middleware = iota
	Later                   // the routes that come after it
	Every                   // all routes
	First                   // everything, before a route is looked for
)

// Arg is where a call has something. The zero value is nowhere.
type Arg struct {
	From  From
	Index int    // of an argument
	Field string // of the receiver
}

// From is the kind of an Arg.
type From int

const (
	Nowhere From = iota
	Argument
	Last     // argument
	Receiver // or, with Field, a field of it
	Result   // of the call
	Options  // arguments, of this call or of the one that made the router, which are addresses or say so
)

// Given reports whether a is anywhere.
func (a Arg) Given() bool { return a.From != Nowhere }

// In is the expression that a call has there; nil if it has none, or no single one.
func (a Arg) In(call *ast.CallExpr) ast.Expr {
	switch a.From {
	case Argument:
		if a.Index < len(call.Args) {
			return call.Args[a.Index]
		}
	case Last:
		if len(call.Args) > 0 {
			return call.Args[len(call.Args)-1]
		}
	case Result:
		return call
	case Receiver:
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && a.Field == "" {
			return sel.X
		}
	}
	return nil
}

// Type is what is said of a type; the zero value if nothing is. A nil Package is one
// of which nothing is known.
func (p *Package) Type(name string) Type {
	if p == nil {
		return Type{}
	}
	return p.types[name]
}

// Func is what is said of a function, or of the method or field of a type.
func (p *Package) Func(of, name string) Func {
	if p == nil {
		return Func{}
	}
	return p.funcs[key(of, name)]
}

// Server is the type of a package's that is a server; the zero value if there is none.
func (p *Package) Server() (name string, fields Server) {
	if p == nil {
		return "", Server{}
	}
	for name, t := range p.types {
		if t.Server != (Server{}) {
			return name, t.Server
		}
	}
	return "", Server{}
}

// Followed reports whether fcgen follows what the package does, and does not only know
// which of its functions make a server.
func (p *Package) Followed() bool {
	for _, f := range p.funcs {
		if f.Makes {
			return false
		}
	}
	return true
}

// ServesItself reports whether a router has methods that start it.
func (r *Router) ServesItself() bool {
	for _, p := range r.Packages {
		for _, f := range p.funcs {
			if f.Serve != nil && f.Serve.Handler == (Arg{From: Receiver}) {
				return true
			}
		}
	}
	return false
}

func key(of, name string) string {
	if of == "" {
		return name
	}
	return of + "." + name
}
