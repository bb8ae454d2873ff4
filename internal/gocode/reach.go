package gocode

import (
	"go/ast"
	"go/types"
	"slices"
)

// reaching finds the functions that main can come to: those that are named by it, by a
// package's variables and init functions, or by one that is reached. A call through an
// interface reaches every method of that name, of the types that are named somewhere in
// what is reached: of another there is no value.
type reaching struct {
	*Index
	named   map[string]bool // methods that are called through an interface
	alive   map[types.Object]bool
	waiting map[types.Object][]types.Object // methods of types that are not alive
	todo    []types.Object
}

func (x *Index) reach() {
	x.reached = map[types.Object]bool{}
	r := &reaching{Index: x, named: map[string]bool{}, alive: map[types.Object]bool{}, waiting: map[types.Object][]types.Object{}}
	r.method("ServeHTTP") // what is served is called from outside
	r.visit(x.references(nil))
	for _, at := range x.Order {
		for _, f := range at.Files {
			for _, d := range f.Syntax.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && x.begins(at, fn) {
					r.add(at.info.Defs[fn.Name])
				}
			}
		}
	}
	for len(r.todo) > 0 {
		obj := r.todo[len(r.todo)-1]
		r.todo = r.todo[:len(r.todo)-1]
		r.visit(x.references(obj))
	}
	dead := func(call *ast.CallExpr) bool { return !x.Runs(call) }
	x.Live = slices.DeleteFunc(slices.Clone(x.All), dead)
	x.Noted = slices.DeleteFunc(x.Noted, dead)
}

// begins reports whether a function is run by Go itself.
func (x *Index) begins(at *Package, fn *ast.FuncDecl) bool {
	return fn.Recv == nil && (fn.Name.Name == "init" || fn.Name.Name == "main" && at == x.Main)
}

func (r *reaching) add(obj types.Object) {
	if obj != nil && !r.reached[obj] && r.Funcs[obj] != nil {
		r.reached[obj] = true
		r.todo = append(r.todo, obj)
	}
}

// method adds every method of a name.
func (r *reaching) method(name string) {
	if r.named[name] {
		return
	}
	r.named[name] = true
	for _, m := range r.Methods[name] {
		if of := receiver(m); of == nil || r.alive[of] {
			r.add(m)
		} else {
			r.waiting[of] = append(r.waiting[of], m)
		}
	}
}

// visit adds what a function names.
func (r *reaching) visit(m *references) {
	for _, of := range m.types {
		if r.alive[of] {
			continue
		}
		r.alive[of] = true
		for _, m := range r.waiting[of] {
			r.add(m)
		}
	}
	for _, fn := range m.funcs {
		if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
			r.method(fn.Name())
		}
		r.add(fn.Origin())
	}
	for _, name := range m.members {
		r.method(name)
	}
}

// receiver is the name of a method's type, nil where it has none that is known.
func receiver(m *types.Func) types.Object {
	recv := m.Signature().Recv()
	if recv == nil {
		return nil
	}
	named, ok := Deref(recv.Type()).(*types.Named)
	if !ok {
		return nil
	}
	return named.Origin().Obj()
}

// Runs reports whether main can come to a call or a literal.
func (x *Index) Runs(n ast.Node) bool {
	owner := x.Owner[n]
	return owner == nil || x.reached[owner]
}
