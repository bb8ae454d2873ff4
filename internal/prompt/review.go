package prompt

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/fcgen/fcgen/generator"
)

// The choices of the review.
const (
	reviewWrite  = "write"
	reviewChange = "change"
	reviewDiff   = "diff"
	reviewStop   = "stop"
)

// review shows what would be written until the person decides. ErrBack leads
// back to the questions.
func (d *dialogue) review(ctx context.Context) (generator.Spec, error) {
	for {
		spec, preview, err := d.preview()
		if err := d.Prompter.Show(d.summary(preview, err)); err != nil {
			return generator.Spec{}, err
		}
		choice, askErr := d.decide(ctx, preview, err)
		if askErr != nil {
			return generator.Spec{}, askErr
		}
		switch choice {
		case reviewWrite:
			return spec, nil
		case reviewStop:
			return generator.Spec{}, ErrStopped
		}
		if err := d.change(ctx); err != nil {
			return generator.Spec{}, err
		}
	}
}

func (d *dialogue) preview() (generator.Spec, Preview, error) {
	spec, err := d.complete()
	if err != nil {
		return generator.Spec{}, Preview{}, err
	}
	preview, err := d.Preview(spec)
	return spec, preview, err
}

// decide asks what to do with the preview, or with the problem in its place,
// until that is something else than to look at the diff.
func (d *dialogue) decide(ctx context.Context, preview Preview, problem error) (string, error) {
	q := Question{Key: keyReview, Label: "What now?", Kind: Select}
	if problem == nil {
		q.Options = append(q.Options, Option{Value: reviewWrite, Label: "write", Summary: "make these files"})
	}
	q.Options = append(q.Options, Option{Value: reviewChange, Label: "change", Summary: "give another answer"})
	if problem == nil && preview.Diff != nil {
		q.Options = append(q.Options, Option{Value: reviewDiff, Label: "diff", Summary: "see the contents"})
	}
	q.Options = append(q.Options, Option{Value: reviewStop, Label: "stop", Summary: "write nothing"})
	q.Default = q.Options[0].Value
	for {
		choice, err := d.Prompter.Ask(ctx, q)
		if err != nil || choice != reviewDiff {
			return choice, err
		}
		if err := d.Prompter.Show(preview.Diff()); err != nil {
			return "", err
		}
	}
}

// change lets the person give one answer anew. Who goes back instead has changed nothing.
func (d *dialogue) change(ctx context.Context) error {
	q := Question{Key: keyChange, Label: "Which answer?", Kind: Select}
	var steps []step
	for _, s := range d.flow.steps {
		if s.key == keyMore || !s.possible() {
			continue
		}
		steps = append(steps, s)
		q.Options = append(q.Options, Option{Value: s.key, Label: s.label, Summary: s.shown()})
	}
	for {
		key, err := d.Prompter.Ask(ctx, q)
		if errors.Is(err, ErrBack) {
			return nil
		}
		if err != nil {
			return err
		}
		before := d.spec
		err = d.flow.change(ctx, steps[q.index(key)])
		if !errors.Is(err, ErrBack) {
			return err
		}
		d.spec = before
	}
}

// summary lists the answers and the files, or what stands in their way.
func (d *dialogue) summary(preview Preview, problem error) string {
	var b strings.Builder
	b.WriteByte('\n')
	width := 0
	for _, s := range d.flow.steps {
		width = max(width, len(s.label))
	}
	for _, s := range d.flow.steps {
		if s.key != keyMore && s.possible() {
			fmt.Fprintf(&b, "  %-*s  %s\n", width, s.label, s.shown())
		}
	}
	b.WriteByte('\n')
	if problem != nil {
		fmt.Fprintf(&b, "This cannot be written: %v\n\n", problem)
		return b.String()
	}
	files := "files"
	if len(preview.Files) == 1 {
		files = "file"
	}
	fmt.Fprintf(&b, "%d %s in %s:\n", len(preview.Files), files, preview.Target)
	b.WriteString(columns(preview.Files))
	for _, note := range preview.Notes {
		fmt.Fprintf(&b, "Note: %s\n", note)
	}
	b.WriteByte('\n')
	return b.String()
}

// columns sets words in rows of at most 78 columns.
func columns(words []string) string {
	const width, gap = 78, "  "
	var b strings.Builder
	row := ""
	for _, word := range words {
		if row != "" && len(row)+len(gap)+len(word) > width {
			b.WriteString(row + "\n")
			row = ""
		}
		row += gap + word
	}
	if row != "" {
		b.WriteString(row + "\n")
	}
	return b.String()
}
