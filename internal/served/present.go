package served

import (
	"bytes"
	"go/ast"
	"go/token"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocode"
)

// Present finds a hook that the code answers already: a route, or a comparison
// with its path.
func (x *Reader) Present(h fc.Hook, t *Target) (Found, bool) {
	for _, r := range x.Routes() {
		if r.Path == h.Path && (r.Method == "" || strings.EqualFold(r.Method, h.Method)) && x.On(r.On, t) {
			return Found{Hook: h.Name, Place: x.Place(r.Call)}, true
		}
	}
	for _, at := range x.Order {
		for _, f := range at.Files {
			if f.Ours {
				continue
			}
			if n := x.compares(f, h.Path); n != nil {
				return Found{Hook: h.Name, Place: x.Place(n)}, true
			}
		}
	}
	return Found{}, false
}

// compares finds where a file compares something with a path, or keeps
// handlers by path.
func (x *Reader) compares(f *gocode.File, path string) (found ast.Node) {
	if !bytes.Contains(f.Source, []byte(strings.TrimPrefix(path, "/"))) {
		return nil
	}
	is := func(e ast.Expr) bool {
		v := x.Constant(e)
		if _, after, ok := strings.Cut(v, " "); ok {
			v = after
		}
		return v == path
	}
	ast.Inspect(f.Syntax, func(n ast.Node) bool {
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
