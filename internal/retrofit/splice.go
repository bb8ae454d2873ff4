package retrofit

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/format"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/gocode"
)

// splice replaces the bytes from at to end of a file; most only insert.
type splice struct {
	file    *gocode.File
	at, end int
	text    string
}

// apply makes the splices of one file.
func apply(src []byte, list []splice) ([]byte, error) {
	slices.SortStableFunc(list, func(a, b splice) int { return cmp.Compare(a.at, b.at) })
	var out bytes.Buffer
	from := 0
	for _, s := range list {
		if s.at < from || s.end < s.at || s.end > len(src) {
			return nil, fmt.Errorf("edit the file: two changes overlap")
		}
		out.Write(src[from:s.at])
		out.WriteString(s.text)
		from = s.end
	}
	out.Write(src[from:])
	return out.Bytes(), nil
}

// after makes whole lines below a statement, with its indentation and line
// ends. It is false where the statement shares its lines with other code.
func (x *editor) after(n ast.Node, lines []string) (splice, bool) {
	f := x.FileOf(n.Pos())
	indent, alone := x.indent(f, n)
	end := x.Offset(n.End())
	stop := bytes.IndexByte(f.Source[end:], '\n')
	if !alone || stop < 0 || !blank(f.Source[end:end+stop]) {
		return splice{}, false
	}
	at := end + stop + 1
	return splice{file: f, at: at, end: at, text: join2(lines, indent, newline(f.Source[:at]))}, true
}

// before makes whole lines above a statement.
func (x *editor) before(n ast.Node, lines []string) (splice, bool) {
	f := x.FileOf(n.Pos())
	indent, alone := x.indent(f, n)
	if !alone {
		return splice{}, false
	}
	at := x.Offset(n.Pos()) - len(indent)
	stop := bytes.IndexByte(f.Source[at:], '\n')
	if stop < 0 {
		return splice{}, false
	}
	return splice{file: f, at: at, end: at, text: join2(lines, indent, newline(f.Source[:at+stop+1]))}, true
}

func join2(lines []string, indent, end string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(indent + l + end)
	}
	return b.String()
}

// indent is the white space before a node that is the first on its line.
func (x *editor) indent(f *gocode.File, n ast.Node) (string, bool) {
	at := x.Offset(n.Pos())
	start := bytes.LastIndexByte(f.Source[:at], '\n') + 1
	space := string(f.Source[start:at])
	return space, strings.Trim(space, " \t") == ""
}

// blank reports whether a rest of a line holds nothing but a comment that ends with it.
func blank(rest []byte) bool {
	s := strings.TrimSpace(string(rest))
	if strings.HasPrefix(s, "/*") {
		return strings.HasSuffix(s, "*/") && strings.Count(s, "*/") == 1
	}
	return s == "" || strings.HasPrefix(s, "//")
}

// newline is the line end that a text ends with.
func newline(text []byte) string {
	if bytes.HasSuffix(text, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

// verify proves that an edit did what it was to do and nothing else: no byte
// goes that is to stay, the file's syntax tree is the same but for the splices,
// and gofmt thinks of it as before.
func (x *editor) verify(name string, before, after []byte, list []splice, inserts bool) error {
	switch {
	case inserts && !within(before, after):
		return fmt.Errorf("check the edit of %q: something is lost", name)
	case !sameOutline(before, after, list):
		return fmt.Errorf("check the edit of %q: other code would mean something else", name)
	case x.formatted(before) && !x.formatted(after):
		return fmt.Errorf("check the edit of %q: gofmt would change the result", name)
	}
	return nil
}

// formatted reports whether gofmt agrees with a text. To ask it costs more than all
// else about a long file, so it is asked once about each text.
func (x *editor) formatted(src []byte) bool {
	known, asked := x.gofmt[string(src)]
	if !asked {
		out, err := format.Source(src)
		known = err == nil && bytes.Equal(out, src)
		x.gofmt[string(src)] = known
	}
	return known
}

// within reports whether the bytes of a stand in b in their order.
func within(a, b []byte) bool {
	for _, c := range b {
		if len(a) > 0 && a[0] == c {
			a = a[1:]
		}
	}
	return len(a) == 0
}
