package retrofit

import (
	"cmp"
	"slices"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
	"github.com/fcgen/fcgen/internal/routers"
)

// code is what the templates render the hooks of m from, in the package p.
func code(p *gocode.Package, m *hookfile.File) generator.HookCode {
	h := generator.HookCode{
		Router: router(m.Framework, m.Path), Form: string(m.Form), Package: m.Package, Directive: m.Directive(), Path: m.Path,
		Object: m.Object, Hooks: m.Hooks, Timeouts: m.Timeouts, Names: m.Names,
	}
	if m.Form.Whole() {
		h.Entry = m.Form.Entry()
	}
	if p != nil {
		h.Taken = declared(p)
	}
	return h
}

// router names the templates of a framework: there are others for a version that
// has another API.
func router(framework, importPath string) string {
	if p := routers.At(importPath); p != nil {
		return p.Hooks
	}
	return framework
}

// declared are the names that the files of a package declare, fcgen's own aside.
func declared(p *gocode.Package) map[string]bool {
	names := map[string]bool{}
	for _, f := range slices.Concat(p.Files, p.Others) {
		if f.Ours {
			continue
		}
		for name := range gocode.Declared(f.Syntax) {
			names[name] = true
		}
	}
	return names
}

// deadlines are the timeouts of hooks in seconds: what is asked for, else what
// there is, else the default.
func deadlines(hooks []string, asked, there map[string]int) map[string]int {
	all := map[string]int{}
	for _, hook := range hooks {
		all[hook] = cmp.Or(asked[hook], there[hook], generator.Defaults().HookTimeout(hook))
	}
	return all
}
