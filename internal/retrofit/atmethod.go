package retrofit

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/fcgen/fcgen/internal/routers"
	"github.com/fcgen/fcgen/internal/served"
)

// atMethod places the hooks at the start of the method that serves an engine,
// where a struct's literal makes it and nothing else has it until then.
func (x *editor) atMethod(t *served.Target) *placing {
	framework := frameworkOf(t)
	if t.Wrap || !routers.Named(framework).ServesItself() {
		return nil
	}
	method, field, name := x.servingReceiver(t)
	if method == nil || method.Body == nil || !x.CanRegister(t.Sinks[0].Handler) || !x.onlyUnder(method, field) {
		return nil
	}
	p := x.placing(framework, x.formOn(framework))
	p.pkg = x.FileOf(method.Pos()).Package
	p.spots = []spot{{name: name, kind: atStart, node: method.Body}}
	return p
}

// servingReceiver is the one method that serves a field of its receiver, at all sinks
// of a target; nil if there is none.
func (x *editor) servingReceiver(t *served.Target) (method *ast.FuncDecl, field types.Object, name string) {
	for _, s := range t.Sinks {
		sel, ok := s.Handler.(*ast.SelectorExpr)
		if !ok {
			return nil, nil, ""
		}
		fn, obj := x.receiverField(s.Node, sel)
		if fn == nil || method != nil && fn != method || field != nil && obj != field {
			return nil, nil, ""
		}
		method, field, name = fn, obj, x.Text(sel)
	}
	return method, field, name
}

// receiverField is the method around a sink and the field of its receiver that
// the sink serves.
func (x *editor) receiverField(at ast.Node, sel *ast.SelectorExpr) (*ast.FuncDecl, types.Object) {
	recv, ok := sel.X.(*ast.Ident)
	if !ok {
		return nil, nil
	}
	info := x.Info(sel.Pos())
	for c := range x.at(at).Enclosing((*ast.FuncDecl)(nil)) {
		fn := c.Node().(*ast.FuncDecl) //nolint:forcetypeassert // asked for
		if fn.Recv != nil && len(fn.Recv.List) == 1 && len(fn.Recv.List[0].Names) == 1 && info.Defs[fn.Recv.List[0].Names[0]] == info.Uses[recv] {
			return fn, x.Variable(x.FileOf(sel.Pos()).Package, sel)
		}
	}
	return nil, nil
}

// onlyUnder reports whether a field is used in a method alone, or in functions
// that nothing else calls, and gets its value in literals that are returned.
func (x *editor) onlyUnder(method *ast.FuncDecl, field types.Object) bool {
	if field == nil {
		return false
	}
	m := x.Info(method.Pos()).Defs[method.Name]
	for _, id := range x.Uses(field) {
		c := x.at(id)
		if c.ParentEdgeKind() == edge.KeyValueExpr_Key {
			if !literalReturned(c.Parent()) {
				return false
			}
			continue
		}
		if !x.calledFrom(x.ownerAt(c), m, 0) {
			return false
		}
	}
	return true
}

// literalReturned reports whether the literal of an element is what a function returns.
func literalReturned(elt inspector.Cursor) bool {
	c := elt.Parent()
	for c.ParentEdgeKind() == edge.UnaryExpr_X || c.ParentEdgeKind() == edge.CompositeLit_Elts {
		c = c.Parent()
	}
	return c.ParentEdgeKind() == edge.ReturnStmt_Results
}

// calledFrom reports whether fn is m, or is only ever called under it.
func (x *editor) calledFrom(fn, m types.Object, depth int) bool {
	if fn == m {
		return true
	}
	if fn == nil || depth > 6 || len(x.Calls[fn]) == 0 || len(x.Calls[fn]) != len(x.Uses(fn)) {
		return false
	}
	for _, call := range x.Calls[fn] {
		if !x.calledFrom(x.Owner[call], m, depth+1) {
			return false
		}
	}
	return true
}
