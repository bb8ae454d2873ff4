package retrofit

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// about is what is known of a program before its router.
func (x *index) about() Program {
	return Program{Root: x.dir, Module: x.path, Go: x.version, Main: x.main.dir}
}

// describe is what is known of a program and its router.
func (x *index) describe(t *target) (Program, error) {
	p := x.about()
	p.Router = x.where(t)
	if len(t.routers) > 0 {
		p.Framework = t.routers[0].framework
	}
	if p.Framework == "" {
		p.Framework = "nethttp" // a handler of the person's own
	}
	p.Version = x.require[x.importOf(p.Framework)]
	p.Port = x.port(t)
	have, err := x.findOurs()
	if err != nil {
		return p, nil //nolint:nilerr // a changed file is no hook of fcgen's
	}
	p.Hooks = x.hooksThere(t, have)
	return p, nil
}

// addresses collects what an address is made from.
type addresses struct {
	*index
	seen map[ast.Expr]bool
	port Port
}

func (x *index) port(t *target) Port {
	a := &addresses{index: x, seen: map[ast.Expr]bool{}}
	for _, s := range t.sinks {
		if s.addr != nil {
			a.expr(s.addr, 0)
		} else if call, ok := s.node.(*ast.CallExpr); ok {
			a.engine(call)
		}
	}
	if a.port.Number == 0 {
		a.listeners()
	}
	return a.port
}

// engine is gin's Run without an address: PORT, else 8080.
func (a *addresses) engine(call *ast.CallExpr) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if ok && sel.Sel.Name == "Run" && len(call.Args) == 0 && routerType(a.typeOf(sel.X)) == "gin" {
		a.port = Port{Number: 8080, Env: []string{"PORT"}, Place: a.place(call)}
	}
}

// listeners reads net.Listen, for servers that get a listener.
func (a *addresses) listeners() {
	for _, call := range a.known {
		importPath, name := a.outer(call)
		if importPath == "net" && name == "Listen" && len(call.Args) == 2 {
			a.expr(call.Args[1], 0)
		}
	}
}

func (a *addresses) expr(e ast.Expr, depth int) {
	if e == nil || depth > 20 || a.seen[e] {
		return
	}
	a.seen[e] = true
	if v := a.constantOf(e); v != nil {
		a.value(v, e)
		return
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
		a.expr(e.X, depth+1)
		a.expr(e.Y, depth+1)
	case *ast.StarExpr:
		a.expr(e.X, depth+1)
	case *ast.Ident, *ast.SelectorExpr:
		a.object(e, depth)
	case *ast.CallExpr:
		a.call(e, depth)
	}
}

func (a *addresses) object(e ast.Expr, depth int) {
	obj := a.variable(a.fileOf(e.Pos()).pkg, e)
	for _, s := range a.sources[obj] {
		a.expr(s.expr, depth+1)
	}
	if p, ok := a.params[obj]; ok {
		if fn, ok := p.fn.(types.Object); ok {
			for _, call := range a.calls[fn] {
				if p.i < len(call.Args) {
					a.expr(call.Args[p.i], depth+1)
				}
			}
		}
	}
}

func (a *addresses) call(call *ast.CallExpr, depth int) {
	importPath, name := a.outer(call)
	if importPath == "os" && (name == "Getenv" || name == "LookupEnv") && len(call.Args) == 1 {
		if v := a.constant(call.Args[0]); v != "" && !slices.Contains(a.port.Env, v) {
			a.port.Env = append(a.port.Env, v)
			if a.port.Place.File == "" {
				a.port.Place = a.place(call)
			}
		}
		return
	}
	fn := a.callee(call)
	if decl := a.funcs[fn]; decl != nil {
		for _, ret := range a.returns[any(fn)] {
			for _, r := range ret.Results {
				a.expr(r, depth+1)
			}
		}
	}
	for _, arg := range call.Args {
		a.expr(arg, depth+1)
	}
}

// value reads a port out of a constant.
func (a *addresses) value(v constant.Value, e ast.Expr) {
	text := v.ExactString()
	if v.Kind() == constant.String {
		text = constant.StringVal(v)
	}
	host, port := "", text
	if i := strings.LastIndexByte(text, ':'); i >= 0 {
		host, port = text[:i], text[i+1:]
	}
	if host == "localhost" || strings.HasPrefix(host, "127.") || host == "[::1]" {
		a.port.Loopback, a.port.Place = true, a.place(e)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 || a.port.Number != 0 {
		return
	}
	a.port.Number, a.port.Place = int(n), a.place(e)
}
