package retrofit

import (
	"go/ast"
	"go/constant"
	"slices"
	"strings"
)

// idle reports whether a target is the standard mux that nobody put a route on:
// a debug server, or one that was never finished.
func (x *reader) idle(t *target) bool {
	if len(t.routers) != 1 || !t.routers[0].standard {
		return false
	}
	for _, call := range x.all {
		importPath, name := x.outer(call)
		if importPath == "net/http" && (name == "Handle" || name == "HandleFunc") && x.runs(call) && !x.sideRoute(call) {
			return false
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && strings.HasPrefix(sel.Sel.Name, "Handle") && strings.HasSuffix(x.text(sel.X), "DefaultServeMux") {
			return false
		}
		for _, arg := range call.Args {
			if strings.HasSuffix(x.text(arg), "DefaultServeMux") {
				return false
			}
		}
	}
	return true
}

// sideRoute reports whether a call registers a path that watches a server and
// is not what the server is for.
func (x *reader) sideRoute(call *ast.CallExpr) bool {
	if len(call.Args) == 0 {
		return false
	}
	v := x.constantOf(call.Args[0])
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
func (x *reader) redirects(t *target) bool {
	for _, s := range t.sinks {
		if s.handler == nil {
			return false
		}
		for _, r := range t.routers {
			if r.framework != "" {
				return false
			}
		}
		text := x.text(s.handler)
		if id, ok := ast.Unparen(s.handler).(*ast.CallExpr); ok && len(id.Args) == 1 {
			if arg, ok := id.Args[0].(*ast.Ident); ok {
				if fn := x.funcs[x.info(arg.Pos()).Uses[arg]]; fn != nil {
					text += x.text(fn)
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
func (x *reader) named(t *target) bool {
	var words []string
	for _, s := range t.sinks {
		if s.addr != nil {
			words = append(words, x.text(s.addr))
		}
		words = append(words, x.names(s.node)...)
	}
	for _, r := range t.routers {
		if r.make != nil {
			words = append(words, x.names(r.make)...)
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
func (x *reader) names(n ast.Node) []string {
	var names []string
	for _, a := range x.enclosing(n) {
		switch a := a.(type) {
		case *ast.AssignStmt:
			for _, l := range a.Lhs {
				names = append(names, x.text(l))
			}
		case *ast.ValueSpec:
			names = append(names, a.Names[0].Name)
		case *ast.FuncDecl:
			names = append(names, a.Name.Name)
		}
	}
	return names
}

func (x *reader) onlySideRoutes(t *target) bool {
	if len(t.routers) != 1 || t.routers[0].make == nil {
		return false
	}
	to := x.madeFor(t.routers[0].make)
	routes := 0
	for _, call := range x.all {
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || to == nil || len(call.Args) < 2 || x.variable(x.fileOf(call.Pos()).pkg, sel.X) != to {
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
func (x *reader) beside(t *target) bool {
	for _, s := range t.sinks {
		if !slices.ContainsFunc(x.enclosing(s.node), func(n ast.Node) bool { _, ok := n.(*ast.GoStmt); return ok }) {
			return false
		}
	}
	return true
}
