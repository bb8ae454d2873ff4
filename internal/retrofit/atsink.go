package retrofit

import (
	"go/ast"
	"go/types"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
	"github.com/fcgen/fcgen/internal/served"
)

// atSinks places the hooks right before an engine is started, where it has no
// name at the place that makes it. That is as good only if no middleware was
// put before them until then.
func (x *editor) atSinks(t *served.Target, framework string) *placing {
	before := "Use" // covers gin's later routes
	if framework == "echo" {
		before = "Pre"
	}
	for _, call := range x.Live {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if ok && sel.Sel.Name == before && served.Routable(x.TypeOf(sel.X)) == framework && x.On(sel.X, t) {
			return nil
		}
	}
	form := hookfile.Routed
	if framework == "echo" {
		form = hookfile.Wrapped
	}
	return x.aboveSinks(t, framework, form)
}

// lateAtSinks does so with gin whatever was put before: its routes take the
// middleware from a list, which is empty for a moment.
func (x *editor) lateAtSinks(t *served.Target) *placing {
	for _, s := range t.Sinks {
		if s.Handler == nil {
			return nil
		}
		typ := x.TypeOf(s.Handler)
		if _, pointer := types.Unalias(typ).(*types.Pointer); !pointer || served.RouterType(typ) != "gin" {
			return nil
		}
	}
	return x.aboveSinks(t, "gin", hookfile.Late)
}

func (x *editor) aboveSinks(t *served.Target, framework string, f hookfile.Form) *placing {
	p := &placing{framework: framework, path: x.ImportOf(framework), form: f}
	for _, s := range t.Sinks {
		if s.Handler == nil || !gocode.Chain(s.Handler) || !x.CanRegister(s.Handler) {
			return nil
		}
		stack := x.Enclosing(s.Node)
		stmt := x.Statement(stack)
		if stmt == nil {
			return nil
		}
		p.spots = append(p.spots, spot{name: x.Text(s.Handler), kind: above, node: stmt})
		p.pkg = x.FileOf(stmt.Pos()).Package
	}
	return p
}
