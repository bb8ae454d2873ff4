package retrofit

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// target is the handler to give the hooks to.
type target struct {
	sinks   []*sink
	routers []router // alternatives of one kind, each of which gets them
	unseen  bool     // it is served, if it is, by code that is not read
	wrap    bool     // the hooks go around the handler where it is served
	why     []string // the evidence that it is the function's
}

// choose finds the one handler that the function serves. With pick, it is the one
// that has its router or its server there.
func (x *reader) choose(pick string) (*target, error) {
	if err := x.oneMain(); err != nil {
		return nil, err
	}
	var all []*target
	sinks := x.sinks()
	if len(sinks) > maxServers {
		return nil, &Declined{Cause: ErrTooMuch, Reason: fmt.Sprintf("handlers are served at more than %d places", maxServers), Place: x.place(sinks[maxServers].node)}
	}
	for _, s := range sinks {
		for _, s := range x.apart(s) {
			for _, t := range x.targets(s) {
				all = join(all, t)
			}
		}
	}
	if pick != "" {
		return x.picked(append(all, x.made(all)...), pick)
	}
	if len(all) == 0 {
		if made := x.made(nil); len(made) == 1 && x.givenAway(made[0]) {
			return made[0], nil // nothing is seen to serve, and there is only this one
		}
	}
	left, why, doubt := x.weigh(all)
	if i := slices.IndexFunc(left, func(t *target) bool { return t.unseen }); i >= 0 {
		if x.otherServed() {
			return nil, &Declined{Cause: ErrNoServer, Reason: "the code serves no HTTP handler that could be found", Place: x.mainPlace()}
		}
		c := x.choices(slices.DeleteFunc(all, x.idle))
		c.What, c.Unsure = fmt.Sprintf("%s may be what serves the function, and fcgen cannot read it", x.place(left[i].sinks[0].node)), true
		return nil, c
	}
	if len(left) == 0 || len(left) == 1 && x.idle(left[0]) && (x.beside(left[0]) || !x.standardRoutes()) {
		return nil, x.nothing(left)
	}
	if len(left) > 1 || doubt {
		return nil, x.choices(left)
	}
	if x.doubtful(left[0]) {
		what := "the only handler that is served runs in a goroutine, and not at the function's port"
		if x.named(left[0]) {
			what = "the only handler that is served looks like one for metrics or debugging"
		}
		return nil, &Choices{What: what, Places: []Place{x.where(left[0])}}
	}
	if others := x.unserved(all); len(others) > 0 {
		return nil, x.choices(append(left, others...))
	}
	left[0].why = why
	return left[0], nil
}

// doubtful reports whether the only handler that is served seems to be beside what
// the function serves: two of its place, its name and its port say so.
func (x *reader) doubtful(t *target) bool {
	signs, listens := 0, x.listeners(t)
	if x.beside(t) || len(listens) > 0 && !slices.ContainsFunc(listens, func(l listener) bool { return l.main != aside }) {
		signs++
	}
	if x.named(t) {
		signs++
	}
	if x.as.Port != 0 && !slices.ContainsFunc(listens, func(l listener) bool { return l.port.At(x.as) != No }) {
		signs++
	}
	return signs > 1
}

func (x *reader) choices(left []*target) *Choices {
	c := &Choices{What: "several handlers are served"}
	for _, t := range left {
		c.Places = append(c.Places, x.where(t))
	}
	return c
}

// nothing is the error where nothing is served but, maybe, a standard mux
// without a route.
func (x *reader) nothing(idle []*target) error {
	made := x.made(idle)
	if !slices.ContainsFunc(made, x.givenAway) {
		made = nil
	}
	c := x.choices(slices.Concat(idle, made))
	c.Unsure = true
	switch {
	case len(c.Places) == 0:
		return &Declined{Cause: ErrNoServer, Reason: "the code serves no HTTP handler that could be found", Place: x.mainPlace()}
	case len(idle) == 0:
		c.What = "several routers are made, and none is served in a way that could be found"
	case len(c.Places) == 1:
		c.What = "the only handler that is served has no route that could be found"
	default:
		c.What = "what is served has no route that could be found"
	}
	return c
}

// where is the place that stands for a target.
func (x *reader) where(t *target) Place {
	if len(t.routers) > 0 && t.routers[0].make != nil && t.routers[0].framework != "" {
		return x.place(t.routers[0].make)
	}
	return x.place(t.sinks[0].node)
}

