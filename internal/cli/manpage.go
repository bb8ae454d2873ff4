package cli

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

// ManPage is a page of the manual in section 1, written for man(1).
type ManPage struct {
	Name string // the page's name without the section: "fcgen", "fcgen-new"
	Text []byte // its source, in roff's man macros
}

// ManPages makes the manual from the commands' table: one page about fcgen and
// one for each command, in the order of the help. The version and the day
// ("2026-11-28") stand at the foot of every page; "" leaves them out. The
// release calls this; the program that people run does not contain it.
func ManPages(version, day string) ([]ManPage, error) {
	p := newProgram(Env{Stdout: io.Discard, Stderr: io.Discard})
	pages := []ManPage{{Name: "fcgen", Text: overviewPage(version, day)}}
	for _, c := range commands() {
		text, err := p.commandPage(c, version, day)
		if err != nil {
			return nil, fmt.Errorf("page of %s: %w", c.name, err)
		}
		pages = append(pages, ManPage{Name: "fcgen-" + c.name, Text: text})
	}
	return pages, nil
}

func overviewPage(version, day string) []byte {
	r := newRoff("fcgen", version, day)
	r.name("fcgen", "make, change, run and check functions for Alibaba Cloud Function Compute")
	r.heading("SYNOPSIS")
	r.synopsis("fcgen COMMAND", "[ARGUMENTS] [FLAGS]")
	r.heading("DESCRIPTION")
	r.text("fcgen makes Go projects for Function Compute's custom runtimes and custom containers, changes them later, and runs and checks a function in any language on this machine.")
	r.heading("COMMANDS")
	var pages []string
	for _, c := range commands() {
		r.entry("fcgen-"+c.name+"(1)", "")
		r.text(c.summary)
		pages = append(pages, "fcgen-"+c.name)
	}
	r.exitStatus()
	r.seeAlso(pages)
	return r.bytes()
}

func (p *program) commandPage(c *command, version, day string) ([]byte, error) {
	r := newRoff("fcgen-"+c.name, version, day)
	r.name("fcgen-"+c.name, c.summary)
	r.heading("SYNOPSIS")
	r.synopsis("fcgen "+c.name, c.operands())
	r.heading("DESCRIPTION")
	r.text(c.about)
	group := ""
	for _, f := range c.flags {
		if f.group != group {
			group = f.group
			r.heading(strings.ToUpper(group))
		}
		value, err := p.valueAbout(f)
		if err != nil {
			return nil, err
		}
		names := "--" + f.name
		if f.short != "" {
			names = "-" + f.short + ", " + names
		}
		r.entry(names, f.operand())
		r.text(f.about + value)
	}
	r.heading("EXAMPLES")
	for _, e := range c.examples {
		r.entry(e.line, "")
		r.text(e.does)
	}
	r.exitStatus()
	r.seeAlso([]string{"fcgen"})
	return r.bytes(), nil
}

// roff writes a page in the man macros, which man-db, mandoc and groff all read.
type roff struct{ b strings.Builder }

func newRoff(page, version, day string) *roff {
	r := &roff{}
	fmt.Fprintf(&r.b, ".TH \"%s\" 1 \"%s\" \"%s\" \"fcgen\"\n", roffText(strings.ToUpper(page)), roffText(day), roffText(strings.TrimSpace("fcgen "+version)))
	r.b.WriteString(".nh\n.ad l\n") // a flag or a value must not be hyphenated, nor spread over the line
	return r
}

func (r *roff) bytes() []byte { return []byte(r.b.String()) }

func (r *roff) heading(words string) { fmt.Fprintf(&r.b, ".SH \"%s\"\n", roffText(words)) }

// name is the section that whatis(1) and apropos(1) read.
func (r *roff) name(page, summary string) {
	r.heading("NAME")
	fmt.Fprintf(&r.b, "%s \\- %s\n", roffText(page), roffText(summary))
}

func (r *roff) synopsis(command, operands string) {
	r.b.WriteString(strings.TrimRight("\\fB"+roffText(command)+"\\fR "+roffText(operands), " ") + "\n")
}

// entry begins an item of a list: a term in bold and what follows it, for a value.
func (r *roff) entry(term, value string) {
	fmt.Fprintf(&r.b, ".TP\n\\fB%s\\fR", roffText(term))
	if word := strings.TrimPrefix(value, " "); word != "" {
		fmt.Fprintf(&r.b, "%s\\fI%s\\fR", value[:len(value)-len(word)], roffText(word))
	}
	r.b.WriteByte('\n')
}

// text is a paragraph; its line breaks count as spaces.
func (r *roff) text(words string) {
	line := roffText(strings.Join(strings.Fields(words), " "))
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		line = `\&` + line // or roff takes it for a request
	}
	r.b.WriteString(line + "\n")
}

func (r *roff) exitStatus() {
	r.heading("EXIT STATUS")
	for _, s := range []struct{ code, means string }{
		{"0", "done"},
		{"1", "the answer is no: conflicts, a failed check, or --exit-code and something would change"},
		{"2", "fcgen could not do it"},
		{"130", "interrupted"},
	} {
		r.entry(s.code, "")
		r.text(s.means)
	}
}

func (r *roff) seeAlso(pages []string) {
	r.heading("SEE ALSO")
	for i, page := range pages {
		comma := ","
		if i == len(pages)-1 {
			comma = ""
		}
		fmt.Fprintf(&r.b, ".BR %s (1)%s\n", roffText(page), comma)
	}
}

// roffText escapes what roff reads as its own. A minus is one, so that flags
// can be copied from the page, and what is not ASCII is named by its number.
func roffText(text string) string {
	var b strings.Builder
	for _, c := range text {
		switch {
		case c == '\\':
			b.WriteString(`\e`)
		case c == '-':
			b.WriteString(`\-`)
		case c == '"':
			b.WriteString(`\(dq`)
		case c == '\'':
			b.WriteString(`\(aq`)
		case c == '^':
			b.WriteString(`\(ha`)
		case c == '~':
			b.WriteString(`\(ti`)
		case c == '`':
			b.WriteString(`\(ga`)
		case c > unicode.MaxASCII:
			fmt.Fprintf(&b, `\[u%04X]`, c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
