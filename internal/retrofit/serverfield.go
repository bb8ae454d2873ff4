package retrofit

import (
	"go/ast"
	"go/types"
	"slices"
)

// rewraps reports whether an assignment is the one that fcgen adds, or lets as
// much through to the handler that was there before.
func (x *reader) rewraps(a *ast.AssignStmt) bool {
	e := a.Rhs[0]
	if sel, ok := e.(*ast.SelectorExpr); ok && sel.Sel.Name == "ServeHTTP" {
		e = sel.X
	}
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 || len(a.Lhs) != 1 || x.text(call.Args[0]) != x.text(a.Lhs[0]) {
		return false
	}
	if importPath, name := x.outer(call); lets(importPath, name) || x.letsBy(call) {
		return true
	}
	fn := x.funcs[x.callee(call)]
	return fn != nil && readMachinery("", x.fileOf(fn.Pos()).src) != nil
}

// filled reports whether the variable that a server's literal goes to gets its
// Handler later.
func (x *reader) filled(lit *ast.CompositeLit, to map[types.Object]bool) bool {
	for obj := range to {
		for _, s := range x.sources[obj] {
			e := ast.Unparen(s.expr)
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
func (x *reader) replaced(lit *ast.CompositeLit, list []*sink) bool {
	return slices.ContainsFunc(list, func(s *sink) bool {
		a, ok := s.node.(*ast.AssignStmt)
		if !ok || x.block(a) != x.block(lit) {
			return false
		}
		sel, ok := a.Lhs[0].(*ast.SelectorExpr)
		to := map[types.Object]bool{}
		if ok {
			to[x.variable(x.fileOf(a.Pos()).pkg, sel.X)] = true
		}
		return x.filled(lit, to)
	})
}

// fieldOf is what a field of a struct is in the literal that it comes from; nil
// if that is not to be found.
func (x *reader) fieldOf(of ast.Expr, name string) ast.Expr {
	if lit, ok := ast.Unparen(of).(*ast.CompositeLit); ok {
		return field(lit, name)
	}
	for _, s := range x.sources[x.variable(x.fileOf(of.Pos()).pkg, of)] {
		if lit, ok := ast.Unparen(s.expr).(*ast.CompositeLit); ok {
			return field(lit, name)
		}
	}
	return nil
}
