package served

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/gocode"
)

// Target is the handler to give the hooks to.
type Target struct {
	Sinks   []*Sink
	Routers []Router // alternatives of one kind, each of which gets them
	unseen  bool     // it is served, if it is, by code that is not read
	Wrap    bool     // the hooks go around the handler where it is served
	why     []string // the evidence that it is the function's
}

// Choose finds the one handler that the function serves. With pick, it is the one
// that has its router or its server there.
func (x *Reader) Choose(pick string) (*Target, error) {
	if err := x.oneMain(); err != nil {
		return nil, err
	}
	all, err := x.candidates()
	if err != nil {
		return nil, err
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
	if err := x.undecided(left, all, doubt); err != nil {
		return nil, err
	}
	left[0].why = why
	return left[0], nil
}

// undecided is the error if what the evidence leaves of all is not one handler.
func (x *Reader) undecided(left, all []*Target, doubt bool) error {
	if i := slices.IndexFunc(left, func(t *Target) bool { return t.unseen }); i >= 0 {
		return x.unread(left[i], all)
	}
	if len(left) == 0 || len(left) == 1 && x.idle(left[0]) && (x.beside(left[0]) || !x.standardRoutes()) {
		return x.nothing(left)
	}
	if len(left) > 1 || doubt {
		return x.choices(left)
	}
	if x.doubtful(left[0]) {
		return x.asksFor(left[0])
	}
	if others := x.unserved(all); len(others) > 0 {
		return x.choices(append(left, others...))
	}
	return nil
}

// candidates are the handlers that main can come to serve, each with all of its sinks.
func (x *Reader) candidates() ([]*Target, error) {
	sinks := x.sinks()
	if len(sinks) > gocode.MaxServers {
		return nil, &gocode.Declined{Cause: gocode.ErrTooMuch, Reason: fmt.Sprintf("handlers are served at more than %d places", gocode.MaxServers), Place: x.Place(sinks[gocode.MaxServers].Node)}
	}
	var all []*Target
	for _, s := range sinks {
		for _, s := range x.apart(s) {
			for _, t := range x.targets(s) {
				all = join(all, t)
			}
		}
	}
	return all, nil
}

// unread is the error where a server of which nothing is known is the likeliest.
func (x *Reader) unread(t *Target, all []*Target) error {
	if x.otherServed() {
		return &gocode.Declined{Cause: gocode.ErrNoServer, Reason: "the code serves no HTTP handler that could be found", Place: x.mainPlace()}
	}
	c := x.choices(slices.DeleteFunc(all, x.idle))
	c.What, c.Unsure = fmt.Sprintf("%s may be what serves the function, and fcgen cannot read it", x.Place(t.Sinks[0].Node)), true
	return c
}

// asksFor is the question whether the only handler that is served is the function's.
func (x *Reader) asksFor(t *Target) error {
	what := "the only handler that is served runs in a goroutine, and not at the function's port"
	if x.named(t) {
		what = "the only handler that is served looks like one for metrics or debugging"
	}
	return &gocode.Choices{What: what, Places: []gocode.Place{x.Where(t)}}
}

// doubtful reports whether the only handler that is served seems to be beside what
// the function serves: two of its place, its name and its port say so.
func (x *Reader) doubtful(t *Target) bool {
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

func (x *Reader) choices(left []*Target) *gocode.Choices {
	c := &gocode.Choices{What: "several handlers are served"}
	for _, t := range left {
		c.Places = append(c.Places, x.Where(t))
	}
	return c
}

// nothing is the error where nothing is served but, maybe, a standard mux
// without a route.
func (x *Reader) nothing(idle []*Target) error {
	made := x.made(idle)
	if !slices.ContainsFunc(made, x.givenAway) {
		made = nil
	}
	c := x.choices(slices.Concat(idle, made))
	c.Unsure = true
	switch {
	case len(c.Places) == 0:
		return &gocode.Declined{Cause: gocode.ErrNoServer, Reason: "the code serves no HTTP handler that could be found", Place: x.mainPlace()}
	case len(idle) == 0:
		c.What = "several routers are made, and none is served in a way that could be found"
	case len(c.Places) == 1:
		c.What = "the only handler that is served has no route that could be found"
	default:
		c.What = "what is served has no route that could be found"
	}
	return c
}

// Where is the place that stands for a target.
func (x *Reader) Where(t *Target) gocode.Place {
	if len(t.Routers) > 0 && t.Routers[0].Make != nil && t.Routers[0].Framework != "" {
		return x.Place(t.Routers[0].Make)
	}
	return x.Place(t.Sinks[0].Node)
}

func (x *Reader) picked(all []*Target, pick string) (*Target, error) {
	for _, t := range all {
		places := []gocode.Place{x.Where(t)}
		for _, s := range t.Sinks {
			places = append(places, x.Place(s.Node))
		}
		for _, p := range places {
			at := p.File + ":" + strconv.Itoa(p.Line)
			if at == pick || strings.HasSuffix(pick, "/"+at) {
				return t, nil
			}
		}
	}
	c := &gocode.Choices{What: "no router is made at " + pick}
	for _, t := range all {
		c.Places = append(c.Places, x.Where(t))
	}
	return nil, c
}

// apart splits a sink inside a function that several handlers are handed to. What
// is inside of a function that is called once stays together.
func (x *Reader) apart(s *Sink) []*Sink {
	id, ok := s.Handler.(*ast.Ident)
	if !ok {
		return []*Sink{s}
	}
	obj, _ := x.Info(id.Pos()).Uses[id].(*types.Var)
	p, isParam := x.Params[obj]
	if _, named := p.Fn.(types.Object); !isParam || !named || len(x.Sources[obj]) > 0 || len(s.by) > 8 {
		return []*Sink{s}
	}
	var list []*Sink
	for fn, call := range x.argumentsFor(obj, s.by) {
		arg := call.Args[p.I]
		outer := &Sink{Node: call, Handler: arg, Form: Argument, Rank: s.Rank, routers: x.Trace(arg), by: s.by.with(fn, call), inner: s}
		list = append(list, x.apart(outer)...)
	}
	if len(list) < 2 {
		return []*Sink{s}
	}
	return list
}

// targets are the handlers of one sink. There is more than one only where the
// tracer could not tell which of them it gets.
func (x *Reader) targets(s *Sink) []*Target {
	known := slices.DeleteFunc(slices.Clone(s.routers), func(r Router) bool { return r.Framework == "" })
	behind := len(known) != len(s.routers) || slices.ContainsFunc(known, func(r Router) bool { return r.behind })
	switch {
	case len(known) == 1:
		return []*Target{{Sinks: []*Sink{s}, Routers: known, Wrap: behind}}
	case len(known) == 0 || behind:
		return []*Target{{Sinks: []*Sink{s}, Wrap: true}}
	case x.alternatives(known):
		return []*Target{{Sinks: []*Sink{s}, Routers: known}}
	}
	var list []*Target
	for _, r := range known {
		list = append(list, &Target{Sinks: []*Sink{s}, Routers: []Router{r}})
	}
	return list
}

// alternatives reports whether routers are made for the same variable, or
// returned by the same function.
func (x *Reader) alternatives(rs []Router) bool {
	var first types.Object
	for i, r := range rs {
		if r.Framework != rs[0].Framework || r.Make == nil {
			return false
		}
		to := x.MadeFor(r.Make)
		if to == nil || i > 0 && to != first {
			return false
		}
		first = to
	}
	return true
}

// MadeFor is the variable that a router is made for, or the function that returns it.
func (x *Reader) MadeFor(n ast.Node) types.Object {
	stack := x.Enclosing(n)
	for i := len(stack) - 2; i >= 0; i-- {
		switch s := stack[i].(type) {
		case *ast.AssignStmt:
			return x.Variable(x.FileOf(n.Pos()).Package, s.Lhs[0])
		case *ast.ReturnStmt:
			return x.OwnerOf(stack)
		case *ast.ValueSpec:
			return x.Variable(x.FileOf(n.Pos()).Package, s.Names[0])
		case ast.Stmt:
			return nil
		}
	}
	return nil
}

// join adds a target, or its sinks to the one with the same router.
func join(all []*Target, t *Target) []*Target {
	for _, have := range all {
		if have.serves(t) {
			have.Wrap = have.Wrap || t.Wrap
			for _, s := range t.Sinks {
				if !slices.Contains(have.Sinks, s) {
					have.Sinks = append(have.Sinks, s)
				}
			}
			return all
		}
	}
	return append(all, t)
}

// serves reports whether two targets are the same router, or the same handler of
// which nothing is known.
func (t *Target) serves(other *Target) bool {
	if len(t.Routers) == 0 && len(other.Routers) == 0 {
		return len(t.Sinks[0].routers) > 0 && slices.EqualFunc(t.Sinks[0].routers, other.Sinks[0].routers, Router.Is)
	}
	return len(t.Routers) > 0 && len(t.Routers) == len(other.Routers) && t.Routers[0].Is(other.Routers[0])
}

// Is reports whether two are the same router.
func (r Router) Is(other Router) bool {
	return r.Make == other.Make && r.Object == other.Object && r.Standard == other.Standard
}
