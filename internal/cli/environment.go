package cli

import (
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/secret"
)

// environment is what a person gives to a program that dev or check starts, besides
// what s.yaml and the platform give it.
type environment struct {
	own map[string]string // of --env
	all bool              // --inherit-env
}

// environmentFlags are the flags about a program's variables.
func environmentFlags(group string) []flag {
	return []flag{
		{name: "env", kind: texts, value: "NAME[=VALUE]", group: group,
			about: "set an environment variable, overriding s.yaml (repeatable); without a value, the one that it has here. Of your own variables the function gets only what a process needs to run, such as PATH, HOME and proxies"},
		{name: "inherit-env", kind: toggle, group: group, about: "pass all of your variables to the function, credentials included"},
	}
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func (p *program) readEnvironment(c *cli.Context) (environment, error) {
	e := environment{own: map[string]string{}, all: c.Bool("inherit-env")}
	for _, setting := range textsOf(c, "env") {
		name, value, ok := strings.Cut(setting, "=")
		switch {
		case ok && name != "":
			e.own[name] = value
			continue
		case ok || !variableName.MatchString(name):
			// Not the text itself: it may be a secret.
			return environment{}, refusef("the flag --env takes NAME=VALUE, or the NAME of a variable that is set here").
				hintf("fcgen %s --env LOG_LEVEL=debug", c.Command.Name)
		}
		if e.own[name], ok = p.lookupEnv(name); !ok {
			return environment{}, p.notSet(c, name)
		}
	}
	return e, nil
}

// notSet is the error for a variable that is not here. What does not look like
// the name of one may be a secret that was typed in its place.
func (p *program) notSet(c *cli.Context, name string) error {
	if name != strings.ToUpper(name) {
		return refusef("the flag --env names a variable that is not set here").hintf("fcgen %s --env LOG_LEVEL=debug sets one", c.Command.Name)
	}
	var known []string
	for _, setting := range p.Environ {
		if other, _, ok := strings.Cut(setting, "="); ok {
			known = append(known, other)
		}
	}
	refused := refusef("the variable %s is not set here, so --env cannot pass it on", name)
	if near := fc.Nearest(name, known); near != "" {
		return refused.hintf("did you mean %q?", near)
	}
	return refused.hintf("fcgen %s --env %s=VALUE sets it", c.Command.Name, name)
}

// lookupEnv is os.LookupEnv for the run's own environment; the last setting counts.
func (p *program) lookupEnv(name string) (value string, ok bool) {
	for _, setting := range p.Environ {
		if v, found := strings.CutPrefix(setting, name+"="); found {
			value, ok = v, true
		}
	}
	return value, ok
}

// hide makes credentials invisible in all that this run says from now on: those
// of the person's environment and of the command line.
func (p *program) hide(e environment) *secret.Redactor {
	r := instance.NewRedactor()
	r.AddEnviron(p.Environ)
	r.AddVariables(e.own)
	r.AddCommand(p.started)
	p.msg.w = r.Writer(p.msg.w)
	return r
}

// takenBy lists the credentials of the person's environment that s.yaml passes on
// to the function, by ${env('NAME')}: a stranger may have written it.
func (p *program) takenBy(f manifest.Function) []string {
	var names []string
	for _, setting := range p.Environ {
		name, value, _ := strings.Cut(setting, "=")
		if !secret.IsName(name) || len(value) < secret.MinLength {
			continue
		}
		for _, given := range f.Env {
			if strings.Contains(given, value) {
				names = append(names, name)
				break
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// taken says so.
const taken = "s.yaml passes %s of your environment to the function"
