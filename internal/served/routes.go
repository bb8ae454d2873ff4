package served

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strings"

	"github.com/fcgen/fcgen/internal/routers"
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
	later := map[ast.Expr]string{} // the method of a route, in a call behind it
	for _, call := range x.Live {
		if m := x.does(call).Method; m.Given() && len(call.Args) == 1 {
			later[receiver(call)] = x.Constant(m.In(call))
		}
	}
	for _, call := range x.Live {
		if r, ok := x.route(call); ok {
			if m := later[call]; m != "" {
				r.Method = m
			}
			r.Path = joinPath(x.Prefix(r.On, 0), r.Path)
			list = append(list, r)
		}
	}
	return list
}

// route is what a call registers, without the prefix of its group.
func (x *Reader) route(call *ast.CallExpr) (Route, bool) {
	on := receiver(call)
	if on == nil {
		return Route{}, false
	}
	for _, f := range x.may(call) {
		if f.Route == nil {
			continue
		}
		path, ok := x.literal(f.Route.Path, call)
		if !ok {
			continue
		}
		r := Route{Call: call, On: on, Path: path, Method: f.Route.Method}
		r.Method += x.Constant(f.Route.MethodArg.In(call))
		if f.Route.Below {
			r.Path = strings.TrimSuffix(r.Path, "/") + "/*filepath"
		}
		for _, sep := range []string{" ", ":"} { // of a mux, and of GoFrame
			if method, p, ok := strings.Cut(r.Path, sep); ok && strings.HasPrefix(p, "/") && !strings.Contains(method, "/") {
				r.Method, r.Path = method, p
			}
		}
		return r, true
	}
	return Route{}, false
}

// literal is the text that a call has at a place.
func (x *Reader) literal(at routers.Arg, call *ast.CallExpr) (string, bool) {
	v := x.ConstantOf(at.In(call))
	if v == nil || v.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(v), true
}

// receiver is what a method is called on, or the package of a function; nil for
// another call.
func receiver(call *ast.CallExpr) ast.Expr {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return sel.X
	}
	return nil
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
		if f, ok := x.groups(e); ok {
			return x.groupPrefix(f, e, depth)
		}
	case *ast.Ident, *ast.SelectorExpr:
		obj := x.Variable(x.FileOf(e.Pos()).Package, e)
		if obj == nil || wholeRouter(obj.Type()) {
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

// wholeRouter reports whether a type is that of a router, and of no part of one.
func wholeRouter(t types.Type) bool {
	said := about(t)
	return said.Engine && !said.Groups
}

// groups is the group that a call may return. Where several may be meant, the one
// with a prefix that is known is.
func (x *Reader) groups(call *ast.CallExpr) (found routers.Group, ok bool) {
	for _, f := range x.may(call) {
		if f.Group == nil || receiver(call) == nil {
			continue
		}
		if _, known := x.literal(f.Group.Prefix, call); known {
			return *f.Group, true
		}
		found, ok = *f.Group, true
	}
	return found, ok
}

func (x *Reader) groupPrefix(g routers.Group, call *ast.CallExpr, depth int) string {
	of := x.Prefix(receiver(call), depth+1)
	if p, ok := x.literal(g.Prefix, call); ok {
		return joinPath(of, p)
	}
	return of
}

// handedPrefix is the path of a group that is a parameter.
func (x *Reader) handedPrefix(obj types.Object, depth int) string {
	p, ok := x.Params[obj]
	if !ok {
		return ""
	}
	switch fn := p.Fn.(type) {
	case *ast.FuncLit: // r.Route("/api", func(r chi.Router) {…})
		if call := x.CallOf[fn]; call != nil {
			if g, ok := x.groups(call); ok && g.Into.In(call) == ast.Expr(fn) {
				return x.groupPrefix(g, call, depth)
			}
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
