package generator

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/mod/modfile"
)

// refuseClashes turns the creation of a Go file into a conflict where the
// person's package already declares one of its names: it would not compile.
func (p *Plan) refuseClashes(ours Tree) {
	if len(ours) == 0 {
		return
	}
	for i, op := range p.Ops {
		if op.Action != Create || path.Ext(op.Path) != ".go" {
			continue
		}
		if name, at := clash(op.Path, op.After.Data, ours, p.Ops); name != "" {
			op.Theirs = op.After
			p.Ops[i] = op.to(Conflict, nil, fmt.Sprintf("it declares %s, and so does %s", name, at))
		}
	}
}

// clash finds a package-level name that both the new file and another file of
// its folder, as it will be, declare, and where that other file does.
func clash(file string, data []byte, ours Tree, ops []Op) (name, at string) {
	var declared map[string]int
	for _, other := range ours.Paths() {
		if path.Dir(other) != path.Dir(file) || path.Ext(other) != ".go" || ours[other].Other != "" {
			continue
		}
		if slices.ContainsFunc(ops, func(op Op) bool { return op.Path == other && (op.Action == Delete || op.Action == Replace) }) {
			continue
		}
		if declared == nil {
			declared = declarations(file, data)
		}
		for n, line := range declarations(other, ours[other].Data) {
			if _, both := declared[n]; both && (name == "" || n < name) {
				name, at = n, fmt.Sprintf("%s:%d", other, line)
			}
		}
	}
	_, name, _ = strings.Cut(name, ".")
	return name, at
}

// declarations lists the package-level names that a Go file declares, as
// package.name, with their lines. A file that does not parse declares what could be read.
// A method's name is Type.name; init and _ can stand in several files.
func declarations(file string, data []byte) map[string]int {
	names := map[string]int{}
	fset := token.NewFileSet()
	f, _ := parser.ParseFile(fset, file, data, parser.SkipObjectResolution|parser.ParseComments)
	if f == nil || ignored(f) {
		return names
	}
	add := func(id *ast.Ident) {
		if id.Name != "_" && id.Name != "init" {
			names[f.Name.Name+"."+id.Name] = fset.Position(id.Pos()).Line
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				add(d.Name)
			} else if t := receiver(d.Recv); t != "" {
				names[f.Name.Name+"."+t+"."+d.Name.Name] = fset.Position(d.Name.Pos()).Line
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					add(spec.Name)
				case *ast.ValueSpec:
					for _, id := range spec.Names {
						add(id)
					}
				}
			}
		}
	}
	return names
}

// receiver names the type of a method's receiver, "" for one that is none.
func receiver(list *ast.FieldList) string {
	if len(list.List) != 1 {
		return ""
	}
	t := list.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	switch x := t.(type) {
	case *ast.IndexExpr:
		t = x.X
	case *ast.IndexListExpr:
		t = x.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// ignored reports whether a file is marked as no part of any build.
func ignored(f *ast.File) bool {
	for _, group := range f.Comments {
		for _, c := range group.List {
			if c.Pos() < f.Package && strings.TrimSpace(c.Text) == "//go:build ignore" {
				return true
			}
		}
	}
	return false
}

// parses reports whether a file's own reader would accept it; files that have none always do.
func parses(name string, data []byte) bool {
	switch path.Ext(name) {
	case ".mod":
		_, err := modfile.Parse(name, data, nil)
		return err == nil
	case ".go":
		_, err := parser.ParseFile(token.NewFileSet(), name, data, parser.SkipObjectResolution)
		return err == nil
	case ".yaml", ".yml":
		var doc any
		return yaml.Unmarshal(data, &doc) == nil
	default:
		return true
	}
}

// crlf reports whether every line of data ends with CR LF.
func crlf(data []byte) bool {
	n := bytes.Count(data, []byte("\n"))
	return n > 0 && n == bytes.Count(data, []byte("\r\n"))
}

func toCRLF(data []byte) []byte {
	if data == nil {
		return nil
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
}
