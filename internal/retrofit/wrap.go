package retrofit

import (
	"go/ast"
	"go/token"
	"go/types"
)

// wrapSinks places a handler around what is served, where it is served.
func (x *index) wrapSinks(t *target) *placing {
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

func (x *index) wrapSpot(s *sink) (spot, bool) {
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
		if name, stmt := x.handlerName(s.handler, stack); stmt != nil {
			return spot{name: name, kind: above, node: stmt}, true
		}
	}
	return spot{kind: inside, node: s.handler}, true
}

// serverName is the variable that a server's literal is assigned to.
func (x *index) serverName(stack []ast.Node) (string, ast.Node) {
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

// handlerName is a local variable of type http.Handler, which can get its
// wrapping in a line of its own above the call that serves it.
func (x *index) handlerName(h ast.Expr, stack []ast.Node) (string, ast.Node) {
	id, ok := h.(*ast.Ident)
	if !ok {
		return "", nil
	}
	v, ok := x.info(id.Pos()).Uses[id].(*types.Var)
	if !ok || v.IsField() || v.Pkg() == nil || v.Parent() == v.Pkg().Scope() || !isType(v.Type(), "net/http", "Handler") {
		return "", nil
	}
	for i := len(stack) - 2; i >= 1; i-- {
		switch s := stack[i].(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit, *ast.GoStmt:
			return "", nil
		case ast.Stmt:
			if statements(stack[i-1]) != nil {
				return id.Name, s
			}
		}
	}
	return "", nil
}
