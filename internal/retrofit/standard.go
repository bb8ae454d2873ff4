package retrofit

import "go/ast"

// standardMux places the hooks' routes before main's first route, or in an init
// function where main registers none itself.
func (x *editor) standardMux(p *placing) *placing {
	p.pkg = x.Main
	for _, f := range x.Main.Files {
		for _, d := range f.Syntax.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv != nil || fn.Name.Name != "main" || fn.Body == nil {
				continue
			}
			for _, s := range fn.Body.List {
				if sel := x.standardRoute(s); sel != nil {
					p.spots = []spot{{name: x.Text(sel.X), kind: above, node: s}}
					return p
				}
			}
		}
	}
	p.object = "http"
	return p
}

func (x *editor) standardRoute(s ast.Stmt) *ast.SelectorExpr {
	e, ok := s.(*ast.ExprStmt)
	if !ok {
		return nil
	}
	call, ok := e.X.(*ast.CallExpr)
	if !ok {
		return nil
	}
	if importPath, name := x.Outer(call); importPath != "net/http" || name != "Handle" && name != "HandleFunc" {
		return nil
	}
	sel, _ := call.Fun.(*ast.SelectorExpr)
	return sel
}
