package retrofit

import (
	"go/ast"
	"go/types"
	"slices"
)

// standardRoutes reports whether main can come to a route of the standard mux.
func (x *reader) standardRoutes() bool {
	for _, call := range x.noted {
		if importPath, name := x.outer(call); importPath == "net/http" && (name == "Handle" || name == "HandleFunc") {
			return true
		}
	}
	return false
}

// unserved lists the engines that are made and then handed to code that is not
// known: one of them may be what is served in truth.
func (x *reader) unserved(all []*target) []*target {
	return slices.DeleteFunc(x.made(all), func(t *target) bool {
		return t.routers[0].framework != "gin" && t.routers[0].framework != "echo" || !x.givenAway(t) || x.keptBy(t, all)
	})
}

// made lists the routers beside all that main can come to, without those that
// another router gets as a handler, and those that only watch.
func (x *reader) made(all []*target) []*target {
	known := map[ast.Node]bool{}
	for _, t := range all {
		for _, r := range t.routers {
			known[r.make] = true
		}
	}
	for _, call := range x.all {
		for _, r := range x.mounted(call) {
			known[r.make] = true
		}
	}
	var list []*target
	for _, call := range x.noted {
		framework := x.makes(call)
		if framework == "" || known[call] {
			continue
		}
		s := &sink{node: call, handler: call, rank: 2}
		t := &target{sinks: []*sink{s}, routers: []router{{framework: framework, make: call}}}
		if !x.named(t) {
			list = append(list, t)
		}
	}
	return list
}

// givenAway reports whether a router that is made gets into hands that may serve
// it. One in a local variable does not if only its methods and its framework are
// called with it.
func (x *reader) givenAway(made *target) bool {
	r := made.routers[0]
	v, ok := x.madeFor(r.make).(*types.Var)
	if !ok || v.IsField() || v.Parent() == v.Pkg().Scope() {
		return true
	}
	return slices.ContainsFunc(x.uses(v), func(id *ast.Ident) bool {
		stack := x.enclosing(id)
		switch parent := stack[len(stack)-2].(type) {
		case *ast.SelectorExpr: // r.Get("/", list)
			outer, ok := stack[len(stack)-3].(*ast.CallExpr)
			return !ok || outer.Fun != ast.Expr(parent) || parent.Sel.Name == "ServeHTTP"
		case *ast.CallExpr: // chi.Walk(r, show)
			importPath, _ := x.outer(parent)
			_, of := stubFile(importPath)
			return of != r.framework
		}
		return true
	})
}

// mounted lists the engines that a call registers below a path.
func (x *reader) mounted(call *ast.CallExpr) []router {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return nil
	}
	switch sel.Sel.Name {
	case "NoRoute", "NoMethod":
	case "Handle", "HandleFunc", "Mount", "Any":
		if len(call.Args) < 2 {
			return nil
		}
	default:
		return nil
	}
	return x.trace(call.Args[len(call.Args)-1])
}

// routed reports whether a target's router has routes, or may get them from a
// function that it is handed to.
func (x *reader) routed(t *target) bool {
	mine := func(e ast.Expr) bool {
		return routable(x.typeOf(e)) == t.routers[0].framework && x.on(e, t)
	}
	return slices.ContainsFunc(x.live, func(call *ast.CallExpr) bool {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && mine(sel.X) {
			return !slices.Contains([]string{"Use", "NotFound", "MethodNotAllowed", "ServeHTTP"}, sel.Sel.Name)
		}
		serves := slices.ContainsFunc(t.sinks, func(s *sink) bool { return s.node == call })
		return !serves && slices.ContainsFunc(call.Args, mine)
	})
}

// inInit reports whether an init function does something with a target's router.
func (x *reader) inInit(t *target) bool {
	return slices.ContainsFunc(x.live, func(call *ast.CallExpr) bool {
		owner, ok := x.owner[call].(*types.Func)
		sel, isMethod := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		return ok && isMethod && owner.Name() == "init" && owner.Signature().Recv() == nil &&
			routable(x.typeOf(sel.X)) == t.routers[0].framework && x.on(sel.X, t)
	})
}

// on reports whether a route may be one of the target's routers'.
func (x *reader) on(e ast.Expr, t *target) bool {
	if t == nil || len(t.routers) == 0 || t.routers[0].framework == "" {
		return true
	}
	if id, ok := ast.Unparen(e).(*ast.Ident); ok {
		if _, isPackage := x.info(id.Pos()).Uses[id].(*types.PkgName); isPackage { // http.HandleFunc
			return slices.ContainsFunc(t.routers, func(r router) bool { return r.standard }) || x.mountsStandard()
		}
	}
	engine := x.engineOf(e, 0)
	if engine == nil {
		return true
	}
	found := x.trace(engine)
	for _, r := range found {
		if r.framework == "" {
			return true
		}
		for _, mine := range t.routers {
			if r.is(mine) {
				return true
			}
		}
	}
	return len(found) == 0
}

// mountsStandard reports whether main can come to a call that is given the standard
// mux: it may stand behind another router then.
func (x *reader) mountsStandard() bool {
	return slices.ContainsFunc(x.live, func(call *ast.CallExpr) bool {
		return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
			sel, ok := ast.Unparen(arg).(*ast.SelectorExpr)
			return ok && sel.Sel.Name == "DefaultServeMux"
		})
	})
}

// engineOf is the router that a group is a part of.
func (x *reader) engineOf(e ast.Expr, depth int) ast.Expr {
	if depth > 8 {
		return nil
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok {
			switch sel.Sel.Name {
			case "Group", "With", "Subrouter", "PathPrefix", "Use":
				return x.engineOf(sel.X, depth+1)
			}
		}
		return nil
	case *ast.Ident, *ast.SelectorExpr:
		obj := x.variable(x.fileOf(e.Pos()).pkg, e)
		v, ok := obj.(*types.Var)
		if !ok {
			return nil
		}
		if routerType(v.Type()) != "" && routerType(v.Type()) != "gorilla" {
			return e
		}
		for _, s := range x.sources[obj] {
			if found := x.engineOf(s.expr, depth+1); found != nil {
				return found
			}
		}
		if p, ok := x.params[obj]; ok {
			if fn, ok := p.fn.(types.Object); ok {
				for _, call := range x.calls[fn] {
					if p.i < len(call.Args) {
						if found := x.engineOf(call.Args[p.i], depth+1); found != nil {
							return found
						}
					}
				}
			}
		}
	}
	return nil
}
