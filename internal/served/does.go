package served

import (
	"go/ast"
	"go/types"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/routers"
)

// does is what the function or method does that a call names, by the directives of its
// router. The zero value is one of which nothing is said.
func (x *Reader) does(call *ast.CallExpr) routers.Func {
	fn, ok := x.Callee(call).(*types.Func)
	if !ok || fn.Pkg() == nil {
		return routers.Func{}
	}
	of := ""
	if recv := fn.Signature().Recv(); recv != nil {
		if named := namedType(recv.Type()); named != nil {
			of = named.Obj().Name()
		}
	}
	return routers.At(fn.Pkg().Path()).Func(of, fn.Name())
}

// may is what a call does, or what it may do if it names a method of a type that is
// not known, or of the program's own: then the name alone tells, and there may be
// several answers.
func (x *Reader) may(call *ast.CallExpr) []routers.Func {
	if f := x.does(call); f != (routers.Func{}) {
		return []routers.Func{f}
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return routers.Called(sel.Sel.Name)
	}
	return nil
}

// CoversAll is the router whose routes are all covered by the middleware that a call
// brings in; nil if the call brings in none.
func (x *Reader) CoversAll(call *ast.CallExpr) ast.Expr {
	if x.does(call).Middleware == routers.Every {
		return receiver(call)
	}
	return nil
}

// ComesBefore is the router that a call puts something before the hooks of, if those
// came later: any middleware, or with first only what comes before a route is looked for.
func (x *Reader) ComesBefore(call *ast.CallExpr, first bool) ast.Expr {
	if is := x.does(call).Middleware; is == routers.First || is != routers.NoMiddleware && !first {
		return receiver(call)
	}
	return nil
}

// Framework names the one that a type is from, "" if it is from none.
func Framework(t types.Type) string {
	if namedType(t) == nil {
		return ""
	}
	return framework(t)
}

// namedType is the type of a package that t is, or points to; nil if it is none.
func namedType(t types.Type) *types.Named {
	if t == nil {
		return nil
	}
	if named, ok := gocode.Deref(t).(*types.Named); ok && named.Obj().Pkg() != nil {
		return named
	}
	return nil
}

// about is what is said of a type, or of what it points to.
func about(t types.Type) routers.Type {
	if named := namedType(t); named != nil {
		return routers.At(named.Obj().Pkg().Path()).Type(named.Obj().Name())
	}
	return routers.Type{}
}

// framework is the one of the package that a type is from.
func framework(t types.Type) string { return routers.Framework(namedType(t).Obj().Pkg().Path()) }

// isServer reports whether an expression is a server, which serves the handler in its field.
func (x *Reader) isServer(e ast.Expr) bool { return about(x.TypeOf(e)).Server != routers.Server{} }

// owned is the router whose own server an expression is, as in e.Server; nil if it is
// no such server.
func (x *Reader) owned(e ast.Expr) ast.Expr {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	named := namedType(x.TypeOf(sel.X))
	if named == nil || routers.At(named.Obj().Pkg().Path()).Func(named.Obj().Name(), sel.Sel.Name).Serve == nil {
		return nil
	}
	return sel.X
}

// serverField is what a variable is for as a field of a server: one of the names that
// routers.Server has, or a timeout.
func serverField(obj types.Object) (is routers.Server, timeout bool) {
	v, ok := obj.(*types.Var)
	if !ok || !v.IsField() || v.Pkg() == nil {
		return is, false
	}
	at := routers.At(v.Pkg().Path())
	of, fields := at.Server()
	switch v.Name() {
	case fields.Handler:
		is.Handler = v.Name()
	case fields.Addr:
		is.Addr = v.Name()
	}
	return is, at.Func(of, v.Name()).Timeout
}

// standardMux reports whether an expression is the router that a package has itself.
func (x *Reader) standardMux(e ast.Expr) bool {
	var obj types.Object
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		obj = x.Info(e.Pos()).Uses[e]
	case *ast.SelectorExpr:
		obj = x.Info(e.Pos()).Uses[e.Sel]
	}
	v, ok := obj.(*types.Var)
	return ok && v.Pkg() != nil && !v.IsField() && routers.At(v.Pkg().Path()).Func("", v.Name()).Standard
}
