package manifest

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/fc"
)

// entry is a key to be written, with its text or with what is under it.
type entry struct {
	key    string
	values []entry
	text   string
}

// style is how a person writes mappings.
type style struct {
	quoted bool   // keys stand in double quotes, as in JSON
	pad    string // between a brace and what is in it
}

// flow writes the entry as one pair of a flow mapping.
func (e entry) flow(s style) string {
	key := e.key
	if s.quoted {
		key = `"` + key + `"`
	}
	if e.values == nil {
		return key + ": " + e.text
	}
	return key + ": {" + s.pad + flowAll(e.values, s) + s.pad + "}"
}

func flowAll(all []entry, s style) string {
	var list []string
	for _, e := range all {
		list = append(list, e.flow(s))
	}
	return strings.Join(list, ", ")
}

// block writes the entry as lines, without the last line's end; unit is how
// much deeper each level stands.
func (e entry) block(s style, indent, unit, lineBreak string) string {
	key := e.key
	if s.quoted {
		key = `"` + key + `"`
	}
	if e.values == nil {
		return indent + key + ": " + e.text
	}
	lines := []string{indent + key + ":"}
	for _, v := range e.values {
		lines = append(lines, v.block(s, indent+unit, unit, lineBreak))
	}
	return strings.Join(lines, lineBreak)
}

// paste is what a person can type under props.
func paste(h fc.Hook, seconds int) string {
	hook := entry{key: h.Key, values: bodyOf(h, seconds)}
	return entry{key: lifecycle, values: []entry{hook}}.block(style{}, "", "  ", "\n") + "\n"
}

// styleOf is how the keys of a mapping are written; above is the mapping's own key.
func (s site) styleOf(m, above *yaml.Node) style {
	key := above
	if len(m.Content) > 0 {
		key = m.Content[0]
	}
	st := style{quoted: key.Style&yaml.DoubleQuotedStyle != 0}
	if m.Style&yaml.FlowStyle != 0 {
		if open := s.opening(m); open >= 0 && open+1 < len(s.data) && s.data[open+1] == ' ' {
			st.pad = " "
		}
	}
	return st
}

// opening is where the brace of a flow mapping stands, or -1.
func (s site) opening(m *yaml.Node) int {
	at := skipProperties(s.data, offset(s.data, m))
	if at < len(s.data) && s.data[at] == '{' {
		return at
	}
	return -1
}

// insertions are the ways to write an entry before a key of the mapping of.
func (s site) insertions(of written, e entry, before *yaml.Node) []splice {
	m := of.value
	if before == nil {
		return s.appending(of, e)
	}
	st := s.styleOf(m, of.key)
	at := offset(s.data, before)
	lead, own := s.lead(at)
	if m.Style&yaml.FlowStyle != 0 {
		separator := ", "
		if own {
			separator = "," + lineBreakOf(s.data) + lead
		}
		return []splice{{at, at, e.flow(st) + separator}}
	}
	if !own || strings.Trim(lead, " ") != "" {
		return nil
	}
	lines := e.block(st, lead, s.unit(of), lineBreakOf(s.data)) + lineBreakOf(s.data)
	line := at - len(lead)
	above := s.aboveComment(line, lead)
	return []splice{{above, above, lines}, {line, line, lines}}
}

// appending are the ways to write entries behind the last key of a mapping.
func (s site) appending(of written, all ...entry) []splice {
	m := of.value
	st := s.styleOf(m, of.key)
	if m.Style&yaml.FlowStyle == 0 {
		end := s.blockEnd(of)
		if len(m.Content) == 0 || end == 0 {
			return nil
		}
		lead, own := s.lead(offset(s.data, m.Content[0]))
		if !own || strings.Trim(lead, " ") != "" {
			return nil
		}
		return []splice{{end, end, s.lines(all, st, lead, s.unit(of))}}
	}
	open := s.opening(m)
	if open < 0 {
		return nil
	}
	if len(m.Content) == 0 {
		return []splice{{open + 1, open + 1, st.pad + flowAll(all, st)}}
	}
	last := m.Content[len(m.Content)-1]
	end := s.valueEnd(last)
	if end == 0 || commented(s.data[end:]) || bytes.HasPrefix(bytes.TrimSpace(s.data[end:]), []byte(",")) {
		return nil // the comma would part a line from its comment, or is there already
	}
	separator := ", "
	if lead, own := s.lead(offset(s.data, m.Content[len(m.Content)-2])); own {
		separator = "," + lineBreakOf(s.data) + lead
	}
	return []splice{{end, end, separator + flowAll(all, st)}}
}

// lines are entries as lines, each with the line break before it.
func (s site) lines(all []entry, st style, lead, unit string) string {
	var b strings.Builder
	for _, e := range all {
		b.WriteString(lineBreakOf(s.data) + e.block(st, lead, unit, lineBreakOf(s.data)))
	}
	return b.String()
}

// fill are the ways to write entries under a key that has no value yet.
func (s site) fill(of written, all ...entry) []splice {
	st := s.styleOf(of.value, of.key)
	key := offset(s.data, of.key)
	lead, own := s.lead(key)
	if of.value.Value != "" || of.value.Style != 0 {
		start := offset(s.data, of.value)
		if !bytes.HasPrefix(s.data[start:], []byte(of.value.Value)) {
			return nil
		}
		return []splice{{start, start + len(of.value.Value), "{" + flowAll(all, st) + "}"}}
	}
	end := lineEnd(s.data, key)
	unit := s.unit(s.props)
	if !own || strings.Trim(lead, " ") != "" {
		if colon := bytes.IndexByte(s.data[key:], ':'); colon >= 0 {
			return []splice{{key + colon + 1, key + colon + 1, " {" + flowAll(all, st) + "}"}}
		}
		return nil
	}
	return []splice{{end, end, s.lines(all, st, lead+unit, unit)}}
}

// fillHandler are the ways to write a handler where there is an empty one.
func (s site) fillHandler() []splice {
	v, key := s.handler.value, offset(s.data, s.handler.key)
	start := skipProperties(s.data, offset(s.data, v))
	switch {
	case v.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		return []splice{{start + 1, start + 1, s.hook.Handler}}
	case v.Value == "":
		if colon := bytes.IndexByte(s.data[key:], ':'); colon >= 0 {
			return []splice{{key + colon + 1, key + colon + 1, ` "` + s.hook.Handler + `"`}}
		}
		return nil
	default: // null, ~
		return []splice{{start, start + len(v.Value), `"` + s.hook.Handler + `"`}}
	}
}
