package retrofit

import (
	"go/ast"
	"go/types"
)

// atMethod places the hooks at the start of the method that serves an engine,
// where a struct's literal makes it and nothing else has it until then.
func (x *editor) atMethod(t *target, framework string) *placing {
	var method *ast.FuncDecl
	var field types.Object
	var name string
	for _, s := range t.sinks {
		sel, ok := s.handler.(*ast.SelectorExpr)
		if !ok {
			return nil
		}
		fn, obj := x.receiverField(s.node, sel)
		if fn == nil || method != nil && fn != method || field != nil && obj != field {
			return nil
		}
		method, field, name = fn, obj, x.text(sel)
	}
	if method == nil || method.Body == nil || !x.canRegister(t.sinks[0].handler) || !x.onlyUnder(method, field) {
		return nil
	}
	p := &placing{framework: framework, path: x.importOf(framework), form: routed, pkg: x.fileOf(method.Pos()).pkg}
	if framework == "echo" {
		p.form = wrapped
	}
	p.spots = []spot{{name: name, kind: atStart, node: method.Body}}
	return p
}

// receiverField is the method around a sink and the field of its receiver that
// the sink serves.
func (x *editor) receiverField(at ast.Node, sel *ast.SelectorExpr) (*ast.FuncDecl, types.Object) {
	recv, ok := sel.X.(*ast.Ident)
	if !ok {
		return nil, nil
	}
	info := x.info(sel.Pos())
	for _, n := range x.enclosing(at) {
		fn, ok := n.(*ast.FuncDecl)
		if ok && fn.Recv != nil && len(fn.Recv.List) == 1 && len(fn.Recv.List[0].Names) == 1 && info.Defs[fn.Recv.List[0].Names[0]] == info.Uses[recv] {
			return fn, x.variable(x.fileOf(sel.Pos()).pkg, sel)
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
	m := x.info(method.Pos()).Defs[method.Name]
	for _, id := range x.uses(field) {
		stack := x.enclosing(id)
		if kv, ok := stack[len(stack)-2].(*ast.KeyValueExpr); ok && kv.Key == ast.Expr(id) {
			if !literalReturned(stack) {
				return false
			}
			continue
		}
		if owner := x.ownerOf(stack); !x.calledFrom(owner, m, 0) {
			return false
		}
	}
	return true
}

func literalReturned(stack []ast.Node) bool {
	for i := len(stack) - 3; i >= 0; i-- {
		switch stack[i].(type) {
		case *ast.CompositeLit, *ast.UnaryExpr:
		case *ast.ReturnStmt:
			return true
		default:
			return false
		}
	}
	return false
}

// calledFrom reports whether fn is m, or is only ever called under it.
func (x *editor) calledFrom(fn, m types.Object, depth int) bool {
	if fn == m {
		return true
	}
	if fn == nil || depth > 6 || len(x.calls[fn]) == 0 || len(x.calls[fn]) != len(x.uses(fn)) {
		return false
	}
	for _, call := range x.calls[fn] {
		if !x.calledFrom(x.owner[call], m, depth+1) {
			return false
		}
	}
	return true
}
