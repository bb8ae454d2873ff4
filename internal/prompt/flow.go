package prompt

import (
	"cmp"
	"context"
	"errors"
)

// step is one question of a flow.
type step struct {
	key      string
	label    string
	question func() Question // as it stands now, with a default
	value    func() string   // the answer it has, by the person or by default
	keep     func(string)    // takes a valid answer
	wanted   func() bool     // whether to ask at all; it may depend on earlier answers
	applies  func() bool     // whether the question makes sense at all; nil: always

	// run asks more than the one question; nil: asks it and keeps the answer.
	run func(context.Context) error
}

// due reports whether the step is to be asked: because it is wanted, or
// because the answer it has by itself is wrong.
func (s step) due() bool {
	return s.possible() && (s.wanted() || s.problem() != nil)
}

// shown is the answer that the step has, for people to read.
func (s step) shown() string { return cmp.Or(s.question().labelsOf(s.value()), noChoice) }

func (s step) possible() bool { return s.applies == nil || s.applies() }

// problem says what is wrong with the answer that the step has.
func (s step) problem() error {
	return s.question().check(s.value())
}

// flow asks steps in their order and remembers the way, to go back on it.
type flow struct {
	p     Prompter
	steps []step
	next  int   // the step to look at next
	trail []int // the steps that were asked
}

// forward asks what is due from the next step on. ErrBack asks the step before
// again; at the first one there is nowhere to go, so that it is asked again itself.
func (f *flow) forward(ctx context.Context) error {
	for f.next < len(f.steps) {
		if s := f.steps[f.next]; s.due() {
			err := f.ask(ctx, s)
			if errors.Is(err, ErrBack) {
				f.back()
				continue
			}
			if err != nil {
				return err
			}
			f.trail = append(f.trail, f.next)
		}
		f.next++
	}
	return nil
}

// back makes the step that was asked last the next one, if there was one.
func (f *flow) back() {
	if len(f.trail) == 0 {
		return
	}
	last := len(f.trail) - 1
	f.next, f.trail = f.trail[last], f.trail[:last]
}

func (f *flow) ask(ctx context.Context, s step) error {
	if s.run != nil {
		return s.run(ctx)
	}
	answer, err := f.p.Ask(ctx, s.question())
	if err == nil {
		s.keep(answer)
	}
	return err
}

// change asks one step again, and then each step whose answer went wrong by it.
func (f *flow) change(ctx context.Context, s step) error {
	if err := f.ask(ctx, s); err != nil {
		return err
	}
	for _, s := range f.steps {
		if !s.possible() || s.problem() == nil {
			continue
		}
		if err := f.ask(ctx, s); err != nil {
			return err
		}
	}
	return nil
}
