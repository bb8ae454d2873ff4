package gocode

import (
	"go/ast"
	"go/constant"
	"go/types"
)

// TypeOf is the type of an expression, a *types.Tuple for several values; nil if it
// is not known.
func (x *Index) TypeOf(e ast.Expr) types.Type {
	t := x.Info(e.Pos()).TypeOf(e)
	if t == types.Typ[types.Invalid] {
		return nil
	}
	return t
}

// IsType reports whether an expression is a type.
func (x *Index) IsType(e ast.Expr) bool { return x.Info(e.Pos()).Types[ast.Unparen(e)].IsType() }

// ConstantOf is what a constant expression stands for, nil if it is none, or nil itself.
func (x *Index) ConstantOf(e ast.Expr) constant.Value {
	if e == nil {
		return nil
	}
	v := x.Info(e.Pos()).Types[e].Value
	if v == nil || v.Kind() == constant.Unknown {
		return nil
	}
	return v
}

// Constant is a string that the checker knows, else "".
func (x *Index) Constant(e ast.Expr) string {
	v := x.ConstantOf(e)
	if v == nil || v.Kind() != constant.String {
		return ""
	}
	return constant.StringVal(v)
}
