package retrofit

import (
	"go/ast"
	"go/types"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// extend adds hooks beside those that fcgen brought in before.
func (c *changing) extend(todo []string, t *target) error {
	m := *c.ours.machinery
	m.names = maps.Clone(m.names)
	again := machinery{}
	fresh(c.ours.at.pkg, &again)
	for _, hook := range todo {
		for _, id := range []string{answers(hook), runs(hook)} {
			delete(m.names, id)
			if n := again.names[id]; n != "" {
				m.names[id] = n
			}
		}
		if name := c.kept(c.ours.at.pkg, hook); name != "" {
			m.names[runs(hook)] = name
		}
	}
	m.hooks = slices.DeleteFunc(fc.HookNames(), func(n string) bool { return !slices.Contains(c.ours.hooks, n) && !slices.Contains(todo, n) })
	if m.framework == "gin" {
		if err := c.ginConflict(t, todo); err != nil {
			return err
		}
	}
	if !m.form.whole() && m.object == "" {
		if !c.beside(&m, todo) {
			return c.declined(t, m.framework, todo, "the line of the other hook was moved or changed")
		}
	}
	if err := c.write(&m, c.ours.at.name); err != nil {
		return err
	}
	return c.people(c.ours.at.pkg, &m, todo)
}

// beside puts the new routes next to those of the hooks that are there.
func (c *changing) beside(m *machinery, todo []string) bool {
	there := c.ours.hooks[0]
	first := slices.Index(fc.HookNames(), todo[0]) < slices.Index(fc.HookNames(), there)
	found := false
	for _, id := range c.usesOf(c.ours, c.ours.name(answers(there))) {
		stmt, call := c.registration(id)
		if stmt == nil {
			return false
		}
		lines := m.lines(c.text(call.Fun.(*ast.SelectorExpr).X), todo) //nolint:forcetypeassert // registration asked
		put := c.after
		if first {
			put = c.before
		}
		s, ok := put(stmt, lines)
		if !ok {
			return false
		}
		c.edits[s.file] = append(c.edits[s.file], s)
		found = true
	}
	return found
}

// registration is the statement that does nothing but register the handler that
// id names, and the call in it that has it as its argument.
func (c *changing) registration(id *ast.Ident) (ast.Stmt, *ast.CallExpr) {
	stack := c.enclosing(id)
	for i := len(stack) - 2; i >= 1; i-- {
		stmt, ok := stack[i].(*ast.ExprStmt)
		if !ok {
			continue
		}
		call, ok := stack[len(stack)-2].(*ast.CallExpr)
		if !ok || call.Fun == ast.Expr(id) || statements(stack[i-1]) == nil {
			return nil, nil
		}
		if _, ok := call.Fun.(*ast.SelectorExpr); !ok {
			return nil, nil
		}
		for j := i + 1; j < len(stack)-2; j++ { // r.HandleFunc(…).Methods("GET")
			switch stack[j].(type) {
			case *ast.CallExpr, *ast.SelectorExpr:
			default:
				return nil, nil
			}
		}
		return stmt, call
	}
	return nil, nil
}

// kept is the person's function for a hook, if the package has it from before:
// in a file of the name that fcgen gives it.
func (c *changing) kept(p *pkg, hook string) string {
	for _, name := range []string{runs(hook), otherName(runs(hook))} {
		if _, f := c.function(p, name); f != nil {
			return name
		}
	}
	return ""
}

// function finds a hook's function in a file that fcgen made for it.
func (c *changing) function(p *pkg, name string) (*types.Func, *file) {
	if p.types == nil {
		return nil, nil
	}
	fn, ok := p.types.Scope().Lookup(name).(*types.Func)
	if !ok {
		return nil, nil
	}
	f := c.files[c.fset.File(fn.Pos())]
	if f == nil || !strings.HasPrefix(path.Base(f.name), "fc_") {
		return nil, nil
	}
	sig := fn.Signature()
	if sig.Params().Len() != 1 || sig.Results().Len() != 1 || sig.Results().At(0).Type() != types.Universe.Lookup("error").Type() {
		return nil, nil
	}
	return fn, f
}
