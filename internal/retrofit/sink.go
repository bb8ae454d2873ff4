package retrofit

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// sink is a place where a handler is given to a server.
type sink struct {
	node    ast.Node // the call, the server's literal, or the assignment of its Handler
	handler ast.Expr // nil: the standard mux
	addr    ast.Expr
	form    wrapping
	rank    int // 1: it serves; 2: it may; 3: no more than a server without a handler
	routers []router
	by      way   // the calls that lead here, for a sink in a function that several handlers are handed to
	inner   *sink // the sink in that function
}

// wrapping is how a handler can be wrapped at a sink.
type wrapping int

const (
	noWrapping wrapping = iota // an engine that runs itself
	argument                   // of a call
	literal                    // the Handler of a server's literal
	assigned                   // the Handler of a server
)

// sinks lists what main can come to that serves, in the order of the code.
func (x *reader) sinks() []*sink {
	var list []*sink
	litStarted := map[ast.Node]bool{} // servers that echo gives its own handler
	for _, call := range x.noted {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == "StartServer" && len(call.Args) == 1 {
			arg := ast.Unparen(call.Args[0])
			if u, ok := arg.(*ast.UnaryExpr); ok {
				arg = ast.Unparen(u.X)
			}
			litStarted[arg] = true
			if obj := x.variable(x.fileOf(call.Pos()).pkg, arg); obj != nil {
				for _, s := range x.sources[obj] {
					litStarted[s.expr] = true
					if u, ok := ast.Unparen(s.expr).(*ast.UnaryExpr); ok {
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
	for obj, sources := range x.sources {
		v, ok := obj.(*types.Var)
		if !ok || !v.IsField() || v.Name() != "Handler" || v.Pkg() == nil || v.Pkg().Path() != "net/http" {
			continue
		}
		for _, s := range sources {
			a, ok := s.stmt.(*ast.AssignStmt)
			if !ok || len(a.Lhs) != 1 || !x.runs(a) {
				continue
			}
			sel, ok := a.Lhs[0].(*ast.SelectorExpr)
			if !ok || x.rewraps(a) {
				continue
			}
			if to := x.variable(x.fileOf(a.Pos()).pkg, sel.X); to != nil {
				assignedTo[to] = true
			}
			list = append(list, &sink{node: a, handler: s.expr, form: assigned, rank: 1})
		}
	}
	for _, lit := range x.lits {
		if !x.runs(lit) || !isType(x.typeOf(lit), "net/http", "Server") {
			continue
		}
		s := &sink{node: lit, handler: field(lit, "Handler"), addr: field(lit, "Addr"), form: literal, rank: 1}
		if id, ok := s.handler.(*ast.Ident); ok && id.Name == "nil" {
			s.handler = nil
		}
		if s.handler != nil && x.replaced(lit, list) {
			continue
		}
		if s.handler == nil {
			if litStarted[lit] || x.filled(lit, assignedTo) {
				continue
			}
			if s.rank = 3; len(x.starts(s)) > 0 {
				s.rank = 1
			}
		}
		list = append(list, s)
	}
	for _, s := range list {
		if s.handler == nil {
			s.routers = []router{{framework: "nethttp", standard: true}}
		} else {
			s.routers = x.trace(s.handler)
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
func knows(x *index, call *ast.CallExpr, obj types.Object) bool {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == "StartServer" {
		return true
	}
	if fn, ok := obj.(*types.Func); ok && fn.Pkg() != nil {
		_, framework := stubFile(fn.Pkg().Path())
		return framework != ""
	}
	importPath, _ := x.outer(call)
	_, framework := stubFile(importPath)
	return framework != "" || importPath == "net" || strings.HasSuffix(importPath, "/endless")
}

// callSink recognises the calls that serve.
func (x *reader) callSink(call *ast.CallExpr) *sink {
	arg := func(i int) ast.Expr {
		if i < len(call.Args) {
			return call.Args[i]
		}
		return nil
	}
	handler := func(i, addr int) *sink {
		s := &sink{node: call, handler: arg(i), form: argument, rank: 1}
		if addr >= 0 {
			s.addr = arg(addr)
		}
		if id, ok := s.handler.(*ast.Ident); ok && id.Name == "nil" {
			s.handler = nil
		}
		return s
	}
	importPath, name := x.outer(call)
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
	info := x.info(call.Pos())
	fn, _ := info.Uses[sel.Sel].(*types.Func)
	if fn == nil || fn.Pkg() == nil || fn.Signature().Recv() == nil {
		return nil
	}
	engine := &sink{node: call, handler: sel.X, addr: arg(0), rank: 1}
	_, framework := stubFile(fn.Pkg().Path())
	recv := ""
	if named, ok := deref(fn.Signature().Recv().Type()).(*types.Named); ok {
		recv = named.Obj().Name()
	}
	switch {
	case framework == "gin" && recv == "Engine" && strings.HasPrefix(fn.Name(), "Run"):
		return engine
	case framework == "echo" && recv == "Echo" && strings.HasPrefix(fn.Name(), "Start"):
		return engine
	case framework == "echo" && recv == "StartConfig" && strings.HasPrefix(fn.Name(), "Start"):
		return &sink{node: call, handler: arg(1), addr: x.fieldOf(sel.X, "Address"), form: argument, rank: 1}
	case framework == "nethttp" && recv == "Server" && (strings.HasPrefix(fn.Name(), "ListenAndServe") || strings.HasPrefix(fn.Name(), "Serve")):
		// e.Server.ListenAndServe()
		if of, ok := ast.Unparen(sel.X).(*ast.SelectorExpr); ok && isEcho(x.typeOf(of.X)) {
			engine.handler, engine.addr = of.X, nil
			return engine
		}
	}
	return nil
}

func isEcho(t types.Type) bool { return routerType(t) == "echo" }

// handed lists the calls of unknown functions that get a router, and the literals of
// unknown types whose Handler is one, for programs where nothing that is known serves.
func (x *reader) handed() []*sink {
	var list []*sink
	for _, lit := range x.lits {
		h := field(lit, "Handler")
		if h != nil && x.runs(lit) && x.typeOf(lit) == nil && routerType(x.typeOf(h)) != "" {
			list = append(list, &sink{node: lit, handler: h, form: argument, rank: 2, routers: x.trace(h)})
		}
	}
	for _, call := range x.live {
		importPath, _ := x.outer(call)
		if importPath == "" || x.callee(call) != nil {
			continue
		}
		_, of := stubFile(importPath)
		for _, arg := range call.Args { // but chi.Walk(r, show) serves nothing
			if framework := routerType(x.typeOf(arg)); framework != "" && framework != of {
				list = append(list, &sink{node: call, handler: arg, form: noWrapping, rank: 2, routers: x.trace(arg)})
			}
		}
	}
	return list
}

func (x *reader) sortSinks(list []*sink) {
	slices.SortFunc(list, func(a, b *sink) int {
		f, g := x.fileOf(a.node.Pos()), x.fileOf(b.node.Pos())
		return cmp.Or(cmp.Compare(f.place, g.place), cmp.Compare(a.node.Pos(), b.node.Pos()))
	})
}
