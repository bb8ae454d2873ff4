package retrofit

import (
	"go/ast"
	"go/types"
)

// atSinks places the hooks right before an engine is started, where it has no
// name at the place that makes it. That is as good only if no middleware was
// put before them until then.
func (x *editor) atSinks(t *target, framework string) *placing {
	before := "Use" // covers gin's later routes
	if framework == "echo" {
		before = "Pre"
	}
	for _, call := range x.live {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if ok && sel.Sel.Name == before && routable(x.typeOf(sel.X)) == framework && x.on(sel.X, t) {
			return nil
		}
	}
	form := routed
	if framework == "echo" {
		form = wrapped
	}
	return x.aboveSinks(t, framework, form)
}

// lateAtSinks does so with gin whatever was put before: its routes take the
// middleware from a list, which is empty for a moment.
func (x *editor) lateAtSinks(t *target) *placing {
	for _, s := range t.sinks {
		if s.handler == nil {
			return nil
		}
		typ := x.typeOf(s.handler)
		if _, pointer := types.Unalias(typ).(*types.Pointer); !pointer || routerType(typ) != "gin" {
			return nil
		}
	}
	return x.aboveSinks(t, "gin", late)
}

func (x *editor) aboveSinks(t *target, framework string, f form) *placing {
	p := &placing{framework: framework, path: x.importOf(framework), form: f}
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
