package prompt

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"strings"

	"github.com/fcgen/fcgen/generator"
)

const menuDone = "done"

// menu is the step that lists the settings with the answers that they have, to
// change any of them. It is asked while a flag leaves one of them open.
func (d *dialogue) menu(settings []step) step {
	return step{
		key: keyMore, label: "More settings",
		question: func() Question { return d.menuOf(settings) },
		value:    func() string { return menuDone },
		keep:     func(string) {},
		wanted: func() bool {
			for _, s := range settings {
				if s.possible() && !d.Given[s.key] {
					return true
				}
			}
			return false
		},
		run: func(ctx context.Context) error {
			for {
				key, err := d.Prompter.Ask(ctx, d.menuOf(settings))
				if err != nil || key == menuDone {
					return err
				}
				if err := d.changeAnswer(ctx, key); err != nil && !errors.Is(err, ErrBack) {
					return err
				}
			}
		},
	}
}

func (d *dialogue) menuOf(settings []step) Question {
	q := Question{
		Key: keyMore, Label: "More settings?", Kind: Select, Default: menuDone,
		Help:    "Choose a setting to change it, or done to go on.",
		Options: []Option{{Value: menuDone, Summary: "go on with these"}},
	}
	q.Options = append(q.Options, answersOf(settings)...)
	return q
}

// answersOf lists the steps that are possible as choices, with their answers.
func answersOf(steps []step) []Option {
	var options []Option
	for _, s := range steps {
		if s.key != keyMore && s.possible() {
			options = append(options, Option{Value: s.key, Label: s.label, Summary: s.shown()})
		}
	}
	return options
}

// changeAnswer asks one step again, and what its answer makes wrong. After an
// error, ErrBack among them, all answers are as before.
func (d *dialogue) changeAnswer(ctx context.Context, key string) error {
	before := d.Outcome
	for _, s := range d.flow.steps {
		if s.key != key {
			continue
		}
		if err := d.flow.change(ctx, s); err != nil {
			d.Outcome = before
			return err
		}
	}
	return nil
}

// folder asks where the project goes. Unless the person says so, it has the
// function's name, also when that changes.
func (d *dialogue) folder() step {
	q := Question{Key: KeyDir, Label: "Folder", Kind: Input, Help: "Where the project's files go; it need not exist.", Validate: func(answer string) error {
		switch {
		case answer == "":
			return errors.New("a folder has a name")
		case strings.HasPrefix(answer, "~"):
			return errors.New("only a shell knows ~: type the whole path")
		}
		return nil
	}}
	name := func(s generator.Spec) string { return cmp.Or(s.Name, ".") }
	return d.step(q,
		func(s generator.Spec) string { return cmp.Or(d.Dir, name(s)) },
		func(answer string) {
			if d.Dir = filepath.Clean(answer); d.Dir == name(d.Spec) {
				d.Dir = ""
			}
		})
}
