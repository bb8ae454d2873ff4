package conformance

import (
	"fmt"
	"go/ast"
	"go/token"
	"strconv"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// idleLimit is how long a server has to keep a connection at least: the
// platform's page names 15 minutes (Q/062).
const idleLimit = 15 * time.Minute

// timeout notes a server's timeout that closes connections the platform still uses.
func (r *goReader) timeout(name string, x ast.Expr, at ast.Node) {
	d, ok := r.duration(x)
	if !ok || d <= 0 {
		return
	}
	f := r.at(at)
	switch name {
	case "IdleTimeout":
		if d > idleLimit {
			return
		}
		f.Message = fmt.Sprintf("IdleTimeout is %v: the server closes connections that the platform keeps", d)
	case "ReadTimeout":
		if d > idleLimit {
			return
		}
		f.Message = fmt.Sprintf("ReadTimeout is %v: it cuts long uploads and, where IdleTimeout is 0, also closes connections between calls", d)
	case "WriteTimeout":
		if d >= fc.MaxTimeout*time.Second {
			return
		}
		f.Message = fmt.Sprintf("WriteTimeout is %v: it cuts answers that take longer, whatever the function's timeout is", d)
	default:
		return
	}
	r.code.golang.timeouts = append(r.code.golang.timeouts, f)
}

// duration is what an expression like 5 * time.Second comes to.
func (r *goReader) duration(x ast.Expr) (time.Duration, bool) {
	switch x := x.(type) {
	case *ast.ParenExpr:
		return r.duration(x.X)
	case *ast.BasicLit:
		n, err := strconv.ParseInt(x.Value, 0, 64)
		return time.Duration(n), err == nil && x.Kind == token.INT
	case *ast.Ident:
		n, err := strconv.ParseInt(r.constants[x.Name], 0, 64)
		return time.Duration(n), err == nil
	case *ast.SelectorExpr:
		units := map[string]time.Duration{
			"Nanosecond": time.Nanosecond, "Microsecond": time.Microsecond, "Millisecond": time.Millisecond,
			"Second": time.Second, "Minute": time.Minute, "Hour": time.Hour,
		}
		unit, ok := units[x.Sel.Name]
		return unit, ok && r.imported(x.X) == "time"
	case *ast.BinaryExpr:
		a, aok := r.duration(x.X)
		b, bok := r.duration(x.Y)
		switch {
		case !aok || !bok:
			return 0, false
		case x.Op == token.MUL:
			return a * b, true
		case x.Op == token.ADD:
			return a + b, true
		}
	}
	return 0, false
}
