package retrofit

import (
	"cmp"
	"context"
	"fmt"
	"go/ast"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
	"github.com/fcgen/fcgen/internal/served"
)

// Change computes what Request asks for. Nothing is written. It ends as soon as
// ctx does, and after a minute in any case.
func Change(ctx context.Context, r Request) (*Result, error) {
	return gocode.WaitFor(ctx, func(ctx context.Context) (*Result, error) { return compute(ctx, r) })
}

func compute(ctx context.Context, r Request) (*Result, error) {
	if err := known(r); err != nil {
		return nil, err
	}
	read, pick, err := served.Load(ctx, r.Dir, r.Router, r.As)
	if err != nil {
		return nil, err
	}
	defer read.Close()
	x := newEditor(read, r.Templates)
	have, err := x.FindOurs()
	if err != nil {
		return nil, err
	}
	c := &changing{editor: x, ours: have, result: &Result{}, edits: map[*gocode.File][]splice{}}
	if len(r.Remove) > 0 {
		if err := c.remove(r); err != nil {
			return nil, err
		}
	}
	t, err := x.Choose(pick)
	switch {
	case err == nil:
		if c.result.Program, err = x.Describe(t); err != nil {
			return nil, err
		}
	case len(r.Add) > 0 && (have == nil || len(have.Hooks) == 0):
		return nil, x.Explain(err, r.Add)
	default:
		c.result.Program = x.About()
	}
	if len(r.Add) > 0 {
		if err := c.add(t, r); err != nil {
			return nil, err
		}
	}
	return c.finish()
}

func known(r Request) error {
	for _, name := range slices.Concat(r.Add, r.Remove) {
		if !slices.Contains(fc.HookNames(), name) {
			return fmt.Errorf("unknown hook %q", name)
		}
	}
	if len(r.Add) > 0 && len(r.Remove) > 0 {
		return fmt.Errorf("add and remove hooks at once: one after the other")
	}
	return nil
}

// editor finds where hooks go in a program, and what to put there.
type editor struct {
	*served.Reader
	templates *generator.Catalog
	trees     map[ast.Decl]*inspector.Inspector
	gofmt     map[string]bool // whether it agrees with a text
}

func newEditor(r *served.Reader, c *generator.Catalog) *editor {
	return &editor{r, c, map[ast.Decl]*inspector.Inspector{}, map[string]bool{}}
}

// changing is a change in the making.
type changing struct {
	*editor
	ours   *served.Ours
	result *Result
	edits  map[*gocode.File][]splice
	todo   []string // the hooks that come in
}

// add brings in the hooks that are not there.
func (c *changing) add(t *served.Target, r Request) error {
	var todo []string
	late := false // a timeout is another one by now
	for _, h := range fc.Hooks() {
		if !slices.Contains(r.Add, h.Name) {
			continue
		}
		if c.ours != nil && slices.Contains(c.ours.Hooks, h.Name) {
			c.result.Present = append(c.result.Present, c.OursAt(c.ours, h.Name))
			late = late || r.Timeouts[h.Name] != 0 && r.Timeouts[h.Name] != c.ours.Timeouts[h.Name]
		} else if found, ok := c.Present(h, t); ok {
			c.result.Present = append(c.result.Present, found)
		} else {
			todo = append(todo, h.Name)
		}
	}
	c.todo = todo
	switch there := c.ours != nil && len(c.ours.Hooks) > 0; {
	case len(todo) > 0 && !there:
		return c.bringIn(t, todo, r.Timeouts)
	case len(todo) > 0 || late:
		return c.extend(todo, t, r.Timeouts)
	}
	return nil
}

