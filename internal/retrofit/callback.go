package retrofit

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
	"github.com/fcgen/fcgen/internal/served"
)

// callback places the hooks at the start of a function of the program's that is
// handed the router, for routers that are made where nobody edits: in generated
// code, or in another module.
func (x *editor) callback(t *served.Target) *placing {
	framework := frameworkOf(t)
	if kind := kindOf(framework); t.Wrap || kind.Form == "" || kind.Early || len(t.Routers) != 1 {
		return nil
	}
	for _, at := range x.Order {
		for _, f := range at.Files {
			if f.Generated || f.Broken != nil || x.InOtherModule(at.Dir) {
				continue
			}
			for _, v := range x.routersGiven(f, framework) {
				p := x.Params[v]
				if body := x.body(p.Fn); body != nil && x.handsOut(p, t) {
					return x.atCallback(v, body, framework)
				}
			}
		}
	}
	return nil
}

// routersGiven lists the parameters of a file's functions that are routers.
func (x *editor) routersGiven(f *gocode.File, framework string) []types.Object {
	var list []types.Object
	for v := range x.Params {
		if x.Files[x.Fset.File(v.Pos())] == f && served.Routable(v.Type()) == framework && v.Name() != "_" {
			list = append(list, v)
		}
	}
	slices.SortFunc(list, func(a, b types.Object) int { return cmp.Compare(a.Pos(), b.Pos()) })
	return list
}

func (x *editor) atCallback(v types.Object, body *ast.BlockStmt, framework string) *placing {
	p := x.placing(framework, x.formOn(framework))
	p.pkg = x.FileOf(body.Pos()).Package
	if kindOf(framework).Late && isEngine(v.Type(), framework) {
		p.form = hookfile.Late // middleware may be there by then
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
		if decl := x.Funcs[fn]; decl != nil {
			return decl.Body
		}
	}
	return nil
}

// handsOut reports whether a function is called, as a value, with a target's router.
func (x *editor) handsOut(p gocode.Param, t *served.Target) bool {
	return slices.ContainsFunc(x.held(p.Fn), func(v types.Object) bool {
		return slices.ContainsFunc(x.Calls[v], func(call *ast.CallExpr) bool {
			if p.I >= len(call.Args) || !x.Runs(call) {
				return false
			}
			return slices.ContainsFunc(x.Trace(call.Args[p.I]), func(r served.Router) bool { return r.Is(t.Routers[0]) })
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
			return ok && x.Variable(x.FileOf(e.Pos()).Package, e) == obj
		}
		return false
	}
	var list []types.Object
	for v, sources := range x.Sources {
		if slices.ContainsFunc(sources, func(s gocode.Source) bool { return is(s.Expr) }) {
			list = append(list, v)
		}
	}
	for _, call := range x.Live {
		for i, arg := range call.Args {
			if !is(arg) {
				continue
			}
			if v := x.Parameter(x.Callee(call), i); v != nil {
				list = append(list, v)
				for field, sources := range x.Sources { // s.setup = setup
					if slices.ContainsFunc(sources, func(s gocode.Source) bool {
						id, ok := ast.Unparen(s.Expr).(*ast.Ident)
						return ok && x.Info(id.Pos()).Uses[id] == v
					}) {
						list = append(list, field)
					}
				}
			}
		}
	}
	return list
}
