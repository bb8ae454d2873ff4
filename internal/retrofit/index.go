package retrofit

import (
	"go/ast"
	"go/token"
	"go/types"
)

// index holds what the tracer asks about a program: where a variable gets its
// values, who calls a function, what a function returns. A function is known by
// its *types.Func, or by its *ast.FuncLit where it has no name.
type index struct {
	*program
	sources map[types.Object][]source
	params  map[types.Object]param
	funcs   map[types.Object]*ast.FuncDecl
	methods map[string][]*types.Func // the module's, by name
	calls   map[types.Object][]*ast.CallExpr
	all     []*ast.CallExpr
	lits    []*ast.CompositeLit
	returns map[any][]*ast.ReturnStmt
	owner   map[ast.Node]types.Object // the named function around a call or literal; none at package level
	callOf  map[*ast.FuncLit]*ast.CallExpr
	refs    map[types.Object]*references // by the function that they stand in; nil for the package level
	reached map[types.Object]bool
	live    []*ast.CallExpr // of all, those that main can come to
	noted   []*ast.CallExpr // of live, those that Known.Calls notes
	steps   int             // of what follows calls and values to and fro
}

// source is an expression that a variable gets its value from; result tells
// which one of a call with several, and is -1 otherwise.
type source struct {
	expr   ast.Expr
	result int
	stmt   ast.Node
}

type param struct {
	fn any
	i  int
}

// index checks and reads the program.
func (p *program) index() *index {
	x := &index{
		program: p,
		sources: map[types.Object][]source{}, params: map[types.Object]param{}, funcs: map[types.Object]*ast.FuncDecl{},
		methods: map[string][]*types.Func{}, calls: map[types.Object][]*ast.CallExpr{}, returns: map[any][]*ast.ReturnStmt{},
		owner: map[ast.Node]types.Object{}, callOf: map[*ast.FuncLit]*ast.CallExpr{}, refs: map[types.Object]*references{},
	}
	p.check(func(at *pkg) {
		for _, f := range at.files {
			for _, d := range f.ast.Decls {
				x.decl(at, d)
			}
		}
	})
	x.reach()
	return x
}

func (x *index) decl(at *pkg, d ast.Decl) {
	fn, ok := d.(*ast.FuncDecl)
	if !ok {
		x.walk(at, d, nil, nil)
		return
	}
	obj, _ := at.info.Defs[fn.Name].(*types.Func)
	if obj == nil {
		return
	}
	x.funcs[obj] = fn
	if fn.Recv != nil {
		x.methods[fn.Name.Name] = append(x.methods[fn.Name.Name], obj)
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

func (x *index) parameters(at *pkg, t *ast.FuncType, fn any) {
	i := 0
	for _, field := range t.Params.List {
		for _, name := range field.Names {
			if obj := at.info.Defs[name]; obj != nil {
				x.params[obj] = param{fn, i}
			}
			i++
		}
		if len(field.Names) == 0 {
			i++
		}
	}
}

// walk reads a body. owner is the named function around it, fn the innermost function.
func (x *index) walk(at *pkg, root ast.Node, owner types.Object, fn any) {
	refs := x.references(owner)
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			x.parameters(at, n.Type, n)
			x.refers(at, n.Type, owner)
			x.owner[n] = owner
			x.walk(at, n.Body, owner, n)
			return false
		case *ast.CallExpr:
			x.call(n, owner)
		case *ast.CompositeLit:
			x.lits = append(x.lits, n)
			x.owner[n] = owner
			x.literal(at, n)
		case *ast.AssignStmt:
			x.owner[n] = owner
			x.assign(at, n, n.Lhs, n.Rhs)
		case *ast.ValueSpec:
			var lhs []ast.Expr
			for _, name := range n.Names {
				lhs = append(lhs, name)
			}
			x.assign(at, n, lhs, n.Values)
		case *ast.ReturnStmt:
			x.returns[fn] = append(x.returns[fn], n)
		default:
			refs.add(at.info, n)
		}
		return true
	})
}

