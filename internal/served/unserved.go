package served

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/fcgen/fcgen/internal/routers"
)

// standardRoutes reports whether main can come to a route of the standard mux.
func (x *Reader) standardRoutes() bool {
	for _, call := range x.Noted {
		if x.does(call).Standard {
			return true
		}
	}
	return false
}

// unserved lists the engines that are made and then handed to code that is not
// known: one of them may be what is served in truth.
func (x *Reader) unserved(all []*Target) []*Target {
	return slices.DeleteFunc(x.made(all), func(t *Target) bool {
		return !routers.Named(t.Routers[0].Framework).ServesItself() || !x.givenAway(t) || x.keptBy(t, all)
	})
}

// made lists the routers beside all that main can come to, without those that
// another router gets as a handler, and those that only watch.
func (x *Reader) made(all []*Target) []*Target {
	known := map[ast.Node]bool{}
	for _, t := range all {
		for _, r := range t.Routers {
			known[r.Make] = true
		}
	}
	for _, call := range x.All {
		for _, r := range x.mounted(call) {
			known[r.Make] = true
		}
	}
	var list []*Target
	for _, call := range x.Noted {
		framework := x.makes(call)
		if framework == "" || known[call] {
			continue
		}
		s := &Sink{Node: call, Handler: call, Rank: 2}
		t := &Target{Sinks: []*Sink{s}, Routers: []Router{{Framework: framework, Make: call}}}
		if !x.named(t) {
			list = append(list, t)
		}
	}
	return list
}

// givenAway reports whether a router that is made gets into hands that may serve
// it. One in a local variable does not if only its methods and its framework are
// called with it.
func (x *Reader) givenAway(made *Target) bool {
	r := made.Routers[0]
	v, ok := x.MadeFor(r.Make).(*types.Var)
	if !ok || v.IsField() || v.Parent() == v.Pkg().Scope() {
		return true
	}
	return slices.ContainsFunc(x.Uses(v), func(id *ast.Ident) bool {
		stack := x.Enclosing(id)
		switch parent := stack[len(stack)-2].(type) {
		case *ast.SelectorExpr: // r.Get("/", list)
			outer, ok := stack[len(stack)-3].(*ast.CallExpr)
			return !ok || outer.Fun != ast.Expr(parent) || parent.Sel.Name == "ServeHTTP"
		case *ast.CallExpr: // chi.Walk(r, show)
			importPath, _ := x.Outer(parent)
			return routers.Framework(importPath) != r.Framework
		}
		return true
	})
}

// mounted lists the engines that a call registers below a path.
func (x *Reader) mounted(call *ast.CallExpr) []Router {
	for _, f := range x.may(call) {
		if h := f.Mount.In(call); h != nil {
			return x.Trace(h)
		}
	}
	return nil
}

// Routed reports whether a target's router has routes, or may get them from a
// function that it is handed to.
func (x *Reader) Routed(t *Target) bool {
	mine := func(e ast.Expr) bool {
		return Routable(x.TypeOf(e)) == t.Routers[0].Framework && x.On(e, t)
	}
	return slices.ContainsFunc(x.Live, func(call *ast.CallExpr) bool {
		if on := receiver(call); on != nil && mine(on) {
			f := x.does(call)
			return f.Middleware == routers.NoMiddleware && !f.Fallback && call.Fun.(*ast.SelectorExpr).Sel.Name != "ServeHTTP" //nolint:forcetypeassert // receiver asked
		}
		serves := slices.ContainsFunc(t.Sinks, func(s *Sink) bool { return s.Node == call })
		return !serves && slices.ContainsFunc(call.Args, mine)
	})
}

// InInit reports whether an init function does something with a target's router.
func (x *Reader) InInit(t *Target) bool {
	return slices.ContainsFunc(x.Live, func(call *ast.CallExpr) bool {
		owner, ok := x.Owner[call].(*types.Func)
		sel, isMethod := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		return ok && isMethod && owner.Name() == "init" && owner.Signature().Recv() == nil &&
			Routable(x.TypeOf(sel.X)) == t.Routers[0].Framework && x.On(sel.X, t)
	})
}

