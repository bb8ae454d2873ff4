package retrofit

import (
	"fmt"
	"slices"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
	"github.com/fcgen/fcgen/internal/routers"
	"github.com/fcgen/fcgen/internal/served"
)

// conflict declines if the program would panic at its start, because a hook's route
// cannot stand beside another one.
func (x *editor) conflict(t *served.Target, framework string, hooks []string) error {
	kind, m := routers.Named(framework), x.module(framework)
	for _, r := range x.routesOf(t, framework) {
		for _, name := range hooks {
			h, _ := fc.HookNamed(name)
			if !kind.Quirk().Panics(m, routers.Registered{Method: r.Method, Path: r.Path}, h) {
				continue
			}
			lines, err := x.templates.HookWildcard(x.Text(r.On), r.Path, hooks)
			if err != nil {
				return err
			}
			return &gocode.Declined{
				Reason: fmt.Sprintf("%s would panic at the start: %s %s cannot stand beside the route for %s", kind.Title, h.Method, h.Path, r.Path),
				Place:  x.Place(r.Call),
				Paste:  lines,
				Put:    gocode.Above,
			}
		}
	}
	return nil
}

// routesOf lists the routes of a framework that may be on a target.
func (x *editor) routesOf(t *served.Target, framework string) []served.Route {
	return slices.DeleteFunc(slices.Clone(x.Routes()), func(r served.Route) bool {
		return served.Framework(x.TypeOf(r.On)) != framework || !x.On(r.On, t)
	})
}

// warn says what may still keep the platform from the hooks: middleware that covers
// all routes, and routes that are for one host alone.
func (x *editor) warn(t *served.Target, framework string) []Warning {
	kind := routers.Named(framework)
	var list []Warning
	for _, call := range x.Live {
		on := x.CoversAll(call)
		if on != nil && kind.Hook.Form != string(hookfile.Wrapped) && served.RouterType(x.TypeOf(on)) == framework && x.Prefix(on, 0) == "" && x.On(on, t) {
			list = append(list, Warning{Place: x.Place(call), Text: "this middleware covers the hooks too: it must let them pass", Type: kind.Let})
		}
	}
	for _, r := range x.routesOf(t, framework) {
		if calls := kind.Quirk().Unreached(routers.Registered{Method: r.Method, Path: r.Path}); calls != "" {
			list = append(list, Warning{Place: x.Place(r.Call), Text: fmt.Sprintf("calls for %s do not reach the hooks", calls)})
		}
	}
	return list
}
