package retrofit

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strconv"
	"strings"
)

// ours is the file of fcgen that a program has already.
type ours struct {
	*machinery
	file *file
}

// findOurs looks for it.
func (x *index) findOurs() (*ours, error) {
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

// taken lists the names that are declared anywhere in a package, imported, or
// used without being declared.
func (p *pkg) taken() map[string]bool {
	names := map[string]bool{}
	mine := map[*ast.Ident]bool{}
	for _, f := range slices.Concat(p.files, p.others) {
		if readMachinery("", f.src) != nil { // it is written anew
			ast.Inspect(f.ast, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					mine[id] = true
				}
				return true
			})
			continue
		}
		for _, spec := range f.ast.Imports {
			if to, err := strconv.Unquote(spec.Path.Value); err == nil && spec.Name == nil {
				names[guessName(to)] = true
			} else if spec.Name != nil {
				names[spec.Name.Name] = true
			}
		}
		for name := range declared(f.ast) {
			names[name] = true
		}
		if slices.Contains(p.files, f) {
			p.missing(f.ast, names)
		}
	}
	for id, obj := range p.info.Defs {
		if mine[id] {
			continue
		}
		if v, ok := obj.(*types.Var); ok && v.IsField() {
			continue
		}
		if fn, ok := obj.(*types.Func); ok && fn.Signature().Recv() != nil {
			continue
		}
		names[id.Name] = true
	}
	return names
}

// missing adds the names that a file uses and that nothing declares: to declare
// one would give the person's code a meaning that it did not have.
func (p *pkg) missing(f *ast.File, names map[string]bool) {
	members := map[*ast.Ident]bool{} // behind a dot
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			members[n.Sel] = true
		case *ast.Ident:
			if p.info.Uses[n] == nil && p.info.Defs[n] == nil && !members[n] {
				names[n.Name] = true
			}
		}
		return true
	})
}

// declared lists a file's names at package level.
func declared(f *ast.File) map[string]bool {
	names := map[string]bool{}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names[d.Name.Name] = true
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names[s.Name.Name] = true
				case *ast.ValueSpec:
					for _, n := range s.Names {
						names[n.Name] = true
					}
				}
			}
		}
	}
	return names
}

// fresh chooses the machinery's names so that they clash with nothing in the package.
func fresh(p *pkg, m *machinery) {
	m.names = map[string]string{}
	names := p.taken()
	ids := identifiers()
	for _, h := range []string{"initializer", "prestop"} {
		ids = append(ids, answers(h), runs(h)) // and a variable, with Hook behind the first
	}
	for _, id := range ids {
		name := id
		for i := 0; names[name] || names[name+"Hook"]; i++ {
			name = otherName(id)
			if i > 0 {
				name += strconv.Itoa(i + 1)
			}
		}
		if name != id {
			m.names[id] = name
		}
		names[name], names[name+"Hook"] = true, true
	}
	m.renamed = nil
	atTop := map[string]bool{}
	for _, f := range slices.Concat(p.files, p.others) {
		if readMachinery("", f.src) != nil {
			continue
		}
		for name := range declared(f.ast) {
			atTop[name] = true
		}
	}
	for _, name := range []string{"context", "debug", "echo", "errors", "fmt", "gin", "http", "log", "mux", "os", "strings", "sync"} {
		if atTop[name] {
			m.renamed = append(m.renamed, name)
		}
	}
}

// otherName is what an identifier is called where its name is taken.
func otherName(id string) string {
	if strings.HasPrefix(id, "fc") {
		return id
	}
	return "fcRun" + strings.ToUpper(id[:1]) + id[1:]
}

// shadowed is a predeclared name that the package gives another meaning.
func (p *pkg) shadowed() string {
	for _, f := range slices.Concat(p.files, p.others) {
		for name := range declared(f.ast) {
			if types.Universe.Lookup(name) != nil || token.IsKeyword(name) {
				return name
			}
		}
	}
	return ""
}

// fileName is a name for a new file that is not taken, whatever its case.
func (x *index) fileName(p *pkg, want string) (string, error) {
	f, err := x.root.Open(p.dir)
	if err != nil {
		return "", err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	if err != nil {
		return "", err
	}
	free := func(name string) bool {
		for _, e := range entries {
			if strings.EqualFold(e.Name(), name) {
				return false
			}
		}
		return true
	}
	name := want + ".go"
	for i := 2; !free(name); i++ {
		name = want + strconv.Itoa(i) + ".go"
	}
	return path.Join(p.dir, name), nil
}
