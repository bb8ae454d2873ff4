package routers

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

// describer reads the directives in a package's description.
type describer struct {
	*Package
	seen map[*ast.CommentGroup]bool
}

func (d *describer) file(f *ast.File) error {
	d.Paste, d.Hooks = d.Router.Paste, d.Name
	err := d.each(f.Doc, "package", func(s *sentence) error {
		to := map[string]*string{"paste": &d.Paste, "hooks": &d.Hooks}
		*to[s.verb] = s.rest
		return nil
	})
	if err != nil {
		return err
	}
	for _, decl := range f.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			err = d.function(decl)
		case *ast.GenDecl:
			err = d.declaration(decl)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *describer) function(fn *ast.FuncDecl) error {
	of := ""
	if fn.Recv != nil {
		of = typeName(fn.Recv.List[0].Type)
	}
	return d.says(fn.Doc, "function", of, fn.Name.Name, shapeOf(fn.Type, fn.Recv != nil))
}

func (d *describer) says(doc *ast.CommentGroup, place, of, name string, has shape) error {
	f := Func{}
	err := d.each(doc, place, func(s *sentence) error {
		if place == "field" {
			return f.field(s)
		}
		return f.apply(s, has)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", key(of, name), err)
	}
	if f != (Func{}) {
		d.funcs[key(of, name)] = f
	}
	return nil
}

// field adds what a sentence says of a field.
func (f *Func) field(s *sentence) error {
	switch s.verb {
	case "timeout":
		f.Timeout = true
	case "server":
		f.Serve = &Serve{Handler: Arg{From: Receiver}}
		if s.text("handler") != "recv" {
			return fmt.Errorf("a field that is a server has handler=recv")
		}
	}
	return s.done()
}

func (d *describer) declaration(decl *ast.GenDecl) error {
	for _, spec := range decl.Specs {
		doc := decl.Doc
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if decl.Lparen.IsValid() {
				doc = spec.Doc
			}
			if err := d.typ(doc, spec); err != nil {
				return err
			}
		case *ast.ValueSpec:
			if decl.Tok != token.VAR {
				continue
			}
			err := d.each(doc, "variable", func(s *sentence) error {
				d.funcs[spec.Names[0].Name] = Func{Standard: true}
				return s.done()
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *describer) typ(doc *ast.CommentGroup, spec *ast.TypeSpec) error {
	t := Type{}
	name := spec.Name.Name
	if err := d.each(doc, "type", t.apply); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if t != (Type{}) {
		d.types[name] = t
	}
	var members *ast.FieldList
	switch typ := spec.Type.(type) {
	case *ast.StructType:
		members = typ.Fields
	case *ast.InterfaceType:
		members = typ.Methods
	default:
		return nil
	}
	for _, m := range members.List {
		if len(m.Names) == 0 {
			continue
		}
		place, has := "field", shape{}
		if fn, ok := m.Type.(*ast.FuncType); ok {
			if _, method := spec.Type.(*ast.InterfaceType); method {
				place, has = "function", shapeOf(fn, true)
			}
		}
		if err := d.says(m.Doc, place, name, m.Names[0].Name, has); err != nil {
			return err
		}
	}
	return nil
}

// each calls then for the directives in a comment.
func (d *describer) each(doc *ast.CommentGroup, place string, then func(*sentence) error) error {
	if doc == nil {
		return nil
	}
	d.seen[doc] = true
	for _, c := range doc.List {
		s, ok, err := read(c.Text, place)
		if err == nil && ok {
			err = then(&s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// attached declines directives that stand above nothing.
func (d *describer) attached(group *ast.CommentGroup, fset *token.FileSet) error {
	if d.seen[group] {
		return nil
	}
	for _, c := range group.List {
		if strings.HasPrefix(c.Text, prefix) {
			return fmt.Errorf("line %d: %s stands above nothing", fset.Position(c.Pos()).Line, c.Text)
		}
	}
	return nil
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

func shapeOf(fn *ast.FuncType, method bool) shape {
	s := shape{method: method}
	for _, p := range fn.Params.List {
		s.params += max(1, len(p.Names))
	}
	return s
}
