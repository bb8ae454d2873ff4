package retrofit

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// flag is the variable that a call declares a flag for, and the flag's default:
// flag.StringVar(&addr, "addr", ":9000", "where to listen"), and the same of the
// packages that are used like it.
func (x *index) flag(call *ast.CallExpr) (types.Object, ast.Expr) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || len(call.Args) < 3 {
		return nil, nil
	}
	kind, short := strings.CutSuffix(sel.Sel.Name, "P")
	kind, declares := strings.CutSuffix(kind, "Var")
	value := 2
	if short {
		value = 3
	}
	if !declares || !slices.Contains([]string{"String", "Int", "Int32", "Int64", "Uint", "Uint16", "Uint32", "Uint64"}, kind) || value >= len(call.Args) {
		return nil, nil
	}
	to, ok := ast.Unparen(call.Args[0]).(*ast.UnaryExpr)
	if !ok || to.Op != token.AND {
		return nil, nil
	}
	return x.variable(x.fileOf(call.Pos()).pkg, to.X), call.Args[value]
}

// setting follows a value that is asked for by its name, as viper.GetString("port")
// and c.String("port") are, to the default that the program gives that name.
func (a *addresses) setting(call *ast.CallExpr, depth int) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || len(call.Args) != 1 || a.constant(call.Args[0]) == "" {
		return false
	}
	if !slices.Contains([]string{"String", "GetString", "Int", "GetInt", "GetUint16"}, sel.Sel.Name) {
		return false
	}
	name, before := a.constant(call.Args[0]), len(a.ports)+len(a.port.Env)
	for _, other := range a.live {
		if value := a.defaultFor(other, name); value != nil {
			a.port.Flag = true
			a.expr(value, depth+1)
		}
	}
	for _, lit := range a.lits {
		if value := field(lit, "Value"); value != nil && a.runs(lit) && a.constant(field(lit, "Name")) == name {
			a.port.Flag = true
			a.expr(value, depth+1)
			a.variables(lit)
		}
	}
	a.lost = true // a configuration may say otherwise
	return len(a.ports)+len(a.port.Env) > before
}

// defaultFor is what a call gives a name as its default.
func (a *addresses) defaultFor(call *ast.CallExpr, name string) ast.Expr {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || len(call.Args) < 2 || a.constant(call.Args[0]) != name {
		return nil
	}
	switch sel.Sel.Name {
	case "SetDefault", "String", "Int", "Uint16":
		return call.Args[1]
	case "StringP", "IntP", "Uint16P":
		if len(call.Args) > 2 {
			return call.Args[2]
		}
	}
	return nil
}

// variables are the ones of the environment that a flag's literal names.
func (a *addresses) variables(lit *ast.CompositeLit) {
	for _, key := range []string{"EnvVar", "EnvVars", "Sources"} {
		value := field(lit, key)
		if value == nil {
			continue
		}
		ast.Inspect(value, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				if text := a.constant(e); text != "" {
					a.env(text, e)
					return false
				}
			}
			return true
		})
	}
}
