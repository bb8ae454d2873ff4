package served

import (
	"go/ast"
	"slices"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
)

// Ours is the file of fcgen that a program has already.
type Ours struct {
	*hookfile.File
	At *gocode.File
}

// FindOurs looks for it.
func (x *Reader) FindOurs() (*Ours, error) {
	for _, at := range x.Order {
		for _, f := range at.Files {
			m := hookfile.Read(at.Name(), f.Source)
			if m == nil {
				continue
			}
			if !m.Unedited(f.Source) {
				return nil, &gocode.Declined{Cause: gocode.ErrEdited, Reason: "the file says that it is fcgen's, but it was changed", Place: gocode.Place{File: f.Name, Line: 1}}
			}
			return &Ours{m, f}, nil
		}
	}
	return nil, nil //nolint:nilnil // there is none, and that is no error
}

// UsesOf lists where the person's files use a name of fcgen's file.
func (x *Reader) UsesOf(have *Ours, name string) []*ast.Ident {
	obj := have.At.Package.Types.Scope().Lookup(name)
	if obj == nil {
		return nil
	}
	return slices.DeleteFunc(x.Uses(obj), func(id *ast.Ident) bool { return x.FileOf(id.Pos()) == have.At })
}

// OursAt is a hook that fcgen brought in.
func (x *Reader) OursAt(have *Ours, hook string) Found {
	found := Found{Hook: hook, Place: gocode.Place{File: have.At.Name, Line: 1, What: "fcgen's file"}, Ours: true}
	name := hookfile.Answers(hook)
	if have.Form.Whole() {
		name = have.Form.Entry()
	}
	for _, id := range x.UsesOf(have, have.Name(name)) {
		stack := x.Enclosing(id)
		found.Place = x.Place(stack[len(stack)-2])
	}
	return found
}

// hooksThere lists the hooks that the code has, fcgen's and others.
func (x *Reader) hooksThere(t *Target, have *Ours) []Found {
	var list []Found
	for _, h := range fc.Hooks() {
		if have != nil {
			for _, name := range have.Hooks {
				if name == h.Name {
					list = append(list, x.OursAt(have, name))
				}
			}
			continue
		}
		if found, ok := x.Present(h, t); ok {
			list = append(list, found)
		}
	}
	return list
}
