package served

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/routers"
)

// tracer follows a handler back to the routers that it comes from.
type tracer struct {
	*Reader
	seen  map[traced]bool
	found []Router
	depth int
}

type traced struct {
	expr   ast.Expr
	behind bool
	result int
}

// frame is a call that the tracer is inside of: what its parameters stand for.
type frame struct {
	args  map[types.Object]ast.Expr
	outer *frame
}

const deepest = 200 // no program's handler comes through more hands

// Trace lists the routers behind an expression, each one once.
func (x *Reader) Trace(e ast.Expr) []Router {
	t := &tracer{Reader: x, seen: map[traced]bool{}}
	t.expr(e, -1, false, nil)
	return slices.DeleteFunc(t.found, func(r Router) bool { return r.Framework != "" && r.Make != nil && !x.Runs(r.Make) })
}

func (t *tracer) add(r Router) {
	for i, have := range t.found {
		if have.Make == r.Make && have.Object == r.Object && have.Standard == r.Standard && have.Framework == r.Framework {
			t.found[i].behind = have.behind || r.behind
			return
		}
	}
	t.found = append(t.found, r)
}

// standard is the router that is served where there is no handler.
func standard(behind bool) Router {
	return Router{Framework: routers.Standard, Standard: true, behind: behind}
}

// unknown says that the handler is one of which only its interface is known.
func (t *tracer) unknown(e ast.Expr, behind bool) {
	t.add(Router{Make: e, behind: behind})
}

func (t *tracer) expr(e ast.Expr, result int, behind bool, in *frame) {
	key := traced{e, behind, result}
	if t.seen[key] {
		return
	}
	if t.depth++; t.depth > deepest {
		t.depth--
		t.unknown(e, true)
		return
	}
	defer func() { t.depth-- }()
	t.seen[key] = true
	info := t.Info(e.Pos())
	if t.own(t.TypeOf(e), e, behind, in) {
		return
	}
	switch n := ast.Unparen(e).(type) {
	case *ast.Ident:
		t.object(info.ObjectOf(n), n, behind, in)
	case *ast.SelectorExpr:
		t.selector(info, n, behind, in)
	case *ast.CallExpr:
		t.call(n, result, behind, in)
	case *ast.FuncLit:
		if !t.through(n.Body, behind, in) {
			t.unknown(e, behind)
		}
	case *ast.UnaryExpr:
		t.expr(n.X, -1, behind, in)
	case *ast.StarExpr:
		t.expr(n.X, -1, behind, in)
	case *ast.TypeAssertExpr:
		t.expr(n.X, -1, behind, in)
	case *ast.CompositeLit:
		if typ := t.TypeOf(n); about(typ).Value {
			t.add(Router{Framework: framework(typ), Make: n, behind: behind})
			return
		}
		t.unknown(e, behind)
	default:
		t.unknown(e, behind)
	}
}

// own follows a handler that is a type of the module through its ServeHTTP.
func (t *tracer) own(typ types.Type, e ast.Expr, behind bool, in *frame) bool {
	if typ == nil {
		return false
	}
	named, ok := gocode.Deref(typ).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || types.IsInterface(named) || RouterType(named) != "" {
		return false // a router is one also inside of the framework's own module
	}
	obj, path, _ := types.LookupFieldOrMethod(types.NewPointer(named), true, named.Obj().Pkg(), "ServeHTTP")
	method, ok := obj.(*types.Func)
	if !ok || !t.ours(named.Obj().Pkg()) {
		return false
	}
	if len(path) > 1 { // an embedded handler
		var field types.Object
		at := types.Type(named)
		for _, i := range path[:len(path)-1] {
			s, ok := gocode.Deref(at).Underlying().(*types.Struct)
			if !ok {
				return false
			}
			field = gocode.Origin(s.Field(i))
			at = s.Field(i).Type()
		}
		t.object(field, e, behind, in)
		return true
	}
	fn := t.Funcs[method.Origin()]
	if fn == nil || fn.Body == nil {
		return false
	}
	return t.through(fn.Body, behind, in)
}

func (t *tracer) ours(p *types.Package) bool {
	for _, at := range t.Order {
		if at.Types == p {
			return true
		}
	}
	return false
}

