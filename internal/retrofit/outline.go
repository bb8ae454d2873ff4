package retrofit

import (
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
	was, ok := outline(before, gone)
	is, fine := outline(after, come)
	return ok && fine && slices.Equal(was, is)
}

// outline lists a file's nodes and comments in order, without those that lie in
// the spans. A call whose function lies there stands for its argument.
func outline(src []byte, without []span) ([]label, bool) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, false
	}
	base := fset.File(f.FileStart).Base()
	out := func(n ast.Node) bool {
		at, end := int(n.Pos())-base, int(n.End())-base
		return slices.ContainsFunc(without, func(s span) bool { return s.at <= at && end <= s.end && s.at < s.end })
	}
	var list []label
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		if n == nil {
			list = append(list, label{})
			return false
		}
		if out(n) {
			return false
		}
		switch n := n.(type) {
		case *ast.Comment, *ast.CommentGroup:
			return false // they come below
		case *ast.CallExpr:
			if len(n.Args) == 1 && out(n.Fun) {
				ast.Inspect(n.Args[0], visit)
				return false
			}
		}
		list = append(list, labelOf(n))
		return true
	}
	ast.Inspect(f, visit)
	for _, group := range f.Comments {
		for _, c := range group.List {
			if !out(c) {
				list = append(list, label{more: c.Text})
			}
		}
	}
	return list, true
}

// label is what a node says beside its children, or a comment. The zero one ends the
// children of a node.
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
