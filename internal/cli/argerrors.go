package cli

import "strings"

// unknownCommand is the error for a word that is no command.
type unknownCommand struct {
	name string
	rest []string // what followed it
}

func (e *unknownCommand) sentence() sentence { return sentence{"unknown command %q", []any{e.name}} }
func (e *unknownCommand) Error() string      { return e.sentence().String() }

// unknownFlag is the error for a flag that the command does not have.
type unknownFlag struct {
	typed   string
	command *command
}

func (e *unknownFlag) sentence() sentence {
	return sentence{"%s has no flag %s", []any{e.command.name, e.name()}}
}
func (e *unknownFlag) Error() string { return e.sentence().String() }

// name is the flag without its value, which may be a secret typed in the wrong place.
func (e *unknownFlag) name() string {
	name, _, _ := strings.Cut(e.typed, "=")
	return name
}

// extraArgument is the error for an argument that the command does not take.
type extraArgument struct {
	arg     string
	command *command
}

func (e *extraArgument) sentence() sentence {
	return sentence{"%s does not take the argument %q", []any{e.command.name, e.arg}}
}
func (e *extraArgument) Error() string { return e.sentence().String() }

// earlyFlag is the error for a flag before the command.
func earlyFlag(typed string) error {
	typed, _, _ = strings.Cut(typed, "=")
	name := strings.TrimLeft(typed, "-")
	for _, c := range commands() {
		if f, ok := c.flag(name); ok {
			return refusef("the flag --%s stands before the command", f.name).hintf("fcgen %s --%s", c.name, f.name)
		}
	}
	return refusef("unknown flag %s", typed).hintf("fcgen help lists the commands, fcgen help COMMAND its flags")
}
