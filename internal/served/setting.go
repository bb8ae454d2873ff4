package served

import (
	"go/ast"
	"slices"

	"github.com/fcgen/fcgen/internal/gocode"
)

// setting follows a value that is asked for by its name, as viper.GetString("port")
// and c.String("port") are, to the default that the program gives that name.
func (a *addresses) setting(call *ast.CallExpr, depth int) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || len(call.Args) != 1 || a.Constant(call.Args[0]) == "" {
		return false
	}
	if !slices.Contains([]string{"String", "GetString", "Int", "GetInt", "GetUint16"}, sel.Sel.Name) {
		return false
	}
	name, before := a.Constant(call.Args[0]), len(a.ports)+len(a.port.Env)
	for _, other := range a.Live {
		if value := a.defaultFor(other, name); value != nil {
			a.port.Flag = true
			a.expr(value, depth+1)
		}
	}
	for _, lit := range a.Lits {
		if value := gocode.Field(lit, "Value"); value != nil && a.Runs(lit) && a.Constant(gocode.Field(lit, "Name")) == name {
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
	if !ok || len(call.Args) < 2 || a.Constant(call.Args[0]) != name {
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
		value := gocode.Field(lit, key)
		if value == nil {
			continue
		}
		ast.Inspect(value, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				if text := a.Constant(e); text != "" {
					a.env(text, e)
					return false
				}
			}
			return true
		})
	}
}
