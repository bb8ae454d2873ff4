package gocode

import (
	"fmt"
	"go/ast"
	"go/token"
)

// growth measures, before the types are looked for, what the declarations of a
// program come to: a few lines in which each constant or alias names the one
// before it twice stand for more than any memory holds. Names are looked up
// without their scopes, and the largest of one name counts.
type growth struct {
	texts map[string]int // of the constants of the packages so far, by name
	parts map[string]int // of the types, the same
	here  map[string]*declaration
	depth int
	err   *Declined
	place func(ast.Node) Place
}

// declaration is a name of the package that is measured.
type declaration struct {
	name     *ast.Ident
	from     []ast.Expr // what it is declared with
	constant bool
	expands  bool // a type that stands for its parts: an alias, or one with parameters
	measured bool
	text     int // bytes
	parts    int
	layers   int // of structs that hold each other
}

// measure is the reason to decline a package, nil if there is none. Those that
// it imports come first.
func (g *growth) measure(files []*ast.File, size int) error {
	g.here = map[string]*declaration{}
	for _, f := range files {
		for _, d := range f.Decls {
			g.gather(d, true)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if d, ok := n.(*ast.DeclStmt); ok {
				g.gather(d.Decl, false)
			}
			return true
		})
	}
	for _, f := range files {
		for _, d := range f.Decls {
			g.all(d, size)
		}
		if g.err != nil {
			return g.err
		}
	}
	for name, d := range g.here {
		g.texts[name] = max(g.texts[name], d.text)
		g.parts[name] = max(g.parts[name], d.parts)
	}
	return nil
}

// gather notes what a declaration declares. Variables count at package level
// only: elsewhere none needs one that comes after it.
func (g *growth) gather(d ast.Decl, top bool) {
	gen, ok := d.(*ast.GenDecl)
	if !ok {
		return
	}
	var repeated []ast.Expr
	for _, spec := range gen.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			g.note(&declaration{name: s.Name, from: []ast.Expr{s.Type}, expands: s.Assign.IsValid() || s.TypeParams != nil})
		case *ast.ValueSpec:
			if gen.Tok == token.CONST && s.Values == nil {
				s = &ast.ValueSpec{Names: s.Names, Values: repeated}
			}
			repeated = s.Values
			for i, name := range s.Names {
				if gen.Tok == token.VAR && !top {
					continue
				}
				d := &declaration{name: name, constant: gen.Tok == token.CONST}
				if i < len(s.Values) {
					d.from = append(d.from, s.Values[i])
				}
				if s.Type != nil {
					d.from = append(d.from, s.Type)
				}
				g.note(d)
			}
		}
	}
}

// note keeps a declaration. One of the same name adds to it.
func (g *growth) note(d *declaration) {
	if d.name.Name == "_" {
		return
	}
	have := g.here[d.name.Name]
	if have == nil {
		g.here[d.name.Name] = d
		return
	}
	have.from = append(have.from, d.from...)
	have.constant = have.constant || d.constant
	have.expands = have.expands || d.expands
}

// all measures what a declaration at package level names, functions included.
func (g *growth) all(d ast.Decl, size int) {
	total, within := 0, token.NoPos
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			total += g.textOf(n)
			if total > maxText+textShare*size {
				g.decline(n, fmt.Sprintf("the constants that are named here stand for more than %d MB of text", maxText>>20))
			}
		case *ast.IndexExpr, *ast.IndexListExpr:
			if n.Pos() >= within && g.partsOf(n.(ast.Expr)) > maxParts { //nolint:forcetypeassert // both are expressions
				g.decline(n, "this type has too many parts")
			}
			within = max(within, n.End())
		}
		return g.err == nil
	})
}

func (g *growth) decline(n ast.Node, reason string) {
	if g.err == nil {
		g.err = &Declined{Cause: ErrTooMuch, Reason: reason, Place: g.place(n)}
	}
}

