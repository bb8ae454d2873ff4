package retrofit

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
	"github.com/fcgen/fcgen/internal/served"
)

// placing is where the hooks come in: the package that gets fcgen's files, and
// how its lines reach the person's.
type placing struct {
	pkg       *gocode.Package
	framework string
	path      string // the framework's import path
	form      hookfile.Form
	object    string
	spots     []spot
	warnings  []Warning
}

// spot is one place in a person's file.
type spot struct {
	name string // the router's, or the handler's; what a handler is given
	kind spotKind
	node ast.Node
	tail string // what its line ends with
}

type spotKind int

const (
	below   spotKind = iota // lines below a statement
	above                   // lines above a statement
	inside                  // the name goes around an expression
	atStart                 // lines at the start of a function's body
)

// placeFor decides where the hooks of a target go.
func (x *editor) placeFor(t *served.Target, hooks []string) (*placing, error) {
	framework := ""
	if len(t.Routers) > 0 {
		framework = t.Routers[0].Framework
	}
	var p *placing
	if !t.Wrap && framework != "" {
		p = x.register(t, framework)
	}
	if p == nil && !t.Wrap && (framework == "gin" || framework == "echo") {
		if p = x.atMethod(t, framework); p == nil {
			p = x.atSinks(t, framework)
		}
	}
	if p != nil && len(p.warnings) > 0 {
		if first := x.beforeAll(t); first != nil {
			p = first // nothing to warn of
		}
	}
	if p == nil {
		p = x.wrapSinks(t)
	}
	if framework == "gin" && !t.Wrap && (p == nil || p.changes()) {
		if last := x.lateAtSinks(t); last != nil {
			p = last
		}
	}
	if p == nil && t.Wrap && framework != "" {
		if p = x.register(t, framework); p != nil {
			p.warnings = append(p.warnings, Warning{Place: x.Place(t.Sinks[0].Node), Text: "a handler stands before the router here, and it may keep the platform from the hooks"})
		}
	}
	if !t.Wrap && framework != "" && (p == nil || x.outOfHand(p)) {
		if called := x.inCallback(t, framework); called != nil {
			p = called
		}
	}
	if p == nil {
		err := x.declined(t, framework, hooks, "no line could be found where the router has a name that routes can be registered on")
		err.Paste = x.pasteNamed(t, framework, hooks)
		return nil, err
	}
	if t.Sinks[0].Rank == 2 {
		p.warnings = append(p.warnings, Warning{Place: x.Where(t), Text: "the router goes to code that fcgen does not see, which may put something before it that keeps the platform from the hooks"})
	}
	if err := x.editable(p, t, hooks); err != nil {
		if first := x.beforeAll(t); first != nil {
			return first, nil
		}
		return nil, err
	}
	if p.framework == "gin" {
		return p, x.ginConflict(t, hooks)
	}
	return p, nil
}

// outOfHand reports whether hooks would go where nobody edits.
func (x *editor) outOfHand(p *placing) bool {
	return slices.ContainsFunc(p.spots, func(s spot) bool {
		f := x.FileOf(s.node.Pos())
		return f.Generated || x.InOtherModule(f.Package.Dir)
	})
}

// editable declines what must not be edited.
func (x *editor) editable(p *placing, t *served.Target, hooks []string) error {
	for _, s := range p.spots {
		f := x.FileOf(s.node.Pos())
		switch {
		case f.Generated:
			return x.declinedAt(s.node, p.framework, hooks, "the router is in a file that is generated")
		case f.Broken != nil:
			return x.Unparsed(f)
		case f.Package != p.pkg:
			return x.declined(t, p.framework, hooks, "the router is handed out to several packages")
		case f.Tagged && x.twin(s.node):
			return x.declinedAt(s.node, p.framework, hooks, "the file has a build constraint, and another one declares the same")
		}
	}
	return nil
}

