package gocode

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// flag is the variable that a call declares a flag for, and the flag's default:
// flag.StringVar(&addr, "addr", ":9000", "where to listen"), and the same of the
// packages that are used like it.
func (x *Index) flag(call *ast.CallExpr) (types.Object, ast.Expr) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || len(call.Args) < 3 {
		return nil, nil
	}
	kind, short := strings.CutSuffix(sel.Sel.Name, "P")
	kind, declares := strings.CutSuffix(kind, "Var")
	value := 2
	if short {
		value = 3
	}
	if !declares || !slices.Contains([]string{"String", "Int", "Int32", "Int64", "Uint", "Uint16", "Uint32", "Uint64"}, kind) || value >= len(call.Args) {
		return nil, nil
	}
	to, ok := ast.Unparen(call.Args[0]).(*ast.UnaryExpr)
	if !ok || to.Op != token.AND {
		return nil, nil
	}
	return x.Variable(x.FileOf(call.Pos()).Package, to.X), call.Args[value]
}
