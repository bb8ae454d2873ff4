package merge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// yamlDoc is a YAML text with its nodes and where they stand. The nodes serve
// for their positions only: the text is edited, never printed anew.
type yamlDoc struct {
	text   []byte
	lines  [][]byte
	starts []int // the offset of each line, and of the end
	root   *yaml.Node
	places map[*yaml.Node]place // of the values in block mappings and block sequences
	units  map[*yaml.Node]int   // of block mappings: how far in they stand from their key
	unit   int                  // the first of units, or 2
}

// place is where an entry stands: a key with its value, or an item of a
// sequence with its dash. Lines are counted from 0.
type place struct {
	blank      int // blank lines directly above head
	head       int // the first comment line directly above start, or start
	start, end int // its lines; end is behind the comments that stand deeper than it
	col        int // the column of the key or the dash, from 0
}

const (
	maxYAMLSize  = 1 << 18
	maxYAMLDepth = 100
)

// parseYAML reads a text that can be edited by key. It refuses what has more
// than one document, two equal keys in a mapping, a root that is no mapping,
// tabs as indentation, or lines that end otherwise than in "\n" or "\r\n".
func parseYAML(text []byte) (*yamlDoc, error) {
	switch {
	case len(text) > maxYAMLSize:
		return nil, errors.New("it is too long")
	case !utf8.Valid(text):
		return nil, errors.New("it is not UTF-8")
	case bytes.Count(text, []byte("\r")) != bytes.Count(text, []byte("\r\n")), bytes.ContainsAny(text, "\u0085\u2028\u2029"):
		return nil, errors.New("it has unusual line ends")
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, second yaml.Node
	if err := decoder.Decode(&document); err != nil {
		return nil, err
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, errors.New("it has more than one document")
	}
	d := &yamlDoc{text: text, lines: splitLines(text), root: document.Content[0], places: map[*yaml.Node]place{}, units: map[*yaml.Node]int{}}
	if d.root.Kind != yaml.MappingNode {
		return nil, errors.New("it is not a mapping")
	}
	offset := 0
	for _, line := range d.lines {
		d.starts = append(d.starts, offset)
		offset += len(line)
		if white := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]; bytes.Contains(white, []byte("\t")) {
			return nil, errors.New("it is indented with tabs")
		}
		if bytes.HasPrefix(line, []byte("...")) {
			return nil, errors.New("it has an end-of-document line")
		}
	}
	d.starts = append(d.starts, offset)
	if err := checkYAMLNode(d.root, 0); err != nil {
		return nil, err
	}
	d.locate(d.root, len(d.lines))
	if d.unit == 0 {
		d.unit = 2
	}
	return d, nil
}

// checkYAMLNode refuses equal keys and nesting without end.
func checkYAMLNode(n *yaml.Node, depth int) error {
	if depth > maxYAMLDepth {
		return errors.New("it is nested too deeply")
	}
	if n.Kind == yaml.MappingNode {
		seen := map[string]bool{}
		for i := 0; i < len(n.Content); i += 2 {
			if key := n.Content[i]; key.Kind == yaml.ScalarNode {
				if seen[keyName(key)] {
					return fmt.Errorf("it has the key %q twice, at line %d", key.Value, key.Line)
				}
				seen[keyName(key)] = true
			}
		}
	}
	for _, child := range n.Content {
		if err := checkYAMLNode(child, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// locate notes the places of all entries below n, which ends before line limit.
func (d *yamlDoc) locate(n *yaml.Node, limit int) {
	if n.Style&yaml.FlowStyle != 0 {
		return
	}
	step := 1
	switch n.Kind {
	case yaml.MappingNode:
		step = 2
	case yaml.SequenceNode:
	default:
		return
	}
	for i := 0; i < len(n.Content); i += step {
		first, value := n.Content[i], n.Content[i+step-1]
		start, col := first.Line-1, first.Column-1
		if n.Kind == yaml.SequenceNode {
			if col = d.dash(first); col < 0 {
				continue // the dash stands alone on its line
			}
		}
		limit := limit
		if i+step < len(n.Content) {
			limit = n.Content[i+step].Line - 1
		}
		p := d.entryPlace(start, limit, col)
		d.places[value] = p
		if n.Kind == yaml.MappingNode && value.Kind == yaml.MappingNode && value.Style&yaml.FlowStyle == 0 && len(value.Content) > 0 {
			d.units[value] = value.Content[0].Column - 1 - col
			if d.unit == 0 {
				d.unit = d.units[value]
			}
		}
		d.locate(value, p.end)
	}
}

// entryPlace finds the place of the entry that begins at line start and column
// col and ends somewhere before line limit.
func (d *yamlDoc) entryPlace(start, limit, col int) place {
	p := place{start: start, end: limit, head: start, col: col}
	for p.end > start+1 && (d.isBlank(p.end-1) || d.isComment(p.end-1) && d.indent(p.end-1) <= col) {
		p.end--
	}
	for p.head > 0 && d.isComment(p.head-1) && d.indent(p.head-1) == col {
		p.head--
	}
	for p.head-p.blank > 0 && d.isBlank(p.head-p.blank-1) {
		p.blank++
	}
	return p
}

// dash is the column of the dash before an item that begins on the dash's
// line, or -1.
func (d *yamlDoc) dash(item *yaml.Node) int {
	at, ok := d.offset(item)
	if !ok {
		return -1
	}
	before := strings.TrimRight(string(d.text[d.starts[item.Line-1]:at]), " ")
	if strings.TrimLeft(before, " ") != "-" {
		return -1
	}
	return len(before) - 1
}

// offset is where the node begins in the text. Columns count characters.
func (d *yamlDoc) offset(n *yaml.Node) (int, bool) {
	if n.Line < 1 || n.Line > len(d.lines) {
		return 0, false
	}
	at, line := d.starts[n.Line-1], d.lines[n.Line-1]
	for range n.Column - 1 {
		if len(line) == 0 {
			return 0, false
		}
		_, size := utf8.DecodeRune(line)
		at, line = at+size, line[size:]
	}
	return at, true
}

func (d *yamlDoc) isBlank(line int) bool {
	return len(bytes.TrimSpace(d.lines[line])) == 0
}

// blankFrom counts the blank lines from the given one on.
func (d *yamlDoc) blankFrom(line int) int {
	n := 0
	for line+n < len(d.lines) && d.isBlank(line+n) {
		n++
	}
	return n
}

func (d *yamlDoc) isComment(line int) bool {
	return bytes.HasPrefix(bytes.TrimLeft(d.lines[line], " "), []byte("#"))
}

func (d *yamlDoc) indent(line int) int {
	return len(d.lines[line]) - len(bytes.TrimLeft(d.lines[line], " "))
}

// unitOf is how many columns a mapping inside n is indented.
func (d *yamlDoc) unitOf(n *yaml.Node) int {
	if unit := d.units[n]; unit > 0 {
		return unit
	}
	return d.unit
}
