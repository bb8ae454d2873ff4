package retrofit

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
	"github.com/fcgen/fcgen/internal/served"
)

// wrapSinks places a handler around what is served, where it is served, or at
// the start of it where that would change a line.
func (x *editor) wrapSinks(t *served.Target) *placing {
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
func (x *editor) beforeAll(t *served.Target) *placing {
	if p := x.aroundSinks(t); p != nil && !p.changes() && p.together(x) {
		return p
	}
	return x.aroundRouters(t)
}

// aroundRouters places a router of gorilla's around the one that is served.
func (x *editor) aroundRouters(t *served.Target) *placing {
	p := &placing{framework: "gorilla", path: x.ImportOf("gorilla"), form: hookfile.Wrapped}
	for _, s := range t.Sinks {
		if s.Form != served.Argument || s.Handler == nil || served.RouterType(x.TypeOf(s.Handler)) != "gorilla" {
			return nil
		}
		name, stmt := x.localName(s.Handler, x.Enclosing(s.Node))
		if stmt == nil {
			return nil
		}
		p.spots = append(p.spots, spot{name: name, kind: above, node: stmt})
		p.pkg = x.FileOf(stmt.Pos()).Package
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
		f := x.FileOf(s.node.Pos())
		return f.Package != p.pkg || f.Generated || f.Tagged || f.Broken != nil
	})
}

func (x *editor) aroundSinks(t *served.Target) *placing {
	p := &placing{framework: "nethttp", form: hookfile.Wrapped}
	for _, s := range t.Sinks {
		at, ok := x.wrapSpot(s)
		if !ok {
			return nil
		}
		p.spots = append(p.spots, at)
		if p.pkg == nil {
			p.pkg = x.FileOf(at.node.Pos()).Package
		}
	}
	return p
}

func (x *editor) wrapSpot(s *served.Sink) (spot, bool) {
	if s.Form == served.NoWrapping || s.Handler == nil {
		return spot{}, false
	}
	stack := x.Enclosing(s.Node)
	switch s.Form {
	case served.Assigned:
		a, ok := s.Node.(*ast.AssignStmt)
		if ok && gocode.Chain(a.Lhs[0]) && len(stack) > 1 && gocode.Statements(stack[len(stack)-2]) != nil {
			return spot{name: x.Text(a.Lhs[0]), kind: below, node: a}, true
		}
	case served.Literal:
		if name, stmt := x.serverName(stack); stmt != nil {
			return spot{name: name + ".Handler", kind: below, node: stmt}, true
		}
	case served.Argument:
		given := x.given(s.Handler)
		if name, stmt := x.localName(given, stack); stmt != nil {
			switch typ := x.TypeOf(given); {
			case gocode.IsType(typ, "net/http", "Handler"):
				return spot{name: name, kind: above, node: stmt}, true
			case gocode.IsType(typ, "net/http", "HandlerFunc"):
				return spot{name: name, kind: above, node: stmt, tail: ".ServeHTTP"}, true
			}
		}
		if name, stmt := x.serverName(stack); stmt != nil && x.isServer(s.Node) {
			return spot{name: name + ".Handler", kind: below, node: stmt}, true
		}
	}
	return spot{kind: inside, node: s.Handler}, true
}

// given is the handler inside of functions that let everything through to it.
func (x *editor) given(h ast.Expr) ast.Expr {
	call, ok := ast.Unparen(h).(*ast.CallExpr)
	if !ok {
		return h
	}
	if !x.Passes(call) {
		return h
	}
	for _, arg := range call.Args {
		if typ := x.TypeOf(arg); gocode.IsType(typ, "net/http", "Handler") || gocode.IsType(typ, "net/http", "HandlerFunc") {
			return x.given(arg)
		}
	}
	return h
}

// isServer reports whether a node is an expression that is a server.
func (x *editor) isServer(n ast.Node) bool {
	e, ok := n.(ast.Expr)
	return ok && gocode.IsType(x.TypeOf(e), "net/http", "Server")
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
	if !ok || i < 1 || gocode.Statements(stack[i-1]) == nil || len(a.Lhs) != len(a.Rhs) {
		return "", nil
	}
	for j, r := range a.Rhs {
		if r == child && gocode.Chain(a.Lhs[j]) {
			return x.Text(a.Lhs[j]), a
		}
	}
	return "", nil
}

// localName is a local variable or a field, which can get its wrapping in a line
// of its own above the call that serves it.
func (x *editor) localName(h ast.Expr, stack []ast.Node) (string, ast.Node) {
	v, ok := x.Variable(x.FileOf(h.Pos()).Package, h).(*types.Var)
	if !ok || !gocode.Chain(h) || v.Pkg() == nil || v.Parent() == v.Pkg().Scope() {
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
			if gocode.Statements(stack[i-1]) != nil {
				return x.Text(h), s
			}
		}
	}
	return "", nil
}
