package served

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"time"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/routers"
)

// Timeout is a limit of the server's own that closes connections.
type Timeout struct {
	Field string // of http.Server; "KeepAlives" if they are switched off; what a framework's own server has
	Value time.Duration
	Known bool // false: it is set, to what is not known
	Place gocode.Place
}

// timeouts lists the limits of the servers that serve a target.
func (x *Reader) timeouts(t *Target) []Timeout {
	var all []server
	for _, s := range t.Sinks {
		all = append(all, x.serversOf(s)...)
	}
	list := append(x.limitsOf(all), x.ownLimits(t)...)
	for _, call := range x.Noted {
		if on := x.does(call).KeepAlive.In(call); on != nil {
			if v := x.ConstantOf(on); v == nil || !constant.BoolVal(v) {
				list = append(list, Timeout{Field: "KeepAlives", Known: v != nil, Place: x.Place(call)})
			}
		}
	}
	return list
}

// ownLimits are those of a framework's own server, of which nothing is followed.
func (x *Reader) ownLimits(t *Target) []Timeout {
	for _, s := range t.Sinks {
		if s.Form == NoWrapping && len(t.Routers) > 0 {
			if field := routers.Named(t.Routers[0].Framework).Limits; field != "" {
				return []Timeout{{Field: field, Place: x.Place(t.Routers[0].Make)}}
			}
		}
	}
	return nil
}

// serversOf are the servers that a sink's handler goes to.
func (x *Reader) serversOf(s *Sink) (all []server) {
	for s.inner != nil {
		s = s.inner
	}
	switch n := s.Node.(type) {
	case *ast.CompositeLit:
		return []server{{made: n}}
	case *ast.AssignStmt:
		if sel, ok := n.Lhs[0].(*ast.SelectorExpr); ok {
			return x.servers(sel.X, nil, 0)
		}
	case *ast.CallExpr:
		for _, arg := range append(slices.Clone(n.Args), receiver(n)) {
			if arg != nil && x.isServer(arg) {
				all = append(all, x.servers(arg, nil, 0)...)
			}
		}
	}
	return all
}

// limitsOf reads the fields that a literal or an assignment sets. Where an
// assignment is to a server that is not one of those, or is made by a framework,
// it counts if the field is that of a server that is held in a field itself.
func (x *Reader) limitsOf(all []server) []Timeout {
	var list []Timeout
	for obj, sources := range x.Sources {
		if _, timeout := serverField(obj); !timeout {
			continue
		}
		for _, s := range sources {
			if x.setFor(s, all) {
				list = append(list, x.limits(obj.Name(), s)...)
			}
		}
	}
	slices.SortFunc(list, func(a, b Timeout) int { return gocode.Compare(a.Place, b.Place) })
	return list
}

// setFor reports whether a field's value is one of these servers'.
func (x *Reader) setFor(s gocode.Source, all []server) bool {
	switch stmt := s.Stmt.(type) {
	case *ast.AssignStmt:
		return x.Runs(stmt) && slices.ContainsFunc(stmt.Lhs, func(left ast.Expr) bool {
			sel, ok := left.(*ast.SelectorExpr)
			if !ok || !x.isServer(sel.X) {
				return false
			}
			if x.owned(sel.X) != nil {
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
func (x *Reader) limits(field string, s gocode.Source) []Timeout {
	place := x.Place(s.Stmt)
	values, known := x.durations(s.Expr, 0)
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
func (x *Reader) durations(e ast.Expr, depth int) ([]time.Duration, bool) {
	if v := x.ConstantOf(e); v != nil {
		n, exact := constant.Int64Val(constant.ToInt(v))
		return []time.Duration{time.Duration(n)}, exact
	}
	if depth > 12 || !x.Step() {
		return nil, false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		if x.IsType(e.Fun) && len(e.Args) == 1 {
			return x.durations(e.Args[0], depth+1)
		}
		if from, name := x.Outer(e); from == "time" && name == "ParseDuration" && len(e.Args) == 1 {
			d, err := time.ParseDuration(x.Constant(e.Args[0]))
			return []time.Duration{d}, err == nil
		}
	case *ast.BinaryExpr:
		return x.product(e, depth)
	case *ast.Ident, *ast.SelectorExpr:
		if v, ok := x.Variable(x.FileOf(e.Pos()).Package, e).(*types.Var); ok {
			return x.durationsIn(v, depth)
		}
	}
	return nil, false
}

func (x *Reader) durationsIn(v *types.Var, depth int) (all []time.Duration, known bool) {
	known = len(x.Sources[v]) > 0
	for _, s := range x.Sources[v] {
		if _, byFlag := s.Stmt.(*ast.CallExpr); byFlag {
			known = false
		}
		more, sure := x.durations(s.Expr, depth+1)
		all, known = append(all, more...), known && sure
	}
	for _, call := range x.argumentsFor(v, nil) {
		more, sure := x.durations(call.Args[x.Params[v].I], depth+1)
		all, known = append(all, more...), sure
	}
	return all, known
}

// product is a time that is worked out of a variable, as in seconds * time.Second.
func (x *Reader) product(e *ast.BinaryExpr, depth int) ([]time.Duration, bool) {
	a, aKnown := x.durations(e.X, depth+1)
	b, bKnown := x.durations(e.Y, depth+1)
	if len(a) != 1 || len(b) != 1 || e.Op.String() != "*" {
		return nil, false
	}
	return []time.Duration{a[0] * b[0]}, aKnown && bKnown
}
