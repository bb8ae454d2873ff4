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
	for _, call := range x.Noted {
		if s := x.callSink(call); s != nil {
			list = append(list, s)
		}
	}
	given, held := x.givenHandlers()
	list = append(list, given...)
	list = append(list, x.literalSinks(list, held)...)
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

// startedByEcho lists the servers that echo gives its own handler.
func (x *Reader) startedByEcho() map[ast.Node]bool {
	started := map[ast.Node]bool{}
	for _, call := range x.Noted {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "StartServer" || len(call.Args) != 1 {
			continue
		}
		for _, at := range x.servers(call.Args[0], nil, 0) {
			if at.made != nil {
				started[at.made] = true
			}
		}
	}
	return started
}

// givenHandlers lists the assignments of a server's Handler, and the variables that
// hold those servers.
func (x *Reader) givenHandlers() ([]*Sink, map[types.Object]bool) {
	var list []*Sink
	held := map[types.Object]bool{}
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
				held[to] = true
			}
			list = append(list, &Sink{Node: a, Handler: s.Expr, Form: Assigned, Rank: 1})
		}
	}
	return list, held
}

// literalSinks lists the literals of servers, without those that get their handler
// elsewhere.
func (x *Reader) literalSinks(others []*Sink, held map[types.Object]bool) []*Sink {
	var list []*Sink
	byEcho := x.startedByEcho()
	for _, lit := range x.Lits {
		if !x.Runs(lit) || !gocode.IsType(x.TypeOf(lit), "net/http", "Server") {
			continue
		}
		s := &Sink{Node: lit, Handler: orStandard(gocode.Field(lit, "Handler")), addr: gocode.Field(lit, "Addr"), Form: Literal, Rank: 1}
		switch {
		case s.Handler != nil && x.replaced(lit, others), s.Handler == nil && (byEcho[lit] || x.filled(lit, held)):
			continue
		case s.Handler == nil && len(x.starts(s)) == 0:
			s.Rank = 3
		}
		list = append(list, s)
	}
	return list
}

// orStandard is a handler as it is written, nil where that is nil: the standard mux.
func orStandard(h ast.Expr) ast.Expr {
	if id, ok := h.(*ast.Ident); ok && id.Name == "nil" {
		return nil
	}
	return h
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
	importPath, name := x.Outer(call)
	if handler, ok := serving(importPath, name, len(call.Args)); ok {
		return &Sink{Node: call, Handler: orStandard(argument(call, handler)), addr: argument(call, 0), Form: Argument, Rank: 1}
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	fn, _ := x.Info(call.Pos()).Uses[sel.Sel].(*types.Func)
	if fn == nil || fn.Pkg() == nil || fn.Signature().Recv() == nil {
		return nil
	}
	return x.methodSink(call, sel, fn)
}

// serving tells which argument of a function is the handler that it serves; the
// first one is the address, or the listener.
func serving(importPath, name string, args int) (handler int, ok bool) {
	switch {
	case strings.HasSuffix(importPath, "/endless") && strings.HasPrefix(name, "ListenAndServe"):
		return args - 1, true
	case importPath != "net/http":
		return 0, false
	}
	handler, ok = map[string]int{"ListenAndServe": 1, "ListenAndServeTLS": 3, "Serve": 1, "ServeTLS": 1}[name]
	return handler, ok
}

func argument(call *ast.CallExpr, i int) ast.Expr {
	if i < 0 || i >= len(call.Args) {
		return nil
	}
	return call.Args[i]
}

// methodSink recognises the methods that serve: those of routers that run
// themselves, and those of a server that echo made.
func (x *Reader) methodSink(call *ast.CallExpr, sel *ast.SelectorExpr, fn *types.Func) *Sink {
	_, framework := routers.Named(fn.Pkg().Path())
	recv := ""
	if named, ok := gocode.Deref(fn.Signature().Recv().Type()).(*types.Named); ok {
		recv = named.Obj().Name()
	}
	engine := &Sink{Node: call, Handler: sel.X, addr: argument(call, 0), Rank: 1}
	switch framework + "." + recv {
	case "gin.Engine":
		if strings.HasPrefix(fn.Name(), "Run") {
			return engine
		}
	case "echo.Echo":
		if strings.HasPrefix(fn.Name(), "Start") {
			return engine
		}
	case "echo.StartConfig":
		if strings.HasPrefix(fn.Name(), "Start") {
			return &Sink{Node: call, Handler: argument(call, 1), addr: x.fieldOf(sel.X, "Address"), Form: Argument, Rank: 1}
		}
	case "nethttp.Server":
		of, ok := ast.Unparen(sel.X).(*ast.SelectorExpr) // e.Server.ListenAndServe()
		if ok && startsServer(fn.Name()) && isEcho(x.TypeOf(of.X)) {
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
