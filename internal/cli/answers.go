package cli

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/prompt"
)

// answers is what the flags of new say.
type answers struct {
	spec  generator.Spec  // zero fields are open
	given map[string]bool // the wizard's keys of what is not open
	dir   string          // as typed; "" means ./NAME
}

func (p *program) readAnswers(ctx context.Context, c *cli.Context) (answers, error) {
	a, err := p.readFlags(ctx, c)
	if err != nil {
		return answers{}, err
	}
	a.readKind()
	return a, p.readName(&a, c.Args().First())
}

// readFlags reads the flags that a command has of specFlags, over what an answers
// file says if it takes one.
func (p *program) readFlags(ctx context.Context, c *cli.Context) (answers, error) {
	a := answers{given: map[string]bool{}}
	if name := c.String("answers"); name != "" {
		var err error
		if a, err = p.readAnswersFile(ctx, name); err != nil {
			return answers{}, err
		}
	}
	a.dir = c.String("dir")
	for _, x := range generator.Settings() {
		if !c.IsSet(x.Flag) || x.Name == "name" {
			continue
		}
		a.given[x.Flag] = true
		if err := x.Set(&a.spec, wordsOf(c, x)...); err != nil {
			return answers{}, err
		}
	}
	if err := a.readHooks(c); err != nil {
		return answers{}, err
	}
	return a, a.readTrigger(c)
}

// wordsOf are the words that a setting's flag was given.
func wordsOf(c *cli.Context, x generator.Setting) []string {
	switch x.Kind() {
	case generator.KindWhole:
		return []string{strconv.Itoa(c.Int(x.Flag))}
	case generator.KindFraction:
		return []string{strconv.FormatFloat(c.Float64(x.Flag), 'g', -1, 64)}
	case generator.KindList:
		return c.StringSlice(x.Flag)
	case generator.KindPairs:
		return textsOf(c, x.Flag)
	case generator.KindToggle:
		return []string{"true"}
	}
	return []string{c.String(x.Flag)}
}

// readHooks reads the spellings of no hook at all.
func (a *answers) readHooks(c *cli.Context) error {
	hooks, none := c.StringSlice("hook"), c.Bool("no-hooks")
	if slices.Contains(hooks, noHooks) {
		hooks = slices.DeleteFunc(slices.Clone(hooks), func(h string) bool { return h == noHooks })
		none = true
	}
	if none && len(hooks) > 0 {
		return refusef("--no-hooks cannot be combined with --hook %s", hooks[0])
	}
	if none || len(hooks) > 0 {
		a.given["hook"] = true
		a.spec.Hooks = append([]string{}, hooks...)
		a.dropTimeouts(c)
	}
	return nil
}

// dropTimeouts forgets the timeouts of an answers file that belong to hooks which
// the flags do not have.
func (a *answers) dropTimeouts(c *cli.Context) {
	for _, h := range fc.Hooks() {
		flag := h.Name + "-timeout"
		hooked := slices.ContainsFunc(a.spec.Hooks, func(name string) bool { known, _ := generator.CanonicalHook(name); return known == h.Name })
		if x, _ := generator.SettingNamed(flag); !hooked && !c.IsSet(flag) && a.given[flag] {
			a.given[flag] = false
			a.spec = x.Cleared(a.spec)
		}
	}
}

// readTrigger reads the other spellings of a trigger: --trigger http, and --auth.
func (a *answers) readTrigger(c *cli.Context) error {
	trigger, auth := c.String("trigger"), c.String("auth")
	switch {
	case auth != "" && auth != generator.Anonymous && auth != generator.Function:
		return &generator.Unknown{What: "auth", Name: auth, Known: []string{generator.Anonymous, generator.Function}}
	case trigger == generator.NoTrigger && auth != "":
		return refusef("--auth says who may call an HTTP trigger, and --trigger none asks for no trigger")
	case auth != "" && trigger != "" && trigger != "http" && trigger != auth:
		return refusef("--trigger %s cannot be combined with --auth %s", trigger, auth)
	case auth != "":
		a.given["trigger"], a.spec.Trigger = true, auth
	case trigger == "http":
		a.spec.Trigger = generator.Anonymous
	}
	return nil
}

// readKind takes a trigger that sends events for the wish to have an event function.
func (a *answers) readKind() {
	if _, sendsEvents := fc.EventTriggerNamed(generator.TriggerNamed(a.spec.Trigger)); sendsEvents && !a.given[prompt.KeyHandler] {
		a.given[prompt.KeyHandler], a.spec.Handler = true, generator.Event
	}
}

// readName takes the name from the argument, or from the folder that was
// named: "." is the folder where we are.
func (p *program) readName(a *answers, arg string) error {
	if arg == "." {
		if a.dir != "" && filepath.Clean(a.dir) != "." {
			return refusef("the project's folder cannot be both %q and %q", arg, a.dir)
		}
		arg, a.dir = "", "."
	}
	if strings.ContainsAny(arg, `/\`) {
		return refusef("%q is a path, not a name", arg).hintf("fcgen new %s --dir %s", path.Base(filepath.ToSlash(arg)), generator.ShellQuote(arg))
	}
	if arg == "" && a.dir != "" && a.spec.Name == "" {
		dir, err := filepath.Abs(p.path(a.dir))
		if err != nil {
			return err
		}
		if err := generator.CheckName(filepath.Base(dir)); err != nil {
			return refusef("the folder's name cannot be the function's: %v", err).hintf("give a name: fcgen new NAME --dir %s", generator.ShellQuote(a.dir))
		}
		arg = filepath.Base(dir)
	}
	if arg != "" {
		a.spec.Name, a.given[prompt.KeyName] = arg, true
	}
	return nil
}

// check says what is wrong with the answers before anything more is asked:
// what is open stands there as something that suits.
func (a answers) check(c *generator.Catalog) error {
	s := a.spec
	if s.Name == "" {
		s.Name = "open"
	}
	if !a.given["hook"] {
		s.Hooks = generator.Defaults().Hooks
	}
	if s.Image != "" && s.Runtime == "" {
		s.Runtime = containerRuntime()
	}
	if r, _ := fc.RuntimeNamed(s.Runtime); r.Container && s.Image == "" {
		s.Image = "registry.example.com/open/open:1"
	}
	_, err := c.Complete(s)
	return err
}

func containerRuntime() string {
	i := slices.IndexFunc(fc.Runtimes(), func(r fc.Runtime) bool { return r.Container })
	return fc.Runtimes()[i].Name
}
