package served

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/routers"
)

// addresses collects what an address is made from.
type addresses struct {
	*Reader
	by    way
	in    *ast.CallExpr // the call that is followed into a function
	seen  map[followed]bool
	port  Port
	lost  bool // a part of it could not be followed
	ports []int
}

// followed is an expression that was followed, for one call of the function that it is in.
type followed struct {
	expr ast.Expr
	in   *ast.CallExpr
}

// portOf is the port that a handler given at s is served on by start.
func (x *Reader) portOf(s *Sink, start starting) Port {
	a := &addresses{Reader: x, by: start.by, seen: map[followed]bool{}}
	call, _ := s.Node.(*ast.CallExpr)
	if start.call != nil {
		call = start.call
	}
	v := &routers.Serve{}
	if call != nil {
		if said := x.does(call).Serve; said != nil {
			v = said
		}
	}
	addr := s.addr
	switch on := receiver(ensured(call)); {
	case v.Server.Given(): // e.StartServer(s)
		addr = x.addrOf(v.Server.In(call), start.by)
	case v.Addr.From == routers.Argument:
		addr = v.Addr.In(call)
	case addr == nil && on != nil && x.isServer(on):
		addr = x.addrOf(on, start.by)
	}
	switch {
	case addr != nil:
		a.expr(addr, 0)
	case v.Addr.From == routers.Options && a.options(s, v):
	case v.Default != 0:
		a.number(v.Default, call)
		if v.Env != "" {
			a.port.Env = []string{v.Env}
		}
	case call != nil:
		a.lost = true
	}
	return a.result()
}

// options follows the address among the arguments of the call that serves, or that made
// the router. It is false if none of them can be one.
func (a *addresses) options(s *Sink, v *routers.Serve) bool {
	made := s.Node
	if v.Handler.From != routers.Result && len(s.routers) == 1 {
		made = s.routers[0].Make
	}
	call, ok := made.(*ast.CallExpr)
	if !ok {
		a.lost = true
		return true
	}
	found := false
	for _, arg := range call.Args {
		if option, ok := ast.Unparen(arg).(*ast.CallExpr); ok && !a.does(option).Address.Given() {
			if from, _ := a.Outer(option); routers.Framework(from) != "" {
				continue // another one of the router's own
			}
		}
		a.expr(arg, 0)
		found = true
	}
	return found
}

// ensured is a call, or an empty one.
func ensured(call *ast.CallExpr) *ast.CallExpr {
	if call == nil {
		return &ast.CallExpr{Fun: &ast.BadExpr{}}
	}
	return call
}

// result is the port, which is sure if all that it is made from was followed and
// comes to one number.
func (a *addresses) result() Port {
	p := a.port
	p.Sure = !a.lost && len(a.ports) == 1
	return p
}

// addrOf is what the Addr of the server that an expression names is set to, in its
// literal or later; nil if nothing sets it.
func (x *Reader) addrOf(of ast.Expr, by way) ast.Expr {
	all := x.servers(of, by, 0)
	for obj, sources := range x.Sources {
		if is, _ := serverField(obj); is.Addr == "" {
			continue
		}
		for _, s := range sources {
			if x.setsOneOf(s.Stmt, all) {
				return s.Expr
			}
		}
	}
	for _, at := range all {
		if lit, ok := at.made.(*ast.CompositeLit); ok && x.addrField(lit) != nil {
			return x.addrField(lit)
		}
	}
	return nil
}

// setsOneOf reports whether an assignment is to the Addr of one of the servers.
func (x *Reader) setsOneOf(stmt ast.Node, all []server) bool {
	a, ok := stmt.(*ast.AssignStmt)
	if !ok {
		return false
	}
	return slices.ContainsFunc(a.Lhs, func(left ast.Expr) bool {
		sel, ok := left.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != about(x.TypeOf(sel.X)).Server.Addr {
			return false
		}
		to := x.Variable(x.FileOf(sel.Pos()).Package, sel.X)
		return slices.ContainsFunc(all, func(at server) bool { return at.held != nil && at.held == to })
	})
}

// addrField is the address in a server's literal.
func (x *Reader) addrField(lit *ast.CompositeLit) ast.Expr {
	return gocode.Field(lit, about(x.TypeOf(lit)).Server.Addr)
}

// listeners reads net.Listen, for servers that get a listener.
func (a *addresses) listeners() {
	for _, call := range a.Live {
		importPath, name := a.Outer(call)
		if importPath == "net" && name == "Listen" && len(call.Args) == 2 {
			a.expr(call.Args[1], 0)
		}
	}
}

func (a *addresses) expr(e ast.Expr, depth int) { a.outcome(e, -1, depth) }

