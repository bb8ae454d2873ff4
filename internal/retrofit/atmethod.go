package retrofit

import (
	"go/ast"
	"go/types"

	"github.com/fcgen/fcgen/internal/hookfile"
	"github.com/fcgen/fcgen/internal/served"
)

// atMethod places the hooks at the start of the method that serves an engine,
// where a struct's literal makes it and nothing else has it until then.
func (x *editor) atMethod(t *served.Target, framework string) *placing {
	var method *ast.FuncDecl
	var field types.Object
	var name string
	for _, s := range t.Sinks {
		sel, ok := s.Handler.(*ast.SelectorExpr)
		if !ok {
			return nil
		}
		fn, obj := x.receiverField(s.Node, sel)
		if fn == nil || method != nil && fn != method || field != nil && obj != field {
			return nil
		}
		method, field, name = fn, obj, x.Text(sel)
	}
	if method == nil || method.Body == nil || !x.CanRegister(t.Sinks[0].Handler) || !x.onlyUnder(method, field) {
		return nil
	}
	p := &placing{framework: framework, path: x.ImportOf(framework), form: hookfile.Routed, pkg: x.FileOf(method.Pos()).Package}
	if framework == "echo" {
		p.form = hookfile.Wrapped
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
	info := x.Info(sel.Pos())
	for _, n := range x.Enclosing(at) {
		fn, ok := n.(*ast.FuncDecl)
		if ok && fn.Recv != nil && len(fn.Recv.List) == 1 && len(fn.Recv.List[0].Names) == 1 && info.Defs[fn.Recv.List[0].Names[0]] == info.Uses[recv] {
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
		stack := x.Enclosing(id)
		if kv, ok := stack[len(stack)-2].(*ast.KeyValueExpr); ok && kv.Key == ast.Expr(id) {
			if !literalReturned(stack) {
				return false
			}
			continue
		}
		if owner := x.OwnerOf(stack); !x.calledFrom(owner, m, 0) {
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
