package retrofit

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/fcgen/fcgen/internal/hookfile"
	"github.com/fcgen/fcgen/internal/routers"
	"github.com/fcgen/fcgen/internal/served"
)

// register places routes, or a first middleware, where the router is made.
func (x *editor) register(t *served.Target) *placing {
	framework := frameworkOf(t)
	kind := kindOf(framework)
	if kind.Form == "" || kind.Early && !x.Routed(t) {
		return nil // nothing is brought to it, or it would run no middleware
	}
	p := x.placing(framework, x.formOn(framework))
	if t.Routers[0].Standard {
		return x.standardMux(p)
	}
	for _, r := range t.Routers {
		for _, h := range x.holdersOf(r) {
			p.add(x, h)
		}
	}
	inInit := p.object != ""
	if inInit == (len(p.spots) > 0) || inInit && x.filledInInit(t, framework) {
		return nil // several ways at once, or none; or their routes would come first
	}
	if kind.Late && x.filledBefore(t, inInit) && x.asEngines(t) {
		p.form = hookfile.Late
	}
	if p.pkg == nil {
		p.pkg = x.FileOf(p.spots[0].node.Pos()).Package
	}
	p.warnings = x.warn(t, framework)
	return p
}

// add adds the place at which a router gets a name.
func (p *placing) add(x *editor, h holder) {
	switch {
	case h.obj != nil:
		p.object, p.pkg = h.name, x.PackageOf(h.obj)
	case h.top != nil:
		p.spots = append(p.spots, spot{name: h.name, kind: atStart, node: h.top})
	default:
		p.spots = append(p.spots, spot{name: h.name, kind: below, node: h.after})
	}
}

// filledInInit reports whether another init function may put something before the
// hooks that matters.
func (x *editor) filledInInit(t *served.Target, framework string) bool {
	return !kindOf(framework).Late && framework != routers.Standard && x.InInit(t)
}

// filledBefore reports whether middleware may be on a router before the hooks are:
// another init function, or an option, may have put it there.
func (x *editor) filledBefore(t *served.Target, inInit bool) bool { return inInit || x.withOptions(t) }

// withOptions reports whether a router is made by a call that is given something.
func (x *editor) withOptions(t *served.Target) bool {
	return slices.ContainsFunc(t.Routers, func(r served.Router) bool {
		call, ok := r.Make.(*ast.CallExpr)
		return ok && len(call.Args) > 0
	})
}

// asEngines reports whether a target's routers are engines where they have a name,
// and not interfaces.
func (x *editor) asEngines(t *served.Target) bool {
	return !slices.ContainsFunc(t.Routers, func(r served.Router) bool {
		to := x.MadeFor(r.Make)
		return to != nil && !isEngine(to.Type(), r.Framework)
	})
}

// isEngine reports whether a type is a pointer to a framework's router.
func isEngine(t types.Type, framework string) bool {
	_, pointer := types.Unalias(t).(*types.Pointer)
	return pointer && served.RouterType(t) == framework
}

func (x *editor) holdersOf(r served.Router) []holder {
	if r.Object == nil {
		return x.holders(x.at(r.Make), wanted{result: -1})
	}
	v, ok := r.Object.(*types.Var)
	if !ok || v.IsField() || v.Pkg() == nil {
		return nil
	}
	if v.Parent() == v.Pkg().Scope() {
		return []holder{{name: v.Name(), obj: v}}
	}
	c, ok := x.tree(v.Pos()).FindByPos(v.Pos(), v.Pos())
	if !ok {
		return nil
	}
	for outer := range c.Enclosing((*ast.DeclStmt)(nil)) {
		return []holder{{name: v.Name(), after: outer.Node()}}
	}
	return nil
}
