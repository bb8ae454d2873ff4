package served

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/routers"
)

// Sink is a place where a handler is given to a server.
type Sink struct {
	Node    ast.Node // the call, the server's literal, or the assignment of its Handler
	Handler ast.Expr // nil: the standard mux
	addr    ast.Expr
	Form    wrapping
	Rank    int // 1: it serves; 2: it may; 3: no more than a server without a handler
	routers []Router
	by      way   // the calls that lead here, for a sink in a function that several handlers are handed to
	inner   *Sink // the sink in that function
}

// wrapping is how a handler can be wrapped at a sink.
type wrapping int

const (
	NoWrapping wrapping = iota // an engine that runs itself
	Argument                   // of a call
	Literal                    // the Handler of a server's literal
	Assigned                   // the Handler of a server
)

// sinks lists what main can come to that serves, in the order of the code.
func (x *Reader) sinks() []*Sink {
	var list []*Sink
	litStarted := map[ast.Node]bool{} // servers that echo gives its own handler
	for _, call := range x.Noted {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == "StartServer" && len(call.Args) == 1 {
			arg := ast.Unparen(call.Args[0])
			if u, ok := arg.(*ast.UnaryExpr); ok {
				arg = ast.Unparen(u.X)
			}
			litStarted[arg] = true
			if obj := x.Variable(x.FileOf(call.Pos()).Package, arg); obj != nil {
				for _, s := range x.Sources[obj] {
					litStarted[s.Expr] = true
					if u, ok := ast.Unparen(s.Expr).(*ast.UnaryExpr); ok {
						litStarted[ast.Unparen(u.X)] = true
					}
				}
			}
		}
		if s := x.callSink(call); s != nil {
			list = append(list, s)
		}
	}
	assignedTo := map[types.Object]bool{}
	for obj, sources := range x.Sources {
		v, ok := obj.(*types.Var)
		if !ok || !v.IsField() || v.Name() != "Handler" || v.Pkg() == nil || v.Pkg().Path() != "net/http" {
			continue
		}
		for _, s := range sources {
			a, ok := s.Stmt.(*ast.AssignStmt)
			if !ok || len(a.Lhs) != 1 || !x.Runs(a) {
				continue
			}
			sel, ok := a.Lhs[0].(*ast.SelectorExpr)
			if !ok || x.Rewraps(a) {
				continue
			}
			if to := x.Variable(x.FileOf(a.Pos()).Package, sel.X); to != nil {
				assignedTo[to] = true
			}
			list = append(list, &Sink{Node: a, Handler: s.Expr, Form: Assigned, Rank: 1})
		}
	}
	for _, lit := range x.Lits {
		if !x.Runs(lit) || !gocode.IsType(x.TypeOf(lit), "net/http", "Server") {
			continue
		}
		s := &Sink{Node: lit, Handler: gocode.Field(lit, "Handler"), addr: gocode.Field(lit, "Addr"), Form: Literal, Rank: 1}
		if id, ok := s.Handler.(*ast.Ident); ok && id.Name == "nil" {
			s.Handler = nil
		}
		if s.Handler != nil && x.replaced(lit, list) {
			continue
		}
		if s.Handler == nil {
			if litStarted[lit] || x.filled(lit, assignedTo) {
				continue
			}
			if s.Rank = 3; len(x.starts(s)) > 0 {
				s.Rank = 1
			}
		}
		list = append(list, s)
	}
	for _, s := range list {
		if s.Handler == nil {
			s.routers = []Router{{Framework: "nethttp", Standard: true}}
		} else {
			s.routers = x.Trace(s.Handler)
		}
	}
	if len(list) == 0 {
		list = x.handed()
	}
	x.sortSinks(list)
	return list
}

// knows reports whether a call of obj can be one that serves, or that makes a
// router: a function or method of a package that the locator knows, or anything
// called StartServer.
func knows(x *gocode.Index, call *ast.CallExpr, obj types.Object) bool {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == "StartServer" {
		return true
	}
	if fn, ok := obj.(*types.Func); ok && fn.Pkg() != nil {
		_, framework := routers.Named(fn.Pkg().Path())
		return framework != ""
	}
	importPath, _ := x.Outer(call)
	_, framework := routers.Named(importPath)
	return framework != "" || importPath == "net" || strings.HasSuffix(importPath, "/endless")
}

