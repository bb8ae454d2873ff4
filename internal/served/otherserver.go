package served

import (
	"cmp"
	"errors"
	"go/ast"
	"slices"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/routers"
)

// Explain is err, and where that says that nothing is seen to serve, which of
// these packages does.
func (x *Reader) Explain(err error, hooks []string) error {
	if !errors.Is(err, gocode.ErrNoServer) {
		return err
	}
	call, at, is := x.otherServer()
	switch {
	case is == nil:
		return err
	case call == nil:
		to, _ := strconv.Unquote(at.Path.Value) // the file parses
		return declined(is, x.Place(at), is.Lines(cmp.Or(is.Variable, gocode.GuessName(to)), hooks), gocode.Somewhere)
	default:
		lines := is.Lines(cmp.Or(x.calledAs(call), is.Variable, x.Text(receiver(call))), hooks)
		if named := x.withName(is, call, lines); len(named) > len(lines) {
			return declined(is, x.Place(call), named, gocode.Instead)
		}
		return declined(is, x.Place(call), lines, x.put(is, call))
	}
}

// put is where the lines for a server go: below what makes it, or above what starts the
// one there is.
func (x *Reader) put(is *routers.Package, call *ast.CallExpr) gocode.Put {
	switch {
	case x.Owner[call] == nil || !strings.Contains(is.Paste, "{on}"):
		return gocode.Somewhere // at package level no statement can be; or they go into a handler
	case is.Variable == "":
		return gocode.Above
	}
	return gocode.Below
}

// otherServer finds where main comes to a call that makes a server in a way that fcgen
// does not follow, else where the package of one is imported. A file that a generator
// writes is the last to be meant.
func (x *Reader) otherServer() (call *ast.CallExpr, imported *ast.ImportSpec, is *routers.Package) {
	for _, at := range x.Live {
		importPath, name := x.Outer(at)
		p := routers.At(importPath)
		if !p.Func("", name).Makes || call != nil && !x.FileOf(call.Pos()).Generated {
			continue
		}
		if call == nil || !x.FileOf(at.Pos()).Generated {
			call, is = at, p
		}
	}
	if call != nil {
		return call, nil, is
	}
	for _, at := range x.Order {
		for _, f := range at.Files {
			for _, spec := range f.Syntax.Imports {
				to, err := strconv.Unquote(spec.Path.Value)
				if p := routers.Above(to); err == nil && p != nil && !p.Followed() {
					return nil, spec, p
				}
			}
		}
	}
	return nil, nil, nil
}

// withName gives a server that is made and started in one statement a name, before
// and after the lines that need it.
func (x *Reader) withName(is *routers.Package, call *ast.CallExpr, lines []string) []string {
	stack := x.Enclosing(call)
	stmt, ok := x.Statement(stack).(ast.Stmt)
	if _, dotted := stack[len(stack)-2].(*ast.SelectorExpr); !ok || !dotted || is.Variable == "" || len(lines) == 0 {
		return lines
	}
	made, whole := x.Text(call), x.Text(stmt)
	if strings.Count(whole, made) != 1 || strings.Contains(whole, "\n") {
		return lines
	}
	return slices.Concat([]string{is.Variable + " := " + made}, lines, []string{strings.Replace(whole, made, is.Variable, 1)})
}

// otherServed reports whether a server of another kind is made.
func (x *Reader) otherServed() bool {
	call, _, _ := x.otherServer()
	return call != nil
}

// calledAs is the name that a call's value gets where it stands, "" if it gets none.
func (x *Reader) calledAs(call *ast.CallExpr) string {
	stack := x.Enclosing(call)
	switch parent := stack[len(stack)-2].(type) {
	case *ast.AssignStmt:
		if i := slices.Index(parent.Rhs, ast.Expr(call)); i >= 0 && i < len(parent.Lhs) && gocode.Chain(parent.Lhs[i]) {
			return x.Text(parent.Lhs[i])
		}
	case *ast.ValueSpec:
		if i := slices.Index(parent.Values, ast.Expr(call)); i >= 0 && i < len(parent.Names) {
			return parent.Names[i].Name
		}
	}
	return ""
}

func declined(is *routers.Package, at gocode.Place, lines []string, put gocode.Put) error {
	if is.Refusal == "" {
		return &gocode.Declined{Reason: is.Title + " serves here, and fcgen puts no hooks into it", Place: at, Paste: lines, Put: put}
	}
	return &gocode.Declined{Cause: gocode.ErrNoHooks, Reason: is.Title + " serves here: " + is.Refusal, Place: at}
}
