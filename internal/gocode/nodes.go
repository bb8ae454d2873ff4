package gocode

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Enclosing lists the nodes around a node, the file first and the node last.
func (p *program) Enclosing(n ast.Node) []ast.Node {
	return around(p.FileOf(n.Pos()).Syntax, n.Pos(), n)
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

// Statements are those of a block or of a case; nil for any other node.
func Statements(n ast.Node) []ast.Stmt {
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

// Chain reports whether an expression is a name, or names with dots.
func Chain(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name != "_"
	case *ast.SelectorExpr:
		return Chain(e.X)
	}
	return false
}

// Statement is the innermost statement of a block around the last node.
func (x *Index) Statement(stack []ast.Node) ast.Node {
	for i := len(stack) - 2; i >= 1; i-- {
		if s, ok := stack[i].(ast.Stmt); ok && Statements(stack[i-1]) != nil {
			return s
		}
	}
	return nil
}

// Block is the innermost block around a node.
func (x *Index) Block(n ast.Node) (b *ast.BlockStmt) {
	for _, outer := range x.Enclosing(n) {
		if at, ok := outer.(*ast.BlockStmt); ok {
			b = at
		}
	}
	return b
}

// Field is the value of a key in a literal; nil if it is not there.
func Field(lit *ast.CompositeLit, name string) ast.Expr {
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok && key.Name == name {
				return kv.Value
			}
		}
	}
	return nil
}

// OwnerOf is the named function that a way of nodes, as Enclosing lists them, leads
// into; nil at package level.
func (x *Index) OwnerOf(stack []ast.Node) types.Object {
	for _, n := range stack {
		if fn, ok := n.(*ast.FuncDecl); ok {
			return x.Info(fn.Pos()).Defs[fn.Name]
		}
	}
	return nil
}

// Parameter is what a function of the module calls its argument i.
func (x *Index) Parameter(fn types.Object, i int) types.Object {
	for v, p := range x.Params {
		if p.I == i && fn != nil && p.Fn == any(fn) {
			return v
		}
	}
	return nil
}

// PackageOf is the package in whose files an object is declared.
func (x *Index) PackageOf(obj types.Object) *Package {
	if f := x.Files[x.Fset.File(obj.Pos())]; f != nil {
		return f.Package
	}
	return nil
}
