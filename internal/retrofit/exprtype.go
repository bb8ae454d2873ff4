package retrofit

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// The checker is not asked to note the type of each expression, which is most
// of what it would write: few are looked at, and those follow from what names
// mean.

// typeOf is the type of an expression, or what one of several values has as a
// *types.Tuple; nil where it is not known. It does not tell the types of
// functions without a name and of constants that are not named.
func (x *index) typeOf(e ast.Expr) types.Type {
	info := x.info(e.Pos())
	switch e := e.(type) {
	case *ast.ParenExpr:
		return x.typeOf(e.X)
	case *ast.Ident:
		return typeOfObject(info, e)
	case *ast.SelectorExpr:
		return typeOfObject(info, e.Sel)
	case *ast.CallExpr:
		return x.resultOf(e)
	case *ast.IndexExpr:
		return x.elementOf(e)
	case *ast.IndexListExpr:
		return x.typeOf(e.X)
	case *ast.StarExpr:
		if x.isType(e.X) {
			return pointer(x.typeOf(e.X))
		}
		return elem(x.typeOf(e.X))
	case *ast.UnaryExpr:
		switch e.Op {
		case token.AND:
			return pointer(x.typeOf(e.X))
		case token.ARROW:
			return elem(x.typeOf(e.X))
		}
		return x.typeOf(e.X)
	case *ast.CompositeLit:
		if e.Type == nil {
			return x.elided[e]
		}
		return x.typeOf(e.Type)
	case *ast.TypeAssertExpr:
		if e.Type == nil {
			return nil
		}
		return x.typeOf(e.Type)
	case *ast.SliceExpr:
		return x.typeOf(e.X)
	case *ast.ArrayType:
		if t := x.typeOf(e.Elt); t != nil {
			return types.NewSlice(t) // an array is as good
		}
	case *ast.MapType:
		if k, t := x.typeOf(e.Key), x.typeOf(e.Value); k != nil && t != nil {
			return types.NewMap(k, t)
		}
	case *ast.ChanType:
		if t := x.typeOf(e.Value); t != nil {
			return types.NewChan(types.SendRecv, t)
		}
	case *ast.StructType:
		return structOf(info, e)
	}
	return nil
}

func typeOfObject(info *types.Info, id *ast.Ident) types.Type {
	if instance, ok := info.Instances[id]; ok {
		return instance.Type
	}
	if obj := info.ObjectOf(id); obj != nil && obj.Type() != types.Typ[types.Invalid] {
		return obj.Type()
	}
	return nil
}

// resultOf is what a call, or a conversion, returns.
func (x *index) resultOf(call *ast.CallExpr) types.Type {
	if x.isType(call.Fun) {
		return x.typeOf(call.Fun)
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && len(call.Args) > 0 {
		if b, ok := x.info(id.Pos()).Uses[id].(*types.Builtin); ok {
			switch b.Name() {
			case "new":
				return pointer(x.typeOf(call.Args[0]))
			case "make", "append", "min", "max":
				return x.typeOf(call.Args[0])
			}
			return nil
		}
	}
	t := x.typeOf(call.Fun)
	if t == nil {
		return nil
	}
	s, ok := t.Underlying().(*types.Signature)
	if !ok {
		return nil
	}
	if s.Results().Len() == 1 {
		return s.Results().At(0).Type()
	}
	return s.Results()
}

// elementOf is the type of a[i], where a may be a generic function or type too.
func (x *index) elementOf(e *ast.IndexExpr) types.Type {
	t := x.typeOf(e.X)
	if t == nil || x.isType(e.X) {
		return t
	}
	if _, ok := t.Underlying().(*types.Signature); ok {
		return t
	}
	return elem(deref(t))
}

// isType reports whether an expression is a type.
func (x *index) isType(e ast.Expr) bool {
	info := x.info(e.Pos())
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		_, ok := info.ObjectOf(e).(*types.TypeName)
		return ok
	case *ast.SelectorExpr:
		_, ok := info.Uses[e.Sel].(*types.TypeName)
		return ok
	case *ast.StarExpr:
		return x.isType(e.X)
	case *ast.IndexExpr:
		return x.isType(e.X)
	case *ast.IndexListExpr:
		return x.isType(e.X)
	case *ast.ArrayType, *ast.MapType, *ast.ChanType, *ast.FuncType, *ast.StructType, *ast.InterfaceType:
		return true
	}
	return false
}

func pointer(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	return types.NewPointer(t)
}

// elem is what a pointer points to, or what a collection holds.
func elem(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	if holder, ok := t.Underlying().(interface{ Elem() types.Type }); ok {
		return holder.Elem()
	}
	return nil
}

func structOf(info *types.Info, e *ast.StructType) types.Type {
	var fields []*types.Var
	for _, f := range e.Fields.List {
		for _, name := range f.Names {
			if v, ok := info.Defs[name].(*types.Var); ok {
				fields = append(fields, v)
			}
		}
		if len(f.Names) == 0 {
			return nil
		}
	}
	return types.NewStruct(fields, nil)
}

// elide notes the types of the literals inside of a literal that leave theirs out.
func (x *index) elide(lit *ast.CompositeLit) {
	t := x.typeOf(lit)
	if t == nil {
		return
	}
	inner := elem(t)
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			e = kv.Value
		}
		if in, ok := e.(*ast.CompositeLit); ok && in.Type == nil && inner != nil {
			x.elided[in] = deref(inner) // of []*T, too
		}
	}
}

// constantOf is what a constant expression stands for, nil where it is none, or not
// one of texts, numbers and sums.
func (x *index) constantOf(e ast.Expr) constant.Value {
	info := x.info(e.Pos())
	var obj types.Object
	switch e := ast.Unparen(e).(type) {
	case *ast.BasicLit:
		if len(e.Value) <= maxLiteral {
			return sure(constant.MakeFromLiteral(e.Value, e.Kind, 0))
		}
	case *ast.Ident:
		obj = info.ObjectOf(e)
	case *ast.SelectorExpr:
		obj = info.Uses[e.Sel]
	case *ast.BinaryExpr:
		a, b := x.constantOf(e.X), x.constantOf(e.Y)
		if a != nil && b != nil && e.Op == token.ADD && (a.Kind() == constant.String) == (b.Kind() == constant.String) && a.Kind() != constant.Bool && b.Kind() != constant.Bool {
			return sure(constant.BinaryOp(a, e.Op, b))
		}
	case *ast.CallExpr:
		if x.isType(e.Fun) && len(e.Args) == 1 {
			return x.constantOf(e.Args[0])
		}
	}
	if c, ok := obj.(*types.Const); ok {
		return sure(c.Val())
	}
	return nil
}

func sure(v constant.Value) constant.Value {
	if v.Kind() == constant.Unknown {
		return nil
	}
	return v
}
