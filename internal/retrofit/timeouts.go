package retrofit

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"time"
)

// Timeout is a limit of the server's own that closes connections.
type Timeout struct {
	Field string // of http.Server; "KeepAlives" if they are switched off
	Value time.Duration
	Known bool // false: it is set, to what is not known
	Place Place
}

// timeouts lists the limits of the servers that serve a target.
func (x *reader) timeouts(t *target) []Timeout {
	var all []server
	for _, s := range t.sinks {
		for s.inner != nil {
			s = s.inner
		}
		switch n := s.node.(type) {
		case *ast.CompositeLit:
			all = append(all, server{made: n})
		case *ast.AssignStmt:
			if sel, ok := n.Lhs[0].(*ast.SelectorExpr); ok {
				all = append(all, x.servers(sel.X, nil, 0)...)
			}
		case *ast.CallExpr:
			for _, arg := range append(slices.Clone(n.Args), x.receiver(n)) {
				if arg != nil && isType(x.typeOf(arg), "net/http", "Server") {
					all = append(all, x.servers(arg, nil, 0)...)
				}
			}
		}
	}
	list := x.limitsOf(all)
	for _, call := range x.noted {
		if on := x.receiver(call); on != nil && x.callee(call).Name() == "SetKeepAlivesEnabled" && x.runs(call) && len(call.Args) == 1 {
			if v := x.constantOf(call.Args[0]); v == nil || !constant.BoolVal(v) {
				list = append(list, Timeout{Field: "KeepAlives", Known: v != nil, Place: x.place(call)})
			}
		}
	}
	return list
}

// receiver is what a method of a package that the locator knows is called on.
func (x *reader) receiver(call *ast.CallExpr) ast.Expr {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if _, method := x.callee(call).(*types.Func); !ok || !method {
		return nil
	}
	return sel.X
}

// limitsOf reads the fields that a literal or an assignment sets. Where an
// assignment is to a server that is not one of those, or is made by a framework,
// it counts if the field is that of a server that is held in a field itself.
func (x *reader) limitsOf(all []server) []Timeout {
	var list []Timeout
	for obj, sources := range x.sources {
		v, ok := obj.(*types.Var)
		if !ok || !v.IsField() || v.Pkg() == nil || v.Pkg().Path() != "net/http" || !slices.Contains([]string{"IdleTimeout", "ReadTimeout", "WriteTimeout"}, v.Name()) {
			continue
		}
		for _, s := range sources {
			if x.setFor(s, all) {
				list = append(list, x.limits(v.Name(), s)...)
			}
		}
	}
	slices.SortFunc(list, func(a, b Timeout) int { return Compare(a.Place, b.Place) })
	return list
}

// setFor reports whether a field's value is one of these servers'.
func (x *reader) setFor(s source, all []server) bool {
	switch stmt := s.stmt.(type) {
	case *ast.AssignStmt:
		return x.runs(stmt) && slices.ContainsFunc(stmt.Lhs, func(left ast.Expr) bool {
			sel, ok := left.(*ast.SelectorExpr)
			if !ok || !isType(x.typeOf(sel.X), "net/http", "Server") {
				return false
			}
			if of, ok := ast.Unparen(sel.X).(*ast.SelectorExpr); ok && isEcho(x.typeOf(of.X)) {
				return true // e.Server
			}
			to := x.servers(sel.X, nil, 0)
			return slices.ContainsFunc(all, func(at server) bool {
				return slices.ContainsFunc(to, func(o server) bool { return o.made != nil && o.made == at.made || o.held != nil && o.held == at.held })
			})
		})
	case *ast.KeyValueExpr:
		return slices.ContainsFunc(all, func(at server) bool {
			lit, ok := at.made.(*ast.CompositeLit)
			return ok && slices.Contains(lit.Elts, ast.Expr(stmt))
		})
	}
	return false
}

// limits are the values that a field can have.
func (x *reader) limits(field string, s source) []Timeout {
	place := x.place(s.stmt)
	values, known := x.durations(s.expr, 0)
	var list []Timeout
	for _, v := range values {
		if v > 0 {
			list = append(list, Timeout{Field: field, Value: v, Known: true, Place: place})
		}
	}
	if !known {
		list = append(list, Timeout{Field: field, Place: place})
	}
	return list
}

// durations are the values that an expression can have. The second result is false
// if there may be others.
func (x *reader) durations(e ast.Expr, depth int) ([]time.Duration, bool) {
	if v := x.constantOf(e); v != nil {
		n, exact := constant.Int64Val(constant.ToInt(v))
		return []time.Duration{time.Duration(n)}, exact
	}
	if depth > 12 || !x.step() {
		return nil, false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		if x.isType(e.Fun) && len(e.Args) == 1 {
			return x.durations(e.Args[0], depth+1)
		}
		if from, name := x.outer(e); from == "time" && name == "ParseDuration" && len(e.Args) == 1 {
			d, err := time.ParseDuration(x.constant(e.Args[0]))
			return []time.Duration{d}, err == nil
		}
	case *ast.BinaryExpr:
		return x.product(e, depth)
	case *ast.Ident, *ast.SelectorExpr:
		v, ok := x.variable(x.fileOf(e.Pos()).pkg, e).(*types.Var)
		if !ok {
			return nil, false
		}
		var all []time.Duration
		known := len(x.sources[v]) > 0
		for _, s := range x.sources[v] {
			if _, byFlag := s.stmt.(*ast.CallExpr); byFlag {
				known = false
			}
			more, sure := x.durations(s.expr, depth+1)
			all, known = append(all, more...), known && sure
		}
		for _, call := range x.argumentsFor(v, nil) {
			more, sure := x.durations(call.Args[x.params[v].i], depth+1)
			all, known = append(all, more...), sure
		}
		return all, known
	}
	return nil, false
}

// product is a time that is worked out of a variable, as in seconds * time.Second.
func (x *reader) product(e *ast.BinaryExpr, depth int) ([]time.Duration, bool) {
	a, aKnown := x.durations(e.X, depth+1)
	b, bKnown := x.durations(e.Y, depth+1)
	if len(a) != 1 || len(b) != 1 || e.Op.String() != "*" {
		return nil, false
	}
	return []time.Duration{a[0] * b[0]}, aKnown && bKnown
}
