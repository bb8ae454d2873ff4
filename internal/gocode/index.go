package gocode

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Index holds what the tracer asks about a program: where a variable gets its
// values, who calls a function, what a function returns. A function is known by
// its *types.Func, or by its *ast.FuncLit where it has no name.
type Index struct {
	*program
	Sources map[types.Object][]Source
	Params  map[types.Object]Param
	Funcs   map[types.Object]*ast.FuncDecl
	Methods map[string][]*types.Func // the module's, by name
	Calls   map[types.Object][]*ast.CallExpr
	All     []*ast.CallExpr
	Lits    []*ast.CompositeLit
	Returns map[any][]*ast.ReturnStmt
	Owner   map[ast.Node]types.Object // the named function around a call or literal; none at package level
	CallOf  map[*ast.FuncLit]*ast.CallExpr
	refs    map[types.Object]*references // by the function that they stand in; nil for the package level
	reached map[types.Object]bool
	Live    []*ast.CallExpr // of all, those that main can come to
	Noted   []*ast.CallExpr // of live, those that Known.Calls notes
	steps   int             // of what follows calls and values to and fro
}

// Source is an expression that a variable gets its value from; result tells
// which one of a call with several, and is -1 otherwise.
type Source struct {
	Expr   ast.Expr
	Result int
	Stmt   ast.Node
}

// Param is a parameter: the function, known as in an Index, and its place in the list.
type Param struct {
	Fn any
	I  int
}

// index checks and reads the program.
func (p *program) index() *Index {
	x := &Index{
		program: p,
		Sources: map[types.Object][]Source{}, Params: map[types.Object]Param{}, Funcs: map[types.Object]*ast.FuncDecl{},
		Methods: map[string][]*types.Func{}, Calls: map[types.Object][]*ast.CallExpr{}, Returns: map[any][]*ast.ReturnStmt{},
		Owner: map[ast.Node]types.Object{}, CallOf: map[*ast.FuncLit]*ast.CallExpr{}, refs: map[types.Object]*references{},
	}
	p.check(func(at *Package) {
		for _, f := range at.Files {
			for _, d := range f.Syntax.Decls {
				x.decl(at, d)
			}
		}
	})
	x.reach()
	return x
}

func (x *Index) decl(at *Package, d ast.Decl) {
	fn, ok := d.(*ast.FuncDecl)
	if !ok {
		x.walk(at, d, nil, nil)
		return
	}
	obj, _ := at.info.Defs[fn.Name].(*types.Func)
	if obj == nil {
		return
	}
	x.Funcs[obj] = fn
	if fn.Recv != nil {
		x.Methods[fn.Name.Name] = append(x.Methods[fn.Name.Name], obj)
	}
	x.parameters(at, fn.Type, obj)
	x.refers(at, fn.Type, obj)
	if fn.Recv != nil {
		x.refers(at, fn.Recv, obj)
	}
	if fn.Body != nil {
		x.walk(at, fn.Body, obj, obj)
	}
}

func (x *Index) parameters(at *Package, t *ast.FuncType, fn any) {
	i := 0
	for _, field := range t.Params.List {
		for _, name := range field.Names {
			if obj := at.info.Defs[name]; obj != nil {
				x.Params[obj] = Param{fn, i}
			}
			i++
		}
		if len(field.Names) == 0 {
			i++
		}
	}
}

// walk reads a body. owner is the named function around it, fn the innermost function.
func (x *Index) walk(at *Package, root ast.Node, owner types.Object, fn any) {
	refs := x.references(owner)
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			x.parameters(at, n.Type, n)
			x.refers(at, n.Type, owner)
			x.Owner[n] = owner
			x.walk(at, n.Body, owner, n)
			return false
		case *ast.CallExpr:
			x.call(n, owner)
		case *ast.CompositeLit:
			x.Lits = append(x.Lits, n)
			x.Owner[n] = owner
			x.literal(at, n)
		case *ast.AssignStmt:
			x.Owner[n] = owner
			x.assign(at, n, n.Lhs, n.Rhs)
		case *ast.ValueSpec:
			var lhs []ast.Expr
			for _, name := range n.Names {
				lhs = append(lhs, name)
			}
			x.assign(at, n, lhs, n.Values)
		case *ast.ReturnStmt:
			x.Returns[fn] = append(x.Returns[fn], n)
		default:
			refs.add(at.info, n)
		}
		return true
	})
}

