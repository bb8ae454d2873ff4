package retrofit

import (
	"go/ast"
	"go/token"
	"go/types"
)

// enclosing lists the nodes around a node, the file first and the node last.
func (p *program) enclosing(n ast.Node) []ast.Node {
	return around(p.fileOf(n.Pos()).ast, n.Pos(), n)
}

func around(root ast.Node, pos token.Pos, target ast.Node) []ast.Node {
	var stack, found []ast.Node
	ast.Inspect(root, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return false
		}
		if found != nil || n != root && (pos < n.Pos() || n.End() <= pos) {
			return false // and Inspect does not come back for it
		}
		stack = append(stack, n)
		if n == target {
			found = append([]ast.Node(nil), stack...)
		}
		return true
	})
	return found
}

func statements(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// chain reports whether an expression is a name, or names with dots.
func chain(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name != "_"
	case *ast.SelectorExpr:
		return chain(e.X)
	}
	return false
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

// block is the innermost block around a node.
func (x *index) block(n ast.Node) (b *ast.BlockStmt) {
	for _, outer := range x.enclosing(n) {
		if at, ok := outer.(*ast.BlockStmt); ok {
			b = at
		}
	}
	return b
}

func field(lit *ast.CompositeLit, name string) ast.Expr {
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok && key.Name == name {
				return kv.Value
			}
		}
	}
	return nil
}

func (x *index) ownerOf(stack []ast.Node) types.Object {
	for _, n := range stack {
		if fn, ok := n.(*ast.FuncDecl); ok {
			return x.info(fn.Pos()).Defs[fn.Name]
		}
	}
	return nil
}

// parameter is what a function of the module calls its argument i.
func (x *index) parameter(fn types.Object, i int) types.Object {
	for v, p := range x.params {
		if p.i == i && fn != nil && p.fn == any(fn) {
			return v
		}
	}
	return nil
}

func (x *index) packageOf(obj types.Object) *pkg {
	if f := x.files[x.fset.File(obj.Pos())]; f != nil {
		return f.pkg
	}
	return nil
}
