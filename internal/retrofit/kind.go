package retrofit

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/hookfile"
	"github.com/fcgen/fcgen/internal/routers"
	"github.com/fcgen/fcgen/internal/served"
)

// kindOf is how hooks come to a framework's router: all that is different from router
// to router is in its file, and in the templates of its forms. Nothing is brought to
// the zero value.
func kindOf(framework string) routers.Hook { return routers.Named(framework).Hook }

// placing is the beginning of a placing on a router.
func (x *editor) placing(framework string, form hookfile.Form) *placing {
	p := &placing{framework: framework, form: form}
	if kind := kindOf(framework); kind.Import {
		p.path = cmp.Or(kind.Path, x.ImportOf(framework))
	}
	return p
}

// formOn is how hooks come to a router in this module.
func (x *editor) formOn(framework string) hookfile.Form {
	quirk := routers.Named(framework).Quirk()
	return hookfile.Form(cmp.Or(quirk.Form(x.module(framework)), kindOf(framework).Form))
}

// module is what a router's quirks may depend on.
func (x *editor) module(framework string) routers.Module {
	return routers.Module{
		Go: x.Version, Version: x.Require[x.ImportOf(framework)], Mux121: x.oldPatterns(),
		ByMethod: x.Path == "" && slices.ContainsFunc(x.Routes(), func(r served.Route) bool {
			return r.Method != "" && served.RouterType(x.TypeOf(r.On)) == framework
		}),
	}
}

// oldPatterns reports whether the module asks for the mux of Go 1.21.
func (x *editor) oldPatterns() bool {
	const setting = "httpmuxgo121=1"
	if bytes.Contains(x.GoMod, []byte(setting)) {
		return true
	}
	for _, f := range x.Main.Files {
		for _, group := range f.Syntax.Comments {
			for _, c := range group.List {
				if strings.HasPrefix(c.Text, "//go:debug ") && strings.Contains(c.Text, setting) {
					return true
				}
			}
		}
	}
	return false
}