func (x *Index) call(call *ast.CallExpr, owner types.Object) {
	x.All = append(x.All, call)
	x.Owner[call] = owner
	obj := x.Callee(call)
	if obj != nil {
		x.Calls[obj] = append(x.Calls[obj], call)
	}
	if x.known.Calls(x, call, obj) {
		x.Noted = append(x.Noted, call)
	}
	if v, value := x.flag(call); v != nil {
		x.Sources[v] = append(x.Sources[v], Source{value, -1, call})
	}
	for _, arg := range call.Args {
		if lit, ok := ast.Unparen(arg).(*ast.FuncLit); ok {
			x.CallOf[lit] = call
		}
	}
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		x.CallOf[lit] = call
	}
}

func (x *Index) assign(at *Package, stmt ast.Node, lhs, rhs []ast.Expr) {
	for i, to := range lhs {
		obj := x.Variable(at, to)
		switch {
		case obj == nil:
		case len(rhs) == len(lhs):
			x.Sources[obj] = append(x.Sources[obj], Source{rhs[i], -1, stmt})
		case len(rhs) == 1:
			x.Sources[obj] = append(x.Sources[obj], Source{rhs[0], i, stmt})
		}
	}
}

// Variable is what an expression on the left of an assignment stands for: a
// variable or a struct's field.
func (x *Index) Variable(at *Package, e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return at.info.ObjectOf(e)
	case *ast.SelectorExpr:
		return Origin(at.info.Uses[e.Sel])
	case *ast.StarExpr:
		return x.Variable(at, e.X)
	}
	return nil
}

// literal gives a struct's fields the values of one of its literals.
func (x *Index) literal(at *Package, lit *ast.CompositeLit) {
	t := x.TypeOf(lit)
	if t == nil {
		return
	}
	s, ok := Deref(t).Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok && at.info.Uses[key] != nil {
				obj := Origin(at.info.Uses[key])
				x.Sources[obj] = append(x.Sources[obj], Source{kv.Value, -1, kv})
			}
			continue
		}
		if i < s.NumFields() {
			obj := Origin(s.Field(i))
			x.Sources[obj] = append(x.Sources[obj], Source{e, -1, e})
		}
	}
}

// Info is what the checker knows of the package around a position.
func (p *program) Info(pos token.Pos) *types.Info {
	if f := p.FileOf(pos); f != nil {
		return f.Package.info
	}
	return &types.Info{}
}

// Callee is the function, method or variable that a call names.
func (p *program) Callee(call *ast.CallExpr) types.Object {
	info := p.Info(call.Pos())
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return Origin(info.Uses[fun])
	case *ast.SelectorExpr:
		return Origin(info.Uses[fun.Sel])
	case *ast.IndexExpr:
		if id, ok := fun.X.(*ast.Ident); ok {
			return Origin(info.Uses[id])
		}
		if sel, ok := fun.X.(*ast.SelectorExpr); ok {
			return Origin(info.Uses[sel.Sel])
		}
	}
	return nil
}

// Outer names the package and function of a call out of the module, known or not:
// "github.com/rs/cors", "Default".
func (p *program) Outer(call *ast.CallExpr) (importPath, name string) {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok { // a dot import
		if fn, ok := p.Info(id.Pos()).Uses[id].(*types.Func); ok && fn.Pkg() != nil {
			if p.known.Stub(fn.Pkg().Path()) != nil {
				return fn.Pkg().Path(), id.Name
			}
		}
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	id, ok := sel.X.(*ast.Ident)
	if !ok {
		return "", ""
	}
	if pkgName, ok := p.Info(call.Pos()).Uses[id].(*types.PkgName); ok {
		return pkgName.Imported().Path(), sel.Sel.Name
	}
	return "", ""
}

// Origin is the object as it was declared, where generics made copies of it.
func Origin(obj types.Object) types.Object {
	switch obj := obj.(type) {
	case *types.Func:
		return obj.Origin()
	case *types.Var:
		return obj.Origin()
	}
	return obj
}

// Deref is what a pointer points to, or the type itself, without an alias.
func Deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return types.Unalias(p.Elem())
	}
	return types.Unalias(t)
}

// IsType reports whether t, or what it points to, is the named type of a package.
func IsType(t types.Type, importPath, name string) bool {
	if t == nil {
		return false
	}
	named, ok := Deref(t).(*types.Named)
	return ok && named.Obj().Name() == name && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == importPath
}
