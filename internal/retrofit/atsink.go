package retrofit

import (
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
	"github.com/fcgen/fcgen/internal/routers"
	"github.com/fcgen/fcgen/internal/served"
)

// atSinks places the hooks right before an engine is started, where it has no
// name at the place that makes it. That is as good only if no middleware was
// put before them until then.
func (x *editor) atSinks(t *served.Target) *placing {
	framework := frameworkOf(t)
	if t.Wrap || !routers.Named(framework).ServesItself() || kindOf(framework).Ordered {
		return nil // where routes are ordered, one before the hooks may take their calls
	}
	form := x.formOn(framework)
	for _, call := range x.Live {
		if on := x.ComesBefore(call, form == hookfile.Wrapped); on != nil && served.Routable(x.TypeOf(on)) == framework && x.On(on, t) {
			return nil
		}
	}
	return x.aboveSinks(t, form)
}

// lateAtSinks does so whatever was put before, with a router whose routes take the
// middleware from a list, which can be empty for a moment.
func (x *editor) lateAtSinks(t *served.Target) *placing {
	framework := frameworkOf(t)
	if t.Wrap || !kindOf(framework).Late {
		return nil
	}
	for _, s := range t.Sinks {
		if s.Handler == nil {
			return nil
		}
		if typ := x.TypeOf(s.Handler); typ == nil || !isEngine(typ, framework) {
			return nil
		}
	}
	return x.aboveSinks(t, hookfile.Late)
}

func (x *editor) aboveSinks(t *served.Target, f hookfile.Form) *placing {
	p := x.placing(frameworkOf(t), f)
	for _, s := range t.Sinks {
		if s.Handler == nil || !gocode.Chain(s.Handler) || !x.CanRegister(s.Handler) {
			return nil
		}
		stmt := statementAround(x.at(s.Node))
		if !stmt.Valid() {
			return nil
		}
		p.spots = append(p.spots, spot{name: x.Text(s.Handler), kind: above, node: stmt.Node()})
		p.pkg = x.FileOf(s.Node.Pos()).Package
	}
	return p
}
