package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"github.com/fcgen/fcgen/generator"
)

func helpCommand() *command {
	return &command{
		name: "help", args: "[COMMAND]", most: 1,
		summary: "show how fcgen, or one of its commands, is used",
		about:   "Without a command, lists the commands. \"fcgen COMMAND --help\" shows the same as \"fcgen help COMMAND\".",
		examples: []example{
			{"fcgen dev", "in a project: runs it here as the platform does"},
			{"fcgen check", "in a project: says with proof whether it keeps the contract"},
			{"fcgen help new", "shows every flag of new"},
		},
		words: commandNames,
		run: func(_ context.Context, p *program, c *cli.Context) error {
			if c.NArg() == 0 {
				return p.help(nil)
			}
			about := commandNamed(c.Args().First())
			if about == nil {
				return &unknownCommand{name: c.Args().First()}
			}
			return p.help(about)
		},
	}
}

func commandNames(*generator.Catalog) ([]choice, error) {
	var list []choice
	for _, c := range commands() {
		list = append(list, choice{c.name, c.summary})
	}
	return list, nil
}

// help prints how the command is used, or with nil what fcgen is.
func (p *program) help(c *command) error {
	var b strings.Builder
	var err error
	if c == nil {
		p.overview(&b)
	} else {
		err = p.manual(&b, c)
	}
	if err == nil {
		_, err = p.out.Write([]byte(b.String()))
	}
	return err
}

// introduce prints what fcgen is and what to type first, for who typed nothing.
func (p *program) introduce() error {
	var b strings.Builder
	for _, line := range wrap(p.msg.of("fcgen makes Go servers for Alibaba Cloud Function Compute, and runs and checks servers in any language as the platform does."), p.columns()) {
		fmt.Fprintln(&b, line)
	}
	b.WriteByte('\n')
	first := []*command{newCommand(), initCommand(), addHookCommand(), devCommand(), checkCommand()}
	var rows [][2]string
	for _, c := range first {
		rows = append(rows, [2]string{"fcgen " + c.name, p.msg.of(c.summary)})
	}
	p.table(&b, rows, leftWidth(rows))
	b.WriteByte('\n')
	for _, line := range wrap(p.msg.of("fcgen help lists every command, and fcgen help COMMAND shows one with its flags and examples."), p.columns()) {
		fmt.Fprintln(&b, line)
	}
	_, err := p.out.Write([]byte(b.String()))
	return err
}

// table prints words with what they are about, beside them or, where there is no
// room for that, below. width is that of the widest word.
func (p *program) table(b *strings.Builder, rows [][2]string, width int) {
	const indent, gap, least = 2, 2, 30 // least is room enough for a text
	room := p.columns() - indent - gap - width
	for _, row := range rows {
		left := row[0]
		if room < least {
			fmt.Fprintf(b, "  %s\n", left)
			for _, line := range wrap(row[1], p.columns()-3*indent) {
				fmt.Fprintf(b, "      %s\n", line)
			}
			continue
		}
		for _, line := range wrap(row[1], room) {
			fmt.Fprintf(b, "  %-*s  %s\n", width, left, line)
			left = ""
		}
	}
}

func leftWidth(rows [][2]string) int {
	width := 0
	for _, row := range rows {
		width = max(width, len(row[0]))
	}
	return width
}

func (p *program) overview(b *strings.Builder) {
	for _, line := range wrap(p.msg.of("fcgen makes Go projects for Function Compute's custom runtimes, changes them later, and runs and checks a function in any language here."), p.columns()) {
		fmt.Fprintln(b, line)
	}
	b.WriteByte('\n')
	fmt.Fprintf(b, "%s\n  fcgen COMMAND [ARGUMENTS] [FLAGS]\n\n%s\n", p.msg.of("USAGE"), p.msg.of("COMMANDS"))
	var rows [][2]string
	for _, c := range commands() {
		rows = append(rows, [2]string{c.name, p.msg.of(c.summary)})
	}
	p.table(b, rows, leftWidth(rows))
	fmt.Fprintf(b, "\n%s\n", p.msg.of("EXAMPLES"))
	for _, e := range []example{
		{"fcgen new myfunc", "asks for the rest, then makes the project"},
		{"fcgen new myfunc --yes", "takes the defaults instead"},
		{"fcgen add-hook prestop", "in a project: brings one hook more"},
		{"fcgen dev", "in a project: runs it here as the platform does"},
		{"fcgen check", "in a project: says with proof whether it keeps the contract"},
		{"fcgen help new", "shows every flag of new"},
	} {
		p.example(b, e)
	}
	fmt.Fprintf(b, "\n%s\n", p.msg.of("EXIT CODES"))
	p.table(b, [][2]string{
		{"0", p.msg.of("done")}, {"1", p.msg.of("the answer is no: conflicts, a failed check, --exit-code")},
		{"2", p.msg.of("could not")}, {"130", p.msg.of("interrupted")},
	}, len("130"))
}

