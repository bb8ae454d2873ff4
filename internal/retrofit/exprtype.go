package retrofit

import (
	"go/ast"
	"go/constant"
	"go/types"
)

// typeOf is the type of an expression, a *types.Tuple for several values; nil if it
// is not known.
func (x *index) typeOf(e ast.Expr) types.Type {
	t := x.info(e.Pos()).TypeOf(e)
	if t == types.Typ[types.Invalid] {
		return nil
	}
	return t
}

// isType reports whether an expression is a type.
func (x *index) isType(e ast.Expr) bool { return x.info(e.Pos()).Types[ast.Unparen(e)].IsType() }

// constantOf is what a constant expression stands for, nil if it is none.
func (x *index) constantOf(e ast.Expr) constant.Value {
	v := x.info(e.Pos()).Types[e].Value
	if v == nil || v.Kind() == constant.Unknown {
		return nil
	}
	return v
}

// constant is a string that the checker knows, else "".
func (x *index) constant(e ast.Expr) string {
	v := x.constantOf(e)
	if v == nil || v.Kind() != constant.String {
		return ""
	}
	return constant.StringVal(v)
}
