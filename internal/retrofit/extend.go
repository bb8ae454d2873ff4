package retrofit

import (
	"go/ast"
	"go/types"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
	"github.com/fcgen/fcgen/internal/served"
)

// extend adds hooks beside those that fcgen brought in before.
func (c *changing) extend(todo []string, t *served.Target, timeouts map[string]int) error {
	m := c.anew()
	c.rename(m, todo, freshNames(c.ours.At.Package))
	m.Hooks = slices.DeleteFunc(fc.HookNames(), func(n string) bool { return !slices.Contains(c.ours.Hooks, n) && !slices.Contains(todo, n) })
	m.Timeouts = deadlines(m.Hooks, timeouts, m.Timeouts)
	if len(todo) > 0 {
		if err := c.conflict(t, m.Framework, todo); err != nil {
			return err
		}
	}
	if !m.Form.Whole() && m.Object == "" && len(todo) > 0 {
		there, err := c.beside(m, todo)
		if err != nil {
			return err
		}
		if !there {
			return c.declined(t, m.Framework, todo, "the line of the other hook was moved or changed")
		}
	}
	if err := c.write(c.ours.At.Package, m, c.ours.At.Name); err != nil {
		return err
	}
	return c.people(c.ours.At.Package, m, todo)
}

// rename gives what hooks that come in need the names that are free now, and takes
// functions that are there from before.
func (c *changing) rename(m *hookfile.File, todo []string, free map[string]string) {
	for _, hook := range todo {
		for _, id := range []string{hookfile.Answers(hook), hookfile.Runs(hook)} {
			delete(m.Names, id)
			if n := free[id]; n != "" {
				m.Names[id] = n
			}
		}
		if name := c.kept(c.ours.At.Package, hook); name != "" {
			m.Names[hookfile.Runs(hook)] = name
		}
	}
}

// anew is fcgen's file as it is to be written again: what the person's code does
// not name is called what suits the package now.
func (c *changing) anew() *hookfile.File {
	m := *c.ours.File
	m.Names = maps.Clone(m.Names)
	m.Renamed = nil
	again := freshNames(c.ours.At.Package)
	for _, id := range hookfile.Identifiers() {
		if id == "TryAgain" || id == m.Form.Entry() {
			continue
		}
		delete(m.Names, id)
		if n := again[id]; n != "" {
			m.Names[id] = n
		}
	}
	return &m
}

// linesFor are the lines that bring some of m's hooks to a router.
func (x *editor) linesFor(m *hookfile.File, router string, hooks []string) ([]string, error) {
	h := code(nil, m)
	h.Hooks = hooks
	return x.templates.HookLines(h, router)
}

// beside puts the new routes next to those of the hooks that are there.
func (c *changing) beside(m *hookfile.File, todo []string) (bool, error) {
	there := c.ours.Hooks[0]
	first := slices.Index(fc.HookNames(), todo[0]) < slices.Index(fc.HookNames(), there)
	found := false
	for _, id := range c.UsesOf(c.ours, c.ours.Name(hookfile.Answers(there))) {
		stmt, call := c.registration(id)
		if stmt == nil {
			return false, nil
		}
		lines, err := c.linesFor(m, c.Text(call.Fun.(*ast.SelectorExpr).X), todo) //nolint:forcetypeassert // registration asked
		if err != nil {
			return false, err
		}
		put := c.after
		if first {
			put = c.before
		}
		s, ok := put(stmt, lines)
		if !ok {
			return false, nil
		}
		c.edits[s.file] = append(c.edits[s.file], s)
		found = true
	}
	return found, nil
}

// registration is the statement that does nothing but register the handler that
// id names, and the call in it that has it as its argument.
func (c *changing) registration(id *ast.Ident) (ast.Stmt, *ast.CallExpr) {
	stack := c.Enclosing(id)
	for i := len(stack) - 2; i >= 1; i-- {
		stmt, ok := stack[i].(*ast.ExprStmt)
		if !ok {
			continue
		}
		call, ok := stack[len(stack)-2].(*ast.CallExpr)
		if !ok || call.Fun == ast.Expr(id) || gocode.Statements(stack[i-1]) == nil {
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
func (c *changing) kept(p *gocode.Package, hook string) string {
	for _, name := range []string{hookfile.Runs(hook), otherName(hookfile.Runs(hook))} {
		if _, f := c.function(p, name); f != nil {
			return name
		}
	}
	return ""
}

// function finds a hook's function in a file that fcgen made for it.
func (c *changing) function(p *gocode.Package, name string) (*types.Func, *gocode.File) {
	if p.Types == nil {
		return nil, nil
	}
	fn, ok := p.Types.Scope().Lookup(name).(*types.Func)
	if !ok {
		return nil, nil
	}
	f := c.Files[c.Fset.File(fn.Pos())]
	if f == nil || !strings.HasPrefix(path.Base(f.Name), "fc_") {
		return nil, nil
	}
	sig := fn.Signature()
	if sig.Params().Len() != 1 || sig.Results().Len() != 1 || sig.Results().At(0).Type() != types.Universe.Lookup("error").Type() {
		return nil, nil
	}
	return fn, f
}
