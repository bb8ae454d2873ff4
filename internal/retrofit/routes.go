package retrofit

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
)

// route is a path that the code registers on a router.
type route struct {
	call   *ast.CallExpr
	on     ast.Expr // what it is registered on
	method string   // "" for all, or where it is not known
	path   string   // with the prefixes of its groups, as far as they are known
}

// findRoutes lists what main can come to that registers a literal path.
func (x *reader) findRoutes() []route {
	var list []route
	for _, call := range x.live {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok || len(call.Args) == 0 {
			continue
		}
		r := route{call: call, on: sel.X}
		switch name := sel.Sel.Name; name {
		case "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "Get", "Post", "Put", "Delete", "Patch", "Head", "Options":
			r.method, r.path = strings.ToUpper(name), x.constant(call.Args[0])
		case "Handle", "HandleFunc", "Any", "Path", "All":
			r.path = x.constant(call.Args[0])
			if routable(x.typeOf(sel.X)) == "gin" || len(call.Args) > 1 && strings.HasPrefix(x.constant(call.Args[1]), "/") {
				if name == "Handle" && len(call.Args) > 1 {
					r.method, r.path = r.path, x.constant(call.Args[1])
				}
			}
		case "Add", "Method", "MethodFunc":
			if len(call.Args) > 1 {
				r.method, r.path = x.constant(call.Args[0]), x.constant(call.Args[1])
			}
		case "Match", "Static", "StaticFS":
			r.path = x.constant(call.Args[len(call.Args)-1])
			if len(call.Args) > 1 {
				r.path = x.constant(call.Args[0])
			}
			if name == "Match" && len(call.Args) > 1 {
				r.path = x.constant(call.Args[1])
			} else if r.path != "" {
				r.method, r.path = "GET", strings.TrimSuffix(r.path, "/")+"/*filepath"
			}
		default:
			continue
		}
		if method, p, ok := strings.Cut(r.path, " "); ok && strings.HasPrefix(p, "/") {
			r.method, r.path = method, p
		}
		if r.path == "" && !x.isConstant(call.Args) {
			continue
		}
		if m := x.methodsAfter(call); m != "" {
			r.method = m
		}
		r.path = joinPath(x.prefix(sel.X, 0), r.path)
		list = append(list, r)
	}
	return list
}

func (x *reader) isConstant(args []ast.Expr) bool {
	for _, a := range args {
		if v := x.constantOf(a); v != nil && v.Kind() == constant.String {
			return true
		}
	}
	return false
}

// methodsAfter reads gorilla's .Methods("GET") behind a route.
func (x *reader) methodsAfter(call *ast.CallExpr) string {
	if routerType(x.typeOf(call.Fun.(*ast.SelectorExpr).X)) != "gorilla" { //nolint:forcetypeassert // routes asked
		return ""
	}
	stack := x.enclosing(call)
	if len(stack) < 3 {
		return ""
	}
	sel, ok := stack[len(stack)-2].(*ast.SelectorExpr)
	outer, isCall := stack[len(stack)-3].(*ast.CallExpr)
	if !ok || !isCall || sel.Sel.Name != "Methods" || len(outer.Args) != 1 {
		return ""
	}
	return x.constant(outer.Args[0])
}

func joinPath(prefix, p string) string {
	if prefix == "" {
		return p
	}
	return strings.TrimSuffix(prefix, "/") + "/" + strings.TrimPrefix(p, "/")
}

// prefix is the path of the group that an expression names.
func (x *reader) prefix(e ast.Expr, depth int) string {
	if depth > 8 {
		return ""
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
		if !ok {
			return ""
		}
		switch sel.Sel.Name {
		case "Group", "PathPrefix":
			if len(e.Args) > 0 {
				return joinPath(x.prefix(sel.X, depth+1), x.constant(e.Args[0]))
			}
		case "Subrouter", "With":
			return x.prefix(sel.X, depth+1)
		}
	case *ast.Ident, *ast.SelectorExpr:
		obj := x.variable(x.fileOf(e.Pos()).pkg, e)
		if obj == nil || routerType(obj.Type()) != "" && routerType(obj.Type()) != "gorilla" {
			return ""
		}
		for _, s := range x.sources[obj] {
			if p := x.prefix(s.expr, depth+1); p != "" {
				return p
			}
		}
		return x.handedPrefix(obj, depth)
	}
	return ""
}

// handedPrefix is the path of a group that is a parameter.
func (x *reader) handedPrefix(obj types.Object, depth int) string {
	p, ok := x.params[obj]
	if !ok {
		return ""
	}
	switch fn := p.fn.(type) {
	case *ast.FuncLit: // r.Route("/api", func(r chi.Router) {…})
		call := x.callOf[fn]
		if call == nil {
			return ""
		}
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if ok && sel.Sel.Name == "Route" && len(call.Args) == 2 {
			return joinPath(x.prefix(sel.X, depth+1), x.constant(call.Args[0]))
		}
		if ok && sel.Sel.Name == "Group" {
			return x.prefix(sel.X, depth+1)
		}
	case types.Object:
		for _, call := range x.calls[fn] {
			if p.i < len(call.Args) {
				if found := x.prefix(call.Args[p.i], depth+1); found != "" {
					return found
				}
			}
		}
	}
	return ""
}
