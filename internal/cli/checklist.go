package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/fcgen/fcgen/internal/conformance"
)

// caseJSON is a case as --list --format json shows it.
type caseJSON struct {
	ID     string             `json:"id"`
	Level  conformance.Level  `json:"level"`
	Title  string             `json:"title"`
	Source string             `json:"source"`
	Needs  []conformance.Need `json:"needs"`
}

// listCases prints what there is to check.
func (p *program) listCases(cases []conformance.Case, format string) error {
	if format == "json" {
		list := []caseJSON{}
		for _, c := range cases {
			list = append(list, caseJSON{c.ID, c.Level, c.Title, c.Source, append([]conformance.Need{}, c.Needs...)})
		}
		out, err := encodeJSON(list)
		if err == nil {
			_, err = p.out.Write(out)
		}
		return err
	}
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, c := range cases {
		fmt.Fprintf(t, "%s\t%s\t%s\n", c.ID, c.Level, p.msg.of(c.Title))
	}
	_ = t.Flush() // a strings.Builder takes everything
	_, err := p.out.Write([]byte(b.String()))
	return err
}

// explain prints all that is known of a case.
func (p *program) explain(id string) error {
	cases, err := conformance.Select([]string{strings.ToUpper(id)}, "")
	if err != nil {
		return err
	}
	var b strings.Builder
	for i, c := range cases {
		if i > 0 {
			b.WriteString("\n\n")
		}
		fmt.Fprintf(&b, "%s (%s): %s\n", c.ID, c.Level, p.msg.of(c.Title))
		for _, part := range []struct{ heading, text string }{
			{"What is done", c.Do}, {"What must come of it", c.Expect}, {"Why", c.Why}, {"How to mend it", c.Mend},
		} {
			if part.text == "" {
				continue
			}
			fmt.Fprintf(&b, "\n%s\n%s\n", strings.ToUpper(p.msg.of(part.heading)), prose(p.msg.of(part.text)))
		}
		fmt.Fprintf(&b, "\n%s\n%s\n", strings.ToUpper(p.msg.of("Source")), c.Source)
	}
	_, err = p.out.Write([]byte(b.String()))
	return err
}

// prose breaks a text into lines that fit, but leaves lines of code as they are.
func prose(text string) string {
	var lines []string
	for paragraph := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		if strings.HasPrefix(paragraph, " ") || strings.HasPrefix(paragraph, "\t") || paragraph == "" {
			lines = append(lines, paragraph)
			continue
		}
		lines = append(lines, wrap(paragraph, columns)...)
	}
	return strings.Join(lines, "\n")
}
