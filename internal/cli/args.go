package cli

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// line is a command line in order. The library stops looking for flags at the
// first argument, and takes every flag after it for one more argument without
// a word: "fcgen new myfunc --framework gin" would make a project of another
// framework. So what a person types is put in order first, by the flags that
// the command has.
type line struct {
	command       *command // nil: none was named
	flags         []string // "--name" or "--name=value", by their long names, as typed in order
	args          []string
	started       []string // the command after "--", for those that start one
	help, version bool
}

// words is the line as the library wants it.
func (l line) words() []string {
	all := append([]string{"fcgen", l.command.name}, l.flags...)
	return append(append(all, "--"), l.args...)
}

// arrange reads a command line, which may be empty. The errors say what was typed that cannot be.
func arrange(typed []string) (line, error) {
	var l line
	for i, arg := range typed {
		switch {
		case arg == "--help" || arg == "-h":
			l.help = true
		case arg == "--version" || arg == "-v":
			l.version = true
		case strings.HasPrefix(arg, "-"):
			return line{}, earlyFlag(arg)
		default:
			if l.command = commandNamed(arg); l.command == nil {
				return line{}, &unknownCommand{arg, typed[i+1:]}
			}
			return l.rest(typed[i+1:])
		}
	}
	return l, nil
}

// rest reads what follows the command.
func (l line) rest(typed []string) (line, error) {
	if l.help = l.help || asksForHelp(typed); l.help {
		return l, nil
	}
	given := map[string]string{}
	for i := 0; i < len(typed); i++ {
		arg := typed[i]
		if arg == "--" && l.command.starts {
			if l.started = typed[i+1:]; len(l.started) == 0 || l.started[0] == "" {
				return line{}, refusef("no command follows the --").hintf("fcgen %s -- python3 app.py", l.command.name)
			}
			break
		}
		if arg == "--" {
			l.args = append(l.args, typed[i+1:]...)
			break
		}
		if !strings.HasPrefix(arg, "-") || arg == "-" {
			l.args = append(l.args, arg)
			continue
		}
		if split, ok := l.command.shorts(arg); ok {
			typed = slices.Concat(typed[:i], split, typed[i+1:])
			arg = typed[i]
		}
		name, value, joined := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-"), "=")
		f, known := l.command.flag(name)
		switch {
		case !known:
			return line{}, &unknownFlag{arg, l.command}
		case !joined && f.kind == toggle:
			value = "true"
		case !joined && f.kind == optional:
			value = f.standard
		case !joined && (i+1 == len(typed) || strings.HasPrefix(typed[i+1], "-") && typed[i+1] != "-"):
			return line{}, refusef("the flag --%s needs a value", f.name).hintf("fcgen %s --%s %s", l.command.name, f.name, f.value)
		case !joined:
			i++
			value = typed[i]
		}
		if err := f.check(value); err != nil {
			return line{}, err
		}
		if before, twice := given[f.name]; twice && f.kind != words && f.kind != texts {
			if before != value {
				return line{}, refusef("the flag --%s is given twice, as %q and as %q", f.name, before, value)
			}
			continue
		}
		given[f.name] = value
		l.flags = append(l.flags, "--"+f.name+"="+value)
	}
	return l, l.checkArgs()
}

func asksForHelp(typed []string) bool {
	end := slices.Index(typed, "--")
	if end < 0 {
		end = len(typed)
	}
	return slices.Contains(typed[:end], "--help") || slices.Contains(typed[:end], "-h")
}

// shorts splits letters that share a dash: "-yf" is "-y -f". The second result
// is false where arg is no such word.
func (c *command) shorts(arg string) ([]string, bool) {
	letters := strings.TrimPrefix(arg, "-")
	if _, known := c.flag(letters); known || len(letters) < 2 || strings.HasPrefix(letters, "-") {
		return nil, false
	}
	var split []string
	for i, letter := range letters {
		f, known := c.flag(string(letter))
		if !known || f.kind != toggle && i < len(letters)-1 {
			return nil, false
		}
		split = append(split, "-"+string(letter))
	}
	return split, true
}

// check says what is wrong with a flag's value as a value of its kind.
func (f flag) check(value string) error {
	switch {
	case value == "" || f.kind == words && slices.Contains(strings.Split(value, ","), ""):
		return refusef("the flag --%s has an empty value", f.name)
	case f.kind == toggle && value != "true" && value != "false":
		return refusef("the flag --%s is true or false, not %q", f.name, value)
	case f.kind == number, f.kind == optional:
		if _, err := strconv.Atoi(value); err != nil {
			return refusef("the flag --%s takes a whole number, not %q", f.name, value)
		}
	case f.kind == span:
		return f.checkSpan(value)
	case f.kind == fraction:
		if _, err := strconv.ParseFloat(value, 64); err != nil {
			return refusef("the flag --%s takes a number, not %q", f.name, value)
		}
	}
	return nil
}

func (f flag) checkSpan(value string) error {
	d, err := time.ParseDuration(value)
	switch {
	case err != nil && strings.Trim(value, "0123456789") == "":
		return refusef("the flag --%s takes a time with its unit, not %q", f.name, value).hintf("seconds: --%s %ss", f.name, value)
	case err != nil:
		return refusef("the flag --%s takes a time such as 500ms, 10s or 5m, not %q", f.name, value)
	case d < 0:
		return refusef("the flag --%s takes a time, and %q is less than none", f.name, value)
	}
	return nil
}

// checkArgs refuses arguments that the command would not look at, and any that
// looks like a flag: nothing that was typed is ignored.
func (l line) checkArgs() error {
	for i, arg := range l.args {
		switch {
		case arg == "":
			return refusef("an argument is empty")
		case strings.HasPrefix(arg, "-"):
			return refusef("the argument %q begins with a dash", arg)
		case l.command.most >= 0 && i >= l.command.most:
			return &extraArgument{arg, l.command}
		}
	}
	return nil
}
