package devs

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// scope is what variables can name at one place.
type scope struct {
	run   *run
	base  string // the file whose folder paths begin in
	names *Value // a map: vars, resources, that, ...

	filled map[*Value]*Value // texts that are filled in already
}

// compile fills in the variables of a text, as @serverless-devs/art-template's
// lib/devs-compile.js does: once, and once more if there are some in what came
// of it. A text that is one variable takes on the variable's value and type.
func (s *scope) compile(written string) (*Value, *Problem) {
	v, p := s.render(strings.ReplaceAll(written, "${this.", "${that."))
	if p == nil && v.Kind == Text && hasVariable(v.Text) && v.Problem == nil {
		via := v.Via
		if v, p = s.render(v.Text); p == nil {
			copied := *v
			copied.Via = append(slices.Clone(via), v.Via...)
			v = &copied
		}
	}
	if p != nil {
		p.Why = strings.ReplaceAll(p.Why, "${that.", "${this.")
	}
	return v, p
}

func hasVariable(s string) bool {
	_, _, _, found := cutVariable(s)
	return found
}

// cutVariable cuts a text around its first ${expression}, which ends with the
// first brace, also one between quotes.
func cutVariable(s string) (before, code, after string, found bool) {
	before, rest, found := strings.Cut(s, "${")
	if !found {
		return s, "", "", false
	}
	code, after, found = strings.Cut(rest, "}")
	if !found {
		return s, "", "", false
	}
	return before, code, after, true
}

var scriptlet = regexp.MustCompile(`(?s)<%.*?%>`)

func (s *scope) render(written string) (*Value, *Problem) {
	if scriptlet.MatchString(written) {
		return nil, refused("take it away", "Serverless Devs runs what stands between <%% and %%> as a program")
	}
	var out strings.Builder
	var via []Place
	var later *Problem
	for rest := written; ; {
		before, code, after, found := cutVariable(rest)
		if !found {
			out.WriteString(rest)
			break
		}
		out.WriteString(before)
		v, p := s.variable(code)
		if p != nil {
			return nil, p
		}
		if before == "" && after == "" && len(rest) == len(written) {
			return v, nil
		}
		if v.Problem != nil {
			later = v.Problem
		}
		via = append(via, v.Via...)
		filled := v.String()
		if p := s.run.produced(len(filled)); p != nil {
			return nil, p
		}
		if out.Len()+len(filled) > maxText {
			return nil, refused("", "${%s} makes the text too long", code)
		}
		out.WriteString(filled)
		rest = after
	}
	return &Value{Kind: Text, Text: out.String(), Via: via, Problem: later}, nil
}

var (
	calls     = regexp.MustCompile(`\(.*\)`)
	hasQuoted = regexp.MustCompile(`'.+'|".+"`)
	inParens  = regexp.MustCompile(`\((.+)\)`)
)

// variable is the value of one ${code} (art-template, lib/compile/compiler.js,
// parseExpression).
func (s *scope) variable(code string) (*Value, *Problem) {
	if p := s.run.another(); p != nil {
		return nil, p
	}
	if calls.MatchString(code) {
		return s.called(code)
	}
	parts := strings.Split(code, ".")
	first, rest := parts[0], parts[1:]
	switch {
	case first == "self" || first == "shared":
		return text("${" + code + "}"), nil
	case (first == "resources" || first == "components") && len(rest) > 1 && (rest[1] == "output" || rest[1] == "info"):
		if v := s.names.path(parts...); !v.missing() {
			return v, nil
		}
		v := text("${" + code + "}")
		v.Problem = &Problem{Why: "it is known after a deployment only", Cause: Later}
		return v, nil
	}
	if strings.ContainsAny(code, "'\n") { // it is written out between single quotes, for messages
		return nil, refused("", "${%s} is no expression that can be read", code)
	}
	base, p := undefined(), (*Problem)(nil)
	if len(rest) == 0 || !slices.Contains(functionNames, first) {
		base, p = s.evaluate(first)
	}
	if p != nil {
		return nil, s.remedied(p, code)
	}
	v := base.path(rest...)
	if first == "credential" && v.missing() {
		return nil, &Problem{Why: fmt.Sprintf("${%s} is the account's", code), Cause: Later}
	}
	if v.missing() {
		return nil, s.remedied(refused("", "${%s} not found", code), code)
	}
	return s.placed(v), nil
}

// placed notes that a value comes from elsewhere in the file.
func (s *scope) placed(v *Value) *Value {
	if v.At == (Place{}) {
		return v
	}
	copied := *v
	copied.Via = append([]Place{v.At}, v.Via...)
	return &copied
}

func (s *scope) called(code string) (*Value, *Problem) {
	written := code
	if !hasQuoted.MatchString(code) {
		if at := inParens.FindStringSubmatchIndex(code); at != nil {
			code = code[:at[0]] + "('" + code[at[2]:at[3]] + "')" + code[at[1]:]
		}
	}
	v, p := s.evaluate(code)
	switch {
	case p != nil:
		return nil, s.remedied(p, written)
	case v.missing():
		return nil, s.remedied(refused("", "${%s} has no value", written), written)
	}
	return v, nil
}

// remedied adds to a problem what to write instead.
func (s *scope) remedied(p *Problem, code string) *Problem {
	if p.Remedy != "" || p.Cause != Refused {
		return p
	}
	bare := strings.TrimSpace(code)
	name, rest, dotted := strings.Cut(bare, ".")
	switch {
	case bare != code && !calls.MatchString(code):
		p.Remedy = fmt.Sprintf("write ${%s}, without the spaces", bare)
	case bare == "":
		p.Remedy = "write the variable between the braces, or leave ${} away"
	case name == "env" && dotted && !calls.MatchString(code):
		p.Remedy = fmt.Sprintf("write ${env('%s')}", rest)
	case name == "vars" && dotted && strings.Contains(rest, "["):
		p.Remedy = fmt.Sprintf("write ${%s}", strings.NewReplacer("[", ".", "]", "", "'", "", `"`, "").Replace(bare))
	case name == "vars" && dotted && s.names.Get("vars").missing():
		p.Remedy = "add vars to the file"
	case name == "vars" && dotted:
		key, _, _ := strings.Cut(rest, ".")
		p.Remedy = fmt.Sprintf("add %s under vars", key)
		if near := nearest(key, s.names.Get("vars")); near != "" {
			p.Remedy = fmt.Sprintf("did you mean ${vars.%s}?", near)
		}
	case s.names.Get("vars").Get(bare) != nil:
		p.Remedy = fmt.Sprintf("write ${vars.%s}", bare)
	case regexp.MustCompile(`^[A-Za-z_]\w*$`).MatchString(bare):
		p.Remedy = fmt.Sprintf("write ${env('%s')}", bare)
	}
	return p
}

// nearest is the key of a map that differs from a word in case, or in a dash
// and an underscore.
func nearest(word string, m *Value) string {
	plain := func(s string) string { return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(s)) }
	for _, e := range m.Entries() {
		if plain(e.Key) == plain(word) {
			return e.Key
		}
	}
	return ""
}
