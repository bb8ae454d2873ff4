package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/prompt"
)

// askHooks asks which hooks an existing server is to get: all of them by default.
func (p *program) askHooks(ctx context.Context, w *foreignChange) ([]string, error) {
	usual := generator.Defaults().Hooks
	if w.yes {
		p.msg.sayf("defaults: --hook %s", strings.Join(usual, ","))
		return usual, nil
	}
	prompter, err := p.asker()
	if nobody, ok := errors.AsType[*prompt.NoTerminal](err); ok {
		return nil, &unanswered{open: []string{prompt.KeyHook}, why: nobody}
	}
	if err != nil {
		return nil, err
	}
	q := prompt.Question{
		Key: prompt.KeyHook, Label: "Lifecycle hooks", Default: strings.Join(usual, ","),
		Help: "The platform calls them in an instance's life; each is a function of yours.",
	}
	for _, h := range fc.Hooks() {
		q.Options = append(q.Options, prompt.Option{Value: h.Name, Summary: h.Method + " " + h.Path})
	}
	hooks, err := prompt.AskMany(ctx, prompter, q)
	if len(hooks) == 0 {
		w.answered("no-hooks", "")
	} else {
		w.answered("hook", strings.Join(hooks, ","))
	}
	return hooks, err
}
