package prompt

import (
	"context"
	"errors"
	"fmt"
)

const diffBack = "\x00back"

// showDiff shows what would be written: all of it in the person's pager or, if
// they have none, one file after the other as they choose.
func (d *dialogue) showDiff(ctx context.Context, preview Preview) error {
	if d.Pager != nil {
		err := d.Pager(preview.Diff())
		if err == nil {
			return nil
		}
		if err := d.Prompter.Show(fmt.Sprintf("The pager did not work (%v).\n", err)); err != nil {
			return err
		}
	}
	q := Question{Key: keyDiff, Label: "Which file?", Kind: Select, Help: "Choose a file to see its contents, or back for the review."}
	for _, file := range preview.Files {
		q.Options = append(q.Options, Option{Value: file})
	}
	q.Options = append(q.Options, Option{Value: diffBack, Label: "back", Summary: "to the review"})
	q.Default = q.Options[0].Value
	for {
		file, err := d.Prompter.Ask(ctx, q)
		if errors.Is(err, ErrBack) || err == nil && file == diffBack {
			return nil
		}
		if err != nil {
			return err
		}
		if err := d.Prompter.Print(preview.Diff(file)); err != nil {
			return err
		}
		q.Default = q.Options[q.index(file)+1].Value
	}
}