// outcome follows an expression, or what a call of several values has at result.
func (a *addresses) outcome(e ast.Expr, result, depth int) {
	key := followed{e, a.in}
	if e == nil || a.seen[key] {
		return
	}
	if depth > 20 || !a.Step() {
		a.lost = true
		return
	}
	a.seen[key] = true
	if v := a.ConstantOf(e); v != nil {
		a.value(v, e)
		return
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
		a.expr(e.X, depth+1)
		a.expr(e.Y, depth+1)
	case *ast.StarExpr:
		a.expr(e.X, depth+1)
	case *ast.UnaryExpr:
		a.expr(e.X, depth+1)
	case *ast.Ident, *ast.SelectorExpr:
		a.object(e, depth)
	case *ast.CallExpr:
		a.call(e, result, depth)
	case *ast.CompositeLit: // &net.TCPAddr{Port: 9000}, &http.Server{Addr: ":9000"}
		for _, part := range []ast.Expr{gocode.Field(e, "Port"), a.addrField(e)} {
			if part != nil {
				a.expr(part, depth+1)
				return
			}
		}
		a.lost = true
	default:
		a.unfollowed(e)
	}
}

func (a *addresses) unfollowed(e ast.Expr) {
	a.lost = true
	if a.port.Place.File == "" {
		a.port.Place = a.Place(e)
	}
}

func (a *addresses) object(e ast.Expr, depth int) {
	obj := a.Variable(a.FileOf(e.Pos()).Package, e)
	v, ok := obj.(*types.Var)
	if !ok {
		a.unfollowed(e)
		return
	}
	found := false
	for _, s := range a.Sources[obj] {
		found = true
		_, byFlag := s.Stmt.(*ast.CallExpr)
		a.port.Flag = a.port.Flag || byFlag
		a.outcome(s.Expr, s.Result, depth+1)
	}
	for fn, call := range a.argumentsFor(v, a.by) {
		found = true
		outer, in := a.by, a.in
		a.by, a.in = outer.with(fn, call), call
		a.expr(call.Args[a.Params[v].I], depth+1)
		a.by, a.in = outer, in
	}
	if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok && v.IsField() && a.tag(sel, v) {
		found = true
	}
	if !found {
		a.unfollowed(e)
	}
}

func (a *addresses) call(call *ast.CallExpr, result, depth int) {
	importPath, name := a.Outer(call)
	switch {
	case len(call.Args) == 1 && a.getenv(call.Fun, depth):
		a.environment(call, depth)
		return
	case isFlags(importPath), listens(importPath, name):
		a.port.Flag = a.port.Flag || isFlags(importPath)
		a.expr(routers.Arg{From: routers.Argument, Index: 1}.In(call), depth+1)
		return
	case a.does(call).Address.Given(): // an option of a server's
		a.expr(a.does(call).Address.In(call), depth+1)
		return
	}
	fn := a.Callee(call)
	switch {
	case a.Funcs[fn] != nil:
		if a.into(fn, call, result, depth) {
			return
		}
	case !a.IsType(call.Fun) && !transparent(importPath) && !a.setting(call, depth):
		a.unfollowed(call)
	}
	for _, arg := range call.Args {
		a.expr(arg, depth+1)
	}
}

// into follows what a function of the module's returns. It is false if that tells
// nothing.
func (a *addresses) into(fn types.Object, call *ast.CallExpr, result, depth int) bool {
	before := len(a.ports) + len(a.port.Env)
	outer, in := a.by, a.in
	a.by, a.in = outer.with(fn, call), call
	for _, ret := range a.Returns[any(fn)] {
		for i, r := range ret.Results {
			if result < 0 || i == result || len(ret.Results) == 1 {
				a.outcome(r, result, depth+1)
			}
		}
	}
	a.by, a.in = outer, in
	return len(a.ports)+len(a.port.Env) > before
}

// listens reports whether a function's second argument is the address to listen at.
func listens(importPath, name string) bool {
	return (importPath == "net" || importPath == "crypto/tls") && strings.HasPrefix(name, "Listen")
}

// isFlags reports whether a package's functions declare flags: name, default, usage.
func isFlags(importPath string) bool {
	return importPath == "flag" || importPath == "github.com/spf13/pflag"
}

// transparent reports whether a package's functions make an address of their
// arguments and of nothing else.
func transparent(importPath string) bool {
	return slices.Contains([]string{"fmt", "strconv", "strings", "net", "cmp", "path"}, importPath)
}

// value reads a port out of a constant.
func (a *addresses) value(v constant.Value, e ast.Expr) {
	text := v.ExactString()
	if v.Kind() == constant.String {
		text = constant.StringVal(v)
	}
	a.text(text, e)
}

func (a *addresses) text(text string, e ast.Node) {
	host, port := "", text
	if i := strings.LastIndexByte(text, ':'); i >= 0 {
		host, port = text[:i], text[i+1:]
	}
	if host == "localhost" || strings.HasPrefix(host, "127.") || host == "[::1]" {
		a.port.Loopback, a.port.Place = true, a.Place(e)
	}
	switch port {
	case "http":
		port = "80"
	case "https":
		port = "443"
	}
	if n, err := strconv.ParseUint(port, 10, 16); err == nil && n != 0 {
		a.number(int(n), e)
	}
}

func (a *addresses) number(n int, at ast.Node) {
	if !slices.Contains(a.ports, n) {
		a.ports = append(a.ports, n)
	}
	if a.port.Number == 0 {
		a.port.Number, a.port.Place = n, a.Place(at)
	}
}