func (p *program) example(b *strings.Builder, e example) {
	fmt.Fprintf(b, "  %s\n", e.line) // to be copied, so it stays one line
	for _, line := range wrap(p.msg.of(e.does), p.columns()-6) {
		fmt.Fprintf(b, "      %s\n", line)
	}
}

func (p *program) manual(b *strings.Builder, c *command) error {
	usage := strings.TrimRight("fcgen "+c.name+" "+c.operands(), " ")
	for _, line := range wrap("fcgen "+c.name+": "+p.msg.of(c.summary), p.columns()) {
		fmt.Fprintln(b, line)
	}
	fmt.Fprintf(b, "\n%s\n  %s\n\n", p.msg.of("USAGE"), strings.Join(wrap(usage, p.columns()-4), "\n    "))
	for _, line := range wrap(p.msg.of(c.about), p.columns()) {
		fmt.Fprintln(b, line)
	}
	if err := p.flagList(b, c.flags); err != nil {
		return err
	}
	fmt.Fprintf(b, "\n%s\n", p.msg.of("EXAMPLES"))
	for _, e := range c.examples {
		p.example(b, e)
	}
	return nil
}

// operands is what follows the command's name in a usage line.
func (c *command) operands() string {
	list := strings.Fields(c.args)
	if len(c.flags) > 0 {
		list = append(list, "[FLAGS]")
	}
	if c.starts {
		list = append(list, "[-- COMMAND...]")
	}
	return strings.Join(list, " ")
}

// flagList prints the flags under their headings, in the order of the table.
func (p *program) flagList(b *strings.Builder, flags []flag) error {
	var rows [][2]string
	for _, f := range flags {
		value, err := p.valueAbout(f)
		if err != nil {
			return err
		}
		rows = append(rows, [2]string{f.spelling(), p.msg.of(f.about) + value})
	}
	for i, f := range flags {
		if i == 0 || f.group != flags[i-1].group {
			fmt.Fprintf(b, "\n%s\n", strings.ToUpper(p.msg.of(f.group)))
		}
		p.table(b, rows[i:i+1], leftWidth(rows))
	}
	return nil
}

// columns is the width that texts keep to where the terminal has room for it.
const columns = 80

// columns is the width that a text on standard output keeps to.
func (p *program) columns() int {
	if f, ok := p.Stdout.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			return min(width, columns)
		}
	}
	return columns
}

// wrap breaks a text between words into lines of at most width columns.
func wrap(text string, width int) []string {
	var lines []string
	for _, w := range strings.Fields(text) {
		if last := len(lines) - 1; last >= 0 && len(lines[last])+1+len(w) <= width {
			lines[last] += " " + w
		} else {
			lines = append(lines, w)
		}
	}
	return lines
}

func (f flag) spelling() string {
	s := "    --" + f.name
	if f.short != "" {
		s = "-" + f.short + ", --" + f.name
	}
	return s + f.operand()
}

// operand is what follows the flag's name.
func (f flag) operand() string {
	switch {
	case f.value == "":
		return ""
	case f.kind == optional:
		return "[=" + f.value + "]"
	}
	return " " + f.value
}

// maxListed is the number of values up to which the help names them all.
const maxListed = 6

// valueAbout says, in brackets, what a flag's value can be and what it is by default.
func (p *program) valueAbout(f flag) (string, error) {
	var parts []string
	if f.values != nil && f.kind != texts { // those stand in its description
		catalog, err := p.catalog()
		if err != nil {
			return "", err
		}
		list, err := f.values(catalog)
		if err != nil {
			return "", err
		}
		if len(list) > maxListed {
			parts = append(parts, p.msg.of("see fcgen list"))
		} else {
			parts = append(parts, strings.Join(values(list), ", "))
		}
	}
	if d := cmp.Or(f.standard, defaultOf(f.name)); d != "" {
		parts = append(parts, p.msg.sprintf("default %s", d))
	}
	if len(parts) == 0 {
		return "", nil
	}
	return " (" + strings.Join(parts, "; ") + ")", nil
}

// defaultOf is the value that a flag stands for when it is not given, "" where
// it has none of its own.
func defaultOf(flag string) string {
	switch flag {
	case "on-conflict":
		return string(generator.Abort)
	case "log":
		return generator.AutoLog
	}
	x, ok := generator.SettingNamed(flag)
	if !ok {
		return ""
	}
	return x.String(generator.Defaults())
}
