package served

import (
	"go/ast"
	"go/types"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
)

func (t *tracer) call(call *ast.CallExpr, result int, behind bool, in *frame) {
	if framework := t.makes(call); framework != "" {
		t.add(Router{Framework: framework, Make: call, behind: behind})
		return
	}
	if t.IsType(call.Fun) && len(call.Args) == 1 {
		t.expr(call.Args[0], -1, behind, in)
		return
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && id.Name == "new" && len(call.Args) == 1 {
		if typ := t.TypeOf(call); about(typ).Value {
			t.add(Router{Framework: framework(typ), Make: call, behind: behind})
			return
		}
	}
	if t.Same(call) {
		t.expr(receiver(call), -1, behind, in)
		return
	}
	if t.into(call, t.Callee(call), result, behind, in) {
		return
	}
	t.arguments(call, behind || !t.Passes(call), in)
}

// into follows a call of the module's own function to what it returns.
func (t *tracer) into(call *ast.CallExpr, obj types.Object, result int, behind bool, in *frame) bool {
	switch fn := obj.(type) {
	case *types.Func:
		return t.intoFunction(call, fn, result, behind, in)
	case *types.Var: // a function in a variable, with one value
		s := t.Sources[fn]
		if len(s) != 1 {
			return false
		}
		switch e := ast.Unparen(s[0].Expr).(type) {
		case *ast.FuncLit:
			return t.intoLiteral(call, e, result, behind, in)
		case *ast.Ident:
			if to, ok := t.Info(e.Pos()).Uses[e].(*types.Func); ok {
				return t.into(call, to.Origin(), result, behind, in)
			}
		}
	case nil:
		switch e := ast.Unparen(call.Fun).(type) {
		case *ast.FuncLit:
			return t.intoLiteral(call, e, result, behind, in)
		case *ast.CallExpr: // Logging(log)(mux)
			return t.curried(call, e, behind, in)
		}
	}
	return false
}

func (t *tracer) intoFunction(call *ast.CallExpr, fn *types.Func, result int, behind bool, in *frame) bool {
	if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
		return t.implementations(call, fn, result, behind, in)
	}
	decl := t.Funcs[fn]
	if decl == nil || decl.Body == nil {
		return false
	}
	if len(call.Args) == 1 && hookfile.Read("", t.FileOf(decl.Pos()).Source) != nil {
		t.expr(call.Args[0], -1, behind, in) // fcgen's own
		return true
	}
	inner := t.bound(decl.Type, call, in)
	if on := receiver(call); on != nil && decl.Recv != nil && len(decl.Recv.List[0].Names) == 1 {
		if recv := t.Info(decl.Pos()).Defs[decl.Recv.List[0].Names[0]]; recv != nil {
			inner.args[recv] = on
		}
	}
	return t.results(fn, decl.Type, max(result, 0), behind, inner)
}

func (t *tracer) intoLiteral(call *ast.CallExpr, lit *ast.FuncLit, result int, behind bool, in *frame) bool {
	return t.results(lit, lit.Type, max(result, 0), behind, t.bound(lit.Type, call, in))
}

// bound is the frame of a call.
func (t *tracer) bound(typ *ast.FuncType, call *ast.CallExpr, outer *frame) *frame {
	inner := &frame{args: map[types.Object]ast.Expr{}, outer: outer}
	i := 0
	for _, field := range typ.Params.List {
		for _, name := range field.Names {
			if obj := t.Info(name.Pos()).Defs[name]; obj != nil && i < len(call.Args) {
				inner.args[obj] = call.Args[i]
			}
			i++
		}
	}
	return inner
}

// results follows what a function returns at place i.
func (t *tracer) results(key any, typ *ast.FuncType, i int, behind bool, inner *frame) bool {
	found := false
	for _, ret := range t.Returns[key] {
		switch {
		case i < len(ret.Results) && len(ret.Results) > 1, len(ret.Results) == 1 && i == 0:
			if orStandard(ret.Results[i]) == nil {
				continue
			}
			t.expr(ret.Results[i], -1, behind, inner)
			found = true
		case len(ret.Results) == 1:
			t.expr(ret.Results[0], i, behind, inner)
			found = true
		case len(ret.Results) == 0 && typ.Results != nil:
			n := 0
			for _, field := range typ.Results.List {
				for _, name := range field.Names {
					if n == i {
						t.expr(name, -1, behind, inner)
						found = true
					}
					n++
				}
			}
		}
	}
	return found
}

// implementations follows a call through an interface to the module's methods.
func (t *tracer) implementations(call *ast.CallExpr, fn *types.Func, result int, behind bool, in *frame) bool {
	found := false
	for _, m := range t.Methods[fn.Name()] {
		recv := m.Signature().Recv()
		iface, ok := fn.Signature().Recv().Type().Underlying().(*types.Interface)
		if recv == nil || !ok || !types.Implements(recv.Type(), iface) && !types.Implements(types.NewPointer(gocode.Deref(recv.Type())), iface) {
			continue
		}
		found = t.into(call, m, result, behind, in) || found
	}
	return found
}

// curried follows a call of what a function of the module returned.
func (t *tracer) curried(call, made *ast.CallExpr, behind bool, in *frame) bool {
	for _, ret := range t.Returns[any(t.Callee(made))] {
		if len(ret.Results) != 1 {
			continue
		}
		if lit, ok := ast.Unparen(ret.Results[0]).(*ast.FuncLit); ok {
			return t.intoLiteral(call, lit, 0, behind, in)
		}
	}
	return false
}

// arguments follows, through a call of which nothing is known, the arguments
// that are or hold a router.
func (t *tracer) arguments(call *ast.CallExpr, behind bool, in *frame) {
	inner := &tracer{Reader: t.Reader, seen: t.seen, depth: t.depth}
	for _, arg := range call.Args {
		switch ast.Unparen(arg).(type) {
		case *ast.BasicLit, *ast.FuncLit:
		default:
			inner.expr(arg, -1, behind, in)
		}
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		if _, isCall := ast.Unparen(sel.X).(*ast.CallExpr); isCall {
			inner.expr(sel.X, -1, behind, in)
		}
	}
	known := false
	for _, r := range inner.found {
		if r.Framework != "" && !r.Standard {
			known = true
			t.add(r)
		}
	}
	if !known {
		t.unknown(call, behind)
	}
}
