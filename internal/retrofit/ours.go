package retrofit

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// ours is the file of fcgen that a program has already.
type ours struct {
	*machinery
	at *file
}

// findOurs looks for it.
func (x *reader) findOurs() (*ours, error) {
	for _, at := range x.order {
		for _, f := range at.files {
			m := readMachinery(at.name(), f.src)
			if m == nil {
				continue
			}
			text, err := m.render()
			if err != nil || string(text) != string(lf(f.src)) {
				return nil, &Declined{Cause: ErrEdited, Reason: "the file says that it is fcgen's, but it was changed", Place: Place{File: f.name, Line: 1}}
			}
			return &ours{m, f}, nil
		}
	}
	return nil, nil //nolint:nilnil // there is none, and that is no error
}

// lf is a text as fcgen wrote it, before git or an editor changed its line ends.
func lf(src []byte) []byte { return []byte(strings.ReplaceAll(string(src), "\r\n", "\n")) }

// usesOf lists where the person's files use a name of fcgen's file.
func (x *reader) usesOf(have *ours, name string) []*ast.Ident {
	obj := have.at.pkg.types.Scope().Lookup(name)
	if obj == nil {
		return nil
	}
	return slices.DeleteFunc(x.uses(obj), func(id *ast.Ident) bool { return x.fileOf(id.Pos()) == have.at })
}

// oursAt is a hook that fcgen brought in.
func (x *reader) oursAt(have *ours, hook string) Found {
	found := Found{Hook: hook, Place: Place{File: have.at.name, Line: 1, What: "fcgen's file"}, Ours: true}
	name := answers(hook)
	if have.form.whole() {
		name = have.form.entry()
	}
	for _, id := range x.usesOf(have, have.name(name)) {
		stack := x.enclosing(id)
		found.Place = x.place(stack[len(stack)-2])
	}
	return found
}

// hooksThere lists the hooks that the code has, fcgen's and others.
func (x *reader) hooksThere(t *target, have *ours) []Found {
	var list []Found
	for _, h := range fc.Hooks() {
		if have != nil {
			for _, name := range have.hooks {
				if name == h.Name {
					list = append(list, x.oursAt(have, name))
				}
			}
			continue
		}
		if found, ok := x.present(h, t); ok {
			list = append(list, found)
		}
	}
	return list
}
