package conformance

import (
	"fmt"
	"strings"
)

// Explain is what there is to know about a case, or a list of the cases of an
// area. Its error is an *UnknownCase.
func Explain(name string) (string, error) {
	cases, err := Select([]string{name}, "")
	if err != nil {
		return "", err
	}
	if len(cases) == 1 && cases[0].ID == name {
		return explanation(cases[0]), nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", areaTitle(name))
	for _, c := range cases {
		fmt.Fprintf(&b, "  %-9s  %-6s  %s\n", c.ID, c.Level, c.Title)
	}
	return b.String(), nil
}

// explanation is a case's text for a terminal.
func explanation(c Case) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)  %s\n", c.ID, c.Level, c.Title)
	for _, part := range parts(c) {
		fmt.Fprintf(&b, "\n%s\n", part.name)
		for line := range strings.SplitSeq(part.text, "\n") {
			for _, wrapped := range wrap(line, 76) {
				b.WriteString(strings.TrimRight("  "+wrapped, " ") + "\n")
			}
		}
	}
	return b.String()
}

type part struct{ name, text string }

// parts are the parts of an explanation that there are.
func parts(c Case) []part {
	var all []part
	for _, p := range []part{
		{"What is done", c.Do},
		{"What must come of it", c.Expect},
		{"Why", c.Why},
		{"How to mend it", c.Mend},
		{"Needs", needsText(c.Needs)},
		{"Source", c.Source},
	} {
		if p.text != "" {
			all = append(all, p)
		}
	}
	return all
}

// needsText says what a case is skipped without.
func needsText(needs []Need) string {
	words := map[Need]string{
		NeedCommand:     "a command or a URL",
		NeedInitializer: "a configured initializer",
		NeedPreStop:     "a configured pre-stop",
		NeedFreeze:      "a system that can freeze processes (not Windows)",
		NeedSYAML:       "an s.yaml",
	}
	var all []string
	for _, n := range needs {
		all = append(all, words[n])
	}
	return strings.Join(all, ", ")
}

// wrap breaks a line between words. What is indented is code and stays.
func wrap(line string, width int) []string {
	if strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") {
		return []string{line}
	}
	lines := []string{""}
	for word := range strings.FieldsSeq(line) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case len([]rune(*last))+1+len([]rune(word)) > width:
			lines = append(lines, word)
		default:
			*last += " " + word
		}
	}
	return lines
}

// Document is docs/checks.md: every case, for people to read.
func Document() string {
	var b strings.Builder
	b.WriteString(documentHead)
	area := ""
	for _, c := range Cases() {
		if c.area() != area {
			area = c.area()
			fmt.Fprintf(&b, "\n## %s\n", areaTitle(area))
		}
		fmt.Fprintf(&b, "\n### %s\n\n**%s**: %s.\n", c.ID, c.Level, markdown(c.Title))
		for _, p := range parts(c) {
			if p.name == "Source" {
				key, page, found := strings.Cut(p.text, "https://")
				if found {
					fmt.Fprintf(&b, "\n*%s*: [%s](https://%s)\n", p.name, strings.TrimSpace(key), page)
					continue
				}
			}
			prose, code, _ := strings.Cut(p.text, "\n")
			fmt.Fprintf(&b, "\n*%s*: %s\n", p.name, markdown(prose))
			if code = strings.Trim(code, "\n"); code != "" {
				fmt.Fprintf(&b, "\n%s\n", codeBlock(code))
			}
		}
	}
	return b.String()
}

// codeBlock is the lines below a part's first one: text as text, and what is
// indented as a block of code.
func codeBlock(text string) string {
	var b strings.Builder
	inCode := false
	fence := func(want bool) {
		if inCode != want {
			b.WriteString("```\n")
			inCode = want
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		indented := strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")
		if line != "" {
			fence(indented)
		}
		if indented {
			b.WriteString(strings.TrimPrefix(line, "    ") + "\n")
		} else {
			b.WriteString(markdown(line) + "\n")
		}
	}
	fence(false)
	return strings.TrimRight(b.String(), "\n")
}

// markdown keeps words with underscores, stars and angles from being taken for marks.
func markdown(text string) string {
	return strings.NewReplacer("_", `\_`, "*", `\*`, "<", `\<`, "`", "\\`", "[", `\[`, "]", `\]`).Replace(text)
}

const documentHead = `# What fcgen check looks at

This page is generated from the cases themselves; ` + "`fcgen check --explain INIT/2`" + ` prints the same for one of them,
and ` + "`fcgen check --list`" + ` lists them all.

A case has a level. A failed **MUST** breaks a function on the platform and fails the run; a failed **SHOULD** is a
warning, and fails the run with ` + "`--strict`" + `; **INFO** only tells. A case that needs something which is not there is
skipped and says what it needs. Where the platform's texts are silent or contradict each other, or where there is no
proof, the verdict is *unknown*.

A status alone proves nothing, since a route for every path answers 200 to anything. A hook counts as run if its marker
with the case's own request id is in the log, or if its answer differs from that of a random path beside it.
`
