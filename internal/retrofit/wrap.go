package retrofit

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
	"github.com/fcgen/fcgen/internal/routers"
	"github.com/fcgen/fcgen/internal/served"
)

// aroundSinks places a handler around what is served, in a line of its own where it
// is served.
func (x *editor) aroundSinks(t *served.Target) *placing {
	if p := x.anySinks(t); p != nil && !p.changes() {
		return p
	}
	return nil
}

// insideSinks places it there by a change of the line that serves.
func (x *editor) insideSinks(t *served.Target) *placing {
	if p := x.anySinks(t); p != nil && p.changes() {
		return p
	}
	return nil
}

// aroundRouters places a router of the same kind around the one that is served.
func (x *editor) aroundRouters(t *served.Target) *placing {
	p := &placing{form: hookfile.Wrapped}
	for _, s := range t.Sinks {
		if s.Form != served.Argument || s.Handler == nil {
			return nil
		}
		framework := served.RouterType(x.TypeOf(s.Handler))
		if !kindOf(framework).Front || p.framework != "" && p.framework != framework {
			return nil
		}
		p.framework, p.path = framework, x.ImportOf(framework)
		name, stmt := x.localName(s.Handler, x.at(s.Node))
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

// together reports whether all spots are in one package, in files that may be edited.
func (p *placing) together(x *editor) bool {
	return !slices.ContainsFunc(p.spots, func(s spot) bool {
		f := x.FileOf(s.node.Pos())
		return f.Package != p.pkg || f.Generated || f.Tagged || f.Broken != nil
	})
}

func (x *editor) anySinks(t *served.Target) *placing {
	p := x.placing(routers.Standard, hookfile.Wrapped)
	for _, s := range t.Sinks {
		if s.Form == served.NoWrapping || s.Handler == nil {
			return nil
		}
		at := x.wrapSpot(s)
		p.spots = append(p.spots, at)
		if p.pkg == nil {
			p.pkg = x.FileOf(at.node.Pos()).Package
		}
	}
	return p
}

// wrapSpot is where a handler can come around what one sink serves.
func (x *editor) wrapSpot(s *served.Sink) spot {
	c := x.at(s.Node)
	switch s.Form {
	case served.Assigned:
		if a, ok := s.Node.(*ast.AssignStmt); ok && gocode.Chain(a.Lhs[0]) && inList(c) {
			return spot{name: x.Text(a.Lhs[0]), kind: below, node: a}
		}
	case served.Literal:
		if name, stmt := x.serverName(c); stmt != nil {
			return spot{name: name + ".Handler", kind: below, node: stmt}
		}
	case served.Argument:
		if at, ok := x.argumentSpot(x.given(s.Handler), c); ok {
			return at
		}
		if name, stmt := x.serverName(c); stmt != nil && x.isServer(s.Node) {
			return spot{name: name + ".Handler", kind: below, node: stmt}
		}
	}
	return spot{kind: inside, node: s.Handler}
}

// argumentSpot is the line above a call that is given a handler which has a name.
func (x *editor) argumentSpot(h ast.Expr, call inspector.Cursor) (spot, bool) {
	name, stmt := x.localName(h, call)
	if stmt == nil {
		return spot{}, false
	}
	switch typ := x.TypeOf(h); {
	case gocode.IsType(typ, "net/http", "Handler"):
		return spot{name: name, kind: above, node: stmt}, true
	case gocode.IsType(typ, "net/http", "HandlerFunc"):
		return spot{name: name, kind: above, node: stmt, tail: ".ServeHTTP"}, true
	}
	return spot{}, false
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

// serverName is the variable that a server is assigned to.
func (x *editor) serverName(server inspector.Cursor) (string, ast.Node) {
	if u, ok := server.Parent().Node().(*ast.UnaryExpr); ok && u.Op == token.AND {
		server = server.Parent()
	}
	stmt := server.Parent()
	a, ok := stmt.Node().(*ast.AssignStmt)
	if !ok || server.ParentEdgeKind() != edge.AssignStmt_Rhs || !inList(stmt) {
		return "", nil
	}
	if to := target(a.Lhs, a.Rhs, server.ParentEdgeIndex(), -1); named(to) {
		return x.Text(to), a
	}
	return "", nil
}

// localName is a local variable or a field, which can get its wrapping in a line
// of its own above the call that serves it.
func (x *editor) localName(h ast.Expr, call inspector.Cursor) (string, ast.Node) {
	v, ok := x.Variable(x.FileOf(h.Pos()).Package, h).(*types.Var)
	if !ok || !gocode.Chain(h) || v.Pkg() == nil || v.Parent() == v.Pkg().Scope() {
		return "", nil
	}
	if _, dotted := h.(*ast.SelectorExpr); dotted && !v.IsField() {
		return "", nil
	}
	stmt := statementAround(call)
	if !stmt.Valid() {
		return "", nil
	}
	switch stmt.Node().(type) {
	case *ast.ForStmt, *ast.RangeStmt, *ast.GoStmt, *ast.LabeledStmt:
		return "", nil // a line above is not run with it
	}
	return x.Text(h), stmt.Node()
}