func (x *reader) picked(all []*target, pick string) (*target, error) {
	for _, t := range all {
		places := []Place{x.where(t)}
		for _, s := range t.sinks {
			places = append(places, x.place(s.node))
		}
		for _, p := range places {
			at := p.File + ":" + strconv.Itoa(p.Line)
			if at == pick || strings.HasSuffix(pick, "/"+at) {
				return t, nil
			}
		}
	}
	c := &Choices{What: "no router is made at " + pick}
	for _, t := range all {
		c.Places = append(c.Places, x.where(t))
	}
	return nil, c
}

// apart splits a sink inside a function that several handlers are handed to. What
// is inside of a function that is called once stays together.
func (x *reader) apart(s *sink) []*sink {
	id, ok := s.handler.(*ast.Ident)
	if !ok {
		return []*sink{s}
	}
	obj, _ := x.info(id.Pos()).Uses[id].(*types.Var)
	p, isParam := x.params[obj]
	if _, named := p.fn.(types.Object); !isParam || !named || len(x.sources[obj]) > 0 || len(s.by) > 8 {
		return []*sink{s}
	}
	var list []*sink
	for fn, call := range x.argumentsFor(obj, s.by) {
		arg := call.Args[p.i]
		outer := &sink{node: call, handler: arg, form: argument, rank: s.rank, routers: x.trace(arg), by: s.by.with(fn, call), inner: s}
		list = append(list, x.apart(outer)...)
	}
	if len(list) < 2 {
		return []*sink{s}
	}
	return list
}

// targets are the handlers of one sink. There is more than one only where the
// tracer could not tell which of them it gets.
func (x *reader) targets(s *sink) []*target {
	known := slices.DeleteFunc(slices.Clone(s.routers), func(r router) bool { return r.framework == "" })
	behind := len(known) != len(s.routers) || slices.ContainsFunc(known, func(r router) bool { return r.behind })
	switch {
	case len(known) == 1:
		return []*target{{sinks: []*sink{s}, routers: known, wrap: behind}}
	case len(known) == 0 || behind:
		return []*target{{sinks: []*sink{s}, wrap: true}}
	case x.alternatives(known):
		return []*target{{sinks: []*sink{s}, routers: known}}
	}
	var list []*target
	for _, r := range known {
		list = append(list, &target{sinks: []*sink{s}, routers: []router{r}})
	}
	return list
}

// alternatives reports whether routers are made for the same variable, or
// returned by the same function.
func (x *reader) alternatives(rs []router) bool {
	var first types.Object
	for i, r := range rs {
		if r.framework != rs[0].framework || r.make == nil {
			return false
		}
		to := x.madeFor(r.make)
		if to == nil || i > 0 && to != first {
			return false
		}
		first = to
	}
	return true
}

// madeFor is the variable that a router is made for, or the function that returns it.
func (x *reader) madeFor(n ast.Node) types.Object {
	stack := x.enclosing(n)
	for i := len(stack) - 2; i >= 0; i-- {
		switch s := stack[i].(type) {
		case *ast.AssignStmt:
			return x.variable(x.fileOf(n.Pos()).pkg, s.Lhs[0])
		case *ast.ReturnStmt:
			return x.ownerOf(stack)
		case *ast.ValueSpec:
			return x.variable(x.fileOf(n.Pos()).pkg, s.Names[0])
		case ast.Stmt:
			return nil
		}
	}
	return nil
}

// join adds a target, or its sinks to the one with the same router.
func join(all []*target, t *target) []*target {
	for _, have := range all {
		if have.serves(t) {
			have.wrap = have.wrap || t.wrap
			for _, s := range t.sinks {
				if !slices.Contains(have.sinks, s) {
					have.sinks = append(have.sinks, s)
				}
			}
			return all
		}
	}
	return append(all, t)
}

// serves reports whether two targets are the same router, or the same handler of
// which nothing is known.
func (t *target) serves(other *target) bool {
	if len(t.routers) == 0 && len(other.routers) == 0 {
		return len(t.sinks[0].routers) > 0 && slices.EqualFunc(t.sinks[0].routers, other.sinks[0].routers, router.is)
	}
	return len(t.routers) > 0 && len(t.routers) == len(other.routers) && t.routers[0].is(other.routers[0])
}

func (r router) is(other router) bool {
	return r.make == other.make && r.object == other.object && r.standard == other.standard
}
