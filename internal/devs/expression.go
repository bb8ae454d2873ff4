package devs

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// expression evaluates what stands between ${ and } where it is more than a
// path: Serverless Devs runs it as JavaScript. Known here are the functions of
// Serverless Devs, literals, fields, the usual operators and the methods of
// texts and lists; anything else is refused, since fcgen runs no code of a file.
type expression struct {
	text  string
	at    int
	depth int
	scope *scope
	from  []Place // where the values come from
}

// evaluate is the value of an expression with the places that it comes from.
func (s *scope) evaluate(code string) (*Value, *Problem) {
	e := &expression{text: code, scope: s}
	v, p := e.ternary()
	if p == nil {
		if e.space(); e.at < len(e.text) {
			return nil, e.syntax()
		}
		if len(e.from) > 0 {
			copied := *v
			copied.Via = e.from
			v = &copied
		}
	}
	return v, p
}

func (e *expression) syntax() *Problem {
	return refused("", "${%s} is no expression that can be read", e.text)
}

func (e *expression) space() {
	for e.at < len(e.text) && strings.IndexByte(" \t\r\n", e.text[e.at]) >= 0 {
		e.at++
	}
}

// take reads one of the words, if it comes next.
func (e *expression) take(words ...string) string {
	e.space()
	for _, word := range words {
		if strings.HasPrefix(e.text[e.at:], word) {
			e.at += len(word)
			return word
		}
	}
	return ""
}

func (e *expression) ternary() (*Value, *Problem) {
	if e.depth++; e.depth > maxDepth {
		return nil, e.syntax()
	}
	defer func() { e.depth-- }()
	condition, p := e.binary(0)
	if p != nil || e.take("?") == "" {
		return condition, p
	}
	yes, p := e.ternary()
	if p != nil {
		return nil, p
	}
	if e.take(":") == "" {
		return nil, e.syntax()
	}
	no, p := e.ternary()
	if p != nil {
		return nil, p
	}
	if condition.truthy() {
		return yes, nil
	}
	return no, nil
}

// operators are the binary ones, the weakest first; of those that begin alike
// the longer comes first.
var operators = [][]string{
	{"??", "||"}, {"&&"}, {"===", "!==", "==", "!="}, {"<=", ">=", "<", ">"}, {"+", "-"}, {"*", "/", "%"},
}

func (e *expression) binary(level int) (*Value, *Problem) {
	if level == len(operators) {
		return e.unary()
	}
	left, p := e.binary(level + 1)
	for p == nil {
		operator := e.take(operators[level]...)
		if operator == "" {
			return left, nil
		}
		var right *Value
		if right, p = e.binary(level + 1); p == nil {
			left, p = e.operate(operator, left, right)
		}
	}
	return nil, p
}

func (e *expression) operate(operator string, a, b *Value) (*Value, *Problem) {
	choose := func(first bool) (*Value, *Problem) {
		if first {
			return a, nil
		}
		return b, nil
	}
	switch operator {
	case "??":
		return choose(!a.missing())
	case "||":
		return choose(a.truthy())
	case "&&":
		return choose(!a.truthy())
	case "===", "==":
		return boolean(same(a, b, operator == "==")), nil
	case "!==", "!=":
		return boolean(!same(a, b, operator == "!=")), nil
	case "+":
		if a.Kind >= Text || b.Kind >= Text {
			sum := a.String() + b.String()
			return text(sum), e.scope.run.produced(len(sum))
		}
	case "<", ">", "<=", ">=":
		if a.Kind == Text && b.Kind == Text {
			return boolean(compare(operator, strings.Compare(a.Text, b.Text))), nil
		}
	}
	x, y := a.toNumber(), b.toNumber()
	switch operator {
	case "+":
		return number(x + y), nil
	case "-":
		return number(x - y), nil
	case "*":
		return number(x * y), nil
	case "/":
		return number(x / y), nil
	case "%":
		return number(math.Mod(x, y)), nil
	}
	if math.IsNaN(x) || math.IsNaN(y) {
		return boolean(false), nil
	}
	order := 0
	if x < y {
		order = -1
	} else if x > y {
		order = 1
	}
	return boolean(compare(operator, order)), nil
}

func compare(operator string, order int) bool {
	switch operator {
	case "<":
		return order < 0
	case ">":
		return order > 0
	case "<=":
		return order <= 0
	}
	return order >= 0
}

// same is JavaScript's ===, or == where loosely is true.
func same(a, b *Value, loosely bool) bool {
	switch {
	case loosely && a.missing() && b.missing():
		return true
	case a.Kind != b.Kind:
		return loosely && !a.missing() && !b.missing() && a.Kind <= Text && b.Kind <= Text && a.toNumber() == b.toNumber()
	case a.Kind == List || a.Kind == Map:
		return a == b
	case a.Kind == Number:
		return a.Number == b.Number
	}
	return a.String() == b.String()
}

// toNumber is the value as JavaScript's arithmetic takes it.
func (v *Value) toNumber() float64 {
	switch v.Kind {
	case Null:
		return 0
	case Bool:
		if v.Bool {
			return 1
		}
		return 0
	case Number:
		return v.Number
	case Text:
		s := strings.TrimSpace(v.Text)
		if s == "" {
			return 0
		}
		if n, err := strconv.ParseFloat(s, 64); err == nil && !strings.ContainsAny(s, "_pPnN") {
			return n
		}
	}
	return math.NaN()
}

