package prompt

import (
	"cmp"
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

	// Preview says what the spec would write. Its error is shown at the review,
	// where answers can be changed until there is none.
	Preview func(generator.Spec) (Preview, error)
}

// Preview is what a complete spec would do.
type Preview struct {
	Target string        // the folder, as the person writes it
	Files  []string      // what would be written there, slash-separated, sorted
	Notes  []string      // what the person should know beforehand; may be empty
	Diff   func() string // the contents as a unified diff; nil means that there is none to see
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
	KeyTrigger            = "auth"

	keyMore   = "more"
	keyReview = "review"
	keyChange = "change"
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
	spec       generator.Spec // zero fields are not answered yet
	more       bool           // asks for what has a good default too
	frameworks []Option
	flow       flow
}

// Run asks and returns the complete spec that the person confirmed. start
// holds what flags said; a value there whose key is not Given is the default of
// its question. Besides those of Prompter.Ask, which end the dialogue
// (ErrBack does not), the error can be ErrStopped.
func (w Wizard) Run(ctx context.Context, start generator.Spec) (generator.Spec, error) {
	all, err := w.Catalog.Frameworks()
	if err != nil {
		return generator.Spec{}, err
	}
	d := &dialogue{Wizard: w, spec: start}
	for i, name := range start.Hooks { // in the spelling of the options
		if h, ok := fc.HookNamed(name); ok {
			d.spec.Hooks = slices.Clone(d.spec.Hooks)
			d.spec.Hooks[i] = h.Name
		}
	}
	for _, f := range all {
		d.frameworks = append(d.frameworks, Option{Value: f.Name, Label: f.Name, Summary: summary(f), Words: strings.Join(append(f.Aliases, f.Title), "\n")})
	}
	d.flow = flow{p: w.Prompter, steps: d.steps()}
	for {
		if err := d.flow.forward(ctx); err != nil {
			return generator.Spec{}, err
		}
		spec, err := d.review(ctx)
		if errors.Is(err, ErrBack) {
			d.flow.back()
			continue
		}
		return spec, err
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
	s, def := d.spec, generator.Defaults()
	s.Framework = cmp.Or(s.Framework, def.Framework)
	if f, err := d.Catalog.Framework(s.Framework); err == nil {
		s.Framework = f.Name
	}
	s.Hooks = d.chosenHooks()
	s.Runtime = cmp.Or(s.Runtime, def.Runtime)
	s.Handler = cmp.Or(s.Handler, def.Handler)
	s.Module = cmp.Or(s.Module, s.Name)
	s.Region = cmp.Or(s.Region, def.Region)
	s.Port = cmp.Or(s.Port, def.Port)
	s.CPU = cmp.Or(s.CPU, def.CPU)
	s.Memory = cmp.Or(s.Memory, def.Memory)
	s.Timeout = cmp.Or(s.Timeout, def.Timeout)
	s.InitializerTimeout = cmp.Or(s.InitializerTimeout, def.InitializerTimeout)
	s.PrestopTimeout = cmp.Or(s.PrestopTimeout, def.PrestopTimeout)
	s.Trigger = cmp.Or(s.Trigger, def.Trigger)
	return s
}

// complete is the spec as generator completes it.
func (d *dialogue) complete() (generator.Spec, error) {
	s := d.spec
	s.Hooks = d.chosenHooks()
	return d.Catalog.Complete(s)
}

// chosenHooks are all of them until there was a choice.
func (d *dialogue) chosenHooks() []string {
	if d.spec.Hooks == nil && !d.Given[KeyHook] {
		return generator.Defaults().Hooks
	}
	return d.spec.Hooks
}
