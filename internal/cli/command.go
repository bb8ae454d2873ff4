package cli

import (
	"context"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
)

// command is one word after "fcgen", and all that is known about it: the order
// of arguments, the parser, the help and the completion read this.
type command struct {
	name     string
	args     string // the arguments, as the usage line shows them
	most     int    // the number of arguments it takes at most; -1 means any
	starts   bool   // what follows "--" is a command with its own arguments
	summary  string // in the list of commands
	about    string // in the command's own help
	examples []example
	flags    []flag
	words    func(*generator.Catalog) ([]choice, error) // what an argument can be; nil: anything
	run      func(context.Context, *program, *cli.Context) error
}

type example struct{ line, does string }

// kind is how a flag's value is read.
type kind int

const (
	toggle   kind = iota // no value
	word                 // any text but the empty one
	number               // a whole number
	fraction             // a number
	words                // texts, joined by commas or one flag each
	texts                // texts, one flag each
	span                 // a time: 500ms, 10s, 5m
	optional             // a whole number, joined with "="; without it, the standard one
	folder               // a path, which the shell can complete
)

// flag is a flag of a command.
type flag struct {
	name, short string
	kind        kind
	value       string // what stands for the value in the help
	about       string
	group       string                                     // the heading in the help that it stands under
	standard    string                                     // what holds without the flag, for the help; "" means as defaultOf says
	values      func(*generator.Catalog) ([]choice, error) // what the value can be; nil: anything
}

// choice is a value that an argument or a flag can have.
type choice struct{ value, about string }

func (f flag) is(name string) bool { return name == f.name || name == f.short && name != "" }

// commands lists the commands in the order of the help.
func commands() []*command {
	return []*command{
		newCommand(),
		initCommand(),
		addHookCommand(),
		removeHookCommand(),
		updateCommand(),
		diffCommand(),
		undoCommand(),
		devCommand(),
		invokeCommand(),
		checkCommand(),
		showCommand(),
		listCommand(),
		schemaCommand(),
		versionCommand(),
		completionCommand(),
		helpCommand(),
	}
}

func commandNamed(name string) *command {
	all := commands()
	i := slices.IndexFunc(all, func(c *command) bool { return c.name == name })
	if i < 0 {
		return nil
	}
	return all[i]
}

func (c *command) flag(name string) (flag, bool) {
	i := slices.IndexFunc(c.flags, func(f flag) bool { return f.is(name) })
	if i < 0 {
		return flag{}, false
	}
	return c.flags[i], true
}

// run does what the command line says.
func (p *program) run(ctx context.Context) error {
	if len(p.Args) > 0 && p.Args[0] == completeWord {
		return p.complete(p.Args[1:])
	}
	line, err := arrange(p.Args)
	p.started = line.started
	switch {
	case err != nil:
		return err
	case line.help:
		return p.help(line.command)
	case line.version:
		return p.version(false)
	case line.command == nil:
		return p.introduce()
	}
	return p.app(line.command).RunContext(ctx, line.words())
}

// app hands the command to the library, which parses the flags. All that it
// would print or end by itself is switched off: it writes help to standard
// output after a typing error, and calls os.Exit in the middle of Run.
func (p *program) app(c *command) *cli.App {
	return &cli.App{
		Name: "fcgen", HideHelp: true, HideHelpCommand: true, HideVersion: true,
		Writer: p.out, ErrWriter: p.Stderr,
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError:   func(_ *cli.Context, err error, _ bool) error { return err },
		Commands: []*cli.Command{{
			Name: c.name, HideHelp: true, HideHelpCommand: true,
			Flags:        libraryFlags(c.flags),
			OnUsageError: func(_ *cli.Context, err error, _ bool) error { return err },
			Action:       func(at *cli.Context) error { return c.run(at.Context, p, at) },
		}},
	}
}

func libraryFlags(flags []flag) []cli.Flag {
	var list []cli.Flag
	for _, f := range flags {
		switch f.kind {
		case toggle:
			list = append(list, &cli.BoolFlag{Name: f.name})
		case number, optional:
			list = append(list, &cli.IntFlag{Name: f.name})
		case fraction:
			list = append(list, &cli.Float64Flag{Name: f.name})
		case words:
			list = append(list, &cli.StringSliceFlag{Name: f.name})
		case texts:
			list = append(list, &cli.GenericFlag{Name: f.name, Value: &textList{}})
		case span:
			list = append(list, &cli.DurationFlag{Name: f.name})
		default:
			list = append(list, &cli.StringFlag{Name: f.name})
		}
	}
	return list
}

// textList is the value of a flag of kind texts: the library's own list splits
// texts at their commas.
type textList []string

func (l *textList) Set(text string) error { *l = append(*l, text); return nil }
func (l *textList) String() string        { return "" }

// textsOf are the values of a flag of kind texts.
func textsOf(c *cli.Context, flag string) []string {
	if l, ok := c.Generic(flag).(*textList); ok {
		return *l
	}
	return nil
}