// twin reports whether a file that the build leaves out declares the function around n too.
func (x *editor) twin(n ast.Node) bool {
	f := x.FileOf(n.Pos())
	for _, outer := range x.Enclosing(n) {
		fn, ok := outer.(*ast.FuncDecl)
		if !ok {
			continue
		}
		for _, o := range f.Package.Others {
			for _, d := range o.Syntax.Decls {
				if other, ok := d.(*ast.FuncDecl); ok && other.Name.Name == fn.Name.Name && o.Syntax.Name.Name == f.Syntax.Name.Name {
					return true
				}
			}
		}
	}
	return false
}

// register places routes, or a first middleware, where the router is made.
func (x *editor) register(t *served.Target, framework string) *placing {
	p := &placing{framework: framework, form: hookfile.Routed}
	switch framework {
	case "echo", "chi":
		p.form = hookfile.Wrapped
	case "nethttp":
		if !x.AtLeast(22) && !x.methodPatterns() || x.oldPatterns() {
			p.form = hookfile.Paths
		}
	}
	if framework == "chi" && !x.Routed(t) {
		return nil // it runs no middleware then
	}
	if t.Routers[0].Standard {
		return x.standardMux(p)
	}
	for _, r := range t.Routers {
		for _, h := range x.holdersOf(r) {
			if h.obj != nil {
				p.object, p.pkg = h.name, x.PackageOf(h.obj)
				continue
			}
			s := spot{name: h.name, kind: below, node: h.after}
			if h.top != nil {
				s.kind, s.node = atStart, h.top
			}
			p.spots = append(p.spots, s)
		}
	}
	if framework == "gin" && (p.object != "" || x.withOptions(t)) && x.asEngines(t) {
		p.form = hookfile.Late // another init function, or an option, may put middleware before the hooks
	}
	if p.object != "" && framework != "gin" && framework != "nethttp" && x.InInit(t) {
		return nil // its routes would come first
	}
	if p.object != "" && len(p.spots) > 0 || p.object == "" && len(p.spots) == 0 {
		return nil
	}
	if p.pkg == nil {
		p.pkg = x.FileOf(p.spots[0].node.Pos()).Package
	}
	if framework == "gin" || framework == "echo" {
		p.path = x.ImportOf(framework)
	}
	p.warnings = x.warn(t, framework)
	return p
}

// withOptions reports whether a router is made by a call that is given something.
func (x *editor) withOptions(t *served.Target) bool {
	return slices.ContainsFunc(t.Routers, func(r served.Router) bool {
		call, ok := r.Make.(*ast.CallExpr)
		return ok && len(call.Args) > 0
	})
}

// asEngines reports whether gin's routers are engines where they have a name, and
// not interfaces.
func (x *editor) asEngines(t *served.Target) bool {
	return !slices.ContainsFunc(t.Routers, func(r served.Router) bool {
		to := x.MadeFor(r.Make)
		if to == nil {
			return true
		}
		_, pointer := types.Unalias(to.Type()).(*types.Pointer)
		return !pointer || served.RouterType(to.Type()) != "gin"
	})
}

func (x *editor) holdersOf(r served.Router) []holder {
	if r.Object == nil {
		return x.holders(r.Make, -1, 0, "")
	}
	v, ok := r.Object.(*types.Var)
	if !ok || v.IsField() || v.Pkg() == nil {
		return nil
	}
	if v.Parent() == v.Pkg().Scope() {
		return []holder{{name: v.Name(), obj: v}}
	}
	f := x.Files[x.Fset.File(v.Pos())]
	if f == nil {
		return nil
	}
	var found []holder
	ast.Inspect(f.Syntax, func(n ast.Node) bool {
		if d, ok := n.(*ast.DeclStmt); ok && d.Pos() <= v.Pos() && v.Pos() < d.End() {
			found = []holder{{name: v.Name(), after: d}}
		}
		return true
	})
	return found
}
