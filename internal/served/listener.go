package served

import (
	"go/ast"
	"go/types"
	"slices"
)

// listener is a server that main starts: the call that serves, the address, and
// whether main waits for it.
type listener struct {
	call ast.Node
	port Port
	main waiting
}

// waiting tells whether the call that serves is one that main waits for.
type waiting int

const (
	unclear waiting = iota // it is handed to code that is not seen
	waited
	aside // it runs in a goroutine
)

// way holds the calls that lead from main to a sink: for a
// function that is called at several places, the call that is meant.
type way map[types.Object]*ast.CallExpr

func (p way) with(fn types.Object, call *ast.CallExpr) way {
	longer := way{fn: call}
	for fn, call := range p {
		longer[fn] = call
	}
	return longer
}

// and is a way that is known at both ends.
func (p way) and(inner way) way {
	for fn, call := range p {
		inner = inner.with(fn, call)
	}
	return inner
}

// listeners are the servers that a target's handler is served by. A server that is
// made and of which no start is found counts as one that is not clear.
func (x *Reader) listeners(t *Target) []listener {
	var list []listener
	for _, s := range t.Sinks {
		by := s.by
		for s.inner != nil {
			s = s.inner
		}
		starts := x.starts(s)
		for i := range starts {
			starts[i].by = by.and(starts[i].by)
		}
		for _, start := range starts {
			list = append(list, listener{call: start.call, port: x.portOf(s, start), main: x.waits(start.call, start.by, 0)})
		}
		if len(starts) == 0 {
			list = append(list, listener{call: s.Node, port: x.portOf(s, starting{by: by}), main: x.waitsForHolder(s, by)})
		}
	}
	return list
}

// waitsForHolder is for a sink that is no call: one in a goroutine starts there, too.
func (x *Reader) waitsForHolder(s *Sink, by way) waiting {
	if x.waits(s.Node, by, 0) == aside {
		return aside
	}
	return unclear
}

// starting is a call that starts a server, and the way that led to it.
type starting struct {
	call *ast.CallExpr
	by   way
}

// starts are the calls that start what a sink gives a handler to.
func (x *Reader) starts(s *Sink) []starting {
	if call, ok := s.Node.(*ast.CallExpr); ok {
		return []starting{{call: call}}
	}
	var list []starting
	for _, call := range x.Noted {
		if v := x.does(call).Serve; v == nil || v.Handler.Field == "" {
			continue
		}
		for _, at := range x.servers(receiver(call), nil, 0) {
			if at.is(s, x) {
				list = append(list, starting{call, at.by})
			}
		}
	}
	return list
}

// server is where an http.Server is made: a literal, or the variable that holds it.
type server struct {
	made ast.Expr
	held types.Object
	by   way
}

func (at server) is(s *Sink, x *Reader) bool {
	switch n := s.Node.(type) {
	case *ast.CompositeLit:
		return at.made == ast.Expr(n)
	case *ast.AssignStmt:
		sel, ok := n.Lhs[0].(*ast.SelectorExpr)
		if !ok {
			return false
		}
		return slices.ContainsFunc(x.servers(sel.X, nil, 0), func(to server) bool {
			return to.made != nil && to.made == at.made || to.held != nil && to.held == at.held
		})
	}
	return false
}

// servers follows an expression to the servers that it can be.
func (x *Reader) servers(e ast.Expr, by way, depth int) []server {
	if depth > 12 || !x.Step() {
		return nil
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return []server{{made: e, by: by}}
	case *ast.UnaryExpr:
		return x.servers(e.X, by, depth+1)
	case *ast.StarExpr:
		return x.servers(e.X, by, depth+1)
	case *ast.CallExpr:
		fn := x.Callee(e)
		var list []server
		for _, ret := range x.Returns[any(fn)] {
			for _, r := range ret.Results {
				if x.isServer(r) {
					list = append(list, x.servers(r, by.with(fn, e), depth+1)...)
				}
			}
		}
		return list
	case *ast.Ident, *ast.SelectorExpr:
		return x.serversIn(x.Variable(x.FileOf(e.Pos()).Package, e), by, depth)
	}
	return nil
}

func (x *Reader) serversIn(obj types.Object, by way, depth int) []server {
	v, ok := obj.(*types.Var)
	if !ok {
		return nil
	}
	list := []server{{held: v, by: by}}
	for _, s := range x.Sources[v] {
		list = append(list, x.servers(s.Expr, by, depth+1)...)
	}
	for fn, call := range x.argumentsFor(v, by) {
		list = append(list, x.servers(call.Args[x.Params[v].I], by.with(fn, call), depth+1)...)
	}
	return list
}

// argumentsFor are the calls that a parameter gets its value from: those of the way
// that is taken, else all that main can come to.
func (x *Reader) argumentsFor(v *types.Var, by way) func(func(types.Object, *ast.CallExpr) bool) {
	return func(yield func(types.Object, *ast.CallExpr) bool) {
		p, ok := x.Params[v]
		fn, named := p.Fn.(types.Object)
		if !ok || !named {
			return
		}
		calls := x.Calls[fn]
		if call := by[fn]; call != nil {
			calls = []*ast.CallExpr{call}
		}
		for _, call := range calls {
			if p.I < len(call.Args) && x.Runs(call) && !yield(fn, call) {
				return
			}
		}
	}
}
