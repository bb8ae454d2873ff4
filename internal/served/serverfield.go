package served

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
)

// Rewraps reports whether an assignment is the one that fcgen adds, or lets as
// much through to the handler that was there before.
func (x *Reader) Rewraps(a *ast.AssignStmt) bool {
	e := a.Rhs[0]
	if sel, ok := e.(*ast.SelectorExpr); ok && sel.Sel.Name == "ServeHTTP" {
		e = sel.X
	}
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 || len(a.Lhs) != 1 || x.Text(call.Args[0]) != x.Text(a.Lhs[0]) {
		return false
	}
	if x.Passes(call) {
		return true
	}
	fn := x.Funcs[x.Callee(call)]
	return fn != nil && hookfile.Read("", x.FileOf(fn.Pos()).Source) != nil
}

// filled reports whether the variable that a server's literal goes to gets its
// Handler later.
func (x *Reader) filled(lit *ast.CompositeLit, to map[types.Object]bool) bool {
	for obj := range to {
		for _, s := range x.Sources[obj] {
			e := ast.Unparen(s.Expr)
			if u, ok := e.(*ast.UnaryExpr); ok {
				e = ast.Unparen(u.X)
			}
			if e == lit {
				return true
			}
		}
	}
	return false
}

// replaced reports whether the Handler of a server's literal gives way to another
// one, in the same block.
func (x *Reader) replaced(lit *ast.CompositeLit, list []*Sink) bool {
	return slices.ContainsFunc(list, func(s *Sink) bool {
		a, ok := s.Node.(*ast.AssignStmt)
		if !ok || x.Block(a) != x.Block(lit) {
			return false
		}
		sel, ok := a.Lhs[0].(*ast.SelectorExpr)
		to := map[types.Object]bool{}
		if ok {
			to[x.Variable(x.FileOf(a.Pos()).Package, sel.X)] = true
		}
		return x.filled(lit, to)
	})
}

// fieldOf is what a field of a struct is in the literal that it comes from; nil
// if that is not to be found.
func (x *Reader) fieldOf(of ast.Expr, name string) ast.Expr {
	if lit, ok := ast.Unparen(of).(*ast.CompositeLit); ok {
		return gocode.Field(lit, name)
	}
	for _, s := range x.Sources[x.Variable(x.FileOf(of.Pos()).Package, of)] {
		if lit, ok := ast.Unparen(s.Expr).(*ast.CompositeLit); ok {
			return gocode.Field(lit, name)
		}
	}
	return nil
}
