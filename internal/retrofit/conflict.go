package retrofit

import (
	"bytes"
	"fmt"
	"go/ast"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// ginConflict declines where gin would panic at the start: its tree knows no
// route beside a wildcard at the root, and before 1.7 none beside a parameter.
func (x *editor) ginConflict(t *target, hooks []string) error {
	for _, r := range x.routes() {
		if !strings.HasPrefix(r.path, "/*") && !(strings.HasPrefix(r.path, "/:") && x.oldGin()) {
			continue
		}
		if !x.on(r.on, t) {
			continue
		}
		if routable(x.typeOf(r.on)) != "gin" && !isType(x.typeOf(r.on), "github.com/gin-gonic/gin", "RouterGroup") {
			continue
		}
		for _, name := range hooks {
			h, _ := fc.HookNamed(name)
			if r.method == "" || strings.EqualFold(r.method, h.Method) {
				return &Declined{
					Reason: fmt.Sprintf("gin would panic at the start: %s %s cannot stand beside the route for %s", h.Method, h.Path, r.path),
					Place:  x.place(r.call),
					Paste:  pasteBefore(x.text(r.on), r.path, hooks),
				}
			}
		}
	}
	return nil
}

func (x *editor) oldGin() bool {
	v := x.require["github.com/gin-gonic/gin"]
	var major, minor int
	if n, _ := fmt.Sscanf(v, "v%d.%d", &major, &minor); n < 2 {
		return false
	}
	return major == 1 && minor < 7
}

// pasteBefore are lines for a middleware of gin's that a wildcard's route runs first.
func pasteBefore(router, path string, hooks []string) []string {
	lines := []string{router + ".Use(func(c *gin.Context) { // above the route for " + path}
	for _, name := range hooks {
		h, _ := fc.HookNamed(name)
		lines = append(lines,
			fmt.Sprintf("\tif c.Request.Method == %q && c.Request.URL.Path == %q {", h.Method, h.Path),
			"\t\tc.AbortWithStatus(200) // the "+h.Name+" hook: do its work before this line",
			"\t}")
	}
	return append(lines, "})")
}

// oldPatterns reports whether the module asks for the mux of Go 1.21.
func (x *editor) oldPatterns() bool {
	const setting = "httpmuxgo121=1"
	if bytes.Contains(x.goMod, []byte(setting)) {
		return true
	}
	for _, f := range x.main.files {
		for _, group := range f.ast.Comments {
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
	return x.path == "" && slices.ContainsFunc(x.routes(), func(r route) bool {
		return r.method != "" && routerType(x.typeOf(r.on)) == "nethttp"
	})
}

// warn says what may still keep the platform from the hooks.
func (x *editor) warn(t *target, framework string) []Warning {
	var list []Warning
	for _, call := range x.live {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok {
			continue
		}
		if framework == "gorilla" && sel.Sel.Name == "Use" && routerType(x.typeOf(sel.X)) == "gorilla" && x.prefix(sel.X, 0) == "" && x.on(sel.X, t) {
			list = append(list, Warning{
				Place: x.place(call), Text: "this middleware covers the hooks too: it must let them pass",
				Type: `if r.URL.Path == "/pre-stop" || r.URL.Path == "/initialize" { next.ServeHTTP(w, r); return }`,
			})
		}
	}
	if framework != "nethttp" {
		return list
	}
	for _, r := range x.routes() {
		host, _, _ := strings.Cut(r.path, "/")
		if routerType(x.typeOf(r.on)) == "nethttp" && host != "" && !strings.Contains(host, " ") && strings.Contains(r.path, "/") && x.on(r.on, t) {
			list = append(list, Warning{Place: x.place(r.call), Text: fmt.Sprintf("calls for the host %s do not reach the hooks", host)})
		}
	}
	return list
}

// declined says why a target is left alone, and what a person can paste.
func (x *editor) declined(t *target, framework string, hooks []string, reason string) *Declined {
	if t == nil {
		return &Declined{Reason: reason, Paste: x.pasteLines(framework, hooks)}
	}
	n := t.sinks[0].node
	if len(t.routers) > 0 && t.routers[0].make != nil {
		n = t.routers[0].make
	}
	return x.declinedAt(n, framework, hooks, reason)
}

func (x *editor) declinedAt(n ast.Node, framework string, hooks []string, reason string) *Declined {
	return &Declined{Reason: reason, Place: x.place(n), Paste: x.pasteLines(framework, hooks)}
}

// pasteNamed are lines for a router that is made and served at once, without a name.
func (x *editor) pasteNamed(t *target, framework string, hooks []string) []string {
	lines := x.pasteLines(framework, hooks)
	if len(t.routers) != 1 || t.routers[0].make == nil {
		return lines
	}
	made, served := x.text(t.routers[0].make), x.text(t.sinks[0].node)
	name := "r"
	switch framework {
	case "echo":
		name = "e"
	case "nethttp":
		name = "mux"
	}
	if !strings.HasPrefix(served, made+".") {
		return lines
	}
	return append(append([]string{name + " := " + made}, lines...), name+strings.TrimPrefix(served, made))
}

// pasteLines are routes that answer 200, for a router named r.
func (x *editor) pasteLines(framework string, hooks []string) []string {
	var lines []string
	pointer := ""
	if x.require["github.com/labstack/echo/v5"] != "" {
		pointer = "*" // to its Context, in that version
	}
	for _, name := range hooks {
		h, _ := fc.HookNamed(name)
		switch framework {
		case "gin":
			lines = append(lines, fmt.Sprintf("r.%s(%q, func(c *gin.Context) { c.Status(200) })", h.Method, h.Path))
		case "echo":
			lines = append(lines, fmt.Sprintf("e.%s(%q, func(c %secho.Context) error { return c.NoContent(200) })", h.Method, h.Path, pointer))
		case "gorilla":
			lines = append(lines, fmt.Sprintf("r.HandleFunc(%q, func(w http.ResponseWriter, r *http.Request) {}).Methods(%q)", h.Path, h.Method))
		case "chi":
			lines = append(lines, fmt.Sprintf("r.%s(%q, func(w http.ResponseWriter, r *http.Request) {})", h.Method[:1]+strings.ToLower(h.Method[1:]), h.Path))
		default:
			lines = append(lines, fmt.Sprintf("mux.HandleFunc(%q, func(w http.ResponseWriter, r *http.Request) {})", h.Path))
		}
	}
	return lines
}
