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
		if importPath, name := x.Outer(call); importPath == "net/http" && (name == "Handle" || name == "HandleFunc") {
			return true
		}
	}
	return false
}

// unserved lists the engines that are made and then handed to code that is not
// known: one of them may be what is served in truth.
func (x *Reader) unserved(all []*Target) []*Target {
	return slices.DeleteFunc(x.made(all), func(t *Target) bool {
		return t.Routers[0].Framework != "gin" && t.Routers[0].Framework != "echo" || !x.givenAway(t) || x.keptBy(t, all)
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
			_, of := routers.Named(importPath)
			return of != r.Framework
		}
		return true
	})
}

// mounted lists the engines that a call registers below a path.
func (x *Reader) mounted(call *ast.CallExpr) []Router {
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
	return x.Trace(call.Args[len(call.Args)-1])
}

// Routed reports whether a target's router has routes, or may get them from a
// function that it is handed to.
func (x *Reader) Routed(t *Target) bool {
	mine := func(e ast.Expr) bool {
		return Routable(x.TypeOf(e)) == t.Routers[0].Framework && x.On(e, t)
	}
	return slices.ContainsFunc(x.Live, func(call *ast.CallExpr) bool {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && mine(sel.X) {
			return !slices.Contains([]string{"Use", "NotFound", "MethodNotAllowed", "ServeHTTP"}, sel.Sel.Name)
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
		return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
			sel, ok := ast.Unparen(arg).(*ast.SelectorExpr)
			return ok && sel.Sel.Name == "DefaultServeMux"
		})
	})
}

// engineOf is the router that a group is a part of.
func (x *Reader) engineOf(e ast.Expr, depth int) ast.Expr {
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
		obj := x.Variable(x.FileOf(e.Pos()).Package, e)
		v, ok := obj.(*types.Var)
		if !ok {
			return nil
		}
		if RouterType(v.Type()) != "" && RouterType(v.Type()) != "gorilla" {
			return e
		}
		for _, s := range x.Sources[obj] {
			if found := x.engineOf(s.Expr, depth+1); found != nil {
				return found
			}
		}
		if p, ok := x.Params[obj]; ok {
			if fn, ok := p.Fn.(types.Object); ok {
				for _, call := range x.Calls[fn] {
					if p.I < len(call.Args) {
						if found := x.engineOf(call.Args[p.I], depth+1); found != nil {
							return found
						}
					}
				}
			}
		}
	}
	return nil
}
