package served

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
)

// Route is a path that the code registers on a router.
type Route struct {
	Call   *ast.CallExpr
	On     ast.Expr // what it is registered on
	Method string   // "" for all, or where it is not known
	Path   string   // with the prefixes of its groups, as far as they are known
}

// findRoutes lists what main can come to that registers a literal path.
func (x *Reader) findRoutes() []Route {
	var list []Route
	for _, call := range x.Live {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok || len(call.Args) == 0 {
			continue
		}
		r := Route{Call: call, On: sel.X}
		switch name := sel.Sel.Name; name {
		case "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "Get", "Post", "Put", "Delete", "Patch", "Head", "Options":
			r.Method, r.Path = strings.ToUpper(name), x.Constant(call.Args[0])
		case "Handle", "HandleFunc", "Any", "Path", "All":
			r.Path = x.Constant(call.Args[0])
			if Routable(x.TypeOf(sel.X)) == "gin" || len(call.Args) > 1 && strings.HasPrefix(x.Constant(call.Args[1]), "/") {
				if name == "Handle" && len(call.Args) > 1 {
					r.Method, r.Path = r.Path, x.Constant(call.Args[1])
				}
			}
		case "Add", "Method", "MethodFunc":
			if len(call.Args) > 1 {
				r.Method, r.Path = x.Constant(call.Args[0]), x.Constant(call.Args[1])
			}
		case "Match", "Static", "StaticFS":
			r.Path = x.Constant(call.Args[len(call.Args)-1])
			if len(call.Args) > 1 {
				r.Path = x.Constant(call.Args[0])
			}
			if name == "Match" && len(call.Args) > 1 {
				r.Path = x.Constant(call.Args[1])
			} else if r.Path != "" {
				r.Method, r.Path = "GET", strings.TrimSuffix(r.Path, "/")+"/*filepath"
			}
		default:
			continue
		}
		if method, p, ok := strings.Cut(r.Path, " "); ok && strings.HasPrefix(p, "/") {
			r.Method, r.Path = method, p
		}
		if r.Path == "" && !x.isConstant(call.Args) {
			continue
		}
		if m := x.methodsAfter(call); m != "" {
			r.Method = m
		}
		r.Path = joinPath(x.Prefix(sel.X, 0), r.Path)
		list = append(list, r)
	}
	return list
}

func (x *Reader) isConstant(args []ast.Expr) bool {
	for _, a := range args {
		if v := x.ConstantOf(a); v != nil && v.Kind() == constant.String {
			return true
		}
	}
	return false
}

// methodsAfter reads gorilla's .Methods("GET") behind a route.
func (x *Reader) methodsAfter(call *ast.CallExpr) string {
	if RouterType(x.TypeOf(call.Fun.(*ast.SelectorExpr).X)) != "gorilla" { //nolint:forcetypeassert // routes asked
		return ""
	}
	stack := x.Enclosing(call)
	if len(stack) < 3 {
		return ""
	}
	sel, ok := stack[len(stack)-2].(*ast.SelectorExpr)
	outer, isCall := stack[len(stack)-3].(*ast.CallExpr)
	if !ok || !isCall || sel.Sel.Name != "Methods" || len(outer.Args) != 1 {
		return ""
	}
	return x.Constant(outer.Args[0])
}

func joinPath(prefix, p string) string {
	if prefix == "" {
		return p
	}
	return strings.TrimSuffix(prefix, "/") + "/" + strings.TrimPrefix(p, "/")
}

// Prefix is the path of the group that an expression names.
func (x *Reader) Prefix(e ast.Expr, depth int) string {
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
				return joinPath(x.Prefix(sel.X, depth+1), x.Constant(e.Args[0]))
			}
		case "Subrouter", "With":
			return x.Prefix(sel.X, depth+1)
		}
	case *ast.Ident, *ast.SelectorExpr:
		obj := x.Variable(x.FileOf(e.Pos()).Package, e)
		if obj == nil || RouterType(obj.Type()) != "" && RouterType(obj.Type()) != "gorilla" {
			return ""
		}
		for _, s := range x.Sources[obj] {
			if p := x.Prefix(s.Expr, depth+1); p != "" {
				return p
			}
		}
		return x.handedPrefix(obj, depth)
	}
	return ""
}

// handedPrefix is the path of a group that is a parameter.
func (x *Reader) handedPrefix(obj types.Object, depth int) string {
	p, ok := x.Params[obj]
	if !ok {
		return ""
	}
	switch fn := p.Fn.(type) {
	case *ast.FuncLit: // r.Route("/api", func(r chi.Router) {…})
		call := x.CallOf[fn]
		if call == nil {
			return ""
		}
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if ok && sel.Sel.Name == "Route" && len(call.Args) == 2 {
			return joinPath(x.Prefix(sel.X, depth+1), x.Constant(call.Args[0]))
		}
		if ok && sel.Sel.Name == "Group" {
			return x.Prefix(sel.X, depth+1)
		}
	case types.Object:
		for _, call := range x.Calls[fn] {
			if p.I < len(call.Args) {
				if found := x.Prefix(call.Args[p.I], depth+1); found != "" {
					return found
				}
			}
		}
	}
	return ""
}
