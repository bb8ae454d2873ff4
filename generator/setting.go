package generator

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Setting is one thing that a project can be asked for. The flags, the form, the
// command that asks nothing, lists, help, completion and the schema of answers all
// read Settings; what it is when nobody says is in Defaults.
type Setting struct {
	Name  string // the key in .fcgen/spec.yaml, in receipts and in answers
	Flag  string // the flag's name
	Short string // the flag's letter; "" means none
	Value string // what stands for the value in the help
	Group string // the heading of the help under which it stands
	About string // of the flag, continues "--flag:"

	Label string // the question of the form; "" means that it does not ask
	Help  string // what the form says to who asks
	Main  int    // its place on the form's main path, from 1; 0: in the menu

	Choices func(*Catalog) ([]Choice, error) // nil: anything that passes its checks
	Limits  Limits                           // of a number
	Text    func(string) error               // what is wrong with a text; nil: nothing
	Whole   func(int) error                  // with a whole number
	Number  func(float64) error              // with a number

	Applies  func(Spec) bool         // whether a project of that kind has it; nil: always
	Suits    func(Spec, string) bool // whether a project of that kind can have this choice; nil: each
	Optional bool                    // a project can be without it

	field func(*Spec) any // a pointer to where it lands
}

// Choice is a value that a setting can have. Words are others that one may search
// it by, a line each.
type Choice struct{ Value, Summary, Words string }

// Limits are those of a number; zero means that there is none.
type Limits struct{ Least, Most, Step float64 }

// Kind says what a setting's value is.
type Kind int

// The kinds of Setting.
const (
	KindText     Kind = iota
	KindWhole         // a whole number
	KindFraction      // a number
	KindList          // of texts
	KindPairs         // KEY=VALUE
	KindToggle        // yes or no
)

// Kind is what its value is.
func (x Setting) Kind() Kind {
	switch x.field(new(Spec)).(type) {
	case *int:
		return KindWhole
	case *float64:
		return KindFraction
	case *[]string:
		return KindList
	case *map[string]string:
		return KindPairs
	case *bool:
		return KindToggle
	}
	return KindText
}

// Words are the value as the flag takes it, one for each time that it is given:
// none for a setting without a value.
func (x Setting) Words(s Spec) []string {
	switch v := x.field(&s).(type) {
	case *string:
		return some(*v, *v != "")
	case *int:
		return some(strconv.Itoa(*v), *v != 0)
	case *float64:
		return some(strconv.FormatFloat(*v, 'g', -1, 64), *v != 0)
	case *[]string:
		return some(strings.Join(*v, ","), len(*v) > 0)
	case *bool:
		return some("true", *v)
	case *map[string]string:
		var words []string
		for _, key := range slices.Sorted(maps.Keys(*v)) {
			words = append(words, key+"="+(*v)[key])
		}
		return words
	}
	return nil
}

func some(word string, any bool) []string {
	if any {
		return []string{word}
	}
	return nil
}

// String is the value in one line, "" for none.
func (x Setting) String(s Spec) string { return strings.Join(x.Words(s), " ") }

// Set reads the words of a flag into a spec. The error is an *Invalid for words
// that can be no value, a number of 0 among them: in a Spec it is none.
func (x Setting) Set(s *Spec, words ...string) error {
	last := ""
	if len(words) > 0 {
		last = words[len(words)-1]
	}
	var err error
	switch v := x.field(s).(type) {
	case *string:
		*v = last
	case *int:
		if *v, err = strconv.Atoi(last); err != nil {
			err = fmt.Errorf("%q is not a whole number", last)
		} else if *v == 0 && x.Whole != nil {
			err = x.Whole(0)
		}
	case *float64:
		if *v, err = strconv.ParseFloat(last, 64); err != nil {
			err = fmt.Errorf("%q is not a number", last)
		} else if *v == 0 && x.Number != nil {
			err = x.Number(0)
		}
	case *[]string:
		*v = words
	case *bool:
		*v = true
	case *map[string]string:
		*v = map[string]string{}
		for _, word := range words {
			key, value, ok := strings.Cut(word, "=")
			if !ok {
				return &Invalid{x.Flag, fmt.Errorf("%q is not KEY=VALUE", word)}
			}
			(*v)[key] = value
		}
	}
	if err != nil {
		return &Invalid{x.Flag, err}
	}
	return nil
}

