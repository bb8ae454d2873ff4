package retrofit

import (
	"bytes"
	"go/ast"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/hookfile"
)

// splices are the person's lines for the hooks.
func (x *editor) splices(p *placing, m *hookfile.File) ([]splice, bool, error) {
	var list []splice
	for _, s := range p.spots {
		f := x.FileOf(s.node.Pos())
		lines, err := x.linesFor(m, s.name, m.Hooks)
		if err != nil {
			return nil, false, err
		}
		var one splice
		ok := true
		switch s.kind {
		case below:
			one, ok = x.after(s.node, lines)
		case above:
			lines[len(lines)-1] += s.tail
			one, ok = x.before(s.node, lines)
		case atStart:
			one, ok = x.first(s.node, lines)
		case inside:
			from, to := x.Offset(s.node.Pos()), x.Offset(s.node.End())
			list = append(list, splice{file: f, at: from, end: from, text: m.Name("fcHooks") + "("})
			one = splice{file: f, at: to, end: to, text: ")"}
		}
		if !ok {
			return nil, false, nil
		}
		list = append(list, one)
	}
	return list, true, nil
}

// settle finds lines that leave the files as gofmt wants them: where comments
// are aligned over several lines, the hooks' stand below those that do not
// concern the router.
func (x *editor) settle(p *placing, m *hookfile.File) ([]splice, bool, error) {
	list, ok, err := x.splices(p, m)
	for range 4 {
		if !ok || err != nil || x.tidy(list) {
			break
		}
		moved := *p
		moved.spots = slices.Clone(p.spots)
		for i, s := range moved.spots {
			if next := x.next(s); next != nil {
				moved.spots[i].node = next
			}
		}
		p = &moved
		if other, fine, err := x.splices(p, m); err == nil && fine {
			list = other
		}
	}
	return list, ok, err
}

// next is the statement below a spot, if it does not concern the router.
func (x *editor) next(s spot) ast.Node {
	if s.kind != below {
		return nil
	}
	c, ok := x.at(s.node).NextSibling()
	if !ok {
		return nil
	}
	switch c.Node().(type) {
	case *ast.AssignStmt, *ast.DeclStmt:
		if root, _, _ := strings.Cut(s.name, "."); !mentions(c.Node(), root) {
			return c.Node()
		}
	}
	return nil
}

func mentions(n ast.Node, name string) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == name
		return !found
	})
	return found
}

// tidy reports whether files that gofmt agrees with stay so.
func (x *editor) tidy(list []splice) bool {
	byFile := map[*gocode.File][]splice{}
	for _, s := range list {
		byFile[s.file] = append(byFile[s.file], s)
	}
	for f, edits := range byFile {
		after, err := apply(f.Source, edits)
		if err != nil || x.formatted(f.Source) && !x.formatted(after) {
			return false
		}
	}
	return true
}

// first makes whole lines at the start of a body.
func (x *editor) first(n ast.Node, lines []string) (splice, bool) {
	body, ok := n.(*ast.BlockStmt)
	if !ok || len(body.List) == 0 {
		return splice{}, false
	}
	f := x.FileOf(n.Pos())
	brace := x.Offset(body.Lbrace) + 1
	stop := bytes.IndexByte(f.Source[brace:], '\n')
	indent, alone := x.indent(f, body.List[0])
	if stop < 0 || !alone || !blank(f.Source[brace:brace+stop]) {
		return splice{}, false
	}
	at := brace + stop + 1
	return splice{file: f, at: at, end: at, text: join2(lines, indent, newline(f.Source[:at]))}, true
}
