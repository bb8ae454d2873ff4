//go:build unix

package prompt

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/terminal"
)

// fingers are the input of a survey list: they press keys that the filter takes,
// and before each one compare what the filter and the list hold of the last.
type fingers struct {
	t       *testing.T
	random  *rand.Rand
	filter  *filter
	shown   *string // survey's own filter, after a blank
	presses int
	pressed []string
}

func (f *fingers) Fd() uintptr { return ^uintptr(0) }

func (f *fingers) Read(p []byte) (int, error) {
	if got, want := strings.TrimPrefix(*f.shown, " "), string(f.filter.typed); got != want {
		f.t.Fatalf("after %q survey filters by %q, and we think by %q", f.pressed, got, want)
	}
	if len(f.filter.question.matching(string(f.filter.typed))) == 0 {
		f.t.Fatalf("after %q no option is left", f.pressed)
	}
	if len(f.pressed) >= f.presses {
		return copy(p, "\r"), nil
	}
	for {
		keys := []string{"n", "a", "g", "z", "?", " ", "函", "杭", "\b", "\x7f", "\x17", "\x18", "\x06", "\x10", "\t", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[H", "\x1b[3~"}
		key := keys[f.random.IntN(len(keys))]
		if f.filter.takes([]byte(key)) {
			f.pressed = append(f.pressed, key)
			return copy(p, key), nil
		}
	}
}

// What we think of a list's filter is what survey thinks, whatever is pressed.
func TestFilterFollowsSurvey(t *testing.T) {
	t.Parallel()
	nowhere, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = nowhere.Close() }()
	useTemplates()
	config := &survey.PromptConfig{PageSize: 5, HelpInput: "?"}
	icons(false, "")(&config.Icons)
	for seed := range uint64(200) {
		q := Question{Kind: Select, Options: []Option{{Value: "cn-hangzhou", Words: "杭州"}, {Value: "gang", Summary: "a z"}, {Value: "none"}}}
		if seed%2 == 0 {
			q.Kind = MultiSelect
		}
		if seed%3 == 0 {
			q.Help = "some"
		}
		f := &fingers{t: t, random: rand.New(rand.NewPCG(seed, 1)), filter: &filter{question: q}, presses: 25}
		stdio := terminal.Stdio{In: f, Out: nowhere, Err: nowhere}
		labels := []string{"cn-hangzhou", "gang", "none"}
		if q.Kind == Select {
			p := &survey.Select{Message: "M", Help: q.Help, Options: labels, Filter: q.leaves}
			p.WithStdio(stdio)
			f.shown = &p.FilterMessage
			_, err = p.Prompt(config)
		} else {
			p := &survey.MultiSelect{Message: "M", Help: q.Help, Options: labels, Filter: q.leaves}
			p.WithStdio(stdio)
			f.shown = &p.FilterMessage
			_, err = p.Prompt(config)
		}
		if err != nil {
			t.Fatalf("%q: %v", f.pressed, err)
		}
	}
}