func (x *index) call(call *ast.CallExpr, owner types.Object) {
	x.all = append(x.all, call)
	x.owner[call] = owner
	obj := x.callee(call)
	if obj != nil {
		x.calls[obj] = append(x.calls[obj], call)
	}
	if x.known.Calls(x, call, obj) {
		x.noted = append(x.noted, call)
	}
	if v, value := x.flag(call); v != nil {
		x.sources[v] = append(x.sources[v], source{value, -1, call})
	}
	for _, arg := range call.Args {
		if lit, ok := ast.Unparen(arg).(*ast.FuncLit); ok {
			x.callOf[lit] = call
		}
	}
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		x.callOf[lit] = call
	}
}

func (x *index) assign(at *pkg, stmt ast.Node, lhs, rhs []ast.Expr) {
	for i, to := range lhs {
		obj := x.variable(at, to)
		switch {
		case obj == nil:
		case len(rhs) == len(lhs):
			x.sources[obj] = append(x.sources[obj], source{rhs[i], -1, stmt})
		case len(rhs) == 1:
			x.sources[obj] = append(x.sources[obj], source{rhs[0], i, stmt})
		}
	}
}

// variable is what an expression on the left of an assignment stands for: a
// variable or a struct's field.
func (x *index) variable(at *pkg, e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return at.info.ObjectOf(e)
	case *ast.SelectorExpr:
		return origin(at.info.Uses[e.Sel])
	case *ast.StarExpr:
		return x.variable(at, e.X)
	}
	return nil
}

// literal gives a struct's fields the values of one of its literals.
func (x *index) literal(at *pkg, lit *ast.CompositeLit) {
	t := x.typeOf(lit)
	if t == nil {
		return
	}
	s, ok := deref(t).Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok && at.info.Uses[key] != nil {
				obj := origin(at.info.Uses[key])
				x.sources[obj] = append(x.sources[obj], source{kv.Value, -1, kv})
			}
			continue
		}
		if i < s.NumFields() {
			obj := origin(s.Field(i))
			x.sources[obj] = append(x.sources[obj], source{e, -1, e})
		}
	}
}

// info is what the checker knows of the package around a position.
func (p *program) info(pos token.Pos) *types.Info {
	if f := p.fileOf(pos); f != nil {
		return f.pkg.info
	}
	return &types.Info{}
}

// callee is the function, method or variable that a call names.
func (p *program) callee(call *ast.CallExpr) types.Object {
	info := p.info(call.Pos())
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return origin(info.Uses[fun])
	case *ast.SelectorExpr:
		return origin(info.Uses[fun.Sel])
	case *ast.IndexExpr:
		if id, ok := fun.X.(*ast.Ident); ok {
			return origin(info.Uses[id])
		}
		if sel, ok := fun.X.(*ast.SelectorExpr); ok {
			return origin(info.Uses[sel.Sel])
		}
	}
	return nil
}

// outer names the package and function of a call out of the module, known or not:
// "github.com/rs/cors", "Default".
func (p *program) outer(call *ast.CallExpr) (importPath, name string) {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok { // a dot import
		if fn, ok := p.info(id.Pos()).Uses[id].(*types.Func); ok && fn.Pkg() != nil {
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
	if pkgName, ok := p.info(call.Pos()).Uses[id].(*types.PkgName); ok {
		return pkgName.Imported().Path(), sel.Sel.Name
	}
	return "", ""
}

// origin is the object as it was declared, where generics made copies of it.
func origin(obj types.Object) types.Object {
	switch obj := obj.(type) {
	case *types.Func:
		return obj.Origin()
	case *types.Var:
		return obj.Origin()
	}
	return obj
}

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return types.Unalias(p.Elem())
	}
	return types.Unalias(t)
}

// isType reports whether t, or what it points to, is the named type of a package.
func isType(t types.Type, importPath, name string) bool {
	if t == nil {
		return false
	}
	named, ok := deref(t).(*types.Named)
	return ok && named.Obj().Name() == name && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == importPath
}
