package retrofit

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/fcgen/fcgen/internal/gocode"
)

// tree is the declaration at a position, in a file without the others: these are many,
// and nothing is asked about them.
func (x *editor) tree(pos token.Pos) inspector.Cursor {
	f := x.FileOf(pos).Syntax
	i, _ := slices.BinarySearchFunc(f.Decls, pos, func(d ast.Decl, pos token.Pos) int { return cmp.Compare(d.End(), pos) })
	if i == len(f.Decls) {
		return inspector.New([]*ast.File{f}).Root()
	}
	d := f.Decls[i]
	if x.trees[d] == nil {
		x.trees[d] = inspector.New([]*ast.File{{Package: f.Package, Name: f.Name, Decls: f.Decls[i : i+1], FileStart: f.FileStart, FileEnd: f.FileEnd}})
	}
	return x.trees[d].Root()
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
