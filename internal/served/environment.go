package served

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/gocode"
)

// environment notes the variables that a call reads.
func (a *addresses) environment(call *ast.CallExpr, depth int) {
	names := a.texts(call.Args[0], depth)
	for _, v := range names {
		a.env(v, call)
	}
	if len(names) == 0 {
		a.unfollowed(call)
	}
}

// tag reads the default and the variable that a field's tag names, as the
// packages that fill a struct from the environment understand it. Another tag says
// that the field is filled from a file.
func (a *addresses) tag(sel *ast.SelectorExpr, v *types.Var) bool {
	t := a.TypeOf(sel.X)
	if t == nil {
		return false
	}
	s, ok := gocode.Deref(t).Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for i := range s.NumFields() {
		if gocode.Origin(s.Field(i)) != gocode.Origin(v) || s.Tag(i) == "" {
			continue
		}
		a.lost = true
		tag := reflect.StructTag(s.Tag(i))
		for _, key := range []string{"env", "envconfig"} {
			if name, _, _ := strings.Cut(tag.Get(key), ","); name != "" {
				a.env(name, sel)
			}
		}
		for _, key := range []string{"envDefault", "env-default", "default"} {
			if text := tag.Get(key); text != "" {
				a.text(text, sel)
			}
		}
		if a.port.Place.File == "" {
			a.port.Place = a.Place(sel)
		}
		return true
	}
	return false
}

func (a *addresses) env(name string, n ast.Node) {
	if !slices.Contains(a.port.Env, name) {
		a.port.Env = append(a.port.Env, name)
	}
	if a.port.Place.File == "" {
		a.port.Place = a.Place(n)
	}
}

// getenv reports whether an expression is the function that reads the environment,
// which may have come as an argument.
func (a *addresses) getenv(e ast.Expr, depth int) bool {
	if depth > 20 || !a.Step() {
		return false
	}
	if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok {
		if id, ok := sel.X.(*ast.Ident); ok {
			pkg, ok := a.Info(id.Pos()).Uses[id].(*types.PkgName)
			return ok && pkg.Imported().Path() == "os" && (sel.Sel.Name == "Getenv" || sel.Sel.Name == "LookupEnv")
		}
	}
	v, ok := a.Variable(a.FileOf(e.Pos()).Package, e).(*types.Var)
	if !ok {
		return false
	}
	if _, function := v.Type().Underlying().(*types.Signature); !function {
		return false
	}
	for _, s := range a.Sources[v] {
		if a.getenv(s.Expr, depth+1) {
			return true
		}
	}
	for _, call := range a.argumentsFor(v, a.by) {
		if a.getenv(call.Args[a.Params[v].I], depth+1) {
			return true
		}
	}
	return false
}

// texts are the strings that an expression can be, through parameters.
func (a *addresses) texts(e ast.Expr, depth int) []string {
	if text := a.Constant(e); text != "" {
		return []string{text}
	}
	v, ok := a.Variable(a.FileOf(e.Pos()).Package, e).(*types.Var)
	if !ok || depth > 20 || !a.Step() {
		return nil
	}
	var list []string
	for _, call := range a.argumentsFor(v, a.by) {
		list = append(list, a.texts(call.Args[a.Params[v].I], depth+1)...)
	}
	return list
}
