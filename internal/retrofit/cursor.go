package retrofit

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/fcgen/fcgen/internal/gocode"
)

// tree is the file at a position.
func (x *editor) tree(pos token.Pos) inspector.Cursor {
	f := x.FileOf(pos)
	if x.trees[f] == nil {
		x.trees[f] = inspector.New([]*ast.File{f.Syntax})
	}
	return x.trees[f].Root()
}

// at is a node with what is around it.
func (x *editor) at(n ast.Node) inspector.Cursor {
	c, _ := x.tree(n.Pos()).FindNode(n)
	return c
}

// inList reports whether a statement is one of a block's or of a case's.
func inList(c inspector.Cursor) bool {
	switch c.ParentEdgeKind() {
	case edge.BlockStmt_List, edge.CaseClause_Body, edge.CommClause_Body:
		return true
	}
	return false
}

// statementAround is the innermost statement of a list around a node. It is not valid
// at package level.
func statementAround(c inspector.Cursor) inspector.Cursor {
	for c = c.Parent(); c.Valid() && c.Node() != nil; c = c.Parent() {
		if inList(c) {
			return c
		}
	}
	return inspector.Cursor{}
}

// ownerAt is the named function around a node; nil at package level.
func (x *editor) ownerAt(c inspector.Cursor) types.Object {
	for outer := range c.Enclosing((*ast.FuncDecl)(nil)) {
		fn := outer.Node().(*ast.FuncDecl) //nolint:forcetypeassert // asked for
		return x.Info(fn.Pos()).Defs[fn.Name]
	}
	return nil
}

// climb leaves parentheses and operators around an expression.
func climb(c inspector.Cursor) inspector.Cursor {
	for c.ParentEdgeKind() == edge.ParenExpr_X || c.ParentEdgeKind() == edge.UnaryExpr_X {
		c = c.Parent()
	}
	return c
}

// target is what the value at i of a list, or a result of the only call in it, is
// assigned to; nil if that cannot be told.
func target(lhs, rhs []ast.Expr, i, result int) ast.Expr {
	switch {
	case len(lhs) == len(rhs):
		return lhs[i]
	case len(rhs) == 1 && result >= 0 && result < len(lhs):
		return lhs[result]
	}
	return nil
}

// named is an expression if it is a name, or names with dots.
func named(e ast.Expr) bool { return e != nil && gocode.Chain(e) }
