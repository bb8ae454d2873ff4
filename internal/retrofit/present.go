package retrofit

import (
	"bytes"
	"go/ast"
	"go/token"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// present finds a hook that the code answers already: a route, or a comparison
// with its path.
func (x *reader) present(h fc.Hook, t *target) (Found, bool) {
	for _, r := range x.routes() {
		if r.path == h.Path && (r.method == "" || strings.EqualFold(r.method, h.Method)) && x.on(r.on, t) {
			return Found{Hook: h.Name, Place: x.place(r.call)}, true
		}
	}
	for _, at := range x.order {
		for _, f := range at.files {
			if f.ours {
				continue
			}
			if n := x.compares(f, h.Path); n != nil {
				return Found{Hook: h.Name, Place: x.place(n)}, true
			}
		}
	}
	return Found{}, false
}

// compares finds where a file compares something with a path, or keeps
// handlers by path.
func (x *reader) compares(f *file, path string) (found ast.Node) {
	if !bytes.Contains(f.src, []byte(strings.TrimPrefix(path, "/"))) {
		return nil
	}
	is := func(e ast.Expr) bool {
		v := x.constant(e)
		if _, after, ok := strings.Cut(v, " "); ok {
			v = after
		}
		return v == path
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CaseClause:
			for _, e := range n.List {
				if is(e) {
					found = e
				}
			}
		case *ast.BinaryExpr:
			if n.Op == token.EQL && (is(n.X) || is(n.Y)) {
				found = n
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); is(n.Key) || ok && is(n.Value) && pathLike(key.Name) {
				found = n
			}
		}
		return found == nil
	})
	return found
}

func pathLike(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "path") || strings.Contains(name, "pattern") || strings.Contains(name, "route") || strings.Contains(name, "url")
}
