package retrofit

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
)

// inCallback places the hooks at the start of a function of the program's that is
// handed the router, for routers that are made where nobody edits: in generated
// code, or in another module.
func (x *editor) inCallback(t *target, framework string) *placing {
	if framework == "chi" || len(t.routers) != 1 {
		return nil // chi takes no middleware once it has routes
	}
	for _, at := range x.order {
		for _, f := range at.files {
			if f.generated || f.broken != nil || x.otherModule(at.dir) {
				continue
			}
			for _, v := range x.routersGiven(f, framework) {
				p := x.params[v]
				if body := x.body(p.fn); body != nil && x.handsOut(p, t) {
					return x.atCallback(v, body, framework)
				}
			}
		}
	}
	return nil
}

// routersGiven lists the parameters of a file's functions that are routers.
func (x *editor) routersGiven(f *file, framework string) []types.Object {
	var list []types.Object
	for v := range x.params {
		if x.files[x.fset.File(v.Pos())] == f && routable(v.Type()) == framework && v.Name() != "_" {
			list = append(list, v)
		}
	}
	slices.SortFunc(list, func(a, b types.Object) int { return cmp.Compare(a.Pos(), b.Pos()) })
	return list
}

func (x *editor) atCallback(v types.Object, body *ast.BlockStmt, framework string) *placing {
	p := &placing{framework: framework, path: x.importOf(framework), form: routed, pkg: x.fileOf(body.Pos()).pkg}
	_, pointer := types.Unalias(v.Type()).(*types.Pointer)
	switch {
	case framework == "gin" && pointer && routerType(v.Type()) == "gin":
		p.form = late // middleware may be there by then
	case framework == "echo":
		p.form = wrapped
	case framework == "nethttp" && !x.atLeast(22):
		p.form = paths
	}
	p.spots = []spot{{name: v.Name(), kind: atStart, node: body}}
	if _, ok := x.first(body, nil); !ok {
		return nil
	}
	return p
}

func (x *editor) body(fn any) *ast.BlockStmt {
	switch fn := fn.(type) {
	case *ast.FuncLit:
		return fn.Body
	case types.Object:
		if decl := x.funcs[fn]; decl != nil {
			return decl.Body
		}
	}
	return nil
}

// handsOut reports whether a function is called, as a value, with a target's router.
func (x *editor) handsOut(p param, t *target) bool {
	return slices.ContainsFunc(x.held(p.fn), func(v types.Object) bool {
		return slices.ContainsFunc(x.calls[v], func(call *ast.CallExpr) bool {
			if p.i >= len(call.Args) || !x.runs(call) {
				return false
			}
			return slices.ContainsFunc(x.trace(call.Args[p.i]), func(r router) bool { return r.is(t.routers[0]) })
		})
	})
}

// held lists the parameters, fields and variables that hold a function.
func (x *editor) held(fn any) []types.Object {
	is := func(e ast.Expr) bool {
		switch e := ast.Unparen(e).(type) {
		case *ast.FuncLit:
			return fn == any(e)
		case *ast.Ident, *ast.SelectorExpr:
			obj, ok := fn.(types.Object)
			return ok && x.variable(x.fileOf(e.Pos()).pkg, e) == obj
		}
		return false
	}
	var list []types.Object
	for v, sources := range x.sources {
		if slices.ContainsFunc(sources, func(s source) bool { return is(s.expr) }) {
			list = append(list, v)
		}
	}
	for _, call := range x.live {
		for i, arg := range call.Args {
			if !is(arg) {
				continue
			}
			if v := x.parameter(x.callee(call), i); v != nil {
				list = append(list, v)
				for field, sources := range x.sources { // s.setup = setup
					if slices.ContainsFunc(sources, func(s source) bool {
						id, ok := ast.Unparen(s.expr).(*ast.Ident)
						return ok && x.info(id.Pos()).Uses[id] == v
					}) {
						list = append(list, field)
					}
				}
			}
		}
	}
	return list
}
