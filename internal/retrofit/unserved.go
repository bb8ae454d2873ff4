package retrofit

import (
	"go/ast"
	"go/types"
	"slices"
)

// standardRoutes reports whether main can come to a route of the standard mux.
func (x *index) standardRoutes() bool {
	for _, call := range x.known {
		if importPath, name := x.outer(call); importPath == "net/http" && (name == "Handle" || name == "HandleFunc") {
			return true
		}
	}
	return false
}

// unserved lists the engines that are made and then handed to code that is not
// known: one of them may be what is served in truth.
func (x *index) unserved(all []*target) []*target {
	return slices.DeleteFunc(x.made(all), func(t *target) bool {
		return t.routers[0].framework != "gin" && t.routers[0].framework != "echo"
	})
}

// made lists the routers beside all that main can come to, without those that
// another router gets as a handler, and those that only watch.
func (x *index) made(all []*target) []*target {
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
	for _, call := range x.known {
		framework := constructor(x.outer(call))
		if framework == "" || known[call] {
			continue
		}
		s := &sink{node: call, handler: call, rank: 2}
		t := &target{sinks: []*sink{s}, routers: []router{{framework: framework, make: call}}}
		if !x.aside(t) {
			list = append(list, t)
		}
	}
	return list
}

// mounted lists the engines that a call registers below a path.
func (x *index) mounted(call *ast.CallExpr) []router {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || len(call.Args) < 2 {
		return nil
	}
	switch sel.Sel.Name {
	case "Handle", "HandleFunc", "Mount", "Any", "NoRoute":
	default:
		return nil
	}
	return x.trace(call.Args[len(call.Args)-1])
}

// on reports whether a route may be one of the target's routers'.
func (x *index) on(e ast.Expr, t *target) bool {
	if t == nil || len(t.routers) == 0 || t.routers[0].framework == "" {
		return true
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

// engineOf is the router that a group is a part of.
func (x *index) engineOf(e ast.Expr, depth int) ast.Expr {
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
