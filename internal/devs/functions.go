package devs

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// functionNames are the functions that Serverless Devs offers inside of ${}.
var functionNames = []string{"env", "str", "yaml", "secret", "config", "path", "json", "file", "base64", "regex"}

// maxText is how many bytes a file that ${file(...)} brings in, or a text that
// variables make, may have.
const maxText = 1 << 20

// call runs one of the functions.
func (s *scope) call(name string, args []*Value) (*Value, []Place, *Problem) {
	arg := undefined()
	if len(args) > 0 {
		arg = args[0]
	}
	switch name {
	case "env":
		return s.env(arg, args)
	case "str":
		v := s.lookUp(arg)
		return text(v.String()), nil, nil
	case "yaml":
		v, _, err := parseYAML("", []byte(arg.String()))
		if err != nil {
			return nil, nil, refused("", "yaml('…') parse error")
		}
		return v, nil, nil
	case "secret":
		return nil, nil, &Problem{Why: fmt.Sprintf("the secret %s is known to Serverless Devs on the machine that deploys", arg), Cause: Later}
	case "config":
		if v, known := s.run.options.Config[arg.String()]; known {
			return text(v), nil, nil
		}
		return nil, nil, &Problem{Why: fmt.Sprintf("config('%s') is the account's", arg), Cause: Later}
	case "path":
		return s.path(arg)
	case "json":
		v, err := parseJSON(arg.String())
		if err != nil {
			return nil, nil, refused("", "json('…') parse error: what it is given is no JSON")
		}
		return v, nil, nil
	case "file":
		return s.file(arg)
	case "base64":
		if arg.Kind != Text {
			return nil, nil, refused("", "base64('%s') parse error", arg)
		}
		return text(base64.StdEncoding.EncodeToString([]byte(arg.Text))), nil, nil
	default: // regex: it is tried on the command, which is known only where actions are
		if _, err := regexp.Compile(arg.String()); err != nil {
			return nil, nil, refused("", "regex('%s') is no regular expression that can be read", arg)
		}
		return boolean(regexp.MustCompile(arg.String()).MatchString("undefined")), nil, nil
	}
}

func (s *scope) env(name *Value, args []*Value) (*Value, []Place, *Problem) {
	value, at := s.run.getenv(name.String())
	switch {
	case value != "":
		return text(value), []Place{at}, nil
	case len(args) > 1 && !args[1].missing():
		return args[1], nil, nil
	}
	return nil, nil, &Problem{
		Why: fmt.Sprintf("env('%s') not found", name), Cause: Unset,
		Remedy: fmt.Sprintf("set it, write it into a file .env, or give a default: ${env('%s', '…')}", name),
	}
}

// lookUp is the value of a path like vars.x, else the text itself.
func (s *scope) lookUp(arg *Value) *Value {
	if v := s.names.path(keysOf(arg.String())...); v.Kind != Undefined {
		return v
	}
	return arg
}

func (s *scope) path(arg *Value) (*Value, []Place, *Problem) {
	if arg.Kind != Text || arg.Text == "" {
		return nil, nil, refused("", "path value is empty")
	}
	full := s.full(arg.Text)
	if _, err := os.Stat(full); err != nil {
		return nil, nil, refused("", "path value not found: there is no %s", arg.Text)
	}
	return text(full), nil, nil
}

func (s *scope) file(arg *Value) (*Value, []Place, *Problem) {
	if arg.Kind != Text {
		return nil, nil, refused("", "file('%s') not found", arg)
	}
	full := s.full(arg.Text)
	data, err := projectfile.ReadFile(s.run.ctx, full, maxText)
	if err != nil {
		why := err.Error()
		if projectfile.Absent(err) {
			why = "there is no such file beside " + filepath.Base(s.base)
		} else if other, ok := errors.AsType[*projectfile.NotRegular](err); ok {
			why = (&projectfile.NotRegular{Name: arg.Text, What: other.What}).Error()
		} else if large, ok := errors.AsType[*projectfile.TooLarge](err); ok {
			why = (&projectfile.TooLarge{Name: arg.Text, Limit: large.Limit}).Error()
		}
		return nil, nil, refused("", "file('%s') not found: %s", arg.Text, why)
	}
	if p := s.run.produced(len(data)); p != nil {
		return nil, nil, p
	}
	s.run.files = append(s.run.files, full)
	return text(strings.ToValidUTF8(string(data), "\uFFFD")), []Place{{File: full}}, nil
}

