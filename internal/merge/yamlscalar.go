package merge

import (
	"bytes"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// scalar is where a scalar that stands on one line begins and ends in the
// text, quotes included. A value that is not written at all has no place.
func (d *yamlDoc) scalar(n *yaml.Node) (from, to int, ok bool) {
	from, ok = d.offset(n)
	if !ok || n.Kind != yaml.ScalarNode {
		return 0, 0, false
	}
	rest := d.text[from:d.starts[n.Line]]
	switch n.Style {
	case 0:
		if n.Value == "" || !bytes.HasPrefix(rest, []byte(n.Value)) {
			return 0, 0, false
		}
		return from, from + len(n.Value), true
	case yaml.SingleQuotedStyle, yaml.DoubleQuotedStyle:
		size := quotedSize(rest)
		return from, from + size, size > 0
	default:
		return 0, 0, false
	}
}

// quotedSize is the length of the quoted scalar that text begins with, or 0.
func quotedSize(text []byte) int {
	if len(text) == 0 || text[0] != '\'' && text[0] != '"' {
		return 0
	}
	for i := 1; i < len(text); i++ {
		switch {
		case text[0] == '"' && text[i] == '\\':
			i++
		case text[0] == '\'' && bytes.HasPrefix(text[i:], []byte("''")):
			i++
		case text[i] == text[0]:
			return i + 1
		}
	}
	return 0
}

// scalarText is the scalar as its text has it, quoted if it would not stand
// for the same in flow style. It is false for what is no scalar, and for
// scalars over several lines where flow is not asked for.
func (d *yamlDoc) scalarText(n *yaml.Node, flow bool) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		return "", false
	}
	if n.ShortTag() == "!!null" {
		return "null", true
	}
	from, to, ok := d.scalar(n)
	text := string(d.text[from:to])
	switch {
	case !flow:
		return text, ok
	case ok && (n.Style != 0 || !strings.ContainsAny(text, ",[]{}:#")):
		return text, true
	default:
		return strconv.Quote(n.Value), n.ShortTag() == "!!str"
	}
}

// flowText writes a node of any style as one line of flow style.
func (d *yamlDoc) flowText(n *yaml.Node) (string, bool) {
	if n.Kind == yaml.ScalarNode {
		return d.scalarText(n, true)
	}
	var parts []string
	step, open, end := 1, "[", "]"
	if n.Kind == yaml.MappingNode {
		step, open, end = 2, "{", "}"
	}
	for i := 0; i < len(n.Content); i += step {
		text, ok := d.flowText(n.Content[i])
		if ok && step == 2 {
			var value string
			value, ok = d.flowText(n.Content[i+1])
			text += ": " + value
		}
		if !ok {
			return "", false
		}
		parts = append(parts, text)
	}
	return open + strings.Join(parts, ", ") + end, n.Kind != yaml.AliasNode
}

// flowRange is where a value in flow style begins and ends in the text.
func (d *yamlDoc) flowRange(n *yaml.Node) (from, to int, ok bool) {
	if n.Kind == yaml.ScalarNode {
		return d.scalar(n)
	}
	from, ok = d.offset(n)
	if !ok || n.Style&yaml.FlowStyle == 0 {
		return 0, 0, false
	}
	depth, tokenStart := 0, true
	for i := from; i < len(d.text); i++ {
		switch c := d.text[i]; c {
		case '{', '[':
			depth, tokenStart = depth+1, true
		case '}', ']':
			if depth--; depth == 0 {
				return from, i + 1, true
			}
			tokenStart = false
		case ',', ':':
			tokenStart = true
		case '\'', '"':
			if tokenStart {
				size := quotedSize(d.text[i:])
				if size == 0 {
					return 0, 0, false
				}
				i += size - 1
			}
			tokenStart = false
		case ' ', '\r', '\n':
		case '#':
			if prev := d.text[i-1]; prev == ' ' || prev == '\n' {
				return 0, 0, false // a comment: which entry is it about?
			}
		default:
			tokenStart = false
		}
	}
	return 0, 0, false
}