// bringIn adds the first hooks of a program.
func (c *changing) bringIn(t *served.Target, todo []string, timeouts map[string]int) error {
	p, err := c.placeFor(t, todo)
	if err != nil {
		return err
	}
	if name := p.pkg.Shadowed(); name != "" {
		return c.declined(t, p.framework, todo, fmt.Sprintf("the package gives %q a meaning of its own", name))
	}
	m := &hookfile.File{Package: p.pkg.Name(), Framework: p.framework, Path: p.path, Form: p.form, Object: p.object, Hooks: todo, Timeouts: deadlines(todo, timeouts, nil)}
	m.Names = freshNames(p.pkg)
	for _, hook := range todo {
		if name := c.kept(p.pkg, hook); name != "" {
			m.Names[hookfile.Runs(hook)] = name
		}
	}
	name, err := c.fileName(p.pkg, "fc_hooks")
	if err != nil {
		return err
	}
	if c.ours != nil { // what remove left for the person's TryAgain
		if c.ours.At.Package != p.pkg {
			return c.declined(t, p.framework, todo, "fcgen's file is in another package: "+c.ours.At.Name)
		}
		delete(m.Names, "TryAgain")
		if n := c.ours.Names["TryAgain"]; n != "" {
			m.Names["TryAgain"] = n
		}
		name = c.ours.At.Name
	}
	list, ok, err := c.settle(p, m)
	if err != nil {
		return err
	}
	if !ok {
		return c.declined(t, p.framework, todo, "the statement shares its line with other code")
	}
	for _, s := range list {
		c.edits[s.file] = append(c.edits[s.file], s)
	}
	c.result.Warnings = append(c.result.Warnings, p.warnings...)
	c.result.Where, c.result.WhereWhy = p.by.name, p.by.why
	if err := c.write(p.pkg, m, name); err != nil {
		return err
	}
	return c.people(p.pkg, m, todo)
}

// write makes the machinery's file what m says.
func (c *changing) write(p *gocode.Package, m *hookfile.File, name string) error {
	text, err := c.templates.HookFile(code(p, m))
	if err != nil {
		return err
	}
	text = hookfile.Seal(text)
	if c.ours == nil {
		c.op(generator.Op{Path: name, Action: generator.Create, After: &generator.File{Data: text}, Why: "answers the platform"})
		return nil
	}
	before, err := c.asRead(name)
	if err != nil {
		return err
	}
	after := &generator.File{Data: text, Exec: before.Exec}
	c.op(generator.Op{Path: name, Action: generator.Merge, Before: before, After: after, Why: "answers the platform"})
	return nil
}

// people makes the files with the functions that are the person's, where the
// package has none from before.
func (c *changing) people(p *gocode.Package, m *hookfile.File, todo []string) error {
	for _, hook := range todo {
		if c.kept(p, hook) != "" {
			continue
		}
		name, err := c.fileName(p, "fc_"+fileWord(hook))
		if err != nil {
			return err
		}
		text, err := c.templates.HookFunction(code(p, m), hook)
		if err != nil {
			return err
		}
		c.op(generator.Op{Path: name, Action: generator.Create, After: &generator.File{Data: text}, Why: "your code for the hook"})
	}
	return nil
}

func fileWord(hook string) string {
	if hook == "initializer" {
		return "initialize"
	}
	return hook
}

func (c *changing) op(op generator.Op) { c.result.Ops = append(c.result.Ops, op) }

// asRead is a file as the change was made from it. Where the disk says otherwise
// by now, the plan is refused when it is carried out.
func (c *changing) asRead(name string) (*generator.File, error) {
	f := c.fileNamed(name)
	if gocode.Beside(name) {
		return nil, &gocode.Declined{Reason: "the hooks are in a module beside this one, where fcgen changes nothing: go to its folder", Place: gocode.Place{File: name, Line: 1}}
	}
	if f == nil {
		return nil, fmt.Errorf("read %q: it was not read with the program", name)
	}
	info, err := c.Root.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", name, err)
	}
	return &generator.File{Data: f.Source, Exec: info.Mode()&0o111 != 0}, nil
}

func (c *changing) fileNamed(name string) *gocode.File {
	for _, at := range c.Order {
		for _, f := range slices.Concat(at.Files, at.Others) {
			if f.Name == name {
				return f
			}
		}
	}
	return nil
}

// finish turns the splices into ops, each proved.
func (c *changing) finish() (*Result, error) {
	for f, list := range c.edits {
		before, err := c.asRead(f.Name)
		if err != nil {
			return nil, err
		}
		data, err := apply(f.Source, list)
		if err == nil {
			err = c.verify(f.Name, f.Source, data, list, len(c.todo) > 0)
		}
		if err != nil {
			return nil, &gocode.Declined{Reason: err.Error(), Place: gocode.Place{File: f.Name, Line: 1}, Paste: c.declined(nil, c.result.Program.Framework, c.todo, "").Paste}
		}
		c.op(generator.Op{Path: f.Name, Action: generator.Merge, Before: before, After: &generator.File{Data: data, Exec: before.Exec}, Why: "one line for each hook"})
	}
	for _, op := range c.result.Ops {
		if gocode.Beside(op.Path) {
			return nil, &gocode.Declined{Reason: besideModule, Place: gocode.Place{File: op.Path, Line: 1}}
		}
	}
	slices.SortFunc(c.result.Ops, func(a, b generator.Op) int { return cmp.Compare(a.Path, b.Path) })
	return c.result, nil
}
