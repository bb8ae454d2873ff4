package served

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"

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
			s.routers = []Router{standard(false)}
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

// startedByRouters lists the servers that a router gives its own handler.
func (x *Reader) startedByRouters() map[ast.Node]bool {
	started := map[ast.Node]bool{}
	for _, call := range x.Live {
		for _, f := range x.may(call) {
			if f.Serve == nil || f.Serve.Server.In(call) == nil {
				continue
			}
			for _, at := range x.servers(f.Serve.Server.In(call), nil, 0) {
				if at.made != nil {
					started[at.made] = true
				}
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
		if is, _ := serverField(obj); is.Handler == "" {
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
	started := x.startedByRouters()
	for _, lit := range x.Lits {
		if !x.Runs(lit) || !x.isServer(lit) {
			continue
		}
		h := gocode.Field(lit, about(x.TypeOf(lit)).Server.Handler)
		s := &Sink{Node: lit, Handler: orStandard(h), addr: x.addrField(lit), Form: Literal, Rank: 1}
		switch {
		case s.Handler != nil && x.replaced(lit, others), s.Handler == nil && (started[lit] || x.filled(lit, held)):
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

// knows reports whether a call of obj can be one that serves, or that makes a router: a
// function or method of a package that there are directives for.
func knows(x *gocode.Index, call *ast.CallExpr, obj types.Object) bool {
	importPath, _ := x.Outer(call)
	if fn, ok := obj.(*types.Func); ok && fn.Pkg() != nil {
		importPath = fn.Pkg().Path()
	}
	return routers.Framework(importPath) != ""
}

// callSink recognises the calls that serve.
func (x *Reader) callSink(call *ast.CallExpr) *Sink {
	v := x.does(call).Serve
	if v == nil {
		return nil
	}
	s := &Sink{Node: call, Handler: receiver(call), addr: v.Addr.In(call), Rank: 1}
	switch {
	case v.Handler.Field != "": // e.Server.ListenAndServe()
		if s.Handler = x.owned(receiver(call)); s.Handler == nil {
			return nil // the server's literal, or what sets its handler, is the place
		}
	case v.Handler.From == routers.Result:
		s.Handler = call
	case v.Handler.From != routers.Receiver:
		s.Handler, s.Form = orStandard(v.Handler.In(call)), Argument
		if v.Addr.Field != "" {
			s.addr = x.fieldOf(receiver(call), v.Addr.Field)
		}
	}
	return s
}

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
		of := routers.Framework(importPath)
		for _, arg := range call.Args { // but chi.Walk(r, show) serves nothing
			if is := RouterType(x.TypeOf(arg)); is != "" && is != of {
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
