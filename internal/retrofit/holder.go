package retrofit

import (
	"go/ast"
	"go/types"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/served"
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
//
// field is what stands behind the name, where n makes what holds the router.
func (x *editor) holders(n ast.Node, result, depth int, field string) []holder {
	if depth > 8 {
		return nil
	}
	stack := x.Enclosing(n)
	for i := len(stack) - 2; i >= 0; i-- {
		parent, child := stack[i], stack[i+1]
		switch s := parent.(type) {
		case *ast.ParenExpr, *ast.UnaryExpr:
		case *ast.SelectorExpr: // router.StrictSlash(true)
			call, ok := stack[max(i-1, 0)].(*ast.CallExpr)
			if !ok || call.Fun != s || !x.Same(call) || s.Sel.Name == "Handler" {
				return nil
			}
			i--
		case *ast.AssignStmt:
			return x.assigned(stack, i, s.Lhs, s.Rhs, child, result, s, field)
		case *ast.ValueSpec:
			return x.declared(stack, i, s, child, result, field)
		case *ast.KeyValueExpr:
			if i < 1 || field != "" {
				return nil
			}
			lit, _ := stack[i-1].(*ast.CompositeLit)
			return x.inLiteral(lit, child, depth)
		case *ast.CompositeLit:
			if field != "" {
				return nil
			}
			return x.inLiteral(s, child, depth)
		case *ast.ReturnStmt:
			return x.returned(stack, i, s, child, result, depth, field)
		case *ast.CallExpr:
			if field != "" {
				return nil
			}
			return x.passed(s, child)
		default:
			return nil
		}
	}
	return nil
}

// assigned is a router in an assignment.
func (x *editor) assigned(stack []ast.Node, i int, lhs, rhs []ast.Expr, child ast.Node, result int, stmt ast.Stmt, field string) []holder {
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
	if to == nil || !gocode.Chain(to) || field == "" && !x.CanRegister(to) || !x.reaches(to, field) {
		return nil
	}
	if in, ok := stack[i-1].(*ast.IfStmt); ok && in.Init == stmt && in.Else == nil && len(lhs) <= len(rhs) {
		return []holder{{name: x.Text(to) + field, top: in.Body}} // if r := gin.New(); r != nil {
	}
	after := x.pastError(stack, i, stmt, lhs, rhs)
	if after == nil {
		return nil
	}
	return []holder{{name: x.Text(to) + field, after: after}}
}

// pastError is the statement after which an assignment's value is there: the
// assignment, or the test of the error that came with it.
func (x *editor) pastError(stack []ast.Node, i int, stmt ast.Stmt, lhs, rhs []ast.Expr) ast.Node {
	list := gocode.Statements(stack[i-1])
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

// declared is a router in a var declaration.
func (x *editor) declared(stack []ast.Node, i int, s *ast.ValueSpec, child ast.Node, result int, field string) []holder {
	if i < 2 {
		return nil
	}
	var lhs []ast.Expr
	for _, n := range s.Names {
		lhs = append(lhs, n)
	}
	if decl, ok := stack[i-2].(*ast.DeclStmt); ok && i >= 3 {
		if gen, ok := stack[i-1].(*ast.GenDecl); ok && len(gen.Specs) == 1 {
			return x.assigned(stack, i-2, lhs, s.Values, child, result, decl, field)
		}
		return nil
	}
	if len(s.Names) != 1 || len(s.Values) != 1 || s.Names[0].Name == "_" || field == "" && !x.CanRegister(s.Names[0]) || !x.reaches(s.Names[0], field) {
		return nil
	}
	return []holder{{name: s.Names[0].Name + field, obj: x.Info(s.Pos()).Defs[s.Names[0]]}}
}

// inLiteral is a router in a field of a struct that gets a name.
func (x *editor) inLiteral(lit *ast.CompositeLit, child ast.Node, depth int) []holder {
	if lit == nil {
		return nil
	}
	typ := x.TypeOf(lit)
	if typ == nil {
		return nil
	}
	s, ok := gocode.Deref(typ).Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for i, e := range lit.Elts {
		if e != child && !keyed(e, child) {
			continue
		}
		for j := range s.NumFields() {
			f := s.Field(j)
			kv, isKeyed := e.(*ast.KeyValueExpr)
			if !isKeyed && j != i || isKeyed && x.Text(kv.Key) != f.Name() || served.Routable(f.Type()) == "" {
				continue
			}
			return x.holders(lit, -1, depth+1, "."+f.Name())
		}
	}
	return nil
}

func keyed(e ast.Expr, value ast.Node) bool {
	kv, ok := e.(*ast.KeyValueExpr)
	return ok && (kv == value || kv.Value == value)
}

// reaches reports whether code at an expression may use a field of it.
func (x *editor) reaches(e ast.Expr, field string) bool {
	if field == "" || ast.IsExported(field[1:]) {
		return true
	}
	info := x.Info(e.Pos())
	obj := x.Variable(x.FileOf(e.Pos()).Package, e)
	if obj == nil || obj.Type() == nil || info == nil {
		return false
	}
	at := x.FileOf(e.Pos()).Package.Types
	found, _, _ := types.LookupFieldOrMethod(obj.Type(), true, at, field[1:])
	return found != nil
}

// returned is a router that a function hands out as it was made.
func (x *editor) returned(stack []ast.Node, i int, s *ast.ReturnStmt, child ast.Node, result, depth int, field string) []holder {
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
	fn := x.OwnerOf(stack)
	var all []holder
	for _, call := range x.Calls[fn] {
		if !x.Runs(call) {
			continue
		}
		h := x.holders(call, result, depth+1, field)
		if len(h) == 0 {
			return nil
		}
		all = append(all, h...)
	}
	return all
}

// passed is a router that is made as the argument of one of the module's functions.
func (x *editor) passed(call *ast.CallExpr, child ast.Node) []holder {
	fn := x.Funcs[x.Callee(call)]
	if fn == nil || fn.Body == nil || len(x.Calls[x.Callee(call)]) != 1 {
		return nil
	}
	for i, arg := range call.Args {
		if arg != child {
			continue
		}
		at := 0
		for _, field := range fn.Type.Params.List {
			for _, name := range field.Names {
				if at == i && name.Name != "_" && x.CanRegister(name) {
					return []holder{{name: name.Name, top: fn.Body}}
				}
				at++
			}
		}
	}
	return nil
}
