package retrofit

import (
	"github.com/fcgen/fcgen/internal/served"
)

// strategy is one way to bring the hooks to what is served, before the person's own
// handlers. It finds no place where it does not suit.
type strategy struct {
	name  string // as people are told
	why   string // what it is good for
	place func(*editor, *served.Target) *placing
}

// strategies are all of them, the best first: the first that finds a place that may
// be edited is taken.
func strategies() []strategy {
	return []strategy{
		{"where the router is made", "nothing is registered before the hooks", (*editor).cleanly},
		{"where the router is handed over", "the router is made where nobody edits", (*editor).handedOver},
		{"where its method begins", "a literal makes the router, and this method serves it", (*editor).atMethod},
		{"before it is served", "nothing comes before the hooks until then", (*editor).atSinks},
		{"around what is served", "middleware cannot come before that", (*editor).aroundSinks},
		{"where the handler begins", "a function of the program's gets every request", (*editor).beginnings},
		{"around the router", "its middleware would come before the hooks", (*editor).aroundRouters},
		{"where the router is made", "there is no place without something before it", (*editor).warned},
		{"before it is served", "these routes leave out the middleware that is there", (*editor).lateAtSinks},
		{"inside the call that serves", "no line of its own would do", (*editor).insideSinks},
		{"where the router is handed over", "no other line has a name for it", (*editor).callback},
		{"where the router is made", "what stands before it cannot be seen through", (*editor).behindHandler},
	}
}

// placeFor decides where the hooks of a target go.
func (x *editor) placeFor(t *served.Target, hooks []string) (*placing, error) {
	var refused error
	for _, s := range strategies() {
		p := s.place(x, t)
		if p == nil {
			continue
		}
		p.by = s
		if err := x.editable(p, t, hooks); err != nil {
			if refused == nil {
				refused = err
			}
			continue
		}
		if t.Sinks[0].Rank == 2 {
			p.warnings = append(p.warnings, Warning{Place: x.Where(t), Text: "the router goes to code that fcgen does not see, which may put something before it that keeps the platform from the hooks"})
		}
		return p, x.conflict(t, p.framework, hooks)
	}
	if refused != nil {
		return nil, refused
	}
	return nil, x.declined(t, frameworkOf(t), hooks, "no line could be found where the router has a name that routes can be registered on")
}

// cleanly places the hooks where the router is made, if nothing can come before them.
func (x *editor) cleanly(t *served.Target) *placing {
	if p := x.warned(t); p != nil && len(p.warnings) == 0 {
		return p
	}
	return nil
}

// warned places them there, with a word about what comes before them.
func (x *editor) warned(t *served.Target) *placing {
	if t.Wrap {
		return nil
	}
	return x.register(t)
}

// handedOver places them in a function that gets the router, which is made where
// nobody edits.
func (x *editor) handedOver(t *served.Target) *placing {
	if p := x.warned(t); p == nil || !x.outOfHand(p) {
		return nil
	}
	return x.callback(t)
}

// behindHandler places them on the router although a handler stands before it.
func (x *editor) behindHandler(t *served.Target) *placing {
	if !t.Wrap {
		return nil
	}
	p := x.register(t)
	if p != nil {
		p.warnings = append(p.warnings, Warning{Place: x.Place(t.Sinks[0].Node), Text: "a handler stands before the router here, and it may keep the platform from the hooks"})
	}
	return p
}

// frameworkOf names what is served, "" if it is no known router.
func frameworkOf(t *served.Target) string {
	if len(t.Routers) == 0 {
		return ""
	}
	return t.Routers[0].Framework
}