// find is the declaration of a name, measured.
func (g *growth) find(name string) *declaration {
	d := g.here[name]
	if d == nil || d.measured || g.err != nil {
		return d
	}
	d.measured = true // before it is, for those that name themselves
	if g.depth++; g.depth > maxChain {
		g.decline(d.name, fmt.Sprintf("more than %d declarations need each other in a row", maxChain))
		return d
	}
	defer func() { g.depth-- }()
	for _, e := range d.from {
		ast.Inspect(e, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Name != d.name.Name {
				g.find(id.Name)
			}
			_, code := n.(*ast.FuncLit)
			return !code && g.err == nil
		})
		if d.constant {
			d.text = min(max(d.text, g.text(e)), 2*maxText)
		}
		d.layers = max(d.layers, 1+g.layersOf(e))
		if d.expands {
			d.parts = max(d.parts, g.partsOf(e))
		}
	}
	if d.layers > maxLayers {
		g.decline(d.name, fmt.Sprintf("more than %d types hold each other", maxLayers))
	}
	if d.parts > maxParts {
		g.decline(d.name, "this type has too many parts")
	}
	return d
}

func (g *growth) textOf(id *ast.Ident) int {
	if d := g.find(id.Name); d != nil {
		return max(d.text, g.texts[id.Name])
	}
	return g.texts[id.Name]
}

// text is how many bytes a constant stands for.
func (g *growth) text(e ast.Expr) int {
	switch e := ast.Unparen(e).(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING && len(e.Value) <= maxLiteral {
			return len(e.Value)
		}
	case *ast.Ident:
		return g.textOf(e)
	case *ast.SelectorExpr:
		return g.textOf(e.Sel)
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return min(g.text(e.X)+g.text(e.Y), 2*maxText)
		}
	case *ast.CallExpr: // a conversion
		if id, ok := e.Fun.(*ast.Ident); ok && id.Name != "len" && len(e.Args) == 1 {
			return g.text(e.Args[0])
		}
	}
	return 0
}

// partsOf is how many parts a type has. Arguments multiply, since a parameter
// may be named more than once.
func (g *growth) partsOf(e ast.Expr) int {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		n := g.parts[e.Name]
		if d := g.find(e.Name); d != nil {
			n = max(n, d.parts)
		}
		return max(n, 1)
	case *ast.SelectorExpr:
		return max(g.parts[e.Sel.Name], 1)
	case *ast.StarExpr:
		return g.partsOf(e.X)
	case *ast.ArrayType:
		return g.partsOf(e.Elt)
	case *ast.ChanType:
		return g.partsOf(e.Value)
	case *ast.MapType:
		return g.sum(e.Key, e.Value)
	case *ast.IndexExpr:
		return min(g.partsOf(e.X)*g.partsOf(e.Index), 2*maxParts)
	case *ast.IndexListExpr:
		return min(g.partsOf(e.X)*g.sum(e.Indices...), 2*maxParts)
	case *ast.StructType:
		return g.fields(e.Fields)
	case *ast.InterfaceType:
		return g.fields(e.Methods)
	case *ast.FuncType:
		return min(g.fields(e.Params)+g.fields(e.Results), 2*maxParts)
	}
	return 1
}

// layersOf is how many declared types hold each other in one, each in the next.
func (g *growth) layersOf(e ast.Expr) int {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if d := g.find(e.Name); d != nil {
			return d.layers
		}
	case *ast.ArrayType:
		return g.layersOf(e.Elt)
	case *ast.IndexExpr:
		return max(g.layersOf(e.X), g.layersOf(e.Index))
	case *ast.IndexListExpr:
		n := g.layersOf(e.X)
		for _, i := range e.Indices {
			n = max(n, g.layersOf(i))
		}
		return n
	case *ast.StructType:
		n := 0
		for _, f := range e.Fields.List {
			n = max(n, g.layersOf(f.Type))
		}
		return n
	}
	return 0
}

func (g *growth) sum(list ...ast.Expr) int {
	n := 0
	for _, e := range list {
		n = min(n+g.partsOf(e), 2*maxParts)
	}
	return n
}

func (g *growth) fields(list *ast.FieldList) int {
	if list == nil {
		return 0
	}
	n := 1
	for _, f := range list.List {
		n = min(n+max(1, len(f.Names))*g.partsOf(f.Type), 2*maxParts)
	}
	return n
}
