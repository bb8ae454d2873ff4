package retrofit

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// wrapSinks places a handler around what is served, where it is served, or at
// the start of it where that would change a line.
func (x *editor) wrapSinks(t *target) *placing {
	p := x.aroundSinks(t)
	if p != nil && p.changes() {
		if first := x.beginnings(t); first != nil {
			return first
		}
		if first := x.aroundRouters(t); first != nil {
			return first
		}
	}
	return p
}

// beforeAll places the hooks before the middleware of a router, without a
// change of a line.
func (x *editor) beforeAll(t *target) *placing {
	if p := x.aroundSinks(t); p != nil && !p.changes() && p.together(x) {
		return p
	}
	return x.aroundRouters(t)
}

// aroundRouters places a router of gorilla's around the one that is served.
func (x *editor) aroundRouters(t *target) *placing {
	p := &placing{framework: "gorilla", path: x.importOf("gorilla"), form: wrapped}
	for _, s := range t.sinks {
		if s.form != argument || s.handler == nil || routerType(x.typeOf(s.handler)) != "gorilla" {
			return nil
		}
		name, stmt := x.localName(s.handler, x.enclosing(s.node))
		if stmt == nil {
			return nil
		}
		p.spots = append(p.spots, spot{name: name, kind: above, node: stmt})
		p.pkg = x.fileOf(stmt.Pos()).pkg
	}
	if !p.together(x) {
		return nil
	}
	return p
}

// changes reports whether a line of the person's would not be as it was.
func (p *placing) changes() bool {
	return slices.ContainsFunc(p.spots, func(s spot) bool { return s.kind == inside })
}

// together reports whether all spots are in one package, in files that may be edited.
func (p *placing) together(x *editor) bool {
	return !slices.ContainsFunc(p.spots, func(s spot) bool {
		f := x.fileOf(s.node.Pos())
		return f.pkg != p.pkg || f.generated || f.tagged || f.broken != nil
	})
}

func (x *editor) aroundSinks(t *target) *placing {
	p := &placing{framework: "nethttp", form: wrapped}
	for _, s := range t.sinks {
		at, ok := x.wrapSpot(s)
		if !ok {
			return nil
		}
		p.spots = append(p.spots, at)
		if p.pkg == nil {
			p.pkg = x.fileOf(at.node.Pos()).pkg
		}
	}
	return p
}

func (x *editor) wrapSpot(s *sink) (spot, bool) {
	if s.form == noWrapping || s.handler == nil {
		return spot{}, false
	}
	stack := x.enclosing(s.node)
	switch s.form {
	case assigned:
		a, ok := s.node.(*ast.AssignStmt)
		if ok && chain(a.Lhs[0]) && len(stack) > 1 && statements(stack[len(stack)-2]) != nil {
			return spot{name: x.text(a.Lhs[0]), kind: below, node: a}, true
		}
	case literal:
		if name, stmt := x.serverName(stack); stmt != nil {
			return spot{name: name + ".Handler", kind: below, node: stmt}, true
		}
	case argument:
		given := x.given(s.handler)
		if name, stmt := x.localName(given, stack); stmt != nil {
			switch typ := x.typeOf(given); {
			case isType(typ, "net/http", "Handler"):
				return spot{name: name, kind: above, node: stmt}, true
			case isType(typ, "net/http", "HandlerFunc"):
				return spot{name: name, kind: above, node: stmt, tail: ".ServeHTTP"}, true
			}
		}
		if name, stmt := x.serverName(stack); stmt != nil && x.isServer(s.node) {
			return spot{name: name + ".Handler", kind: below, node: stmt}, true
		}
	}
	return spot{kind: inside, node: s.handler}, true
}

// given is the handler inside of functions that let everything through to it.
func (x *editor) given(h ast.Expr) ast.Expr {
	call, ok := ast.Unparen(h).(*ast.CallExpr)
	if !ok {
		return h
	}
	if importPath, name := x.outer(call); !lets(importPath, name) && !x.letsBy(call) {
		return h
	}
	for _, arg := range call.Args {
		if typ := x.typeOf(arg); isType(typ, "net/http", "Handler") || isType(typ, "net/http", "HandlerFunc") {
			return x.given(arg)
		}
	}
	return h
}

// isServer reports whether a node is an expression that is a server.
func (x *editor) isServer(n ast.Node) bool {
	e, ok := n.(ast.Expr)
	return ok && isType(x.typeOf(e), "net/http", "Server")
}

// serverName is the variable that a server is assigned to, which stack ends with.
func (x *editor) serverName(stack []ast.Node) (string, ast.Node) {
	i := len(stack) - 2
	child := stack[len(stack)-1]
	if u, ok := stack[i].(*ast.UnaryExpr); ok && u.Op == token.AND {
		child = u
		i--
	}
	a, ok := stack[i].(*ast.AssignStmt)
	if !ok || i < 1 || statements(stack[i-1]) == nil || len(a.Lhs) != len(a.Rhs) {
		return "", nil
	}
	for j, r := range a.Rhs {
		if r == child && chain(a.Lhs[j]) {
			return x.text(a.Lhs[j]), a
		}
	}
	return "", nil
}

// localName is a local variable or a field, which can get its wrapping in a line
// of its own above the call that serves it.
func (x *editor) localName(h ast.Expr, stack []ast.Node) (string, ast.Node) {
	v, ok := x.variable(x.fileOf(h.Pos()).pkg, h).(*types.Var)
	if !ok || !chain(h) || v.Pkg() == nil || v.Parent() == v.Pkg().Scope() {
		return "", nil
	}
	if _, dotted := h.(*ast.SelectorExpr); dotted && !v.IsField() {
		return "", nil
	}
	for i := len(stack) - 2; i >= 1; i-- {
		switch s := stack[i].(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit, *ast.GoStmt:
			return "", nil
		case ast.Stmt:
			if statements(stack[i-1]) != nil {
				return x.text(h), s
			}
		}
	}
	return "", nil
}
