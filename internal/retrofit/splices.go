package retrofit

import (
	"bytes"
	"go/ast"
)

// splices are the person's lines for the hooks.
func (x *index) splices(p *placing, m *machinery, hooks []string) ([]splice, bool) {
	var list []splice
	for _, s := range p.spots {
		f := x.fileOf(s.node.Pos())
		var one splice
		ok := true
		switch s.kind {
		case below:
			one, ok = x.after(s.node, m.lines(s.name, hooks))
		case above:
			one, ok = x.before(s.node, m.lines(s.name, hooks))
		case atStart:
			one, ok = x.first(s.node, m.lines(s.name, hooks))
		case inside:
			from, to := x.offset(s.node.Pos()), x.offset(s.node.End())
			list = append(list, splice{file: f, at: from, end: from, text: m.name("fcHooks") + "("})
			one = splice{file: f, at: to, end: to, text: ")"}
		}
		if !ok {
			return nil, false
		}
		list = append(list, one)
	}
	return list, true
}

// first makes whole lines at the start of a body.
func (x *index) first(n ast.Node, lines []string) (splice, bool) {
	body, ok := n.(*ast.BlockStmt)
	if !ok || len(body.List) == 0 {
		return splice{}, false
	}
	f := x.fileOf(n.Pos())
	brace := x.offset(body.Lbrace) + 1
	stop := bytes.IndexByte(f.src[brace:], '\n')
	indent, alone := x.indent(f, body.List[0])
	if stop < 0 || !alone || !blank(f.src[brace:brace+stop]) {
		return splice{}, false
	}
	at := brace + stop + 1
	return splice{file: f, at: at, end: at, text: join2(lines, indent, newline(f.src[:at]))}, true
}
