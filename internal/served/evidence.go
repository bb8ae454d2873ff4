package served

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// candidate is a handler that is served, with its listeners.
type candidate struct {
	*Target
	listeners []listener
}

// evidence tells the function's server from the others that a program starts. Each
// piece leaves those candidates that it speaks for; none says nothing.
type evidence struct {
	keeps func(x *Reader, all []candidate) []candidate
	says  string
}

// pieces of evidence, the strongest first: the port that the platform calls; what
// is served at all; whether main waits for it; the port that the platform calls
// where no s.yaml says otherwise; and, last, names.
func pieces() []evidence {
	return []evidence{
		{atPort, "it listens on the function's port"},
		{withRoutes, "it has the routes"},
		{mainWaits, "main waits for it"},
		{atDefaultPort, "it listens on port 9000"},
		{byName, "the others are named for metrics, debugging and the like"},
	}
}

// unseen are the calls that give an address to code that is not read: a server may
// be behind each, with a handler that is not known.
func (x *Reader) unseen() []candidate {
	var list []candidate
	for _, call := range x.Live {
		if importPath, _ := x.Outer(call); x.Callee(call) != nil || x.IsType(call.Fun) || importPath != "" && !strings.Contains(importPath, ".") {
			continue // of the module's own, of a router's or of the standard library
		}
		for _, arg := range call.Args {
			a := &addresses{Reader: x, seen: map[followed]bool{}}
			if address := x.Constant(arg); strings.HasPrefix(address, ":") || strings.HasPrefix(address, "0.0.0.0:") {
				a.expr(arg, 0)
			}
			if a.port.Number != 0 {
				s := &Sink{Node: call, Rank: 1}
				list = append(list, candidate{&Target{Sinks: []*Sink{s}, unseen: true}, []listener{{call: call, port: a.result(), main: x.waits(call, nil, 0)}}})
			}
		}
	}
	return list
}

// weigh leaves what the evidence speaks for, and says which did. It is in doubt if
// what main waits for, the default port and the names contradict each other: then
// all that they are about are left.
func (x *Reader) weigh(all []*Target) (left []*Target, why []string, doubt bool) {
	var now []candidate
	for _, t := range all {
		now = append(now, candidate{t, x.listeners(t)})
	}
	if len(now) > 0 {
		now = append(now, x.unseen()...)
	}
	decided := len(now) == 1
	var before []candidate // after the evidence that decides alone
	for i, piece := range pieces() {
		if i == 2 {
			before = now
		}
		kept := piece.keeps(x, now)
		if len(kept) > 0 && len(kept) < len(now) {
			now = kept
			why = append(why, piece.says)
		}
	}
	for _, c := range now {
		left = append(left, c.Target)
	}
	if decided || len(now) != 1 || len(before) < 2 {
		return left, why, false
	}
	for _, piece := range pieces()[2:] {
		if kept := piece.keeps(x, before); len(kept) > 0 && !slices.ContainsFunc(kept, func(c candidate) bool { return c.Target == now[0].Target }) {
			for _, c := range kept {
				left = append(left, c.Target)
			}
			return left, nil, true
		}
	}
	return left, why, false
}

func keep(all []candidate, speaks func(candidate) bool) []candidate {
	return slices.DeleteFunc(slices.Clone(all), func(c candidate) bool { return !speaks(c) })
}

// Fit tells whether a server listens at a port.
type Fit int

// Perhaps stands for a port that a flag or a variable can change, or that is not
// known.
const (
	No Fit = iota
	Perhaps
	Yes
)

// At tells whether the platform reaches a listener at the function's port. What
// reads the platform's own variable is always there.
func (p Port) At(as Deployment) Fit {
	if p.Told() {
		return Yes
	}
	for _, name := range p.Env {
		if value := as.Env[name]; value != "" {
			if n, err := strconv.Atoi(value[strings.LastIndexByte(value, ':')+1:]); err == nil && n == as.Port {
				return Yes
			}
			return No
		}
	}
	switch {
	case p.Sure && p.Number == as.Port:
		return Yes
	case !p.Sure || p.Flag:
		return Perhaps
	}
	return No
}

// Told reports whether the server reads its port from where the platform puts it.
func (p Port) Told() bool {
	return slices.ContainsFunc(p.Env, func(name string) bool { return slices.Contains(fc.PortVariables(), name) })
}

// best leaves the candidates that fit a port best.
func best(all []candidate, as Deployment) []candidate {
	fits := func(c candidate) Fit {
		most := No
		for _, l := range c.listeners {
			most = max(most, l.port.At(as))
		}
		return most
	}
	for _, least := range []Fit{Yes, Perhaps} {
		if kept := keep(all, func(c candidate) bool { return fits(c) >= least }); len(kept) > 0 {
			return kept
		}
	}
	return nil
}

func atPort(x *Reader, all []candidate) []candidate {
	if x.as.Port != 0 {
		return best(all, x.as)
	}
	return keep(all, func(c candidate) bool {
		return slices.ContainsFunc(c.listeners, func(l listener) bool { return l.port.Told() })
	})
}

// withRoutes leaves out what answers nobody: the standard mux without a route, a
// server that nothing starts, what only sends its clients elsewhere, and what has
// only routes that watch the server.
func withRoutes(x *Reader, all []candidate) []candidate {
	lowest := 9
	for _, c := range all {
		if !x.idle(c.Target) {
			lowest = min(lowest, c.Sinks[0].Rank)
		}
	}
	for _, out := range []func(candidate) bool{
		func(c candidate) bool { return x.idle(c.Target) },
		func(c candidate) bool { return c.Sinks[0].Rank > lowest },
		func(c candidate) bool { return x.redirects(c.Target) },
		func(c candidate) bool { return x.onlySideRoutes(c.Target) },
	} {
		if kept := slices.DeleteFunc(slices.Clone(all), out); len(kept) > 0 {
			all = kept
		}
	}
	return all
}

// mainWaits leaves what main waits for, else what does not run in a goroutine.
func mainWaits(_ *Reader, all []candidate) []candidate {
	is := func(want waiting) func(candidate) bool {
		return func(c candidate) bool {
			return slices.ContainsFunc(c.listeners, func(l listener) bool { return l.main == want })
		}
	}
	waits, open := keep(all, is(waited)), keep(all, is(unclear))
	switch {
	case len(waits) > 0 && len(open) > 0:
		return keep(all, func(c candidate) bool { return is(waited)(c) || is(unclear)(c) })
	case len(waits) > 0:
		return waits
	}
	return open
}

// atDefaultPort counts only where there is no s.yaml.
func atDefaultPort(x *Reader, all []candidate) []candidate {
	if x.as.Port != 0 {
		return nil
	}
	return keep(all, func(c candidate) bool {
		return slices.ContainsFunc(c.listeners, func(l listener) bool { return l.port.Number == fc.DefaultPort })
	})
}

func byName(x *Reader, all []candidate) []candidate {
	return keep(all, func(c candidate) bool { return !x.named(c.Target) })
}