func (e *expression) unary() (*Value, *Problem) {
	e.depth++
	defer func() { e.depth-- }()
	if e.depth > maxDepth {
		return nil, e.syntax()
	}
	sign := e.take("!", "-", "+")
	if sign == "" {
		return e.postfix()
	}
	v, p := e.unary()
	if p != nil {
		return nil, p
	}
	switch sign {
	case "!":
		return boolean(!v.truthy()), nil
	case "-":
		return number(-v.toNumber()), nil
	}
	return number(v.toNumber()), nil
}

func (e *expression) postfix() (*Value, *Problem) {
	v, p := e.primary()
	for p == nil {
		switch e.take("?.", ".", "[") {
		case "?.", ".":
			e.space()
			name := e.name()
			if name == "" {
				return nil, e.syntax()
			}
			if e.take("(") == "" {
				v, p = e.property(v, name)
				continue
			}
			var args []*Value
			if args, p = e.arguments(); p == nil {
				v, p = e.method(v, name, args)
			}
		case "[":
			var key *Value
			if key, p = e.ternary(); p == nil && e.take("]") == "" {
				p = e.syntax()
			}
			if p == nil {
				v, p = e.property(v, key.String())
			}
		default:
			return v, nil
		}
	}
	return nil, p
}

func (e *expression) property(v *Value, name string) (*Value, *Problem) {
	if v.missing() {
		return nil, refused("", "Cannot read properties of %s (reading '%s')", v, name)
	}
	return v.field(name), nil
}

func (e *expression) primary() (*Value, *Problem) {
	e.space()
	if e.at >= len(e.text) {
		return nil, e.syntax()
	}
	switch c := e.text[e.at]; {
	case c == '\'' || c == '"' || c == '`':
		return e.quoted()
	case c >= '0' && c <= '9':
		return e.number()
	case c == '(':
		e.at++
		v, p := e.ternary()
		if p == nil && e.take(")") == "" {
			return nil, e.syntax()
		}
		return v, p
	}
	name := e.name()
	switch name {
	case "":
		return nil, e.syntax()
	case "true", "false":
		return boolean(name == "true"), nil
	case "null":
		return &Value{Kind: Null}, nil
	case "this", "undefined":
		return undefined(), nil
	}
	if slices.Contains(reservedWords, name) {
		return nil, e.syntax()
	}
	if e.take("(") == "" {
		if slices.Contains(functionNames, name) {
			return nil, refused(fmt.Sprintf("call it: ${%s('…')}", name), "%s is a function", name)
		}
		if v := e.scope.names.Get(name); v != nil {
			return v, nil
		}
		return undefined(), nil
	}
	args, p := e.arguments()
	if p != nil {
		return nil, p
	}
	if !slices.Contains(functionNames, name) {
		return nil, refused("", "%s is not a function", name)
	}
	v, from, p := e.scope.call(name, args)
	e.from = append(e.from, from...)
	return v, p
}

var reservedWords = []string{
	"break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "enum", "export", "extends",
	"finally", "for", "function", "if", "import", "in", "instanceof", "new", "return", "super", "switch", "throw", "try", "typeof", "var", "void",
	"while", "with", "let", "static", "yield", "await",
}

func (e *expression) name() string {
	start := e.at
	for e.at < len(e.text) {
		r, size := utf8.DecodeRuneInString(e.text[e.at:])
		if r != '_' && r != '$' && !unicode.IsLetter(r) && (e.at == start || !unicode.IsDigit(r)) {
			break
		}
		e.at += size
	}
	return e.text[start:e.at]
}

func (e *expression) number() (*Value, *Problem) {
	start := e.at
	for e.at < len(e.text) && (e.text[e.at] == '.' || e.text[e.at] >= '0' && e.text[e.at] <= '9') {
		e.at++
	}
	digits := e.text[start:e.at]
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || len(digits) > 1 && digits[0] == '0' && digits[1] != '.' {
		return nil, e.syntax()
	}
	return number(n), nil
}

// quoted is a literal text; between backticks there may be no ${.
func (e *expression) quoted() (*Value, *Problem) {
	quote := e.text[e.at]
	var out strings.Builder
	for e.at++; e.at < len(e.text); e.at++ {
		switch c := e.text[e.at]; {
		case c == quote:
			e.at++
			return text(out.String()), nil
		case c == '\n' && quote != '`':
			return nil, e.syntax()
		case c == '\\' && e.at+1 < len(e.text):
			e.at++
			escapes := map[byte]string{'n': "\n", 't': "\t", 'r': "\r", 'b': "\b", 'f': "\f", 'v': "\v", '0': "\x00", '\n': ""}
			switch escaped, known := escapes[e.text[e.at]]; {
			case known:
				out.WriteString(escaped)
			case e.text[e.at] == 'u' || e.text[e.at] == 'x':
				return nil, e.syntax()
			default:
				out.WriteByte(e.text[e.at])
			}
		default:
			out.WriteByte(c)
		}
	}
	return nil, e.syntax()
}

func (e *expression) arguments() ([]*Value, *Problem) {
	var args []*Value
	for e.take(")") == "" {
		if len(args) > 0 && e.take(",") == "" {
			return nil, e.syntax()
		}
		v, p := e.ternary()
		if p != nil {
			return nil, p
		}
		args = append(args, v)
	}
	return args, nil
}
