package cli

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
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

func (p *program) readAnswers(c *cli.Context) (answers, error) {
	a, err := readFlags(c)
	if err != nil {
		return answers{}, err
	}
	return a, p.readName(&a, c.Args().First())
}

// readFlags reads the flags that a command has of specFlags.
func readFlags(c *cli.Context) (answers, error) {
	a := answers{dir: c.String("dir"), given: map[string]bool{}}
	for _, f := range specFlags() {
		a.given[f.name] = c.IsSet(f.name)
	}
	s := &a.spec
	s.Framework, s.Handler, s.Runtime, s.Image = c.String("framework"), c.String("handler"), c.String("runtime"), c.String("image")
	s.Module, s.Region, s.CPU = c.String("module"), c.String("region"), c.Float64("cpu")
	for _, f := range specFlags() {
		if n := numberOf(s, f.name); n != nil {
			*n = c.Int(f.name)
		}
	}
	if err := a.checkZeros(); err != nil {
		return answers{}, err
	}
	if err := a.readHooks(c); err != nil {
		return answers{}, err
	}
	if err := a.readTrigger(c); err != nil {
		return answers{}, err
	}
	return a, nil
}

// numberOf is the field of a whole number that a flag sets, nil for other flags.
func numberOf(s *generator.Spec, flag string) *int {
	switch flag {
	case "port":
		return &s.Port
	case "memory":
		return &s.Memory
	case "disk":
		return &s.Disk
	case "timeout":
		return &s.Timeout
	case "concurrency":
		return &s.Concurrency
	case "initializer-timeout":
		return &s.InitializerTimeout
	case "prestop-timeout":
		return &s.PrestopTimeout
	}
	return nil
}

// checkZeros refuses a 0 that was typed: in a Spec it would mean the default.
func (a answers) checkZeros() error {
	for flag, check := range map[string]func(int) error{
		"port": fc.CheckPort, "memory": fc.CheckMemory, "disk": fc.CheckDisk,
		"timeout": fc.CheckTimeout, "concurrency": fc.CheckConcurrency,
		"initializer-timeout": atLeastOne("initializer"), "prestop-timeout": atLeastOne("prestop"),
	} {
		if n := *numberOf(&a.spec, flag); a.given[flag] && n == 0 {
			return &generator.Invalid{Field: flag, Err: check(n)}
		}
	}
	if a.given["cpu"] && a.spec.CPU == 0 {
		return &generator.Invalid{Field: "cpu", Err: fc.CheckCPU(0)}
	}
	return nil
}

func atLeastOne(hook string) func(int) error {
	return func(n int) error {
		if n < 1 {
			return fmt.Errorf("%s timeout %d is less than 1 second", hook, n)
		}
		return nil
	}
}

func (a *answers) readHooks(c *cli.Context) error {
	hooks, none := c.StringSlice("hook"), c.Bool("no-hooks")
	if slices.Contains(hooks, noHooks) {
		hooks = slices.DeleteFunc(slices.Clone(hooks), func(h string) bool { return h == noHooks })
		none = true
	}
	if none && len(hooks) > 0 {
		return refusef("no hook and the hook %q cannot both be", hooks[0])
	}
	if a.given["hook"] = none || len(hooks) > 0; a.given["hook"] {
		a.spec.Hooks = append([]string{}, hooks...)
	}
	return nil
}

func (a *answers) readTrigger(c *cli.Context) error {
	trigger, auth := c.String("trigger"), c.String("auth")
	a.given[prompt.KeyTrigger] = trigger != "" || auth != ""
	switch {
	case trigger != "" && trigger != "http" && trigger != generator.NoTrigger:
		return &generator.Unknown{What: "trigger", Name: trigger, Known: []string{"http", generator.NoTrigger}}
	case auth != "" && auth != generator.Anonymous && auth != generator.Function:
		return &generator.Unknown{What: "auth", Name: auth, Known: []string{generator.Anonymous, generator.Function}}
	case trigger == generator.NoTrigger && auth != "":
		return refusef("--auth says who may call an HTTP trigger, and --trigger none asks for no trigger")
	case trigger == generator.NoTrigger:
		a.spec.Trigger = generator.NoTrigger
	case auth != "":
		a.spec.Trigger = auth
	case trigger == "http":
		a.spec.Trigger = generator.Anonymous
	}
	return nil
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
	if arg == "" && a.dir != "" {
		dir, err := filepath.Abs(p.path(a.dir))
		if err != nil {
			return err
		}
		if err := generator.CheckName(filepath.Base(dir)); err != nil {
			return refusef("the folder's name cannot be the function's: %v", err).hintf("give a name: fcgen new NAME --dir %s", generator.ShellQuote(a.dir))
		}
		arg = filepath.Base(dir)
	}
	a.spec.Name = arg
	a.given[prompt.KeyName] = arg != ""
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
