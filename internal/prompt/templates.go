package prompt

import (
	"sync"

	"github.com/AlecAivazis/survey/v2"
)

// useTemplates replaces survey's own texts, whose hints alone are wider than
// 80 columns. survey keeps them in variables of the package; they are set once,
// to values that never change.
//
// Every colour comes from an icon, so that each prompter decides about colour
// for itself: HelpInput, which survey shows nowhere, carries the hint in Text
// and the code that ends a colour in Format (see icons).
var useTemplates = sync.OnceFunc(func() {
	survey.InputQuestionTemplate = questionTemplate + `
{{- if .ShowAnswer}} {{.Answer}}{{"\n"}}
{{- else}}{{if .Default}} [{{.Default}}]{{end}} {{end}}`

	survey.ConfirmQuestionTemplate = questionTemplate + `
{{- if .Answer}} {{.Answer}}{{"\n"}}
{{- else}} {{if .Default}}[Y/n]{{else}}[y/N]{{end}} {{end}}`

	survey.SelectQuestionTemplate = `
{{- define "option"}}
{{- if eq .SelectedIndex .CurrentIndex}}{{color .Config.Icons.SelectFocus.Format}}{{.Config.Icons.SelectFocus.Text}} {{else}}  {{end}}` + optionTemplate +
		questionTemplate + `
{{- if .ShowAnswer}} {{.Answer}}{{"\n"}}
{{- else}}{{.FilterMessage}}` + hintTemplate + pageTemplate

	survey.MultiSelectQuestionTemplate = `
{{- define "option"}}
{{- if eq .SelectedIndex .CurrentIndex}}{{color .Config.Icons.SelectFocus.Format}}{{.Config.Icons.SelectFocus.Text}} {{else}}  {{end}}
{{- if index .Checked .CurrentOpt.Index}}{{.Config.Icons.MarkedOption.Text}}{{else}}{{.Config.Icons.UnmarkedOption.Text}}{{end}} ` + optionTemplate +
		questionTemplate + `
{{- if .ShowAnswer}} {{or .Answer "none"}}{{"\n"}}
{{- else}}{{.FilterMessage}}` + hintTemplate + pageTemplate

	survey.ErrorTemplate = `{{color .Icon.Format}}{{.Icon.Text}} {{.Error.Error}}{{if .Icon.Format}}{{color "reset"}}{{end}}
`
})

const (
	endColor = `{{color $.Config.Icons.HelpInput.Format}}`

	questionTemplate = `
{{- if .ShowHelp}}{{color .Config.Icons.Help.Format}}{{.Config.Icons.Help.Text}} {{.Help}}` + endColor + `{{"\n"}}{{end}}
{{- color .Config.Icons.Question.Format}}{{.Config.Icons.Question.Text}} {{.Message}}` + endColor

	optionTemplate = `{{.CurrentOpt.Value}}{{with $.GetDescription .CurrentOpt}} - {{.}}{{end}}` + endColor + `
{{end}}`

	hintTemplate = `{{with .Config.Icons.HelpInput.Text}}  ({{.}}){{end}}{{"\n"}}`

	pageTemplate = `
{{- range $ix, $option := .PageEntries}}{{template "option" $.IterateOption $ix $option}}{{end}}
{{- end}}`
)

// icons returns the signs, colours and hint of one question.
func icons(color bool, hint string) func(*survey.IconSet) {
	return func(set *survey.IconSet) {
		*set = survey.IconSet{
			HelpInput:      survey.Icon{Text: hint, Format: "reset"},
			Error:          survey.Icon{Text: "!", Format: "red"},
			Help:           survey.Icon{Text: "i", Format: "cyan"},
			Question:       survey.Icon{Text: "?", Format: "default+b"},
			MarkedOption:   survey.Icon{Text: "[x]"},
			UnmarkedOption: survey.Icon{Text: "[ ]"},
			SelectFocus:    survey.Icon{Text: ">", Format: "cyan+b"},
		}
		if !color {
			for _, icon := range []*survey.Icon{&set.HelpInput, &set.Error, &set.Help, &set.Question, &set.SelectFocus} {
				icon.Format = ""
			}
		}
	}
}
