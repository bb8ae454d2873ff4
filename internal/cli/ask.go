package cli

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/prompt"
)

// settle makes a complete spec of the answers: what is open is asked, or with
// yes takes its default. asked reports whether there was a question.
func (p *program) settle(ctx context.Context, c *generator.Catalog, a answers, how manner, yes bool) (spec generator.Spec, asked bool, err error) {
	open := prompt.Missing(a.spec, a.given)
	switch {
	case len(open) == 0:
		spec, err = c.Complete(a.spec)
		return spec, false, err
	case yes:
		spec, err = p.defaults(c, a, open)
		return spec, false, err
	}
	prompter, err := p.prompter()
	if nobody, ok := errors.AsType[*prompt.NoTerminal](err); ok {
		return generator.Spec{}, false, &unanswered{open: open, why: nobody}
	}
	if err != nil {
		return generator.Spec{}, false, err
	}
	wizard := prompt.Wizard{
		Prompter: prompter, Catalog: c, Given: a.given,
		Preview: func(s generator.Spec) (prompt.Preview, error) { return p.preview(ctx, c, s, a.dir, how) },
	}
	spec, err = wizard.Run(ctx, a.spec)
	return spec, true, err
}

func (p *program) prompter() (prompt.Prompter, error) {
	if p.Prompter != nil {
		return p.Prompter, nil
	}
	out, ok := p.Stdout.(*os.File)
	if !ok {
		return nil, &prompt.NoTerminal{Why: "standard output is not a terminal"}
	}
	return prompt.Choose(prompt.Streams{In: p.Stdin, Out: out, Env: p.getenv})
}

// preview is what the wizard's review shows of a spec.
func (p *program) preview(ctx context.Context, c *generator.Catalog, s generator.Spec, dir string, how manner) (prompt.Preview, error) {
	n, err := p.planNew(ctx, c, s, dir)
	if err != nil {
		return prompt.Preview{}, err
	}
	n.plan = n.plan.Resolve(how.policy)
	if left := conflicting(n.plan); len(left) > 0 {
		return prompt.Preview{}, refusef("%s in %s would be in the way", strings.Join(left, ", "), n.target.shown)
	}
	view := prompt.Preview{Target: n.target.shown, Notes: n.warnings, Diff: func() string { return string(n.plan.Diff()) }}
	for _, op := range n.plan.Ops {
		view.Files = append(view.Files, op.Path)
	}
	return view, nil
}

// defaults fills in what is open and says with what, since nobody was asked.
func (p *program) defaults(c *generator.Catalog, a answers, open []string) (generator.Spec, error) {
	var missing []string
	for _, key := range open {
		if key == prompt.KeyName || key == prompt.KeyImage {
			missing = append(missing, key)
		}
	}
	if len(missing) > 0 {
		return generator.Spec{}, &unanswered{open: missing}
	}
	if !a.given[prompt.KeyHook] {
		a.spec.Hooks = generator.Defaults().Hooks
	}
	s, err := c.Complete(a.spec)
	if err != nil {
		return generator.Spec{}, err
	}
	var taken []string
	for _, key := range append(open, prompt.KeyHandler, prompt.KeyRegion) {
		switch {
		case a.given[key]:
		case key == prompt.KeyFramework:
			taken = append(taken, "--framework "+s.Framework)
		case key == prompt.KeyHook:
			taken = append(taken, "--hook "+strings.Join(s.Hooks, ","))
		case key == prompt.KeyRuntime:
			taken = append(taken, "--runtime "+s.Runtime)
		case key == prompt.KeyHandler:
			taken = append(taken, "--handler "+s.Handler)
		case key == prompt.KeyRegion:
			taken = append(taken, "--region "+s.Region)
		}
	}
	p.msg.sayf("defaults: %s", strings.Join(taken, " "))
	return s, nil
}

// unanswered is the error for questions that nobody can be asked.
type unanswered struct {
	open []string           // the wizard's keys
	why  *prompt.NoTerminal // nil after --yes
}

func (e *unanswered) sentence() sentence {
	missing := strings.Join(e.flags(), ", ")
	if e.why == nil {
		return sentence{"missing: %s", []any{missing}}
	}
	return sentence{"%v; missing: %s", []any{e.why, missing}}
}

func (e *unanswered) Error() string { return e.sentence().String() }

// flags names what to type for each question.
func (e *unanswered) flags() []string {
	var list []string
	for _, key := range e.open {
		switch key {
		case prompt.KeyName:
			list = append(list, "NAME")
		case prompt.KeyHook:
			list = append(list, "--hook or --no-hooks")
		default:
			list = append(list, "--"+key)
		}
	}
	return list
}
