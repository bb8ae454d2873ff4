package prompt

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
)

// ErrStopped is the error of Wizard.Run when the person chose to write nothing.
var ErrStopped = errors.New("stopped, nothing was written")

// Wizard asks for what flags leave open of a new project, and then, once,
// whether the result is right. It never touches the disk.
type Wizard struct {
	Prompter Prompter
	Catalog  *generator.Catalog

	// Given has the keys (names of flags, see the Key constants) whose values
	// came by flag: they are not asked for, and can be changed at the review.
	Given map[string]bool

	// Preview says what an outcome with a complete spec would write. Its error is
	// shown at the review, where answers can be changed until there is none.
	Preview func(Outcome) (Preview, error)

	// Pager shows a long text by a program of the person's; nil means that they
	// have none. After an error what would be written is listed instead.
	Pager func(text string) error
}

// Outcome is what flags, or a person, say of a new project.
type Outcome struct {
	Spec   generator.Spec
	Dir    string           // its folder, as typed; "" means ./NAME
	Policy generator.Policy // what becomes of files in the way; "" and Abort mean that nobody decided
}

// Preview is what an outcome would do.
type Preview struct {
	Target  string                       // the folder, as the person writes it
	Files   []string                     // what would be written there, slash-separated, sorted
	Changes []string                     // a line for each file that is there already, about what becomes of it
	Notes   []string                     // what the person should know beforehand; may be empty
	Diff    func(files ...string) string // what is written to them, or without names to all, as a unified diff; nil means that there is none to see

	// InTheWay are files of the person's where the project has some too. Where
	// Undecided, nothing can be written before the person chose one of Ways: the
	// policies that decide about all of them.
	InTheWay  []string
	Undecided bool
	Ways      []generator.Policy
}

// The keys of the wizard's questions: the flags that answer them.
const (
	KeyName               = "name"
	KeyFramework          = "framework"
	KeyHook               = "hook"
	KeyRuntime            = "runtime"
	KeyImage              = "image"
	KeyHandler            = "handler"
	KeyModule             = "module"
	KeyRegion             = "region"
	KeyPort               = "port"
	KeyCPU                = "cpu"
	KeyMemory             = "memory"
	KeyTimeout            = "timeout"
	KeyInitializerTimeout = "initializer-timeout"
	KeyPrestopTimeout     = "prestop-timeout"
	KeyTrigger            = "trigger"
	KeyDir                = "dir"
	KeyPolicy             = "on-conflict"

	keyMore   = "more"
	keyReview = "review"
	keyChange = "change"
	keyDiff   = "diff"
)

// Missing lists, in the order they are asked, the keys of what a new project
// is asked for in any case and that is not given: name, framework, hook,
// runtime, and the image of a container. It is what to name where nobody can be asked.
func Missing(spec generator.Spec, given map[string]bool) []string {
	keys := []string{KeyName, KeyFramework, KeyHook, KeyRuntime}
	if r, _ := fc.RuntimeNamed(spec.Runtime); r.Container {
		keys = append(keys, KeyImage)
	}
	var missing []string
	for _, key := range keys {
		if !given[key] {
			missing = append(missing, key)
		}
	}
	return missing
}

// dialogue is one run of a wizard: the answers so far.
type dialogue struct {
	Wizard
	Outcome    // the answers so far: zero fields are not answered yet
	frameworks []Option
	inTheWay   bool // the last preview found files in the way
	flow       flow
}

// Run asks and returns what the person confirmed, with a complete spec. start
// holds what flags said; a value there whose key is not Given is the default of
// its question. Besides those of Prompter.Ask, which end the dialogue
// (ErrBack does not), the error can be ErrStopped.
func (w Wizard) Run(ctx context.Context, start Outcome) (Outcome, error) {
	all, err := w.Catalog.Frameworks()
	if err != nil {
		return Outcome{}, err
	}
	d := &dialogue{Wizard: w, Outcome: start}
	for i, name := range start.Spec.Hooks { // in the spelling of the options
		if h, ok := fc.HookNamed(name); ok {
			d.Spec.Hooks = slices.Clone(d.Spec.Hooks)
			d.Spec.Hooks[i] = h.Name
		}
	}
	for _, f := range all {
		d.frameworks = append(d.frameworks, Option{Value: f.Name, Label: f.Name, Summary: summary(f), Words: strings.Join(append(f.Aliases, f.Title), "\n")})
	}
	d.flow = flow{p: w.Prompter, steps: d.steps()}
	for {
		if err := d.flow.forward(ctx); err != nil {
			return Outcome{}, err
		}
		outcome, err := d.review(ctx, start.Policy)
		if errors.Is(err, ErrBack) {
			d.flow.back()
			continue
		}
		return outcome, err
	}
}

// summary is the framework's own, after its title if the name does not say that already.
func summary(f generator.Framework) string {
	if f.Title == f.Name {
		return f.Summary
	}
	if f.Summary == "" {
		return f.Title
	}
	return f.Title + ": " + f.Summary
}

// defaults is the spec that the answers so far and the defaults of all other fields make.
func (d *dialogue) defaults() generator.Spec {
	s := d.Spec
	s.Hooks = d.chosenHooks()
	usual := generator.DefaultsOf(s.Handler)
	usual.Module, usual.Hooks, usual.Log = s.Name, s.Hooks, generator.AutoLog
	for _, x := range generator.Settings() {
		x.Fill(&s, usual)
	}
	if f, err := d.Catalog.Framework(s.Framework); err == nil {
		s.Framework = f.Name
	}
	return s
}

// complete is the spec as generator completes it.
func (d *dialogue) complete() (generator.Spec, error) {
	s := d.Spec
	s.Hooks = d.chosenHooks()
	return d.Catalog.Complete(s)
}

// chosenHooks are all of them until there was a choice.
func (d *dialogue) chosenHooks() []string {
	if d.Spec.Hooks == nil && !d.Given[KeyHook] {
		return generator.Defaults().Hooks
	}
	return d.Spec.Hooks
}
