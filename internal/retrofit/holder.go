package retrofit

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

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

// wanted tells which part of a value is the router.
type wanted struct {
	result int    // of a call with several results; -1 if it has one
	field  string // what stands behind the name, where the value holds the router
	depth  int
}

// holders finds the names that the router made at c first gets. There are several
// where a function that makes it is called at several places.
func (x *editor) holders(c inspector.Cursor, w wanted) []holder {
	if w.depth > 8 {
		return nil
	}
	c = x.chained(climb(c))
	parent, kind, i := c.Parent(), c.ParentEdgeKind(), c.ParentEdgeIndex()
	switch kind {
	case edge.AssignStmt_Rhs:
		s := parent.Node().(*ast.AssignStmt) //nolint:forcetypeassert // the edge says so, here and below
		return x.assigned(parent, target(s.Lhs, s.Rhs, i, w.result), len(s.Lhs) > len(s.Rhs), w)
	case edge.ValueSpec_Values:
		return x.declared(parent, i, w)
	case edge.ReturnStmt_Results:
		return x.returned(parent, i, w)
	}
	if w.field != "" {
		return nil
	}
	switch kind {
	case edge.KeyValueExpr_Value:
		return x.inLiteral(parent, w)
	case edge.CompositeLit_Elts:
		return x.inLiteral(c, w)
	case edge.CallExpr_Args:
		return x.passed(parent.Node().(*ast.CallExpr), i) //nolint:forcetypeassert // see above
	}
	return nil
}

// chained leaves calls of methods that give the router back: router.StrictSlash(true).
func (x *editor) chained(c inspector.Cursor) inspector.Cursor {
	for c.ParentEdgeKind() == edge.SelectorExpr_X && c.Parent().ParentEdgeKind() == edge.CallExpr_Fun {
		call := c.Parent().Parent()
		if sel := c.Parent().Node().(*ast.SelectorExpr); !x.Same(call.Node().(*ast.CallExpr)) || sel.Sel.Name == "Handler" { //nolint:forcetypeassert // the edges say so
			return c
		}
		c = climb(call)
	}
	return c
}

// assigned is a router that a statement assigns to an expression, maybe with an error
// behind it.
func (x *editor) assigned(stmt inspector.Cursor, to ast.Expr, withError bool, w wanted) []holder {
	if !x.usable(to, w.field) {
		return nil
	}
	h := holder{name: x.Text(to) + w.field}
	if in, ok := stmt.Parent().Node().(*ast.IfStmt); ok && stmt.ParentEdgeKind() == edge.IfStmt_Init && in.Else == nil && !withError {
		h.top = in.Body // if r := gin.New(); r != nil {
		return []holder{h}
	}
	if h.after = pastError(stmt, withError); h.after == nil {
		return nil
	}
	return []holder{h}
}

// usable reports whether code where an expression stands can register routes on it,
// or on a field of it.
func (x *editor) usable(e ast.Expr, field string) bool {
	return named(e) && (field != "" || x.CanRegister(e)) && x.reaches(e, field)
}

// pastError is the statement after which an assignment's value is there: the
// assignment, or the test of the error that came with it.
func pastError(stmt inspector.Cursor, withError bool) ast.Node {
	if !inList(stmt) {
		return nil
	}
	if !withError {
		return stmt.Node()
	}
	next, ok := stmt.NextSibling()
	if !ok {
		return nil
	}
	test, ok := next.Node().(*ast.IfStmt)
	if !ok || test.Else != nil || len(test.Body.List) == 0 {
		return nil
	}
	return test
}

// declared is a router in a var declaration.
func (x *editor) declared(spec inspector.Cursor, i int, w wanted) []holder {
	s, gen := spec.Node().(*ast.ValueSpec), spec.Parent() //nolint:forcetypeassert // the edge says so
	if gen.ParentEdgeKind() == edge.DeclStmt_Decl {
		if len(gen.Node().(*ast.GenDecl).Specs) != 1 { //nolint:forcetypeassert // nothing else holds it
			return nil
		}
		var lhs []ast.Expr
		for _, n := range s.Names {
			lhs = append(lhs, n)
		}
		return x.assigned(gen.Parent(), target(lhs, s.Values, i, w.result), len(lhs) > len(s.Values), w)
	}
	if len(s.Names) != 1 || len(s.Values) != 1 || !x.usable(s.Names[0], w.field) {
		return nil
	}
	return []holder{{name: s.Names[0].Name + w.field, obj: x.Info(s.Pos()).Defs[s.Names[0]]}}
}

// inLiteral is a router in a field of a struct that gets a name. elt is the element
// of its literal.
func (x *editor) inLiteral(elt inspector.Cursor, w wanted) []holder {
	lit, ok := elt.Parent().Node().(*ast.CompositeLit)
	if !ok {
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
	fields := slices.Collect(s.Fields())
	i := elt.ParentEdgeIndex()
	if kv, keyed := elt.Node().(*ast.KeyValueExpr); keyed {
		i = slices.IndexFunc(fields, func(f *types.Var) bool { return f.Name() == x.Text(kv.Key) })
	}
	if i < 0 || i >= len(fields) || served.Routable(fields[i].Type()) == "" {
		return nil
	}
	return x.holders(elt.Parent(), wanted{result: -1, field: "." + fields[i].Name(), depth: w.depth + 1})
}

// reaches reports whether code at an expression may use a field of it.
func (x *editor) reaches(e ast.Expr, field string) bool {
	if field == "" || ast.IsExported(field[1:]) {
		return true
	}
	p := x.FileOf(e.Pos()).Package
	obj := x.Variable(p, e)
	if obj == nil || obj.Type() == nil {
		return false
	}
	found, _, _ := types.LookupFieldOrMethod(obj.Type(), true, p.Types, field[1:])
	return found != nil
}

// returned is a router that a function hands out as it was made.
func (x *editor) returned(ret inspector.Cursor, i int, w wanted) []holder {
	if len(ret.Node().(*ast.ReturnStmt).Results) > 1 { //nolint:forcetypeassert // the edge says so
		w.result = i
	}
	for range ret.Enclosing((*ast.FuncLit)(nil)) {
		return nil
	}
	w.depth++
	var all []holder
	for _, call := range x.Calls[x.ownerAt(ret)] {
		if !x.Runs(call) {
			continue
		}
		h := x.holders(x.at(call), w)
		if len(h) == 0 {
			return nil
		}
		all = append(all, h...)
	}
	return all
}

// passed is a router that is made as the argument of one of the module's functions.
func (x *editor) passed(call *ast.CallExpr, i int) []holder {
	callee := x.Callee(call)
	fn := x.Funcs[callee]
	if fn == nil || fn.Body == nil || len(x.Calls[callee]) != 1 {
		return nil
	}
	v := x.Parameter(callee, i)
	if v == nil || v.Name() == "_" || served.Routable(v.Type()) == "" {
		return nil
	}
	return []holder{{name: v.Name(), top: fn.Body}}
}
