package retrofit

import (
	"cmp"
	"go/ast"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
	"github.com/fcgen/fcgen/internal/routers"
	"github.com/fcgen/fcgen/internal/served"
)

// declined says why a target is left alone, and what a person can paste where its
// router is made.
func (x *editor) declined(t *served.Target, framework string, hooks []string, reason string) *gocode.Declined {
	p := x.packageOf(framework)
	d := &gocode.Declined{Reason: reason}
	if t == nil || len(t.Routers) == 0 || t.Routers[0].Make == nil {
		d.Paste = x.paste(p, p.Variable, hooks)
		if t != nil {
			d.Place = x.Place(t.Sinks[0].Node)
		}
		return d
	}
	made := t.Routers[0].Make
	d.Place = x.Place(made)
	c := x.chained(climb(x.at(made)))
	name := x.calledAs(c)
	d.Paste = x.paste(p, cmp.Or(name, p.Variable), hooks)
	if name != "" {
		d.Put = gocode.Below
	} else if lines := x.withName(c, p.Variable, d.Paste); lines != nil {
		d.Paste, d.Put = lines, gocode.Instead
	}
	return d
}

// paste are the lines for a router of that name; before Go 1.22 a mux knew no methods.
func (x *editor) paste(p *routers.Package, on string, hooks []string) []string {
	lines := p.Lines(on, hooks)
	if x.formOn(p.Name) != hookfile.Paths {
		return lines
	}
	for i, hook := range hooks {
		h, _ := fc.HookNamed(hook)
		lines[i] = strings.Replace(lines[i], h.Method+" "+h.Path, h.Path, 1)
	}
	return lines
}

// calledAs is the name that a router gets in the statement that makes it, "" if it
// gets none.
func (x *editor) calledAs(made inspector.Cursor) string {
	if made.ParentEdgeKind() == edge.AssignStmt_Rhs {
		s := made.Parent().Node().(*ast.AssignStmt) //nolint:forcetypeassert // the edge says so, here and below
		if to := target(s.Lhs, s.Rhs, made.ParentEdgeIndex(), -1); named(to) && inList(made.Parent()) {
			return x.Text(to)
		}
	}
	if spec := made.Parent(); made.ParentEdgeKind() == edge.ValueSpec_Values && spec.Parent().ParentEdgeKind() == edge.DeclStmt_Decl {
		return spec.Node().(*ast.ValueSpec).Names[0].Name //nolint:forcetypeassert // see above
	}
	return ""
}

// withName gives a router a name before lines that need it, and uses the name in the
// statement that made it; nil if that cannot be done.
func (x *editor) withName(made inspector.Cursor, name string, lines []string) []string {
	stmt := statementAround(made)
	if !stmt.Valid() {
		return nil
	}
	code, whole := x.Text(made.Node()), x.Text(stmt.Node())
	if strings.Count(whole, code) != 1 || strings.Contains(whole, "\n") {
		return nil
	}
	return slices.Concat([]string{name + " := " + code}, lines, []string{strings.Replace(whole, code, name, 1)})
}

// declinedAt says why the code around a router or a handler is left alone, and what to
// paste where a target's router is made.
func (x *editor) declinedAt(n ast.Node, t *served.Target, framework string, hooks []string, reason string) *gocode.Declined {
	d := x.declined(t, framework, hooks, reason)
	if d.Put == gocode.Somewhere {
		d.Place = x.Place(n)
	}
	return d
}

// packageOf is what is known of a framework's package, as the module imports it; of
// net/http, if it imports none.
func (x *editor) packageOf(framework string) *routers.Package {
	if p := routers.At(x.ImportOf(framework)); p != nil && framework != "" {
		return p
	}
	return routers.At("net/http")
}
