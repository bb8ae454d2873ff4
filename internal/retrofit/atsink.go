package retrofit

import "go/ast"

// atSinks places the hooks right before an engine is started, where it has no
// name at the place that makes it. That is as good only if no middleware was
// put before them until then.
func (x *index) atSinks(t *target, framework string) *placing {
	before := "Use" // covers gin's later routes
	if framework == "echo" {
		before = "Pre"
	}
	for _, call := range x.live {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if ok && sel.Sel.Name == before && routable(x.info(sel.Pos()).TypeOf(sel.X)) == framework && x.on(sel.X, t) {
			return nil
		}
	}
	p := &placing{framework: framework, path: x.importOf(framework), form: routed}
	if framework == "echo" {
		p.form = wrapped
	}
	for _, s := range t.sinks {
		if s.handler == nil || !chain(s.handler) || !x.canRegister(s.handler) {
			return nil
		}
		stack := x.enclosing(s.node)
		stmt := x.statement(stack)
		if stmt == nil {
			return nil
		}
		p.spots = append(p.spots, spot{name: x.text(s.handler), kind: above, node: stmt})
		p.pkg = x.fileOf(stmt.Pos()).pkg
	}
	return p
}

// statement is the innermost statement of a block around the last node.
func (x *index) statement(stack []ast.Node) ast.Node {
	for i := len(stack) - 2; i >= 1; i-- {
		if s, ok := stack[i].(ast.Stmt); ok && statements(stack[i-1]) != nil {
			return s
		}
	}
	return nil
}
