package served

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/fcgen/fcgen/internal/gocode"
)

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
