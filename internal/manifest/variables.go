package manifest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// Account is the account id that stands in for the owner's, which only the
// platform knows.
const Account = "1234567890123456"

// maxVariables is how many variables one value may lead to.
const maxVariables = 1000

// maxExpression is how many bytes may stand between ${ and }.
const maxExpression = 1000

// maxFilled is how many bytes the variables of a whole file may bring in: values
// that are filled in one by one may each name the longest text, and
// aliases may look through one text again and again.
const maxFilled = 16 << 20

// maxFile is how much of a file ${file(...)} may bring in, in bytes.
const maxFile = 1 << 20

// variables fills in the ${…} of Serverless Devs that need no account
// (github.com/Serverless-Devs/Serverless-Devs, docs/zh/variables.md).
type variables struct {
	root     *yaml.Node
	resource *yaml.Node // what ${this} is
	dir      string
	getenv   func(string) string
	left     *int // of maxFilled
}

// unresolvable means that a variable has no value here.
type unresolvable struct{ variable, why string }

func (e *unresolvable) Error() string {
	return fmt.Sprintf("the variable %s has no value here: %s", e.variable, e.why)
}

// value is n with its variables filled in. A value that is one variable
// becomes what the variable stands for; text around one makes it text. Its line
// stays that of n.
func (v variables) value(n *yaml.Node) (*yaml.Node, error) {
	left := maxVariables
	found, err := v.deep(n, 0, &left)
	if err != nil || found == nil || found == target(n) {
		return found, err
	}
	here := *found
	here.Line, here.Column = n.Line, n.Column
	return &here, nil
}

func (v variables) deep(n *yaml.Node, depth int, left *int) (*yaml.Node, error) {
	n = target(n)
	if n == nil || n.Kind != yaml.ScalarNode || !strings.Contains(n.Value, "${") {
		return n, nil
	}
	if *v.left -= len(n.Value); *v.left < 0 {
		return nil, &unresolvable{strings.ToValidUTF8(n.Value[:min(40, len(n.Value))], ""), "the variables of the file are too long together"}
	}
	if depth > maxHops {
		return nil, &unresolvable{n.Value, "it leads back to itself"}
	}
	var out strings.Builder
	for rest := n.Value; rest != ""; {
		before, expression, after := cutVariable(rest)
		out.WriteString(before)
		rest = after
		if expression == "" {
			continue
		}
		if *left--; *left < 0 {
			return nil, &unresolvable{n.Value, "it leads to too many others"}
		}
		found, err := v.expression(expression, depth, left)
		if err != nil {
			return nil, err
		}
		if "${"+expression+"}" == strings.TrimSpace(n.Value) {
			return found, nil
		}
		if found.Kind != yaml.ScalarNode {
			return nil, &unresolvable{"${" + expression + "}", "it is not a single value"}
		}
		if *v.left -= len(found.Value); out.Len()+len(found.Value) > maxFile || *v.left < 0 {
			return nil, &unresolvable{"${" + expression + "}", "it is too long"}
		}
		out.WriteString(found.Value)
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: out.String(), Line: n.Line, Column: n.Column}, nil
}

// cutVariable cuts text around its first ${expression}, which is "" if there
// is none. A brace between quotes does not end it.
func cutVariable(text string) (before, expression, after string) {
	start := strings.Index(text, "${")
	if start < 0 {
		return text, "", ""
	}
	var quote byte
	for i := start + 2; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '}':
			if expression := text[start+2 : i]; strings.TrimSpace(expression) != "" {
				return text[:start], expression, text[i+1:]
			}
			return text[:i+1], "", text[i+1:]
		}
	}
	return text, "", ""
}

func (v variables) expression(expression string, depth int, left *int) (*yaml.Node, error) {
	if len(expression) > maxExpression {
		return nil, &unresolvable{"${" + strings.ToValidUTF8(expression[:40], "") + "…}", "it is too long"}
	}
	name, args, called := call(expression)
	fail := func(why string) (*yaml.Node, error) { return nil, &unresolvable{"${" + expression + "}", why} }
	switch {
	case called && name == "env" && len(args) > 0:
		if v.getenv != nil && v.getenv(args[0]) != "" {
			return textNode(v.getenv(args[0])), nil
		}
		if len(args) > 1 {
			return textNode(args[1]), nil
		}
		return fail(fmt.Sprintf("the environment has no %s", args[0]))
	case called && name == "config" && len(args) > 0:
		if args[0] == "AccountID" {
			return textNode(Account), nil
		}
		return fail("it is the account's")
	case called && name == "file" && len(args) > 0:
		data, err := readInside(v.dir, args[0])
		if err != nil {
			return fail(err.Error())
		}
		return textNode(data), nil
	case called:
		return fail("fcgen does not know how to fill it in")
	}
	found, err := v.path(strings.TrimSpace(expression))
	if err != nil {
		return fail(err.Error())
	}
	return v.deep(found, depth+1, left)
}

// path finds vars.x, this.props.x and resources.ID.props.x.
func (v variables) path(path string) (*yaml.Node, error) {
	parts := strings.Split(path, ".")
	at := v.root
	switch parts[0] {
	case "vars", "resources":
	case "this":
		at, parts = v.resource, parts[1:]
	default:
		return nil, errors.New("fcgen does not know how to fill it in")
	}
	for i, key := range parts {
		if key == "output" {
			return nil, errors.New("it is known after a deployment only")
		}
		if at = child(at, key); at == nil {
			return nil, fmt.Errorf("there is no %s", strings.Join(parts[:i+1], "."))
		}
	}
	return at, nil
}

// call reads name('a', "b", c); anything else is no call.
func call(expression string) (name string, args []string, ok bool) {
	name, rest, found := strings.Cut(strings.TrimSpace(expression), "(")
	inside, closed := strings.CutSuffix(rest, ")")
	if !found || !closed {
		return "", nil, found
	}
	for inside = strings.TrimSpace(inside); inside != ""; {
		var arg string
		if q := inside[0]; q == '\'' || q == '"' {
			var whole bool
			if arg, inside, whole = strings.Cut(inside[1:], string(q)); !whole {
				return "", nil, true
			}
			_, inside, _ = strings.Cut(inside, ",")
		} else {
			arg, inside, _ = strings.Cut(inside, ",")
			if arg = strings.TrimSpace(arg); strings.Contains(arg, "(") {
				return "", nil, true // a call within a call
			}
		}
		args = append(args, arg)
		inside = strings.TrimSpace(inside)
	}
	return strings.TrimSpace(name), args, true
}

// readInside reads a file of the folder; no path leads out of it.
func readInside(dir, name string) (text string, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", err
	}
	defer root.Close()
	data, err := projectfile.Read(context.Background(), root, filepath.ToSlash(name), maxFile)
	return string(data), err
}

func textNode(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
}
