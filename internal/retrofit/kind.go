package retrofit

import "github.com/fcgen/fcgen/internal/hookfile"

// kind tells what matters of a router where hooks are brought to it. All that is
// different from router to router is here, and in the templates of its forms.
type kind struct {
	form    hookfile.Form // how hooks come to a router that has a name
	runs    bool          // it serves itself, so that a handler cannot always come before it
	imports bool          // fcgen's file names its package
	before  string        // the method after which hooks would come too late; "" if there is none
	late    bool          // hooks can come before middleware that is there already
	ordered bool          // what is registered first comes first, so that another init function may be before the hooks
	routed  bool          // it runs no middleware before it has a route, and takes none afterwards
	covers  string        // the method whose middleware covers hooks wherever they are
}

// kinds are the routers that hooks are brought to, by their framework.
func kinds() map[string]kind {
	return map[string]kind{
		"nethttp": {form: hookfile.Routed},
		"gin":     {form: hookfile.Routed, runs: true, imports: true, before: "Use", late: true},
		"echo":    {form: hookfile.Wrapped, runs: true, imports: true, before: "Pre", ordered: true},
		"chi":     {form: hookfile.Wrapped, ordered: true, routed: true},
		"gorilla": {form: hookfile.Routed, ordered: true, covers: "Use"},
	}
}

// kindOf is the kind of a framework; nothing is brought to the zero one.
func kindOf(framework string) kind { return kinds()[framework] }

// placing is the beginning of a placing on a router.
func (x *editor) placing(framework string, form hookfile.Form) *placing {
	p := &placing{framework: framework, form: form}
	if kindOf(framework).imports {
		p.path = x.ImportOf(framework)
	}
	return p
}
