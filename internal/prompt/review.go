package prompt

import (
	"context"
	"errors"

	"github.com/fcgen/fcgen/generator"
)

// The choices of the review, besides the policies for files in the way.
const (
	reviewWrite  = "write"
	reviewChange = "change"
	reviewFolder = "folder"
	reviewDiff   = "diff"
	reviewStop   = "stop"
)

// review shows what would be written until the person decides. ErrBack takes
// back a decision about files in the way, which the flags left to be undecided,
// or else leads back to the questions.
func (d *dialogue) review(ctx context.Context, undecided generator.Policy) (Outcome, error) {
	for {
		outcome, preview, problem := d.preview()
		if err := d.Prompter.Show(d.summary(preview, problem)); err != nil {
			return Outcome{}, err
		}
		choice, err := d.decide(ctx, preview, problem)
		if errors.Is(err, ErrBack) && d.Policy != undecided {
			d.Policy = undecided
			continue
		}
		if err != nil {
			return Outcome{}, err
		}
		switch choice {
		case reviewWrite:
			return outcome, nil
		case reviewStop:
			return Outcome{}, ErrStopped
		case reviewChange:
			err = d.change(ctx)
		case reviewFolder:
			err = d.changeAnswer(ctx, KeyDir)
		default:
			d.Policy = generator.Policy(choice)
		}
		if err != nil && !errors.Is(err, ErrBack) {
			return Outcome{}, err
		}
	}
}

func (d *dialogue) preview() (Outcome, Preview, error) {
	d.inTheWay = false
	spec, err := d.complete()
	if err != nil {
		return Outcome{}, Preview{}, err
	}
	outcome := Outcome{spec, d.Dir, d.Policy}
	preview, err := d.Preview(outcome)
	d.inTheWay = len(preview.InTheWay) > 0
	return outcome, preview, err
}

// decide asks what to do with the preview, or with the problem in its place,
// until that is something else than to look at the diff.
func (d *dialogue) decide(ctx context.Context, preview Preview, problem error) (string, error) {
	q := Question{Key: keyReview, Label: "What now?", Help: "Nothing is written before you choose write.", Kind: Select, Options: decisions(preview, problem)}
	q.Default = q.Options[0].Value
	for {
		choice, err := d.Prompter.Ask(ctx, q)
		if err != nil || choice != reviewDiff {
			return choice, err
		}
		if err := d.showDiff(ctx, preview); err != nil {
			return "", err
		}
	}
}

// decisions are the choices of a review.
func decisions(preview Preview, problem error) []Option {
	var (
		change = Option{Value: reviewChange, Summary: "give another answer"}
		folder = Option{Value: reviewFolder, Label: "another folder", Summary: "leave those files alone"}
		diff   = Option{Value: reviewDiff, Summary: "see the contents"}
		stop   = Option{Value: reviewStop, Summary: "write nothing"}
	)
	switch {
	case problem != nil:
		folder.Summary = "put the project elsewhere"
		return []Option{change, folder, stop}
	case preview.Undecided:
		return append(ways(preview.Ways), folder, change, stop)
	case preview.Diff == nil:
		return []Option{{Value: reviewWrite, Summary: "make these files"}, change, stop}
	default:
		return []Option{{Value: reviewWrite, Summary: "make these files"}, change, diff, stop}
	}
}

// ways are the policies as choices; the harmless one comes first.
func ways(policies []generator.Policy) []Option {
	var options []Option
	for _, policy := range policies {
		o := Option{Value: string(policy)}
		switch policy {
		case generator.Ours:
			o.Label, o.Summary = "keep yours", "fcgen's versions are not written"
		case generator.Theirs:
			o.Label, o.Summary = "take fcgen's", "your versions are replaced"
		case generator.Markers:
			o.Label, o.Summary = "both", "between conflict markers, for you to merge"
		default:
			continue
		}
		options = append(options, o)
	}
	return options
}

// policy is the decision about files in the way, to be seen and changed at the
// review once there is one.
func (d *dialogue) policy() step {
	q := Question{Key: KeyPolicy, Label: "Files in the way", Kind: Select, Options: ways(generator.Policies()), Help: "What becomes of your files where the project has some too."}
	s := d.step(q,
		func(generator.Spec) string { return string(d.Policy) },
		func(answer string) { d.Policy = generator.Policy(answer) })
	s.wanted = func() bool { return false }
	s.applies = func() bool { return d.inTheWay && d.Policy != "" && d.Policy != generator.Abort }
	return s
}

// change lets the person give one answer anew. Who goes back instead has changed nothing.
func (d *dialogue) change(ctx context.Context) error {
	q := Question{Key: keyChange, Label: "Which answer?", Kind: Select, Options: answersOf(d.flow.steps), Help: "Shift-Tab leads back with nothing changed."}
	for {
		key, err := d.Prompter.Ask(ctx, q)
		if err != nil {
			return err
		}
		if err := d.changeAnswer(ctx, key); !errors.Is(err, ErrBack) {
			return err
		}
	}
}
