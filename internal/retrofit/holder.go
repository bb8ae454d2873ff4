package retrofit

import (
	"go/ast"
	"go/types"
)

// holder is where a router first has a name: lines that use it can stand there.
type holder struct {
	name  string   // `r`, `s.router`
	after ast.Node // the statement to stand below
	top   *ast.BlockStmt
	obj   types.Object // the package variable, for lines in an init function
}

// holders finds the names that the router made at n first gets. There are
// several where a function that makes it is called at several places.
func (x *index) holders(n ast.Node, result, depth int) []holder {
	if depth > 8 {
		return nil
	}
	stack := x.enclosing(n)
	for i := len(stack) - 2; i >= 0; i-- {
		parent, child := stack[i], stack[i+1]
		switch s := parent.(type) {
		case *ast.ParenExpr, *ast.UnaryExpr:
		case *ast.SelectorExpr: // router.StrictSlash(true)
			call, ok := stack[max(i-1, 0)].(*ast.CallExpr)
			if !ok || call.Fun != s || !same(routerType(x.info(s.Pos()).TypeOf(s.X)), s.Sel.Name) || s.Sel.Name == "Handler" {
				return nil
			}
			i--
		case *ast.AssignStmt:
			return x.named(stack, i, s.Lhs, s.Rhs, child, result, s)
		case *ast.ValueSpec:
			return x.declared(stack, i, s, child, result)
		case *ast.KeyValueExpr:
			return x.inLiteral(stack, i, s)
		case *ast.ReturnStmt:
			return x.returned(stack, i, s, child, result, depth)
		case *ast.CallExpr:
			return x.passed(s, child)
		default:
			return nil
		}
	}
	return nil
}

// named is a router that is assigned.
func (x *index) named(stack []ast.Node, i int, lhs, rhs []ast.Expr, child ast.Node, result int, stmt ast.Stmt) []holder {
	var to ast.Expr
	switch {
	case len(lhs) == len(rhs):
		for j, r := range rhs {
			if r == child {
				to = lhs[j]
			}
		}
	case len(rhs) == 1 && result >= 0 && result < len(lhs):
		to = lhs[result]
	}
	if to == nil || !chain(to) || !x.canRegister(to) {
		return nil
	}
	after := x.pastError(stack, i, stmt, lhs, rhs)
	if after == nil {
		return nil
	}
	return []holder{{name: x.text(to), after: after}}
}

// pastError is the statement after which an assignment's value is there: the
// assignment, or the test of the error that came with it.
func (x *index) pastError(stack []ast.Node, i int, stmt ast.Stmt, lhs, rhs []ast.Expr) ast.Node {
	list := statements(stack[i-1])
	for j, s := range list {
		if s != stmt {
			continue
		}
		if len(lhs) <= len(rhs) {
			return s
		}
		if j+1 >= len(list) {
			return nil
		}
		test, ok := list[j+1].(*ast.IfStmt)
		if !ok || test.Else != nil || len(test.Body.List) == 0 {
			return nil
		}
		return test
	}
	return nil
}

func statements(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// declared is a router in a var declaration.
func (x *index) declared(stack []ast.Node, i int, s *ast.ValueSpec, child ast.Node, result int) []holder {
	if i < 2 {
		return nil
	}
	var lhs []ast.Expr
	for _, n := range s.Names {
		lhs = append(lhs, n)
	}
	if decl, ok := stack[i-2].(*ast.DeclStmt); ok && i >= 3 {
		if gen, ok := stack[i-1].(*ast.GenDecl); ok && len(gen.Specs) == 1 {
			return x.named(stack, i-2, lhs, s.Values, child, result, decl)
		}
		return nil
	}
	if len(s.Names) != 1 || len(s.Values) != 1 || s.Names[0].Name == "_" || !x.canRegister(s.Names[0]) {
		return nil
	}
	return []holder{{name: s.Names[0].Name, obj: x.info(s.Pos()).Defs[s.Names[0]]}}
}

// inLiteral is a router in a field of a struct that gets a name.
func (x *index) inLiteral(stack []ast.Node, i int, kv *ast.KeyValueExpr) []holder {
	key, ok := kv.Key.(*ast.Ident)
	if !ok || i < 1 {
		return nil
	}
	lit, ok := stack[i-1].(*ast.CompositeLit)
	field, isField := x.info(kv.Pos()).Uses[key].(*types.Var)
	if !ok || !isField || !field.IsField() || routable(field.Type()) == "" {
		return nil
	}
	child := ast.Node(lit)
	for j := i - 2; j >= 1; j-- {
		switch s := stack[j].(type) {
		case *ast.UnaryExpr:
			child = s
			continue
		case *ast.AssignStmt:
			for k, r := range s.Rhs {
				if r == child && len(s.Lhs) == len(s.Rhs) && chain(s.Lhs[k]) && statements(stack[j-1]) != nil {
					return []holder{{name: x.text(s.Lhs[k]) + "." + key.Name, after: s}}
				}
			}
		}
		return nil
	}
	return nil
}

// returned is a router that a function hands out as it was made.
func (x *index) returned(stack []ast.Node, i int, s *ast.ReturnStmt, child ast.Node, result, depth int) []holder {
	for j, r := range s.Results {
		if r == child && len(s.Results) > 1 {
			result = j
		}
	}
	for j := i; j >= 0; j-- {
		if _, inner := stack[j].(*ast.FuncLit); inner {
			return nil
		}
	}
	fn := x.ownerOf(stack)
	var all []holder
	for _, call := range x.calls[fn] {
		if !x.runs(call) {
			continue
		}
		h := x.holders(call, result, depth+1)
		if len(h) == 0 {
			return nil
		}
		all = append(all, h...)
	}
	return all
}

// passed is a router that is made as the argument of one of the module's functions.
func (x *index) passed(call *ast.CallExpr, child ast.Node) []holder {
	fn := x.funcs[x.callee(call)]
	if fn == nil || fn.Body == nil || len(x.calls[x.callee(call)]) != 1 {
		return nil
	}
	for i, arg := range call.Args {
		if arg != child {
			continue
		}
		at := 0
		for _, field := range fn.Type.Params.List {
			for _, name := range field.Names {
				if at == i && name.Name != "_" && x.canRegister(name) {
					return []holder{{name: name.Name, top: fn.Body}}
				}
				at++
			}
		}
	}
	return nil
}

// chain reports whether an expression is a name, or names with dots.
func chain(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name != "_"
	case *ast.SelectorExpr:
		return chain(e.X)
	}
	return false
}

// canRegister reports whether routes can be registered on what an expression names.
func (x *index) canRegister(e ast.Expr) bool {
	info := x.info(e.Pos())
	t := info.TypeOf(e)
	if id, ok := e.(*ast.Ident); ok && t == nil {
		if obj := info.ObjectOf(id); obj != nil {
			t = obj.Type()
		}
	}
	return routable(t) != ""
}

// routable names the framework of a type that routes are registered on.
func routable(t types.Type) string {
	if framework := routerType(t); framework != "" {
		return framework
	}
	switch {
	case isType(t, "github.com/gin-gonic/gin", "IRouter"), isType(t, "github.com/gin-gonic/gin", "IRoutes"):
		return "gin"
	}
	if t == nil {
		return ""
	}
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil && named.Obj().Name() == "Router" {
		if _, framework := stubFile(named.Obj().Pkg().Path()); framework == "chi" {
			return "chi"
		}
	}
	return ""
}
