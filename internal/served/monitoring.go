package served

import (
	"go/ast"
	"go/constant"
	"slices"
	"strings"
)

// idle reports whether a target is the standard mux that nobody put a route on:
// a debug server, or one that was never finished.
func (x *Reader) idle(t *Target) bool {
	if len(t.Routers) != 1 || !t.Routers[0].Standard {
		return false
	}
	for _, call := range x.All {
		f := x.does(call)
		switch on := receiver(call); {
		case f.Standard && x.Runs(call) && !x.sideRoute(call),
			f.Route != nil && on != nil && x.standardMux(on),
			slices.ContainsFunc(call.Args, x.standardMux):
			return false
		}
	}
	return true
}

// sideRoute reports whether a call registers a path that watches a server and
// is not what the server is for.
func (x *Reader) sideRoute(call *ast.CallExpr) bool {
	if len(call.Args) == 0 {
		return false
	}
	v := x.ConstantOf(call.Args[0])
	if v == nil || v.Kind() != constant.String {
		return false
	}
	p := constant.StringVal(v)
	if _, after, ok := strings.Cut(p, " "); ok {
		p = after
	}
	p = strings.ToLower(strings.Trim(p, "/"))
	if strings.HasPrefix(p, "debug/") {
		return true
	}
	return slices.Contains([]string{"metrics", "debug", "healthz", "health", "readyz", "ready", "livez", "live", "pprof", "-/healthy", "-/ready"}, p)
}

// redirects reports whether a target only sends its clients elsewhere.
func (x *Reader) redirects(t *Target) bool {
	for _, s := range t.Sinks {
		if s.Handler == nil {
			return false
		}
		for _, r := range t.Routers {
			if r.Framework != "" {
				return false
			}
		}
		text := x.Text(s.Handler)
		if id, ok := ast.Unparen(s.Handler).(*ast.CallExpr); ok && len(id.Args) == 1 {
			if arg, ok := id.Args[0].(*ast.Ident); ok {
				if fn := x.Funcs[x.Info(arg.Pos()).Uses[arg]]; fn != nil {
					text += x.Text(fn)
				}
			}
		}
		if !strings.Contains(text, "Redirect") && !strings.Contains(text, "HTTPHandler(nil)") && !strings.Contains(text, "promhttp") {
			return false
		}
	}
	return true
}

// named reports whether a target's names say that it watches the server: its
// variables, its address, its function, or all of its routes.
func (x *Reader) named(t *Target) bool {
	var words []string
	for _, s := range t.Sinks {
		if s.addr != nil {
			words = append(words, x.Text(s.addr))
		}
		words = append(words, x.names(s.Node)...)
	}
	for _, r := range t.Routers {
		if r.Make != nil {
			words = append(words, x.names(r.Make)...)
		}
	}
	for _, w := range words {
		w = strings.ToLower(w)
		for _, sign := range []string{"metric", "debug", "pprof", "health", "admin", "probe", "prometheus", "profil", "monitor", "diagnos", "redirect", "tohttps", "challenge"} {
			if strings.Contains(w, sign) {
				return true
			}
		}
	}
	return x.onlySideRoutes(t)
}

// names are what the statement around a node assigns to, and the function around it.
func (x *Reader) names(n ast.Node) []string {
	var names []string
	for _, a := range x.Enclosing(n) {
		switch a := a.(type) {
		case *ast.AssignStmt:
			for _, l := range a.Lhs {
				names = append(names, x.Text(l))
			}
		case *ast.ValueSpec:
			names = append(names, a.Names[0].Name)
		case *ast.FuncDecl:
			names = append(names, a.Name.Name)
		}
	}
	return names
}

func (x *Reader) onlySideRoutes(t *Target) bool {
	if len(t.Routers) != 1 || t.Routers[0].Make == nil {
		return false
	}
	to := x.MadeFor(t.Routers[0].Make)
	routes := 0
	for _, call := range x.All {
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || to == nil || len(call.Args) < 2 || x.Variable(x.FileOf(call.Pos()).Package, sel.X) != to {
			continue
		}
		if !x.sideRoute(call) {
			return false
		}
		routes++
	}
	return routes > 0
}

// beside reports whether a target is served in a goroutine only.
func (x *Reader) beside(t *Target) bool {
	for _, s := range t.Sinks {
		if !slices.ContainsFunc(x.Enclosing(s.Node), func(n ast.Node) bool { _, ok := n.(*ast.GoStmt); return ok }) {
			return false
		}
	}
	return true
}
