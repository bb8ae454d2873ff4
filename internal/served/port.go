package served

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/routers"
)

// About is what is known of a program before its router.
func (x *Reader) About() Program {
	return Program{Root: x.Dir, Module: x.Path, Go: x.Version, Main: x.Main.Dir}
}

// Describe is what is known of a program and its router.
func (x *Reader) Describe(t *Target) (Program, error) {
	p := x.About()
	p.Router = x.Where(t)
	if len(t.Routers) > 0 {
		p.Framework = t.Routers[0].Framework
	}
	if p.Framework == "" {
		p.Framework = routers.Standard // a handler of the person's own
	}
	p.Title = routers.Named(p.Framework).Title
	p.Version = x.Require[x.ImportOf(p.Framework)]
	p.Port = x.port(t)
	for _, l := range x.listeners(t) {
		p.Listens = append(p.Listens, l.port)
	}
	p.Timeouts, p.Foreign, p.Why = x.timeouts(t), x.foreign(), t.why
	p.Reads, p.NeedC = x.reads(), x.needC()
	have, err := x.FindOurs()
	if err != nil {
		return p, nil //nolint:nilerr // a changed file is no hook of fcgen's
	}
	p.Hooks = x.hooksThere(t, have)
	return p, nil
}

// foreign lists the packages that are neither read nor known as a whole: each may do
// anything, also answer hooks.
func (x *Reader) foreign() []string {
	var list []string
	for _, at := range x.Order {
		for _, to := range at.Imports {
			dir, ours := x.FolderOf(to)
			host, _, _ := strings.Cut(to, "/")
			if (routers.Stub(to) == nil || routers.At(to).Limits != "") && strings.Contains(host, ".") && (!ours || x.Pkgs[dir] == nil) && !slices.Contains(list, to) {
				list = append(list, to)
			}
		}
	}
	return list
}

// port is where a target is served. Of several listeners it is the first one's
// whose port is known.
func (x *Reader) port(t *Target) Port {
	var ports []Port
	for _, l := range x.listeners(t) {
		ports = append(ports, l.port)
	}
	slices.SortStableFunc(ports, func(a, b Port) int { return cmp.Compare(x.prefers(b), x.prefers(a)) })
	if len(ports) == 0 {
		return Port{}
	}
	if ports[0].Number == 0 && len(ports[0].Env) == 0 {
		a := &addresses{Reader: x, seen: map[followed]bool{}}
		a.listeners()
		if a.port.Number != 0 || len(a.port.Env) > 0 {
			a.port.Sure = false
			return a.port
		}
	}
	first := ports[0]
	for _, p := range ports[1:] {
		if p.Number != first.Number {
			first.Sure = false
		}
	}
	return first
}

// prefers puts the port that the platform calls before others, and those before one
// that is not known.
func (x *Reader) prefers(p Port) int {
	switch p.Number {
	case 0:
		return 0
	case cmp.Or(x.as.Port, fc.DefaultPort):
		return 2
	}
	return 1
}
