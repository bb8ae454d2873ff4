package cli

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

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
				return &unknownCommand{c.Args().First()}
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

func (p *program) overview(b *strings.Builder) {
	fmt.Fprintf(b, "%s\n\n", p.msg.of("fcgen makes Go projects for Function Compute's custom runtimes, changes them later,\nand runs and checks a function in any language here."))
	fmt.Fprintf(b, "%s\n  fcgen COMMAND [ARGUMENTS] [FLAGS]\n\n%s\n", p.msg.of("USAGE"), p.msg.of("COMMANDS"))
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, c := range commands() {
		fmt.Fprintf(t, "  %s\t%s\n", c.name, p.msg.of(c.summary))
	}
	_ = t.Flush() // a strings.Builder takes everything
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
	fmt.Fprintf(b, "\n%s\n%s\n", p.msg.of("EXIT CODES"),
		p.msg.of("  0 done · 1 the answer is no: conflicts, a failed check, --exit-code\n  2 could not · 130 interrupted"))
}

func (p *program) example(b *strings.Builder, e example) {
	fmt.Fprintf(b, "  %s\n      %s\n", e.line, p.msg.of(e.does))
}

func (p *program) manual(b *strings.Builder, c *command) error {
	usage := strings.TrimRight("fcgen "+c.name+" "+c.operands(), " ")
	fmt.Fprintf(b, "fcgen %s: %s\n\n%s\n  %s\n\n", c.name, p.msg.of(c.summary), p.msg.of("USAGE"), usage)
	for _, line := range wrap(p.msg.of(c.about), columns) {
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
	group, width := "", 0
	for _, f := range flags {
		width = max(width, len(f.spelling()))
	}
	for _, f := range flags {
		if f.group != group {
			group = f.group
			fmt.Fprintf(b, "\n%s\n", strings.ToUpper(p.msg.of(group)))
		}
		value, err := p.valueAbout(f)
		if err != nil {
			return err
		}
		left := f.spelling()
		for _, line := range wrap(p.msg.of(f.about)+value, columns-4-width) {
			fmt.Fprintf(b, "  %-*s  %s\n", width, left, line)
			left = ""
		}
	}
	return nil
}

// columns is the width that the help keeps to.
const columns = 80

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
	return strings.TrimRight(s+" "+f.value, " ")
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
	d := generator.Defaults()
	switch flag {
	case "framework":
		return d.Framework
	case "handler":
		return d.Handler
	case "runtime":
		return d.Runtime
	case "hook":
		return strings.Join(d.Hooks, ",")
	case "trigger":
		return "http"
	case "auth":
		return d.Trigger
	case "region":
		return d.Region
	case "on-conflict":
		return string(generator.Abort)
	}
	if n := numberOf(&d, flag); n != nil {
		return fmt.Sprint(*n)
	}
	if flag == "cpu" {
		return fmt.Sprint(d.CPU)
	}
	return ""
}
