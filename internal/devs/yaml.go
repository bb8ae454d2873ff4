package devs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Invalid means that a file cannot be read at all.
type Invalid struct {
	File    string
	Line    int // from 1; 0 if unknown
	Message string
}

func (e *Invalid) Error() string {
	return fmt.Sprintf("%s: %s", Place{File: e.File, Line: e.Line}, e.Message)
}

// The bounds of what is read: a file may multiply itself by its aliases.
const (
	maxValues = 1_000_000
	maxDepth  = 200
)

// document is the one document of a YAML file; nil if it is empty.
func document(file string, data []byte) (*yaml.Node, error) {
	if yamlVersion.Match(data) { // the library knows 1.1 only, and reads 1.2 as that
		data = yamlVersion.ReplaceAll(data, []byte("${1}1.1"))
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	switch err := d.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, syntaxError(file, err)
	}
	switch err := d.Decode(&second); {
	case err == nil:
		return nil, &Invalid{file, second.Line, "it holds more than one document"}
	case !errors.Is(err, io.EOF):
		return nil, syntaxError(file, err)
	}
	return doc.Content[0], nil
}

var yamlVersion = regexp.MustCompile(`\A((?:\x{FEFF})?(?:#[^\n]*\n|[ \t]*\n)*%YAML[ \t]+)1\.\d`)

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): `)

func syntaxError(file string, err error) error {
	message := err.Error()
	line := 1
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		line, _ = strconv.Atoi(m[1]) // digits only; the largest number if there are too many
		message = strings.TrimPrefix(message, m[0])
	}
	return &Invalid{file, line, "it is not YAML: " + strings.TrimPrefix(message, "yaml: ")}
}

// reading turns YAML nodes into values by the rules of js-yaml.
type reading struct {
	file   string
	known  map[*yaml.Node]*Value // of anchors; nil while one is being read
	values int
}

// read is the value of a node, its aliases and merges followed.
func (r *reading) read(n *yaml.Node, depth int) (*Value, error) {
	if r.values++; r.values > maxValues {
		return nil, &Invalid{r.file, n.Line, "it holds too many values"}
	}
	if depth > maxDepth {
		return nil, &Invalid{r.file, n.Line, "it is nested too deeply"}
	}
	if n.Kind == yaml.AliasNode {
		v, begun := r.known[n.Alias]
		switch {
		case begun && v == nil:
			return nil, &Invalid{r.file, n.Line, "the alias *" + n.Value + " stands for something that holds it"}
		case begun:
			return v, nil
		}
		return r.read(n.Alias, depth+1)
	}
	if n.Anchor != "" {
		r.known[n] = nil
	}
	v, err := r.construct(n, depth)
	if err != nil {
		return nil, err
	}
	v.At = Place{r.file, n.Line, n.Column}
	if n.Anchor != "" {
		r.known[n] = v
	}
	return v, nil
}

func (r *reading) construct(n *yaml.Node, depth int) (*Value, error) {
	tag := ""
	if n.Style&yaml.TaggedStyle != 0 {
		tag = n.ShortTag()
	}
	switch n.Kind {
	case yaml.MappingNode:
		if tag != "" && tag != "!!map" && tag != "!!set" {
			return nil, r.unknownTag(n)
		}
		return r.mapping(n, depth)
	case yaml.SequenceNode:
		if tag != "" && tag != "!!seq" {
			return nil, r.unknownTag(n)
		}
		v := &Value{Kind: List, Items: []*Value{}}
		for _, item := range n.Content {
			read, err := r.read(item, depth+1)
			if err != nil {
				return nil, err
			}
			v.Items = append(v.Items, read)
		}
		return v, nil
	}
	return r.scalar(n, tag)
}

func (r *reading) unknownTag(n *yaml.Node) error {
	return &Invalid{r.file, n.Line, fmt.Sprintf("unknown tag %s", n.Tag)}
}

// mapping is a mapping with what it merges: its own keys win, then the first.
func (r *reading) mapping(n *yaml.Node, depth int) (*Value, error) {
	m := newMap()
	merged := map[string]bool{} // keys that may stand again
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		key, err := r.read(k, depth+1)
		if err != nil {
			return nil, err
		}
		value, err := r.read(n.Content[i+1], depth+1)
		if err != nil {
			return nil, err
		}
		if k.Kind == yaml.ScalarNode && k.Style == 0 && k.Value == "<<" {
			if err := r.mergeInto(m, value, merged, k); err != nil {
				return nil, err
			}
			continue
		}
		if key.Kind == List || key.Kind == Map {
			return nil, &Invalid{r.file, k.Line, "a list or a mapping stands where a key has to"}
		}
		name := key.String()
		if m.Get(name) != nil && !merged[name] {
			return nil, &Invalid{r.file, k.Line, fmt.Sprintf("duplicated mapping key: %s stands here twice", name)}
		}
		delete(merged, name)
		m.set(name, key.At, value)
	}
	return m, nil
}

func (r *reading) mergeInto(m, from *Value, merged map[string]bool, k *yaml.Node) error {
	sources := []*Value{from}
	if from.Kind == List {
		sources = from.Items
	}
	for _, source := range sources {
		if source.Kind != Map && source.Kind != List {
			return &Invalid{r.file, k.Line, "cannot merge mappings; what << names is no mapping"}
		}
		for _, e := range source.Entries() {
			if m.Get(e.Key) == nil {
				m.set(e.Key, e.At, e.Value)
				merged[e.Key] = true
			}
		}
	}
	return nil
}

var (
	yamlInt = regexp.MustCompile(`^[-+]?(?:0b[01]+|0x[0-9a-fA-F]+|0o[0-7]+|[0-9]+)$`)
	// A number, and the special ones.
	yamlFloat   = regexp.MustCompile(`^(?:[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+(?:[eE][-+]?[0-9]+)?)$`)
	yamlSpecial = regexp.MustCompile(`^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$`)
	yamlTime    = regexp.MustCompile(`^\d{4}-(?:\d\d-\d\d|\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$`)
)

// scalar is a single value: what is not quoted has the type that js-yaml's
// default schema gives it (YAML 1.2, with timestamps).
func (r *reading) scalar(n *yaml.Node, tag string) (*Value, error) {
	if tag == "" && n.Style != 0 {
		return text(n.Value), nil
	}
	failed := &Invalid{r.file, n.Line, fmt.Sprintf("%q is none of the tag %s", n.Value, tag)}
	switch tag {
	case "":
		return plain(n.Value), nil
	case "!!str", "!":
		return text(n.Value), nil
	case "!!null", "!!bool", "!!int", "!!float", "!!timestamp":
		v := plain(n.Value)
		want := map[string]Kind{"!!null": Null, "!!bool": Bool, "!!int": Number, "!!float": Number, "!!timestamp": Map}[tag]
		if v.Kind != want || n.Value == "" && n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 || tag == "!!int" && !yamlInt.MatchString(n.Value) {
			return nil, failed
		}
		return v, nil
	}
	return nil, r.unknownTag(n)
}

// plain is the value of a scalar without quotes and tag. A date is a map
// without keys: the parser copies the fields of JavaScript's Date, which has none.
func plain(s string) *Value {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return &Value{Kind: Null}
	case "true", "True", "TRUE":
		return boolean(true)
	case "false", "False", "FALSE":
		return boolean(false)
	}
	switch {
	case yamlInt.MatchString(s):
		return number(parseInt(s))
	case yamlFloat.MatchString(s):
		if n, err := strconv.ParseFloat(strings.TrimSuffix(s, "."), 64); err == nil && !math.IsInf(n, 0) {
			return number(n)
		}
	case yamlSpecial.MatchString(s):
		switch strings.ToLower(strings.TrimLeft(s, "+-")) {
		case ".nan":
			return number(math.NaN())
		default:
			sign := 1
			if s[0] == '-' {
				sign = -1
			}
			return number(math.Inf(sign))
		}
	case yamlTime.MatchString(s):
		return newMap()
	}
	return text(s)
}

// parseInt reads what yamlInt matches.
func parseInt(s string) float64 {
	digits, sign := strings.TrimLeft(s, "+-"), 1.0
	if s[0] == '-' {
		sign = -1
	}
	base := 10
	if len(digits) > 2 && digits[0] == '0' {
		if b := map[byte]int{'b': 2, 'o': 8, 'x': 16}[digits[1]]; b != 0 {
			base, digits = b, digits[2:]
		}
	}
	if base == 10 {
		n, _ := strconv.ParseFloat(digits, 64) // digits only; infinite where there are too many
		return sign * n
	}
	n := 0.0
	for _, d := range digits {
		v, _ := strconv.ParseInt(string(d), base, 64)
		n = n*float64(base) + float64(v)
	}
	return sign * n
}

// parseYAML is the value that a text of YAML stands for; Undefined if it is empty.
func parseYAML(file string, data []byte) (*Value, *yaml.Node, error) {
	root, err := document(file, data)
	if err != nil {
		return nil, nil, err
	}
	if root == nil {
		return undefined(), nil, nil
	}
	r := &reading{file: file, known: map[*yaml.Node]*Value{}}
	v, err := r.read(root, 0)
	return v, root, err
}
