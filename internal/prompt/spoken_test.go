package prompt

import (
	"context"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
)

// allQuestions are those of a new project, with more of the kinds that other
// commands ask.
func allQuestions(t *testing.T) []Question {
	t.Helper()
	d := &dialogue{Wizard: Wizard{Catalog: testCatalog(t)}, Outcome: Outcome{Spec: generator.Spec{Name: "a-name-of-some-length"}, Policy: generator.Ours}}
	d.frameworks = []Option{{Value: "nethttp", Summary: "net/http: nothing but the standard library"}}
	d.flow.steps = d.steps()
	var all []Question
	for _, step := range d.flow.steps {
		all = append(all, step.question())
	}
	preview := Preview{Ways: []generator.Policy{generator.Ours, generator.Theirs, generator.Markers}}
	for _, undecided := range []bool{true, false} {
		preview.Undecided = undecided
		preview.Diff = func(...string) string { return "" }
		all = append(all, Question{Key: "review", Label: "What now?", Kind: Select, Options: decisions(preview, nil)})
	}
	router := "Router: cmd/server/main.go:31 mux := http.NewServeMux() // the one for the clients. Is it the one"
	help := strings.Repeat("The hooks go to the router that answers the clients. ", 3)
	return append(all,
		Question{Key: "change", Label: "Which answer?", Kind: Select, Options: answersOf(d.flow.steps)},
		Question{Key: "confirm", Label: router, Kind: Confirm, Help: help},
		Question{Key: "select", Label: router, Kind: Select, Help: help, Options: []Option{{Value: strings.Repeat("long/", 20), Summary: router}, {Value: "b"}}},
		Question{Key: "many", Label: router, Kind: MultiSelect, Help: help, Options: []Option{{Value: "b"}}},
	)
}

// TestSpokenOrder: line by line, as a screen reader reads it, each question comes as
// its subject, its options and, last and by itself, the line that wants an answer.
// Nothing is erased or drawn over.
func TestSpokenOrder(t *testing.T) {
	t.Parallel()
	for _, q := range allQuestions(t) {
		t.Run(q.Key, func(t *testing.T) {
			t.Parallel()
			var out writes
			l := &line{in: newInput(strings.NewReader("?\n")), out: &out, greeted: true}
			if _, err := l.Ask(context.Background(), q); !strings.Contains(err.Error(), ErrEOF.Error()) {
				t.Fatal(err)
			}
			heard := strings.Join(strings.Fields(out.String()), " ")
			at := 0
			next := func(text string) {
				t.Helper()
				text = strings.Join(strings.Fields(text), " ")
				i := strings.Index(heard[at:], text)
				if i < 0 {
					t.Fatalf("%q does not come next in\n%s\nafter\n%s", text, heard[at:], heard[:at])
				}
				at += i + len(text)
			}
			next(q.Label)
			for _, o := range q.Options {
				next(o.label())
				next(o.Summary)
			}
			if len(q.Options) > 0 {
				next(q.Label) // again, before the answer
			}
			next(":")
			next(q.Help)  // was asked for
			next(q.Label) // and the question again, without the options
			next(":")
			if rest := heard[at:]; rest != "" {
				t.Errorf("after the question comes %q", rest)
			}
			for _, written := range out { // what is typed, and its end, stands between
				for text := range strings.Lines(written) {
					text = strings.TrimSuffix(text, "\n")
					if strings.ContainsAny(text, "\r\x1b\b") || lastWidth(text) > usualColumns && !strings.Contains(text, "long/") {
						t.Errorf("a line of %d columns: %q", lastWidth(text), text)
					}
				}
			}
		})
	}
}