// callSink recognises the calls that serve.
func (x *Reader) callSink(call *ast.CallExpr) *Sink {
	arg := func(i int) ast.Expr {
		if i < len(call.Args) {
			return call.Args[i]
		}
		return nil
	}
	handler := func(i, addr int) *Sink {
		s := &Sink{Node: call, Handler: arg(i), Form: Argument, Rank: 1}
		if addr >= 0 {
			s.addr = arg(addr)
		}
		if id, ok := s.Handler.(*ast.Ident); ok && id.Name == "nil" {
			s.Handler = nil
		}
		return s
	}
	importPath, name := x.Outer(call)
	if importPath == "net/http" {
		switch name {
		case "ListenAndServe":
			return handler(1, 0)
		case "ListenAndServeTLS":
			return handler(3, 0)
		case "Serve", "ServeTLS":
			return handler(1, 0)
		}
	}
	if strings.HasSuffix(importPath, "/endless") && strings.HasPrefix(name, "ListenAndServe") {
		return handler(len(call.Args)-1, 0)
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	info := x.Info(call.Pos())
	fn, _ := info.Uses[sel.Sel].(*types.Func)
	if fn == nil || fn.Pkg() == nil || fn.Signature().Recv() == nil {
		return nil
	}
	engine := &Sink{Node: call, Handler: sel.X, addr: arg(0), Rank: 1}
	_, framework := routers.Named(fn.Pkg().Path())
	recv := ""
	if named, ok := gocode.Deref(fn.Signature().Recv().Type()).(*types.Named); ok {
		recv = named.Obj().Name()
	}
	switch {
	case framework == "gin" && recv == "Engine" && strings.HasPrefix(fn.Name(), "Run"):
		return engine
	case framework == "echo" && recv == "Echo" && strings.HasPrefix(fn.Name(), "Start"):
		return engine
	case framework == "echo" && recv == "StartConfig" && strings.HasPrefix(fn.Name(), "Start"):
		return &Sink{Node: call, Handler: arg(1), addr: x.fieldOf(sel.X, "Address"), Form: Argument, Rank: 1}
	case framework == "nethttp" && recv == "Server" && (strings.HasPrefix(fn.Name(), "ListenAndServe") || strings.HasPrefix(fn.Name(), "Serve")):
		// e.Server.ListenAndServe()
		if of, ok := ast.Unparen(sel.X).(*ast.SelectorExpr); ok && isEcho(x.TypeOf(of.X)) {
			engine.Handler, engine.addr = of.X, nil
			return engine
		}
	}
	return nil
}

func isEcho(t types.Type) bool { return RouterType(t) == "echo" }

// handed lists the calls of unknown functions that get a router, and the literals of
// unknown types whose Handler is one, for programs where nothing that is known serves.
func (x *Reader) handed() []*Sink {
	var list []*Sink
	for _, lit := range x.Lits {
		h := gocode.Field(lit, "Handler")
		if h != nil && x.Runs(lit) && x.TypeOf(lit) == nil && RouterType(x.TypeOf(h)) != "" {
			list = append(list, &Sink{Node: lit, Handler: h, Form: Argument, Rank: 2, routers: x.Trace(h)})
		}
	}
	for _, call := range x.Live {
		importPath, _ := x.Outer(call)
		if importPath == "" || x.Callee(call) != nil {
			continue
		}
		_, of := routers.Named(importPath)
		for _, arg := range call.Args { // but chi.Walk(r, show) serves nothing
			if framework := RouterType(x.TypeOf(arg)); framework != "" && framework != of {
				list = append(list, &Sink{Node: call, Handler: arg, Form: NoWrapping, Rank: 2, routers: x.Trace(arg)})
			}
		}
	}
	return list
}

func (x *Reader) sortSinks(list []*Sink) {
	slices.SortFunc(list, func(a, b *Sink) int {
		f, g := x.FileOf(a.Node.Pos()), x.FileOf(b.Node.Pos())
		return cmp.Or(cmp.Compare(f.Place, g.Place), cmp.Compare(a.Node.Pos(), b.Node.Pos()))
	})
}
