package cli

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/prompt"
)

// settle makes a complete spec of the answers: what is open is asked, or with
// yes takes its default. The policy and the folder of the outcome are those of the
// flags, unless the person chose others. asked reports whether there was a question.
func (p *program) settle(ctx context.Context, c *generator.Catalog, a answers, policy generator.Policy, yes bool) (made prompt.Outcome, asked bool, err error) {
	made = prompt.Outcome{Spec: a.spec, Dir: a.dir, Policy: policy}
	open := prompt.Missing(a.spec, a.given)
	switch {
	case len(open) == 0:
		made.Spec, err = c.Complete(a.spec)
		return made, false, err
	case yes:
		made.Spec, err = p.defaults(c, a, open)
		return made, false, err
	}
	prompter, err := p.prompter()
	if nobody, ok := errors.AsType[*prompt.NoTerminal](err); ok {
		return prompt.Outcome{}, false, &unanswered{open: open, why: nobody}
	}
	if err != nil {
		return prompt.Outcome{}, false, err
	}
	wizard := prompt.Wizard{
		Prompter: prompter, Catalog: c, Given: a.given, Pager: p.pager(ctx),
		Preview: func(o prompt.Outcome) (prompt.Preview, error) { return p.preview(ctx, c, o) },
	}
	made, err = wizard.Run(ctx, made)
	return made, true, err
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

// preview is what the wizard's review shows of an outcome.
func (p *program) preview(ctx context.Context, c *generator.Catalog, o prompt.Outcome) (prompt.Preview, error) {
	n, err := p.planNew(ctx, c, o.Spec, o.Dir)
	if err != nil {
		return prompt.Preview{}, err
	}
	decided := n.plan.Resolve(o.Policy)
	view := prompt.Preview{
		Target: n.target.shown, Notes: n.warnings,
		InTheWay: conflicting(n.plan), Undecided: len(decided.Conflicts()) > 0,
		Diff: func(files ...string) string { return string(only(decided, files).Diff()) },
	}
	for _, policy := range generator.Policies() {
		if len(n.plan.Resolve(policy).Conflicts()) == 0 {
			view.Ways = append(view.Ways, policy)
		}
	}
	for _, op := range decided.Ops {
		if op.Writes() {
			view.Files = append(view.Files, op.Path)
		}
		if op.Action != generator.Create {
			view.Changes = append(view.Changes, p.opLine(op, len(op.Path)))
		}
	}
	return view, nil
}

// only is the part of a plan that is about these files; without any, all of it.
func only(plan generator.Plan, files []string) generator.Plan {
	if len(files) > 0 {
		plan.Ops = slices.DeleteFunc(slices.Clone(plan.Ops), func(op generator.Op) bool { return !slices.Contains(files, op.Path) })
	}
	return plan
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
