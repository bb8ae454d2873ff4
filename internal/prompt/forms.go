package prompt

import (
	"cmp"
	"strings"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/core"
	"github.com/AlecAivazis/survey/v2/terminal"
)

const (
	backLabel = "< back"
	goBack    = "\x00back" // as an answer that no person can type
)

// form is a Question as one of survey's prompts.
type form struct {
	prompt   survey.Prompt
	answer   func(given any) string                  // reads survey's answer
	collapse func(config *survey.PromptConfig) error // leaves one line, saying that the person went back
}

func (t *fullTerminal) form(q Question) form {
	switch q.Kind {
	case Select:
		return t.selectForm(q)
	case MultiSelect:
		return t.multiSelectForm(q)
	case Confirm:
		return t.confirmForm(q)
	default:
		return t.inputForm(q)
	}
}

func (t *fullTerminal) inputForm(q Question) form {
	p := &survey.Input{Message: t.message(q), Help: t.help(q), Default: q.Default}
	return form{
		prompt: p,
		answer: func(given any) string {
			if !t.ownKeys && given == "<" {
				return goBack
			}
			return given.(string)
		},
		collapse: func(config *survey.PromptConfig) error { return p.Cleanup(config, backLabel) },
	}
}

// confirmForm is a choice of yes and no where going back must be a choice too.
func (t *fullTerminal) confirmForm(q Question) form {
	if !t.ownKeys {
		q.Options = []Option{{Value: No, Label: "no"}, {Value: Yes, Label: "yes"}}
		return t.selectForm(q)
	}
	p := &survey.Confirm{Message: t.message(q), Help: t.help(q), Default: q.Default == Yes}
	return form{
		prompt: p,
		answer: func(given any) string {
			if given == true {
				return Yes
			}
			return No
		},
		collapse: func(config *survey.PromptConfig) error {
			return p.Render(survey.ConfirmQuestionTemplate, survey.ConfirmTemplateData{Confirm: *p, Answer: backLabel, Config: config})
		},
	}
}

func (t *fullTerminal) selectForm(q Question) form {
	labels, describe := t.labels(q)
	p := &survey.Select{
		Message: t.message(q), Help: t.help(q), Options: labels, Description: describe,
		Default: max(0, q.index(q.Default)), Filter: q.leaves,
	}
	return form{
		prompt: p,
		answer: func(given any) string { return q.value(given.(core.OptionAnswer).Index) },
		collapse: func(config *survey.PromptConfig) error {
			return p.Cleanup(config, core.OptionAnswer{Value: backLabel})
		},
	}
}

func (t *fullTerminal) multiSelectForm(q Question) form {
	labels, describe := t.labels(q)
	p := &survey.MultiSelect{
		Message: t.message(q), Help: t.help(q), Options: labels, Description: describe, Default: q.defaults(), Filter: q.leaves,
	}
	return form{
		prompt: p,
		answer: func(given any) string {
			var chosen []int
			for _, o := range given.([]core.OptionAnswer) {
				if q.value(o.Index) == goBack {
					return goBack
				}
				chosen = append(chosen, o.Index)
			}
			return q.join(chosen)
		},
		collapse: func(config *survey.PromptConfig) error {
			return p.Cleanup(config, []core.OptionAnswer{{Value: backLabel}})
		},
	}
}

// leaves is shows as survey wants it.
func (q Question) leaves(typed, _ string, i int) bool { return q.shows(typed, i) }

// value is that of the option at i, or goBack for the one that labels adds.
func (q Question) value(i int) string {
	if i >= len(q.Options) {
		return goBack
	}
	return q.Options[i].Value
}

// message is the question's label, on as many lines as it needs. A default that
// does not fit behind it gets a line of its own.
func (t *fullTerminal) message(q Question) string {
	const typed = 10 // columns for the answer
	label := layout(q.Label, t.columns()-len("? ")-1)
	if q.Kind == Input && q.Default != "" && len("? ")+lastWidth(label)+len(" [] ")+terminal.StringWidth(q.Default)+typed > t.columns() {
		label += "\n "
	}
	return label
}

func (t *fullTerminal) help(q Question) string { return layout(q.Help, t.columns()-len("i ")-1) }

func (t *fullTerminal) columns() int { return columnsOf(t.out) }

// lastWidth is how wide the last line of a text is.
func lastWidth(text string) int {
	return terminal.StringWidth(text[strings.LastIndexByte(text, '\n')+1:])
}

// labels returns what is shown for each option, with a choice to go back where
// no key does it, and what follows it: a summary that does not break the line.
func (t *fullTerminal) labels(q Question) (labels []string, describe func(label string, i int) string) {
	const mark, between = len("> [x] ") + 1, len(" - ")
	columns := t.columns()
	for _, o := range q.Options {
		labels = append(labels, cmp.Or(clip(o.label(), columns-mark), o.label()))
	}
	if !t.ownKeys {
		labels = append(labels, backLabel)
	}
	return labels, func(label string, i int) string {
		if i >= len(q.Options) {
			return ""
		}
		return clip(q.Options[i].Summary, columns-mark-between-terminal.StringWidth(label))
	}
}

// clip shortens text to a number of columns, to nothing if there is no room for a word.
func clip(text string, columns int) string {
	const dots, word = "...", 8
	if terminal.StringWidth(text) <= columns {
		return text
	}
	if columns < word {
		return ""
	}
	end := 0
	for i := range text {
		if terminal.StringWidth(text[:i])+len(dots) <= columns {
			end = i
		}
	}
	return text[:end] + dots
}
