package prompt

import (
	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/core"
	"github.com/AlecAivazis/survey/v2/terminal"
	"golang.org/x/term"
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
	p := &survey.Input{Message: q.Label, Help: q.Help, Default: q.Default}
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
	p := &survey.Confirm{Message: q.Label, Help: q.Help, Default: q.Default == Yes}
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
		Message: q.Label, Help: q.Help, Options: labels, Description: describe,
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
		Message: q.Label, Help: q.Help, Options: labels, Description: describe, Default: q.defaults(), Filter: q.leaves,
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

// labels returns what is shown for each option, with a choice to go back where
// no key does it, and what follows it: a summary that does not break the line.
func (t *fullTerminal) labels(q Question) (labels []string, describe func(label string, i int) string) {
	for _, o := range q.Options {
		labels = append(labels, o.label())
	}
	if !t.ownKeys {
		labels = append(labels, backLabel)
	}
	columns, _, err := term.GetSize(int(t.out.Fd()))
	if err != nil || columns <= 0 {
		columns = 80
	}
	return labels, func(label string, i int) string {
		if i >= len(q.Options) {
			return ""
		}
		const around = len("> [x]  - ") + 1
		return clip(q.Options[i].Summary, columns-around-terminal.StringWidth(label))
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
