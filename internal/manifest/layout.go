package manifest

import (
	"bytes"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// lead is what stands on the line before at, and whether that is only space.
func (s site) lead(at int) (text string, own bool) {
	text = string(s.data[lineStart(s.data, at):at])
	return text, strings.Trim(text, " \t") == ""
}

func lineStart(data []byte, at int) int { return bytes.LastIndexAny(data[:at], "\r\n") + 1 }

// lineEnd is where the line of at ends, its line break left out.
func lineEnd(data []byte, at int) int {
	if i := bytes.IndexAny(data[at:], "\r\n"); i >= 0 {
		return at + i
	}
	return len(data)
}

// afterBreak is where the next line begins after a line that ends at end.
func afterBreak(data []byte, end int) int {
	switch {
	case bytes.HasPrefix(data[end:], []byte("\r\n")):
		return end + 2
	case end < len(data):
		return end + 1
	default:
		return end
	}
}

// beforeBreak is where the line before that of start ends.
func beforeBreak(data []byte, start int) int {
	if bytes.HasSuffix(data[:start], []byte("\r\n")) {
		return start - 2
	}
	return max(0, start-1)
}

// unit is how much deeper the person's mappings stand than what they are under.
func (s site) unit(of written) string {
	for _, w := range []written{of, s.config, s.props} {
		if !w.there() || w.value == nil || w.value.Style&yaml.FlowStyle != 0 {
			continue
		}
		if k := firstKey(w.value); k != nil && k.Line > w.key.Line && k.Column > w.key.Column {
			return strings.Repeat(" ", k.Column-w.key.Column)
		}
	}
	return "  "
}

// aboveComment is where the comment begins that stands right above a line and
// belongs to it.
func (s site) aboveComment(line int, lead string) int {
	for line > 0 {
		start := lineStart(s.data, beforeBreak(s.data, line))
		if !bytes.HasPrefix(s.data[start:line], []byte(lead+"#")) {
			return line
		}
		line = start
	}
	return line
}

// blockEnd is where the last line ends that belongs to a key in block style,
// blank lines and comments behind it left out; 0 if that cannot be told.
func (s site) blockEnd(w written) int {
	at := offset(s.data, w.key)
	text := lastOf(w.value).Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
	lead, own := s.lead(at)
	if !own {
		return 0
	}
	end := lineEnd(s.data, at)
	for next := afterBreak(s.data, end); next < len(s.data); {
		stop := lineEnd(s.data, next)
		line := s.data[next:stop]
		rest := bytes.TrimLeft(line, " \t")
		deeper := len(line)-len(rest) > len(lead)
		switch {
		case len(rest) == 0:
		case rest[0] == '#' && !(text && deeper):
		case !deeper:
			return end
		default:
			end = stop
		}
		next = afterBreak(s.data, stop)
	}
	return end
}

// lastOf is the value that stands last in n.
func lastOf(n *yaml.Node) *yaml.Node {
	for len(n.Content) > 0 {
		n = n.Content[len(n.Content)-1]
	}
	return n
}

// valueEnd is where a value in flow style ends; 0 if that is not plain to see.
func (s site) valueEnd(n *yaml.Node) int {
	start := offset(s.data, n)
	if n.Kind == yaml.ScalarNode {
		return scalarEnd(s.data, start, n)
	}
	if n.Style&yaml.FlowStyle == 0 {
		return 0
	}
	return flowEnd(s.data, skipProperties(s.data, start))
}

// flowEnd is where the flow mapping or list that opens at start ends; 0 if it
// does not.
func flowEnd(data []byte, start int) int {
	depth := 0
	before := byte(',') // the last byte that is no space
	for i := start; i < len(data); i++ {
		c := data[i]
		switch {
		case (c == '"' || c == '\'') && strings.IndexByte("{[,:", before) >= 0:
			end := quoteEnd(data, i)
			if end == 0 {
				return 0
			}
			i = end - 1
		case c == '#' && i > 0 && strings.IndexByte(" \t\r\n", data[i-1]) >= 0:
			i = lineEnd(data, i) - 1
			continue
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		if strings.IndexByte(" \t\r\n", c) < 0 {
			before = c
		}
	}
	return 0
}

// commented is whether nothing but a comment follows on the line.
func commented(rest []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(rest, " \t"), []byte("#"))
}

// removals are the ways to take a key out of a mapping.
func (s site) removals(m *yaml.Node, gone written) []splice {
	at := offset(s.data, gone.key)
	if m.Style&yaml.FlowStyle != 0 {
		return s.flowRemovals(m, gone, at)
	}
	lead, own := s.lead(at)
	if !own {
		return nil
	}
	end := s.blockEnd(gone)
	if gone.value.Style&yaml.FlowStyle != 0 {
		if end = s.valueEnd(gone.value); end == 0 {
			return nil
		}
		end = lineEnd(s.data, end)
	}
	start := at - len(lead)
	if end == len(s.data) {
		return []splice{{beforeBreak(s.data, start), end, ""}}
	}
	return []splice{{start, afterBreak(s.data, end), ""}}
}

func (s site) flowRemovals(m *yaml.Node, gone written, at int) []splice {
	end := s.valueEnd(gone.value)
	if end == 0 {
		return nil
	}
	if i := slices.Index(m.Content, gone.key); i+2 < len(m.Content) {
		next := offset(s.data, m.Content[i+2])
		if next < end {
			return nil
		}
		if string(bytes.TrimSpace(s.data[end:next])) == "," {
			return []splice{{at, next, ""}}
		}
		comma := end + bytes.IndexByte(s.data[end:next], ',') + 1
		return []splice{{at, max(end, comma), ""}} // a comment stays
	}
	before := bytes.TrimRight(s.data[:at], " \t\r\n")
	if !bytes.HasSuffix(before, []byte(",")) {
		return []splice{{at, end, ""}}
	}
	return []splice{{len(before) - 1, end, ""}, {at, end, ""}}
}
