package retrofit

import (
	"bytes"
	"go/ast"
	"slices"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
)

// remove takes hooks away, as add brought them in.
func (c *changing) remove(r Request) error {
	var gone []string
	for _, h := range fc.Hooks() {
		if !slices.Contains(r.Remove, h.Name) {
			continue
		}
		if c.ours != nil && slices.Contains(c.ours.hooks, h.Name) {
			gone = append(gone, h.Name)
			continue
		}
		c.result.Absent = append(c.result.Absent, h.Name)
		if found, ok := c.present(h, nil); ok {
			c.result.Warnings = append(c.result.Warnings, Warning{Place: found.Place, Text: "this answers " + h.Method + " " + h.Path + " and is not fcgen's: it stays"})
		}
	}
	if len(gone) == 0 {
		return nil
	}
	m := *c.ours.machinery
	m.hooks = slices.DeleteFunc(slices.Clone(m.hooks), func(n string) bool { return slices.Contains(gone, n) })
	if err := c.unplace(&m, gone); err != nil {
		return err
	}
	stays := false
	for _, hook := range gone {
		deleted, err := c.removePerson(hook, r.Force)
		if err != nil {
			return err
		}
		stays = stays || !deleted
	}
	if len(m.hooks) > 0 || c.wants(m.name("TryAgain")) {
		if len(m.hooks) == 0 {
			c.result.Warnings = append(c.result.Warnings, Warning{Place: Place{File: c.ours.at.name, Line: 1}, Text: "your code uses " + m.name("TryAgain") + ", so it stays"})
		}
		return c.write(&m, c.ours.at.name)
	}
	return c.delete(c.ours.at.name, "no hook is left")
}

func (c *changing) delete(name, why string) error {
	before, err := c.asRead(name)
	if err != nil {
		return err
	}
	c.op(generator.Op{Path: name, Action: generator.Delete, Before: before, Why: why})
	return nil
}

// unplace takes the lines of hooks out of the person's files.
func (c *changing) unplace(m *machinery, gone []string) error {
	switch {
	case m.object != "":
		return nil
	case m.form.whole() && len(m.hooks) > 0:
		return nil
	case m.form.whole():
		return c.unwrap(m)
	}
	for _, hook := range gone {
		for _, id := range c.usesOf(c.ours, m.name(answers(hook))) {
			stmt, _ := c.registration(id)
			if stmt == nil || !c.cutLine(stmt) {
				return c.stuck(id)
			}
		}
	}
	return nil
}

func (c *changing) unwrap(m *machinery) error {
	for _, id := range c.usesOf(c.ours, m.name(m.form.entry())) {
		if stmt, call := c.registration(id); stmt != nil && call != nil {
			if !c.cutLine(stmt) {
				return c.stuck(id)
			}
			continue
		}
		stack := c.enclosing(id)
		call, ok := stack[len(stack)-2].(*ast.CallExpr)
		if !ok || call.Fun != ast.Expr(id) {
			return c.stuck(id)
		}
		if stmt := c.ownLine(stack); stmt != nil {
			if !c.cutLine(stmt) {
				return c.stuck(id)
			}
			continue
		}
		if len(call.Args) != 1 {
			return c.stuck(id)
		}
		f := c.fileOf(id.Pos())
		c.edits[f] = append(c.edits[f],
			splice{file: f, at: c.offset(call.Pos()), end: c.offset(call.Args[0].Pos())},
			splice{file: f, at: c.offset(call.Args[0].End()), end: c.offset(call.End())})
	}
	return nil
}

// ownLine is the statement around a call of fcgen's function, the last but one
// of stack, if fcgen wrote the whole of it.
func (c *changing) ownLine(stack []ast.Node) ast.Stmt {
	i := len(stack) - 3
	if sel, ok := stack[i].(*ast.SelectorExpr); ok && sel.Sel.Name == "ServeHTTP" {
		i--
	}
	switch s := stack[i].(type) {
	case *ast.AssignStmt:
		if len(s.Rhs) == 1 && c.rewraps(s) {
			return s
		}
	case *ast.ExprStmt: // fcRoutes(r)
		return s
	case *ast.IfStmt: // if fcAnswered(w, r) { return }
		if s.Init != nil || s.Else != nil || len(s.Body.List) != 1 {
			return nil
		}
		if ret, ok := s.Body.List[0].(*ast.ReturnStmt); ok && len(ret.Results) == 0 {
			return s
		}
	}
	return nil
}

func (c *changing) stuck(n ast.Node) error {
	return &Declined{Cause: ErrMoved, Reason: "this use of fcgen's file is not the line that fcgen wrote", Place: c.place(n)}
}

// cutLine takes out a statement that stands alone on its lines.
func (c *changing) cutLine(n ast.Node) bool {
	f := c.fileOf(n.Pos())
	indent, alone := c.indent(f, n)
	end := c.offset(n.End())
	stop := bytes.IndexByte(f.src[end:], '\n')
	if !alone || stop < 0 || len(bytes.TrimSpace(f.src[end:end+stop])) > 0 {
		return false
	}
	c.edits[f] = append(c.edits[f], splice{file: f, at: c.offset(n.Pos()) - len(indent), end: end + stop + 1})
	return true
}

// removePerson deletes the file with a hook's function, if it is as fcgen made
// it or the person wants that.
func (c *changing) removePerson(hook string, force bool) (deleted bool, err error) {
	p := c.ours.at.pkg
	fn, f := c.function(p, c.ours.name(runs(hook)))
	if f == nil {
		return false, nil
	}
	untouched := bytes.Equal(lf(f.src), c.ours.person(hook))
	used := slices.ContainsFunc(c.uses(fn), func(id *ast.Ident) bool {
		in := c.fileOf(id.Pos())
		return in != c.ours.at && in != f
	})
	if c.mentioned(fn.Name()) {
		used = true
	}
	if used || !untouched && !force {
		why := "you changed it, so it stays"
		if used {
			why = "your code uses it, so it stays"
		}
		c.result.Warnings = append(c.result.Warnings, Warning{Place: c.place(c.funcs[fn].Name), Text: why})
		return false, nil
	}
	return true, c.delete(f.name, "its hook is gone")
}

// mentioned reports whether a test, or a file that the build leaves out, has the name.
func (c *changing) mentioned(name string) bool {
	for _, f := range c.ours.at.pkg.others {
		found := false
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Name == name {
				found = true
			}
			return !found
		})
		if found {
			return true
		}
	}
	return false
}

// wants reports whether a file that stays uses a name of fcgen's file.
func (c *changing) wants(name string) bool {
	for _, id := range c.usesOf(c.ours, name) {
		in := c.fileOf(id.Pos())
		if !slices.ContainsFunc(c.result.Ops, func(op generator.Op) bool { return op.Action == generator.Delete && op.Path == in.name }) {
			return true
		}
	}
	return c.mentioned(name)
}
