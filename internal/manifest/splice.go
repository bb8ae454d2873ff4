package manifest

import (
	"bytes"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// splice puts text in place of the bytes from start to end.
type splice struct {
	start, end int
	text       string
}

// apply is data with the splice; nil, which is no s.yaml, for one that makes no sense.
func (s splice) apply(data []byte) []byte {
	if s.start < 0 || s.start > s.end || s.end > len(data) {
		return nil
	}
	return slices.Concat(data[:s.start], []byte(s.text), data[s.end:])
}

// splices are the ways to write seconds, the one that people would choose first.
func (p place) splices(data []byte, seconds string) []splice {
	if p.at == nil {
		return p.insertions(data, seconds)
	}
	if p.at.Kind != yaml.ScalarNode && p.at.Kind != yaml.AliasNode {
		return nil
	}
	key := offset(data, p.timeoutKey)
	if p.at.Kind == yaml.ScalarNode && p.at.Value == "" && p.at.Style == 0 {
		if colon := bytes.IndexByte(data[key:], ':'); colon >= 0 {
			return []splice{{key + colon + 1, key + colon + 1, " " + seconds}}
		}
		return nil
	}
	start := skipProperties(data, offset(data, p.at))
	written := p.at.Value
	switch {
	case p.at.Kind == yaml.AliasNode:
		written = "*" + p.at.Value
	case p.at.Style&yaml.DoubleQuotedStyle != 0:
		written = `"` + p.at.Value + `"`
	case p.at.Style&yaml.SingleQuotedStyle != 0:
		written = `'` + p.at.Value + `'`
	}
	if !bytes.HasPrefix(data[start:], []byte(written)) {
		return nil
	}
	return []splice{{start, start + len(written), seconds}} // without quotes: a string is refused
}

// insertions are the places for a timeout that is not there yet: after the
// handler, else before it.
func (p place) insertions(data []byte, seconds string) []splice {
	key := offset(data, p.key)
	name := "timeout: " + seconds
	if data[key] == '"' { // JSON is YAML, and shall stay JSON
		name = `"timeout": ` + seconds
	}
	if p.hook.Style&yaml.FlowStyle != 0 {
		var all []splice
		if end := scalarEnd(data, offset(data, p.handler), p.handler); end > 0 {
			all = append(all, splice{end, end, ", " + name})
		}
		return append(all, splice{key, key, name + ", "})
	}
	lineStart := bytes.LastIndexAny(data[:key], "\r\n") + 1
	indent := string(data[lineStart:key])
	if strings.Trim(indent, " ") != "" {
		indent = strings.Repeat(" ", p.key.Column-1)
	}
	lineBreak := lineBreakOf(data)
	after := len(data)
	text := lineBreak + indent + name
	if i := bytes.IndexAny(data[key:], "\r\n"); i >= 0 {
		after = key + i
	}
	return []splice{{after, after, text}, {key, key, name + lineBreak + indent}}
}

// lineBreakOf is how the first line of data ends.
func lineBreakOf(data []byte) string {
	if i := bytes.IndexByte(data, '\n'); i > 0 && data[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// scalarEnd is where the single value that starts at start ends in a flow
// mapping; 0 if that is not plain to see.
func scalarEnd(data []byte, start int, n *yaml.Node) int {
	start = skipProperties(data, start)
	if start >= len(data) || n.Kind != yaml.ScalarNode {
		return 0
	}
	quote := data[start]
	if quote != '"' && quote != '\'' {
		if bytes.HasPrefix(data[start:], []byte(n.Value)) {
			return start + len(n.Value)
		}
		return 0
	}
	return quoteEnd(data, start)
}

// quoteEnd is where the text in quotes that starts at start ends; 0 if it does not.
func quoteEnd(data []byte, start int) int {
	quote := data[start]
	for i := start + 1; i < len(data); i++ {
		switch {
		case quote == '"' && data[i] == '\\':
			i++
		case data[i] != quote:
		case quote == '\'' && i+1 < len(data) && data[i+1] == quote:
			i++
		default:
			return i + 1
		}
	}
	return 0
}

// skipProperties passes the anchor and the tag that may stand before a value.
func skipProperties(data []byte, at int) int {
	for at < len(data) && (data[at] == '&' || data[at] == '!') {
		end := bytes.IndexAny(data[at:], " \t")
		if end < 0 {
			return at
		}
		at += end
		for at < len(data) && (data[at] == ' ' || data[at] == '\t') {
			at++
		}
	}
	return at
}

// offset is where n starts in data. The YAML library counts lines and columns
// in characters, from 1, without a byte order mark.
func offset(data []byte, n *yaml.Node) int {
	at := 0
	if bytes.HasPrefix(data, []byte("\uFEFF")) {
		at = len("\uFEFF")
	}
	line := 1
	for i, c := range string(data[at:]) {
		if line == n.Line {
			at += i
			break
		}
		carriageReturn := c == '\r' && !bytes.HasPrefix(data[at+i+1:], []byte("\n"))
		if c == '\n' || carriageReturn || c == '\u0085' || c == '\u2028' || c == '\u2029' {
			line++
		}
	}
	column := 1
	for i := range string(data[at:]) {
		if column == n.Column {
			return min(at+i, len(data)-1)
		}
		column++
	}
	return len(data) - 1
}