// full is a path of a variable: it begins where the file lies.
func (s *scope) full(path string) string {
	if path = filepath.FromSlash(path); filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(s.run.absolute(filepath.Dir(s.base)), path)
}

// parseJSON is JSON.parse.
func parseJSON(data string) (*Value, error) {
	d := json.NewDecoder(strings.NewReader(data))
	var depth int
	v, err := readJSON(d, &depth)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the value")
	}
	return v, nil
}

func readJSON(d *json.Decoder, depth *int) (*Value, error) {
	if *depth++; *depth > maxDepth {
		return nil, errors.New("it is nested too deeply")
	}
	defer func() { *depth-- }()
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case nil:
		return &Value{Kind: Null}, nil
	case bool:
		return boolean(t), nil
	case float64:
		return number(t), nil
	case string:
		return text(t), nil
	case json.Delim:
		v := &Value{Kind: List, Items: []*Value{}}
		if t == '{' {
			v = newMap()
		}
		for d.More() {
			var key string
			if t == '{' {
				token, err := d.Token()
				if err != nil {
					return nil, err
				}
				key, _ = token.(string) // the decoder takes nothing else for a key
			}
			item, err := readJSON(d, depth)
			if err != nil {
				return nil, err
			}
			if t == '{' {
				v.set(key, Place{}, item)
			} else {
				v.Items = append(v.Items, item)
			}
		}
		_, err := d.Token() // the end
		return v, err
	}
	return nil, errors.New("no JSON")
}

// method calls a method of a text or a list.
func (e *expression) method(v *Value, name string, args []*Value) (*Value, *Problem) {
	arg := func(i int) string {
		if i < len(args) {
			return args[i].String()
		}
		return ""
	}
	if v.Kind == List && name == "join" {
		var words []string
		for _, item := range v.Items {
			words = append(words, (&Value{Kind: List, Items: []*Value{item}}).String())
		}
		separator := ","
		if len(args) > 0 {
			separator = arg(0)
		}
		return text(strings.Join(words, separator)), nil
	}
	if name == "toString" && len(args) == 0 && !v.missing() {
		return text(v.String()), nil
	}
	if v.Kind == Text {
		switch name {
		case "toUpperCase":
			return text(strings.ToUpper(v.Text)), nil
		case "toLowerCase":
			return text(strings.ToLower(v.Text)), nil
		case "trim":
			return text(strings.TrimSpace(v.Text)), nil
		case "includes":
			return boolean(strings.Contains(v.Text, arg(0))), nil
		case "startsWith":
			return boolean(strings.HasPrefix(v.Text, arg(0))), nil
		case "endsWith":
			return boolean(strings.HasSuffix(v.Text, arg(0))), nil
		case "split":
			if len(args) > 0 {
				list := &Value{Kind: List}
				for part := range strings.SplitSeq(v.Text, arg(0)) {
					list.Items = append(list.Items, text(part))
				}
				return list, nil
			}
		case "replace":
			if len(args) == 2 && !strings.Contains(arg(1), "$") {
				changed := strings.Replace(v.Text, arg(0), arg(1), 1)
				return text(changed), e.scope.run.produced(len(changed))
			}
		case "slice", "substring":
			return e.slice(v.Text, name, args)
		}
	}
	return nil, refused("", "fcgen runs no JavaScript, and %s is none of the methods that it knows", name)
}

// slice is a part of a text; slice counts negative places from its end.
func (e *expression) slice(s, name string, args []*Value) (*Value, *Problem) {
	letters := []rune(s)
	at := func(i, otherwise int) int {
		if i >= len(args) || args[i].Kind == Undefined {
			return otherwise
		}
		n := args[i].toNumber()
		if math.IsNaN(n) {
			n = 0
		}
		if n < 0 && name == "slice" {
			n += float64(len(letters))
		}
		return int(max(0, min(n, float64(len(letters)))))
	}
	from, to := at(0, 0), at(1, len(letters))
	if from > to && name == "substring" {
		from, to = to, from
	}
	return text(string(letters[min(from, to):to])), nil
}
