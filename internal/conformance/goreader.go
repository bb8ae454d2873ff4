package conformance

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// goReader reads one file into code.
type goReader struct {
	code      *code
	fset      *token.FileSet
	file      *ast.File
	constants map[string]string
	imports   map[string]string // name → path
}

func (r *goReader) read(module string) {
	g := &r.code.golang
	for _, path := range r.imports {
		g.profiles = g.profiles || path == "net/http/pprof"
		first, _, _ := strings.Cut(path, "/")
		own := module != "" && (path == module || strings.HasPrefix(path, module+"/"))
		known := strings.HasPrefix(path, "github.com/gin-gonic/gin") || strings.HasPrefix(path, "github.com/labstack/echo")
		g.foreign = g.foreign || strings.Contains(first, ".") && !own && !known
	}
	ast.Inspect(r.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			r.literal(n)
		case *ast.CallExpr:
			r.call(n)
		case *ast.CompositeLit:
			r.composite(n)
		case *ast.AssignStmt:
			r.assign(n)
		}
		return true
	})
}

func (r *goReader) at(n ast.Node) Finding {
	p := r.fset.Position(n.Pos())
	return Finding{File: r.code.shown(p.Filename), Line: p.Line}
}

// literal looks for a hook's path, alone or after its method, and for the
// names of the port's variables.
func (r *goReader) literal(n *ast.BasicLit) {
	v, ok := literal(n)
	if !ok || n.Kind != token.STRING {
		return
	}
	if slices.Contains(fc.PortVariables(), v) {
		r.code.golang.readsPort = true
	}
	for _, h := range fc.Hooks() {
		if path := v[strings.LastIndex(v, " ")+1:]; path == h.Path || path == h.Path+"/" || path == h.Path+"/{$}" {
			r.code.note(h.Path, r.at(n))
		}
	}
}

// imported is the path of the package that x names.
func (r *goReader) imported(x ast.Expr) string {
	if id, ok := x.(*ast.Ident); ok {
		return r.imports[id.Name]
	}
	return ""
}

// imports reports whether the file imports a package whose path begins so.
func (r *goReader) importsLike(prefix string) bool {
	for _, path := range r.imports {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

// call looks for what opens a port.
func (r *goReader) call(n *ast.CallExpr) {
	f, ok := n.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	listens := func(arg int) {
		l := listen{at: r.at(n)}
		if arg < len(n.Args) {
			l.address, _ = r.text(n.Args[arg])
		}
		r.code.golang.listens = append(r.code.golang.listens, l)
	}
	from := r.imported(f.X)
	switch name := f.Sel.Name; {
	case from == "net" || from == "crypto/tls":
		if name == "Listen" {
			listens(1)
		} else if name == "ListenTCP" {
			listens(len(n.Args))
		}
	case name == "ListenAndServe" || name == "ListenAndServeTLS":
		if from != "" {
			listens(0)
			return
		}
		r.code.golang.listens = append(r.code.golang.listens, listen{at: r.at(n), method: true})
	case name == "Run" || name == "Start" || name == "Listen":
		framework := r.importsLike("github.com/gin-gonic/gin") && name == "Run" || r.importsLike("github.com/labstack/echo") && name == "Start"
		switch {
		case len(n.Args) == 0 && framework && name == "Run" && !r.importsLike("os/exec") && from == "":
			r.code.golang.listens = append(r.code.golang.listens, listen{at: r.at(n), address: ":8080"}) // gin's own, unless PORT is set
		case len(n.Args) == 1 || len(n.Args) == 2:
			if v, ok := r.text(n.Args[0]); ok && portOf(v) != 0 || framework && from == "" && !r.importsLike("os/exec") && !isCall(n.Args[0]) {
				listens(0)
			}
		}
	}
}

// isCall tells r.Run(context.Background()) from r.Run(addr).
func isCall(x ast.Expr) bool { _, ok := x.(*ast.CallExpr); return ok }

// maxText is how many bytes a text of the code may have that is looked at: no
// address is longer.
const maxText = 4 << 10

// text is what an expression of literals and constants comes to, if it is not
// longer than maxText.
func (r *goReader) text(x ast.Expr) (string, bool) {
	v, ok := r.written(x)
	return v, ok && len(v) <= maxText
}

func (r *goReader) written(x ast.Expr) (string, bool) {
	if v, ok := literal(x); ok {
		return v, true
	}
	switch x := x.(type) {
	case *ast.Ident:
		v, ok := r.constants[x.Name]
		return v, ok
	case *ast.ParenExpr:
		return r.text(x.X)
	case *ast.BinaryExpr:
		a, ok := r.text(x.X)
		if !ok || x.Op != token.ADD {
			return "", false
		}
		b, ok := r.text(x.Y)
		return a + b, ok
	case *ast.CallExpr:
		f, ok := x.Fun.(*ast.SelectorExpr)
		if ok && f.Sel.Name == "Itoa" && len(x.Args) == 1 {
			return r.text(x.Args[0])
		}
		if ok && f.Sel.Name == "JoinHostPort" && len(x.Args) == 2 {
			host, hok := r.text(x.Args[0])
			port, pok := r.text(x.Args[1])
			return host + ":" + port, hok && pok
		}
	}
	return "", false
}

// composite looks at http.Server{…}.
func (r *goReader) composite(n *ast.CompositeLit) {
	t, ok := n.Type.(*ast.SelectorExpr)
	if !ok || t.Sel.Name != "Server" || r.imported(t.X) != "net/http" {
		return
	}
	l := listen{at: r.at(n), address: ":80"}
	for _, element := range n.Elts {
		kv, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, ok := kv.Key.(*ast.Ident)
		if !ok {
			continue
		}
		if key.Name == "Addr" {
			l.address, _ = r.text(kv.Value)
		}
		r.timeout(key.Name, kv.Value, kv)
	}
	r.code.golang.servers = append(r.code.golang.servers, l)
}

// assign looks at e.Server.ReadTimeout = ….
func (r *goReader) assign(n *ast.AssignStmt) {
	for i, left := range n.Lhs {
		f, ok := left.(*ast.SelectorExpr)
		if !ok || i >= len(n.Rhs) {
			continue
		}
		if of, ok := f.X.(*ast.SelectorExpr); ok && of.Sel.Name == "Server" {
			r.timeout(f.Sel.Name, n.Rhs[i], n)
		}
	}
}

// portOf is the port of an address; 0 if it is none.
func portOf(address string) int {
	i := strings.LastIndex(address, ":")
	if i < 0 {
		return 0
	}
	port, err := strconv.ParseUint(address[i+1:], 10, 16)
	if err != nil {
		return 0
	}
	return int(port)
}

// loopback reports whether only this machine reaches address.
func loopback(address string) bool {
	host := strings.Trim(address[:max(0, strings.LastIndex(address, ":"))], "[]")
	return host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
}
