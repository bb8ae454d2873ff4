package gocode

import (
	"go/ast"
	"go/types"
	"slices"
)

// reach finds the functions that main can come to: those that are named by it,
// by a package's variables and init functions, or by one that is reached. A
// call through an interface reaches every method of that name, of the types that
// are named somewhere in what is reached: of another there is no value.
func (x *Index) reach() {
	x.reached = map[types.Object]bool{}
	named := map[string]bool{}
	alive := map[types.Object]bool{}
	waiting := map[types.Object][]types.Object{} // methods of types that are not alive
	var todo []types.Object
	add := func(obj types.Object) {
		if obj != nil && !x.reached[obj] && x.Funcs[obj] != nil {
			x.reached[obj] = true
			todo = append(todo, obj)
		}
	}
	byName := func(name string) {
		if !named[name] {
			named[name] = true
			for _, m := range x.Methods[name] {
				if of := receiver(m); of == nil || alive[of] {
					add(m)
				} else {
					waiting[of] = append(waiting[of], m)
				}
			}
		}
	}
	visit := func(m *references) {
		for _, of := range m.types {
			if !alive[of] {
				alive[of] = true
				for _, m := range waiting[of] {
					add(m)
				}
			}
		}
		for _, fn := range m.funcs {
			if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
				byName(fn.Name())
			}
			add(fn.Origin())
		}
		for _, name := range m.members {
			byName(name)
		}
	}
	byName("ServeHTTP") // what is served is called from outside
	visit(x.references(nil))
	for _, at := range x.Order {
		for _, f := range at.Files {
			for _, d := range f.Syntax.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && (fn.Name.Name == "init" || fn.Name.Name == "main" && at == x.Main) {
					add(at.info.Defs[fn.Name])
				}
			}
		}
	}
	for len(todo) > 0 {
		obj := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		visit(x.references(obj))
	}
	for _, call := range x.All {
		if x.Runs(call) {
			x.Live = append(x.Live, call)
		}
	}
	x.Noted = slices.DeleteFunc(x.Noted, func(call *ast.CallExpr) bool { return !x.Runs(call) })
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