// CheckWord says what is wrong with one word of a flag, by itself.
func (x Setting) CheckWord(word string) error {
	var s Spec
	if err := x.Set(&s, word); err != nil {
		return err
	}
	switch {
	case x.Text != nil:
		return x.Text(word)
	case x.Whole != nil:
		n, _ := strconv.Atoi(word) // as Set read it
		return x.Whole(n)
	case x.Number != nil:
		n, _ := strconv.ParseFloat(word, 64) // the same
		return x.Number(n)
	}
	return nil
}

// value is what the setting is in a spec.
func (x Setting) value(s Spec) any { return reflect.ValueOf(x.field(&s)).Elem().Interface() }

// Cleared is the spec without the setting's value.
func (x Setting) Cleared(s Spec) Spec {
	reflect.ValueOf(x.field(&s)).Elem().SetZero()
	return s
}

// Fill gives s the value that d has, if s has none.
func (x Setting) Fill(s *Spec, d Spec) {
	v := reflect.ValueOf(x.field(s)).Elem()
	if v.IsZero() {
		v.Set(reflect.ValueOf(x.field(&d)).Elem())
	}
}

// same reports whether two specs have the same value.
func (x Setting) same(a, b Spec) bool {
	return slices.Equal(x.Words(a), x.Words(b))
}

// check says what is wrong with the value: *Unknown, *Invalid, or nil. One that
// the catalogue has to tell is for Complete.
func (x Setting) check(s Spec) error {
	var err error
	switch v := x.field(&s).(type) {
	case *string:
		if x.Text != nil && (*v != "" || !x.Optional) {
			err = x.Text(*v)
		}
		if x.Choices != nil && x.Name != "framework" && (*v != "" || !x.Optional) {
			return oneOf(x.Name, *v, x.suitable(s)...)
		}
	case *int:
		if x.Whole != nil && (x.Applies == nil || x.Applies(s)) {
			err = x.Whole(*v)
		}
	case *float64:
		if x.Number != nil {
			err = x.Number(*v)
		}
	case *map[string]string:
		for _, key := range slices.Sorted(maps.Keys(*v)) {
			err = cmp.Or(err, x.Text(key+"="+(*v)[key]))
		}
	}
	if err != nil {
		return &Invalid{x.Flag, err}
	}
	return nil
}

// suitable are the values that a project of that spec can have, of choices that
// need no catalogue.
func (x Setting) suitable(s Spec) []string {
	list, err := x.Choices(nil)
	if err != nil {
		panic(err) // those that can fail need a catalogue
	}
	var values []string
	for _, c := range list {
		if x.Suits == nil || x.Suits(s, c.Value) {
			values = append(values, c.Value)
		}
	}
	return values
}

// Command is the command line that makes the project of a complete spec, without
// the folder and with no question: "fcgen", "new", the name, and a flag for each
// setting that is not what it would be anyway.
func (c *Catalog) Command(s Spec) ([]string, error) {
	usual, err := c.Complete(Spec{Name: s.Name, Handler: s.Handler, Hooks: Defaults().Hooks})
	if err != nil {
		return nil, err
	}
	usual.Handler = Defaults().Handler // which is no default of itself
	words := []string{"fcgen", "new", s.Name}
	all := Settings()
	slices.SortStableFunc(all, func(a, b Setting) int { return cmp.Compare(cmp.Or(a.Main, len(all)), cmp.Or(b.Main, len(all))) })
	for _, x := range all {
		if x.Name == "name" || x.same(s, usual) {
			continue
		}
		switch given := x.Words(s); {
		case x.Name == "hooks" && len(given) == 0:
			words = append(words, "--no-hooks")
		case x.Kind() == KindToggle:
			words = append(words, "--"+x.Flag)
		default:
			for _, word := range given {
				words = append(words, "--"+x.Flag, word)
			}
		}
	}
	return words, nil
}
