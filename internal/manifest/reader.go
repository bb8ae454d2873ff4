package manifest

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/devs"
)

// reader takes a function's values out of its resource. What is needed and
// cannot be read is gathered in errs; what is not needed and cannot be known
// here, in unresolved.
type reader struct {
	file       *File
	id         string
	props      *yaml.Node // resolved
	errs       []error
	unresolved []Unresolved
}

// fail notes that the value of key, at n, cannot be used.
func (r *reader) fail(n *yaml.Node, key, format string, args ...any) {
	e := &Invalid{File: r.file.File, Path: "resources." + r.id + ".props." + key, Message: fmt.Sprintf(format, args...)}
	if key == "" {
		e.Path = "resources." + r.id
	}
	if n != nil {
		e.Line = n.Line
		if other := r.file.elsewhere(n); other != "" {
			e.File = other
		}
	}
	r.errs = append(r.errs, e)
}

// need says whether a value must be known.
type need bool

const (
	needed   need = true
	optional need = false
)

// at is the value of a dotted key, filled in; nil if there is none, it is
// null, or it cannot be known.
func (r *reader) at(key string, need need) *yaml.Node {
	n := r.props
	for part := range strings.SplitSeq(key, ".") {
		n = r.fill(child(n, part), key, need)
	}
	return n
}

// fill is a value, if it is known; see at.
func (r *reader) fill(n *yaml.Node, key string, need need) *yaml.Node {
	if isNull(n) {
		return nil
	}
	v := r.file.values[n]
	if v == nil || v.Problem == nil {
		return n
	}
	if need {
		r.fail(n, key, "%s", because(v.Problem))
		return nil
	}
	r.unresolved = append(r.unresolved, Unresolved{Key: key, Line: n.Line, Text: v.Text, Why: because(v.Problem)})
	return nil
}

// because is why a variable has no value here, and what to write instead.
func because(p *devs.Problem) string {
	if p.Remedy == "" {
		return p.Why
	}
	return p.Why + ": " + p.Remedy
}

// text is a single value as text, whatever its type; otherwise otherwise.
func (r *reader) text(key, otherwise string, need need) string {
	n := r.at(key, need)
	if n == nil {
		return otherwise
	}
	if n.Kind != yaml.ScalarNode {
		r.fail(n, key, "it is not a single value")
		return otherwise
	}
	return n.Value
}

// number is a value as a number from low to high.
func (r *reader) number(key string, low, high, otherwise float64, need need) float64 {
	n := r.at(key, need)
	if n == nil {
		return otherwise
	}
	v, err := asNumber(n)
	if err != nil {
		if remedy := r.file.typeRemedy(n); remedy != "" {
			err = fmt.Errorf("%w: %s", err, remedy)
		}
		r.fail(n, key, "%v", err)
		return otherwise
	}
	switch {
	case v < low:
		r.fail(n, key, "%s is less than %v", n.Value, low)
		return otherwise
	case v > high:
		r.fail(n, key, "%s is more than %.0f", n.Value, high)
		return otherwise
	}
	return v
}

// whole is a value as a whole number from low to high.
func (r *reader) whole(key string, low, high, otherwise int, need need) int {
	v := r.number(key, float64(low), float64(high), float64(otherwise), need)
	if v != math.Trunc(v) {
		r.fail(r.at(key, need), key, "%v is not a whole number", v)
		return otherwise
	}
	return int(v)
}

// seconds is a value as a duration of at least low seconds.
func (r *reader) seconds(key string, low, otherwise int, need need) time.Duration {
	return time.Duration(r.whole(key, low, math.MaxInt32, otherwise, need)) * time.Second
}

// words is a list of texts, all of which are needed.
func (r *reader) words(key string) []string {
	n := r.at(key, needed)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.fail(n, key, "it is not a list")
		return nil
	}
	var words []string
	for i, item := range n.Content {
		at := fmt.Sprintf("%s[%d]", key, i)
		switch word := r.fill(target(item), at, needed); {
		case word == nil:
		case word.Kind != yaml.ScalarNode:
			r.fail(item, at, "it is not a single value")
		default:
			words = append(words, word.Value)
		}
	}
	return words
}

// asNumber reads a number. A text is none, whatever stands in it: the API
// refuses it ("cannot unmarshal string … of type int32").
func asNumber(n *yaml.Node) (float64, error) {
	if n.Kind != yaml.ScalarNode {
		return 0, errors.New("it is not a number")
	}
	if _, err := strconv.ParseFloat(strings.TrimSpace(n.Value), 64); err == nil && n.Tag == "!!str" {
		return 0, fmt.Errorf("%q is a string, and the API wants a number", n.Value)
	}
	var v float64
	err := errors.New("no number")
	if n.Tag == "!!int" || n.Tag == "!!float" {
		err = n.Decode(&v)
	}
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%q is not a number", n.Value)
	}
	return v, nil
}
