package prompt

import (
	"fmt"
	"slices"
	"strings"
)

// matching lists the options, by index, that have all words of the text: in
// their names, or else in their summaries. Every option has the empty text.
func (q Question) matching(text string) []int {
	if byName := q.having(text, Option.names); len(byName) > 0 {
		return byName
	}
	return q.having(text, func(o Option) string { return o.names() + "\n" + o.Summary })
}

// having lists the options, by index, of which the part has all words of the text.
func (q Question) having(text string, part func(Option) string) []int {
	found := []int{}
	for i, o := range q.Options {
		if hasAll(strings.ToLower(part(o)), strings.Fields(strings.ToLower(text))) {
			found = append(found, i)
		}
	}
	return found
}

// names are all that an option is called.
func (o Option) names() string { return o.label() + "\n" + o.Value + "\n" + o.Words }

func hasAll(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
}

// shows reports whether the option at i is left by what was typed to filter. Of a
// text that no option has, its longest beginning that one has counts, so that
// there is always something to choose. An index past the options is that of the
// choice to go back.
func (q Question) shows(typed string, i int) bool {
	for text := []rune(typed); len(text) > 0; text = text[:len(text)-1] {
		left := q.matching(string(text))
		back := strings.Contains(backLabel, strings.ToLower(string(text)))
		if len(left) > 0 || back {
			return i < len(q.Options) && slices.Contains(left, i) || i >= len(q.Options) && back
		}
	}
	return true
}

// theOne is the index of the only option with the text in its names. Nobody sees
// which one that will be before it is chosen, so summaries do not count.
func (q Question) theOne(text string) (int, error) {
	found := q.having(text, Option.names)
	switch {
	case len(found) == 0:
		return 0, fmt.Errorf("%q is none of the choices", text)
	case len(found) > 1:
		var labels []string
		for _, i := range found {
			labels = append(labels, q.Options[i].label())
		}
		return 0, fmt.Errorf("%q can be %s: type more of it", text, anyOf(labels))
	}
	return found[0], nil
}

// anyOf lists names, up to a number that a person takes in.
func anyOf(names []string) string {
	const most = 5
	if len(names) > most {
		return fmt.Sprintf("%s or %d others", strings.Join(names[:most-1], ", "), len(names)-most+1)
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
