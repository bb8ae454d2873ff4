package retrofit

import (
	"bytes"
	"fmt"
	"go/ast"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/served"
)

// ginConflict declines where gin would panic at the start: its tree knows no
// route beside a wildcard at the root, and before 1.7 none beside a parameter.
func (x *editor) ginConflict(t *served.Target, hooks []string) error {
	for _, r := range x.Routes() {
		if !strings.HasPrefix(r.Path, "/*") && !(strings.HasPrefix(r.Path, "/:") && x.oldGin()) {
			continue
		}
		if !x.On(r.On, t) {
			continue
		}
		if served.Routable(x.TypeOf(r.On)) != "gin" && !gocode.IsType(x.TypeOf(r.On), "github.com/gin-gonic/gin", "RouterGroup") {
			continue
		}
		for _, name := range hooks {
			h, _ := fc.HookNamed(name)
			if r.Method == "" || strings.EqualFold(r.Method, h.Method) {
				lines, err := x.templates.HookWildcard(x.Text(r.On), r.Path, hooks)
				if err != nil {
					return err
				}
				return &gocode.Declined{
					Reason: fmt.Sprintf("gin would panic at the start: %s %s cannot stand beside the route for %s", h.Method, h.Path, r.Path),
					Place:  x.Place(r.Call),
					Paste:  lines,
					Put:    gocode.Above,
				}
			}
		}
	}
	return nil
}

func (x *editor) oldGin() bool {
	v := x.Require["github.com/gin-gonic/gin"]
	var major, minor int
	if n, _ := fmt.Sscanf(v, "v%d.%d", &major, &minor); n < 2 {
		return false
	}
	return major == 1 && minor < 7
}

// oldPatterns reports whether the module asks for the mux of Go 1.21.
func (x *editor) oldPatterns() bool {
	const setting = "httpmuxgo121=1"
	if bytes.Contains(x.GoMod, []byte(setting)) {
		return true
	}
	for _, f := range x.Main.Files {
		for _, group := range f.Syntax.Comments {
			for _, c := range group.List {
				if strings.HasPrefix(c.Text, "//go:debug ") && strings.Contains(c.Text, setting) {
					return true
				}
			}
		}
	}
	return false
}

// methodPatterns reports whether a program without a go.mod shows that its mux
// knows methods.
func (x *editor) methodPatterns() bool {
	return x.Path == "" && slices.ContainsFunc(x.Routes(), func(r served.Route) bool {
		return r.Method != "" && served.RouterType(x.TypeOf(r.On)) == "nethttp"
	})
}

// warn says what may still keep the platform from the hooks.
func (x *editor) warn(t *served.Target, framework string) []Warning {
	switch {
	case kindOf(framework).covers != "":
		return x.coveredBy(t, framework, kindOf(framework).covers)
	case framework == "nethttp":
		return x.onHosts(t)
	}
	return nil
}

// coveredBy lists the middleware that a method of the router's puts before all routes.
func (x *editor) coveredBy(t *served.Target, framework, method string) []Warning {
	var list []Warning
	for _, call := range x.Live {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if ok && sel.Sel.Name == method && served.RouterType(x.TypeOf(sel.X)) == framework && x.Prefix(sel.X, 0) == "" && x.On(sel.X, t) {
			list = append(list, Warning{
				Place: x.Place(call), Text: "this middleware covers the hooks too: it must let them pass",
				Type: `if r.URL.Path == "/pre-stop" || r.URL.Path == "/initialize" { next.ServeHTTP(w, r); return }`,
			})
		}
	}
	return list
}

// onHosts lists the routes that are for one host alone.
func (x *editor) onHosts(t *served.Target) []Warning {
	var list []Warning
	for _, r := range x.Routes() {
		host, _, whole := strings.Cut(r.Path, "/")
		if whole && host != "" && !strings.Contains(host, " ") && served.RouterType(x.TypeOf(r.On)) == "nethttp" && x.On(r.On, t) {
			list = append(list, Warning{Place: x.Place(r.Call), Text: fmt.Sprintf("calls for the host %s do not reach the hooks", host)})
		}
	}
	return list
}
