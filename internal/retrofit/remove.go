package retrofit

import (
	"bytes"
	"go/ast"
	"slices"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
)

// remove takes hooks away, as add brought them in.
func (c *changing) remove(r Request) error {
	var gone []string
	for _, h := range fc.Hooks() {
		if !slices.Contains(r.Remove, h.Name) {
			continue
		}
		if c.ours != nil && slices.Contains(c.ours.Hooks, h.Name) {
			gone = append(gone, h.Name)
			continue
		}
		c.result.Absent = append(c.result.Absent, h.Name)
		if found, ok := c.Present(h, nil); ok {
			c.result.Warnings = append(c.result.Warnings, Warning{Place: found.Place, Text: "this answers " + h.Method + " " + h.Path + " and is not fcgen's: it stays"})
		}
	}
	if len(gone) == 0 {
		return nil
	}
	m := c.anew()
	m.Hooks = slices.DeleteFunc(slices.Clone(m.Hooks), func(n string) bool { return slices.Contains(gone, n) })
	m.Timeouts = deadlines(m.Hooks, nil, m.Timeouts)
	if err := c.unplace(m, gone); err != nil {
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
	if len(m.Hooks) > 0 || c.wants(m.Name("TryAgain")) {
		if len(m.Hooks) == 0 {
			c.result.Warnings = append(c.result.Warnings, Warning{Place: gocode.Place{File: c.ours.At.Name, Line: 1}, Text: "your code uses " + m.Name("TryAgain") + ", so it stays"})
		}
		return c.write(c.ours.At.Package, m, c.ours.At.Name)
	}
	return c.delete(c.ours.At.Name, "no hook is left")
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
func (c *changing) unplace(m *hookfile.File, gone []string) error {
	switch {
	case m.Object != "":
		return nil
	case m.Form.Whole() && len(m.Hooks) > 0:
		return nil
	case m.Form.Whole():
		return c.unwrap(m)
	}
	for _, hook := range gone {
		for _, id := range c.UsesOf(c.ours, m.Name(hookfile.Answers(hook))) {
			stmt, _ := c.registration(id)
			if stmt == nil || !c.cutLine(stmt) {
				return c.stuck(id)
			}
		}
	}
	return nil
}

func (c *changing) unwrap(m *hookfile.File) error {
	for _, id := range c.UsesOf(c.ours, m.Name(m.Form.Entry())) {
		if stmt, call := c.registration(id); stmt != nil && call != nil {
			if !c.cutLine(stmt) {
				return c.stuck(id)
			}
			continue
		}
		stack := c.Enclosing(id)
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
		f := c.FileOf(id.Pos())
		c.edits[f] = append(c.edits[f],
			splice{file: f, at: c.Offset(call.Pos()), end: c.Offset(call.Args[0].Pos())},
			splice{file: f, at: c.Offset(call.Args[0].End()), end: c.Offset(call.End())})
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
		if len(s.Rhs) == 1 && c.Rewraps(s) {
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
	return &gocode.Declined{Cause: gocode.ErrMoved, Reason: "this use of fcgen's file is not the line that fcgen wrote", Place: c.Place(n)}
}

// cutLine takes out a statement that stands alone on its lines.
func (c *changing) cutLine(n ast.Node) bool {
	f := c.FileOf(n.Pos())
	indent, alone := c.indent(f, n)
	end := c.Offset(n.End())
	stop := bytes.IndexByte(f.Source[end:], '\n')
	if !alone || stop < 0 || len(bytes.TrimSpace(f.Source[end:end+stop])) > 0 {
		return false
	}
	c.edits[f] = append(c.edits[f], splice{file: f, at: c.Offset(n.Pos()) - len(indent), end: end + stop + 1})
	return true
}

// removePerson deletes the file with a hook's function, if it is as fcgen made
// it or the person wants that.
func (c *changing) removePerson(hook string, force bool) (deleted bool, err error) {
	p := c.ours.At.Package
	fn, f := c.function(p, c.ours.Name(hookfile.Runs(hook)))
	if f == nil {
		return false, nil
	}
	text, err := c.templates.HookFunction(code(p, c.ours.File), hook)
	if err != nil {
		return false, err
	}
	untouched := bytes.Equal(hookfile.LF(f.Source), text)
	used := slices.ContainsFunc(c.Uses(fn), func(id *ast.Ident) bool {
		in := c.FileOf(id.Pos())
		return in != c.ours.At && in != f
	})
	if c.mentioned(fn.Name()) {
		used = true
	}
	if used || !untouched && !force {
		why := "it differs from what fcgen writes, so it stays"
		if used {
			why = "your code uses it, so it stays"
		}
		c.result.Warnings = append(c.result.Warnings, Warning{Place: c.Place(c.Funcs[fn].Name), Text: why})
		return false, nil
	}
	return true, c.delete(f.Name, "its hook is gone")
}

// mentioned reports whether a test, or a file that the build leaves out, has the name.
func (c *changing) mentioned(name string) bool {
	for _, f := range c.ours.At.Package.Others {
		found := false
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
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
	for _, id := range c.UsesOf(c.ours, name) {
		in := c.FileOf(id.Pos())
		if !slices.ContainsFunc(c.result.Ops, func(op generator.Op) bool { return op.Action == generator.Delete && op.Path == in.Name }) {
			return true
		}
	}
	return c.mentioned(name)
}
