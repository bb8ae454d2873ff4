package devs

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Kind is the type of a Value: those that JSON has, since JSON is what is sent.
type Kind int

// The kinds. Undefined is JavaScript's: it stands for a value that is not there.
const (
	Undefined Kind = iota
	Null
	Bool
	Number
	Text
	List
	Map
)

// Value is a value of an s.yaml, with the place where it is written.
type Value struct {
	Kind   Kind
	Bool   bool
	Number float64
	Text   string
	Items  []*Value // of a list; one that is Undefined is sent as null

	At      Place    // where it is written: for a variable's value, the place of the variable
	Via     []Place  // where its variables' values come from, in their order
	Written string   // the text with its variables, as written; "" if there are none in it
	Problem *Problem // why a variable in it has no value: Text is then as written

	entries []Entry
	index   map[string]int
}

// Entry is a key of a map with its value.
type Entry struct {
	Key   string
	At    Place // of the key
	Value *Value
}

// Place is a line of a file.
type Place struct {
	File string // as Read was given it, or joined to that; "the environment" for a variable that was set there
	Line int    // from 1; 0 where there is none
	Col  int    // in characters, from 1; 0 where there is none
}

// Environment is the File of what was set in the environment.
const Environment = "the environment"

func (p Place) String() string {
	if p.Line == 0 {
		return p.File
	}
	return p.File + ":" + strconv.Itoa(p.Line)
}

func text(s string) *Value    { return &Value{Kind: Text, Text: s} }
func number(n float64) *Value { return &Value{Kind: Number, Number: n} }
func boolean(b bool) *Value   { return &Value{Kind: Bool, Bool: b} }
func undefined() *Value       { return &Value{} }
func newMap() *Value          { return &Value{Kind: Map, index: map[string]int{}} }

// Get is the value of a map's key; nil if there is none, or v is no map or nil.
func (v *Value) Get(key string) *Value {
	if v == nil || v.Kind != Map {
		return nil
	}
	if i, there := v.index[key]; there {
		return v.entries[i].Value
	}
	return nil
}

// Entries are the keys of a map in the order of the file.
func (v *Value) Entries() []Entry {
	if v == nil {
		return nil
	}
	return v.entries
}

// set gives a key a value, in its old place if it is there.
func (v *Value) set(key string, at Place, value *Value) {
	if i, there := v.index[key]; there {
		v.entries[i].Value, v.entries[i].At = value, at
		return
	}
	v.index[key] = len(v.entries)
	v.entries = append(v.entries, Entry{key, at, value})
}

// without is a map without some keys.
func (v *Value) without(keys ...string) *Value {
	left := v.empty()
next:
	for _, e := range v.Entries() {
		for _, key := range keys {
			if e.Key == key {
				continue next
			}
		}
		left.set(e.Key, e.At, e.Value)
	}
	return left
}

// empty is a map without keys at the place of v.
func (v *Value) empty() *Value {
	m := newMap()
	if v != nil {
		m.At = v.At
	}
	return m
}

// missing is whether v is null or not there at all.
func (v *Value) missing() bool { return v == nil || v.Kind <= Null }

// truthy is what JavaScript takes for true.
func (v *Value) truthy() bool {
	switch {
	case v.missing():
		return false
	case v.Kind == Bool:
		return v.Bool
	case v.Kind == Number:
		return v.Number != 0 && !math.IsNaN(v.Number)
	case v.Kind == Text:
		return v.Text != ""
	}
	return true
}

// String is the value as JavaScript writes it into a text.
func (v *Value) String() string {
	switch {
	case v == nil || v.Kind == Undefined:
		return "undefined"
	case v.Kind == Null:
		return "null"
	case v.Kind == Bool:
		return strconv.FormatBool(v.Bool)
	case v.Kind == Number:
		return formatNumber(v.Number)
	case v.Kind == Text:
		return v.Text
	case v.Kind == Map:
		return "[object Object]"
	}
	var words []string
	for _, item := range v.Items {
		if item.missing() {
			words = append(words, "")
		} else {
			words = append(words, item.String())
		}
	}
	return strings.Join(words, ",")
}

// formatNumber writes a number as JavaScript does (ECMA-262, Number::toString).
func formatNumber(n float64) string {
	switch {
	case math.IsNaN(n):
		return "NaN"
	case math.IsInf(n, 1):
		return "Infinity"
	case math.IsInf(n, -1):
		return "-Infinity"
	case n == 0:
		return "0"
	}
	if size := math.Abs(n); size >= 1e-6 && size < 1e21 {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(n, 'e', -1, 64), "e")
	e, _ := strconv.Atoi(exponent) // what FormatFloat wrote
	return fmt.Sprintf("%se%+d", mantissa, e)
}

// field is a property as JavaScript finds it: a key of a map, an index or the
// length of a list or a text. It is Undefined where there is none.
func (v *Value) field(key string) *Value {
	if found := v.Get(key); found != nil {
		return found
	}
	if v == nil || v.Kind != List && v.Kind != Text {
		return undefined()
	}
	letters := []rune(v.Text) // JavaScript counts UTF-16 units: only letters beyond the first plane differ
	size := len(v.Items) + len(letters)
	if key == "length" {
		return number(float64(size))
	}
	i, err := strconv.Atoi(key)
	switch {
	case err != nil || i < 0 || i >= size || strconv.Itoa(i) != key:
		return undefined()
	case v.Kind == List:
		return v.Items[i]
	}
	return text(string(letters[i]))
}

// path is a property of a property, as lodash's get finds it by a list of keys.
func (v *Value) path(keys ...string) *Value {
	for _, key := range keys {
		if v.missing() {
			return undefined()
		}
		v = v.field(key)
	}
	return v
}

// keysOf splits "a.b[0]['c']" as lodash's get does.
func keysOf(path string) []string {
	var keys []string
	var key strings.Builder
	open := false // a key has begun
	end := func() {
		if open {
			keys = append(keys, key.String())
		}
		key.Reset()
		open = false
	}
	for i := 0; i < len(path); i++ {
		switch c := path[i]; c {
		case '.':
			if !open && (i == 0 || path[i-1] != ']') {
				open = true // an empty key
			}
			end()
			open = i+1 == len(path)
		case '[':
			inside, _, closed := strings.Cut(path[i+1:], "]")
			if !closed {
				key.WriteByte(c)
				open = true
				continue
			}
			end()
			i += len(inside) + 1
			keys = append(keys, strings.Trim(inside, `'"`))
		default:
			key.WriteByte(c)
			open = true
		}
	}
	end()
	return keys
}

// merge is a map over another: maps are merged key by key, everything else is
// replaced, lists too (extend2(true, {}, below, above)).
func merge(below, above *Value) *Value {
	m := newMap()
	if below != nil {
		m.At = below.At
	}
	for _, from := range []*Value{below, above} {
		for _, e := range from.Entries() {
			if e.Value == nil || e.Value.Kind == Undefined || e.Key == "__proto__" {
				continue
			}
			v := e.Value
			if v.Kind == Map {
				old := m.Get(e.Key)
				if old != nil && old.Kind != Map {
					old = nil
				}
				at := v.At
				v = merge(old, v)
				v.At = at
			}
			m.set(e.Key, e.At, v)
		}
	}
	return m
}
