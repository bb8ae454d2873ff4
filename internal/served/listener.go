package served

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/gocode"
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
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok || !startsServer(sel.Sel.Name) || !gocode.IsType(x.TypeOf(sel.X), "net/http", "Server") {
			continue
		}
		for _, at := range x.servers(sel.X, nil, 0) {
			if at.is(s, x) {
				list = append(list, starting{call, at.by})
			}
		}
	}
	return list
}

func startsServer(method string) bool {
	return strings.HasPrefix(method, "ListenAndServe") || method == "Serve" || method == "ServeTLS"
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
				if gocode.IsType(x.TypeOf(r), "net/http", "Server") {
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

// waits tells whether main waits for a node's call to end.
func (x *Reader) waits(n ast.Node, by way, depth int) waiting {
	if depth > 12 || !x.Step() {
		return unclear
	}
	stack := x.Enclosing(n)
	for i := len(stack) - 2; i >= 0; i-- {
		switch at := stack[i].(type) {
		case *ast.GoStmt:
			if runsLater(at, stack[i+1:]) {
				return aside
			}
		case *ast.FuncLit:
			if call := x.CallOf[at]; call != nil && ast.Unparen(call.Fun) == ast.Expr(at) {
				continue // func() {…}()
			}
			return x.waitsForLiteral(at, by, depth)
		case *ast.FuncDecl:
			return x.waitsForFunction(at, by, depth)
		}
	}
	return unclear
}

// runsLater tells the call of a go statement from its arguments, which are worked
// out before.
func runsLater(g *ast.GoStmt, inside []ast.Node) bool {
	return len(inside) < 2 || inside[1] == ast.Node(g.Call.Fun)
}

// waitsForLiteral follows a function without a name to where it is called.
func (x *Reader) waitsForLiteral(lit *ast.FuncLit, by way, depth int) waiting {
	if call := x.CallOf[lit]; call != nil {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == "Go" {
			return aside // errgroup, sync.WaitGroup
		}
		i := slices.IndexFunc(call.Args, func(arg ast.Expr) bool { return ast.Unparen(arg) == ast.Expr(lit) })
		if v := x.Parameter(x.Callee(call), i); v != nil {
			return x.waitsForCalls(x.Calls[v], by, depth)
		}
		return unclear
	}
	for v, sources := range x.Sources {
		if len(sources) == 1 && ast.Unparen(sources[0].Expr) == ast.Expr(lit) {
			return x.waitsForCalls(x.Calls[v], by, depth)
		}
	}
	return unclear
}

func (x *Reader) waitsForFunction(decl *ast.FuncDecl, by way, depth int) waiting {
	fn := x.Info(decl.Pos()).Defs[decl.Name]
	if decl.Recv == nil && (decl.Name.Name == "init" || decl.Name.Name == "main" && x.FileOf(decl.Pos()).Package == x.Main) {
		return waited
	}
	if call := by[fn]; call != nil {
		return x.waits(call, by, depth+1)
	}
	calls := slices.DeleteFunc(slices.Clone(x.Calls[fn]), func(call *ast.CallExpr) bool { return !x.Runs(call) })
	if method, ok := fn.(*types.Func); ok {
		calls = append(calls, x.throughInterfaces(method)...)
	}
	all := x.waitsForCalls(calls, by, depth)
	for _, id := range x.Uses(fn) { // g.Go(serve)
		stack := x.Enclosing(id)
		i := len(stack) - 2
		if sel, ok := stack[i].(*ast.SelectorExpr); ok && sel.Sel == id {
			i--
		}
		if call, ok := stack[i].(*ast.CallExpr); ok && call.Fun != stack[i+1] {
			sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
			switch {
			case !ok || sel.Sel.Name != "Go":
				all = unclear
			case len(calls) == 0:
				all = aside
			}
		}
	}
	return all
}

// waitsForCalls is what holds for a function that is called there: that main
// waits if it does for one of the calls.
func (x *Reader) waitsForCalls(calls []*ast.CallExpr, by way, depth int) waiting {
	result := aside
	for _, call := range calls {
		switch x.waits(call, by, depth+1) {
		case waited:
			return waited
		case unclear:
			result = unclear
		}
	}
	if len(calls) == 0 {
		return unclear
	}
	return result
}

// throughInterfaces are the calls of an interface's method that can be this one.
func (x *Reader) throughInterfaces(m *types.Func) []*ast.CallExpr {
	recv := m.Signature().Recv()
	if recv == nil || types.IsInterface(recv.Type()) {
		return nil
	}
	var list []*ast.CallExpr
	for obj, calls := range x.Calls {
		fn, ok := obj.(*types.Func)
		if !ok || fn.Name() != m.Name() || fn.Signature().Recv() == nil {
			continue
		}
		if iface, ok := fn.Signature().Recv().Type().Underlying().(*types.Interface); ok && types.Implements(types.NewPointer(gocode.Deref(recv.Type())), iface) {
			list = append(list, slices.DeleteFunc(slices.Clone(calls), func(call *ast.CallExpr) bool { return !x.Runs(call) })...)
		}
	}
	return list
}
