package prompt

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// noChoice is how a person says that no option is wanted.
const noChoice = "none"

// parse turns a typed line into an answer: the default for an empty one, an
// option for its number, or for a part of its names that no other has, whatever
// the case.
func (q Question) parse(text string) (string, error) {
	switch q.Kind {
	case Select:
		if text == "" && q.index(q.Default) >= 0 {
			return q.Default, nil
		}
		i, err := q.find(text)
		if err != nil {
			return "", err
		}
		return q.Options[i].Value, nil
	case MultiSelect:
		return q.parseMany(text)
	case Confirm:
		return q.parseConfirm(text)
	default:
		if text == "" {
			return q.Default, nil
		}
		return text, nil
	}
}

func (q Question) parseMany(text string) (string, error) {
	if text == "" {
		return q.join(q.defaults()), nil
	}
	if strings.EqualFold(text, noChoice) || text == "-" {
		return "", nil
	}
	var chosen []int
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		i, err := q.find(word)
		if err != nil {
			return "", err
		}
		chosen = append(chosen, i)
	}
	return q.join(chosen), nil
}

func (q Question) parseConfirm(text string) (string, error) {
	switch strings.ToLower(text) {
	case "":
		if q.Default == Yes {
			return Yes, nil
		}
		return No, nil
	case "y", Yes:
		return Yes, nil
	case "n", No:
		return No, nil
	default:
		return "", fmt.Errorf("%q is neither yes nor no", text)
	}
}

// find returns the index of the option that text names.
func (q Question) find(text string) (int, error) {
	if n, err := strconv.Atoi(text); err == nil {
		if n < 1 || n > len(q.Options) {
			return 0, fmt.Errorf("there is no number %d: choose 1 to %d", n, len(q.Options))
		}
		return n - 1, nil
	}
	i := slices.IndexFunc(q.Options, func(o Option) bool {
		return strings.EqualFold(text, o.Value) || strings.EqualFold(text, o.label())
	})
	if i < 0 {
		return q.theOne(text)
	}
	return i, nil
}

// labelsOf turns an answer into what is shown for it.
func (q Question) labelsOf(answer string) string {
	var labels []string
	for _, value := range split(answer) {
		if i := q.index(value); i >= 0 {
			value = q.Options[i].label()
		}
		labels = append(labels, value)
	}
	return strings.Join(labels, ", ")
}
