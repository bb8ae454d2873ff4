package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/apply"
	"github.com/fcgen/fcgen/internal/served"
)

// manner is how a change is to be made.
type manner struct {
	dry      bool // write nothing
	list     bool // print the files
	diff     bool // print the contents
	json     bool // print a receipt
	exitCode bool // a dry run that would change something is a failure
	policy   generator.Policy
}

func readManner(c *cli.Context) (manner, error) {
	m, err := readPolicy(c)
	if err != nil {
		return manner{}, err
	}
	m.dry, m.diff = c.Bool("dry-run") || c.Bool("diff"), c.Bool("diff")
	m.json, m.exitCode = c.Bool("json"), c.Bool("exit-code")
	m.list = m.dry && !m.diff && !m.json
	switch {
	case m.diff && m.json:
		return manner{}, refusef("--diff and --json both want standard output")
	case m.exitCode && !m.dry:
		return manner{}, refusef("--exit-code goes with --dry-run or --diff")
	}
	return m, nil
}

// readPolicy reads what is to become of conflicts.
func readPolicy(c *cli.Context) (manner, error) {
	m := manner{policy: generator.Abort}
	if c.IsSet("on-conflict") {
		m.policy = generator.Policy(c.String("on-conflict"))
	}
	var known []string
	for _, policy := range generator.Policies() {
		known = append(known, string(policy))
	}
	if !slices.Contains(known, string(m.policy)) {
		return manner{}, &generator.Unknown{What: "policy", Name: string(m.policy), Known: known}
	}
	return m, nil
}

// change is a plan with what there is to say about it.
type change struct {
	plan     generator.Plan
	reversal *apply.Reversal // where the plan takes a change back
	spec     generator.Spec  // of the project afterwards
	target   target
	module   string          // the folder in which it is tried out; "" means the server's
	server   *served.Program // of somebody else's project, which has no spec
	where    string          // the hooks go in that one's code, and why there
	fresh    bool            // it makes a project, rather than change one
	notes    []string        // said already
	warnings []string        // to be said before anything is done
	next     []string        // commands to type afterwards
	command  string          // for a fresh one: the command that asks nothing
	asked    []answer        // what a person said, where it does not stand in the command line
	report   func(change)    // says what was done, once it is
}

// carryOut shows the plan or applies it, as the manner says. All that is
// printed, and all that is written, comes from the one plan.
func (p *program) carryOut(ctx context.Context, made change, how manner) error {
	both := conflicting(made.plan)
	made.plan = made.plan.Resolve(how.policy)
	for _, w := range made.warnings {
		p.msg.sayf("warning: %s", w)
	}
	if left := conflicting(made.plan); len(left) > 0 {
		return p.refuse(made, how, left)
	}
	if !how.dry {
		if err := p.apply(ctx, made); err != nil {
			return err
		}
	}
	if err := p.show(made, how); err != nil && !how.dry {
		return fmt.Errorf("the changes are made, but could not be printed: %w", err)
	} else if err != nil {
		return err
	}
	switch {
	case how.exitCode && !made.plan.Empty():
		return errWouldChange
	case how.dry && how.diff && made.plan.Empty(), how.list && len(made.plan.Ops) == 0:
		p.msg.sayf("nothing to change")
	case !how.dry:
		made.report(made)
	}
	if len(both) > 0 && how.policy == generator.Markers {
		return &marked{both, how.dry}
	}
	return nil
}

// refuse shows a plan that stays undone for its conflicts.
func (p *program) refuse(made change, how manner, conflicts []string) error {
	if err := p.show(made, how); err != nil {
		return err
	}
	if !how.list {
		for _, op := range made.plan.Conflicts() {
			p.msg.sayf("%s", p.opLine(op, len(op.Path)))
		}
	}
	return &blocked{Conflicts: &apply.Conflicts{Paths: conflicts}, change: made, command: p.retype(made)}
}

// blocked is the error for conflicts, with what is needed to say how they can be decided.
type blocked struct {
	*apply.Conflicts
	change  change
	command string // to type again, with a policy
}

func (e *blocked) sentence() sentence {
	if n := len(e.Paths); n > 1 {
		return sentence{"%d files are in the way; nothing was written", []any{n}}
	}
	return sentence{"%q is in the way; nothing was written", []any{e.Paths[0]}}
}

func (e *blocked) Error() string { return e.sentence().String() }

func (e *blocked) Unwrap() error { return e.Conflicts }

func conflicting(plan generator.Plan) []string {
	var paths []string
	for _, op := range plan.Conflicts() {
		paths = append(paths, op.Path)
	}
	return paths
}

func (p *program) apply(ctx context.Context, made change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	made.plan.Command = p.retype(made)
	var err error
	switch {
	case made.reversal != nil:
		err = made.reversal.Apply()
	case made.target.there:
		err = apply.Apply(made.plan, made.target.dir, p.state)
	default:
		err = apply.New(made.plan, made.target.dir)
	}
	left, done := errors.AsType[*apply.Leftover](err)
	_, halfway := errors.AsType[*apply.NotRestored](err)
	switch {
	case err == nil:
		return nil
	case done:
		p.msg.sayf("warning: %v; the next run removes it", left)
		return nil
	case halfway:
		return err
	default:
		return refusef("%v; nothing was changed", err)
	}
}

// recover cleans up after a run that was killed, before anything is read. A dry
// run writes nothing, and so it can only say that this must be done first.
func (p *program) recover(dir string, how manner) error {
	if how.dry {
		at, err := apply.Interrupted(dir, p.state)
		if err != nil || at == "" {
			return err
		}
		return refusef("an earlier run of fcgen in %q was interrupted and has to be undone first", p.shown(at)).
			hintf("any command that changes files does it: run this one without --dry-run and --diff")
	}
	r, err := apply.Recover(dir, p.state)
	if r.Found {
		p.msg.sayf("note: %s", r)
	}
	return err
}

// retype is the command line again, without its policy: for a fresh project
// the one that asks nothing.
func (p *program) retype(made change) string {
	if made.fresh {
		return made.command
	}
	return p.retypeArgs(made.asked)
}

// retypeArgs is the command line again, without its policy and these flags, and
// with what was asked.
func (p *program) retypeArgs(asked []answer, without ...string) string {
	l, err := arrange(p.Args)
	if err != nil || l.command == nil {
		return "fcgen"
	}
	words := append([]string{"fcgen", l.command.name}, l.args...)
	answered := func(name string) bool {
		return slices.ContainsFunc(asked, func(a answer) bool { return a.flag == name })
	}
	for _, f := range l.flags {
		name, _, _ := strings.Cut(strings.TrimPrefix(f, "--"), "=")
		if name != "on-conflict" && !slices.Contains(without, name) && !answered(name) {
			words = append(words, strings.TrimSuffix(f, "=true"))
		}
	}
	for _, a := range asked {
		if !slices.Contains(without, a.flag) {
			words = append(words, "--"+a.flag)
			if a.value != "" {
				words = append(words, a.value)
			}
		}
	}
	return quoted(words)
}
