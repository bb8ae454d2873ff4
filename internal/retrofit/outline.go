package retrofit

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
)

// span is a stretch of bytes from at to end.
type span struct{ at, end int }

// sameOutline reports whether a file says after its splices what it said before,
// but for what they put in or take out.
func sameOutline(before, after []byte, list []splice) bool {
	var gone, come []span
	moved := 0
	for _, s := range list { // in order, as apply leaves them
		gone = append(gone, span{s.at, s.end})
		come = append(come, span{s.at + moved, s.at + moved + len(s.text)})
		moved += len(s.text) - (s.end - s.at)
	}
	was, is := parsed(before, gone), parsed(after, come)
	if was == nil || is == nil || was.file.Name.Name != is.file.Name.Name || len(was.file.Decls) != len(is.file.Decls) {
		return false
	}
	for i, d := range was.file.Decls {
		// What is written alike means the same: most of a file need not be looked into.
		if now := is.file.Decls[i]; !bytes.Equal(was.text(d), is.text(now)) && !slices.Equal(was.outline(d), is.outline(now)) {
			return false
		}
	}
	return slices.Equal(was.comments(), is.comments())
}

// reading is a file that is compared, but for some spans.
type reading struct {
	src     []byte
	file    *ast.File
	base    int
	without []span
}

// parsed reads a file; nil if that is not possible.
func parsed(src []byte, without []span) *reading {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	return &reading{src, f, fset.File(f.FileStart).Base(), without}
}

func (r *reading) text(n ast.Node) []byte { return r.src[int(n.Pos())-r.base : int(n.End())-r.base] }

// out reports whether a node is in one of the spans.
func (r *reading) out(n ast.Node) bool {
	at, end := int(n.Pos())-r.base, int(n.End())-r.base
	return slices.ContainsFunc(r.without, func(s span) bool { return s.at <= at && end <= s.end && s.at < s.end })
}

// comments lists those outside of the spans.
func (r *reading) comments() []string {
	var list []string
	for _, group := range r.file.Comments {
		for _, c := range group.List {
			if !r.out(c) {
				list = append(list, c.Text)
			}
		}
	}
	return list
}

// outline lists the nodes of a declaration in order, without those in the spans. A
// call whose function is in one stands for its argument.
func (r *reading) outline(d ast.Decl) []label {
	var list []label
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		if n == nil {
			list = append(list, label{})
			return false
		}
		if r.out(n) {
			return false
		}
		switch n := n.(type) {
		case *ast.Comment, *ast.CommentGroup:
			return false // they are compared apart
		case *ast.CallExpr:
			if len(n.Args) == 1 && r.out(n.Fun) {
				ast.Inspect(n.Args[0], visit)
				return false
			}
		}
		list = append(list, labelOf(n))
		return true
	}
	ast.Inspect(d, visit)
	return list
}

// label is what a node says beside its children. The zero one ends the children of a node.
type label struct {
	kind reflect.Type
	more any
}

func labelOf(n ast.Node) label {
	var more any
	switch n := n.(type) {
	case *ast.Ident:
		more = n.Name
	case *ast.BasicLit:
		more = n.Value
	case *ast.BinaryExpr:
		more = n.Op
	case *ast.UnaryExpr:
		more = n.Op
	case *ast.AssignStmt:
		more = n.Tok
	case *ast.IncDecStmt:
		more = n.Tok
	case *ast.BranchStmt:
		more = n.Tok
	case *ast.GenDecl:
		more = n.Tok
	case *ast.RangeStmt:
		more = n.Tok
	case *ast.ChanType:
		more = n.Dir
	case *ast.CallExpr:
		more = n.Ellipsis.IsValid()
	case *ast.TypeSpec:
		more = n.Assign.IsValid()
	case *ast.SliceExpr:
		more = n.Slice3
	}
	return label{reflect.TypeOf(n), more}
}