// through follows the calls of ServeHTTP in a handler's body. It is false if there are none.
func (t *tracer) through(body *ast.BlockStmt, behind bool, in *frame) bool {
	var to []ast.Expr
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 2 {
			return true
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "ServeHTTP" {
			to = append(to, sel.X)
		} else if typ := t.TypeOf(call.Fun); about(typ).Handler {
			to = append(to, call.Fun) // next(w, r)
		}
		return true
	})
	held := len(to) > 1 || !plain(body)
	for _, e := range to {
		t.expr(e, -1, behind || held, in)
	}
	return len(to) > 0
}

// plain reports whether a handler's body comes to its call of ServeHTTP every time.
func plain(body *ast.BlockStmt) bool {
	for _, s := range body.List {
		served, branches := false, false
		ast.Inspect(s, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ReturnStmt, *ast.BranchStmt:
				branches = true
			case *ast.SelectorExpr:
				served = served || n.Sel.Name == "ServeHTTP"
			}
			return true
		})
		if _, call := s.(*ast.ExprStmt); served && call {
			return true
		}
		if branches || served {
			return false
		}
	}
	return false
}

func (t *tracer) selector(info *types.Info, n *ast.SelectorExpr, behind bool, in *frame) {
	obj := info.Uses[n.Sel]
	field, ok := obj.(*types.Var)
	switch {
	case ok && field.IsField() && n.Sel.Name == about(t.TypeOf(n.X)).Server.Handler:
		t.unknown(n, behind)
	case t.standardMux(n):
		t.add(standard(behind))
	case n.Sel.Name == "ServeHTTP" && RouterType(t.TypeOf(n.X)) != "":
		t.expr(n.X, -1, behind, in)
	default: // a method's value is a handler function
		t.object(gocode.Origin(obj), n, behind, in)
	}
}

// object follows a variable, field or parameter, or a function that is a handler.
func (t *tracer) object(obj types.Object, e ast.Expr, behind bool, in *frame) {
	switch obj := obj.(type) {
	case *types.Func:
		if fn := t.Funcs[obj.Origin()]; fn == nil || fn.Body == nil || !t.through(fn.Body, behind, in) {
			t.unknown(e, behind)
		}
		return
	case *types.Nil:
		t.add(standard(behind))
		return
	case *types.Var:
	default:
		t.unknown(e, behind)
		return
	}
	for f := in; f != nil; f = f.outer {
		if arg := f.args[obj]; arg != nil {
			t.expr(arg, -1, behind, f.outer)
			t.sources(obj, behind, in) // h = middleware(h)
			return
		}
	}
	found := t.sources(obj, behind, in)
	if t.argument(obj, behind) || found {
		return
	}
	if _, pointer := types.Unalias(obj.Type()).(*types.Pointer); !pointer && about(obj.Type()).Value {
		t.add(Router{Framework: framework(obj.Type()), Make: e, Object: obj, behind: behind})
		return
	}
	t.anyOf(obj.Type(), e, behind)
}

// sources follows a variable to what it is set to. It is false if there is nothing.
func (t *tracer) sources(obj types.Object, behind bool, in *frame) bool {
	found := false
	for _, s := range t.Sources[obj] {
		if orStandard(ast.Unparen(s.Expr)) == nil {
			continue // nil
		}
		found = true
		t.expr(s.Expr, s.Result, behind, in)
	}
	return found
}

// argument follows a parameter to what it is called with.
func (t *tracer) argument(obj types.Object, behind bool) bool {
	p, ok := t.Params[obj]
	if !ok {
		return false
	}
	var calls []*ast.CallExpr
	switch fn := p.Fn.(type) {
	case types.Object:
		calls = t.Calls[fn]
	case *ast.FuncLit:
		if call := t.CallOf[fn]; call != nil && ast.Unparen(call.Fun) == fn {
			calls = append(calls, call)
		}
		for v, sources := range t.Sources {
			if len(sources) == 1 && ast.Unparen(sources[0].Expr) == fn {
				calls = append(calls, t.Calls[v]...)
			}
		}
	}
	found := false
	for _, call := range calls {
		if p.I < len(call.Args) && t.Runs(call) {
			found = true
			t.expr(call.Args[p.I], -1, behind, nil)
		}
	}
	return found
}

// anyOf takes, for a value that comes from where nobody can see, the only
// router of its type that the program makes.
func (t *tracer) anyOf(typ types.Type, e ast.Expr, behind bool) {
	framework := RouterType(typ)
	var made []*ast.CallExpr
	for _, call := range t.Noted {
		if framework != "" && t.makes(call) == framework {
			made = append(made, call)
		}
	}
	if len(made) != 1 {
		t.unknown(e, behind)
		return
	}
	t.add(Router{Framework: framework, Make: made[0], behind: behind})
}