// On reports whether a route may be one of the target's routers'.
func (x *Reader) On(e ast.Expr, t *Target) bool {
	if t == nil || len(t.Routers) == 0 || t.Routers[0].Framework == "" {
		return true
	}
	if id, ok := ast.Unparen(e).(*ast.Ident); ok {
		if _, isPackage := x.Info(id.Pos()).Uses[id].(*types.PkgName); isPackage { // http.HandleFunc
			return slices.ContainsFunc(t.Routers, func(r Router) bool { return r.Standard }) || x.mountsStandard()
		}
	}
	engine := x.engineOf(e, 0)
	if engine == nil {
		return true
	}
	found := x.Trace(engine)
	for _, r := range found {
		if r.Framework == "" {
			return true
		}
		for _, mine := range t.Routers {
			if r.Is(mine) {
				return true
			}
		}
	}
	return len(found) == 0
}

// mountsStandard reports whether main can come to a call that is given the standard
// mux: it may stand behind another router then.
func (x *Reader) mountsStandard() bool {
	return slices.ContainsFunc(x.Live, func(call *ast.CallExpr) bool {
		return slices.ContainsFunc(call.Args, x.standardMux)
	})
}

// engineOf is the router that a group is a part of.
func (x *Reader) engineOf(e ast.Expr, depth int) ast.Expr {
	if depth > 8 {
		return nil
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		if _, ok := x.groups(e); ok {
			return x.engineOf(receiver(e), depth+1)
		}
		return nil
	case *ast.Ident, *ast.SelectorExpr:
		obj := x.Variable(x.FileOf(e.Pos()).Package, e)
		v, ok := obj.(*types.Var)
		if !ok {
			return nil
		}
		if wholeRouter(v.Type()) {
			return e
		}
		for _, s := range x.Sources[obj] {
			if found := x.engineOf(s.Expr, depth+1); found != nil {
				return found
			}
		}
		return x.engineGiven(obj, depth)
	}
	return nil
}

// engineGiven is the router that a parameter's group is a part of.
func (x *Reader) engineGiven(obj types.Object, depth int) ast.Expr {
	p := x.Params[obj]
	fn, ok := p.Fn.(types.Object)
	if !ok {
		return nil
	}
	for _, call := range x.Calls[fn] {
		if p.I < len(call.Args) {
			if found := x.engineOf(call.Args[p.I], depth+1); found != nil {
				return found
			}
		}
	}
	return nil
}

// keptBy reports whether an engine is given to the package outside the module
// that what is served comes from again: runtime.SetEngine(r), and in another
// place Handler: runtime.GetEngine().
func (x *Reader) keptBy(made *Target, served []*Target) bool {
	to := x.MadeFor(made.Routers[0].Make)
	return to != nil && slices.ContainsFunc(served, func(t *Target) bool {
		if t.Sinks[0].Handler == nil || len(t.Routers) > 0 {
			return false
		}
		from := x.rootPackage(t.Sinks[0].Handler)
		return from != "" && slices.ContainsFunc(x.Live, func(call *ast.CallExpr) bool {
			return x.rootPackage(call) == from && slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
				id, ok := ast.Unparen(arg).(*ast.Ident)
				return ok && x.Info(id.Pos()).Uses[id] == to
			})
		})
	})
}

// rootPackage is the package that a chain of calls and fields begins with, "" if
// it begins with anything else.
func (x *Reader) rootPackage(e ast.Expr) string {
	for {
		switch n := ast.Unparen(e).(type) {
		case *ast.CallExpr:
			e = n.Fun
		case *ast.SelectorExpr:
			e = n.X
		case *ast.Ident:
			if name, ok := x.Info(n.Pos()).Uses[n].(*types.PkgName); ok {
				return name.Imported().Path()
			}
			return ""
		default:
			return ""
		}
	}
}
