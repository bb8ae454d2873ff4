package cli

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"strings"
	"time"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/project"
	"github.com/fcgen/fcgen/internal/projectfile"
	"github.com/fcgen/fcgen/internal/prompt"
	"github.com/fcgen/fcgen/internal/retrofit"
	"github.com/fcgen/fcgen/internal/served"
)

// answer is what a person said to a question, as the flag that says the same;
// the value is empty for a flag that has none.
type answer struct{ flag, value string }

// changeCode is what retrofit makes of the code. Which of several routers is
// meant is asked, and kept in w; where nobody can be asked, the error has the
// choices.
func (p *program) changeCode(ctx context.Context, w *foreignChange) (*retrofit.Result, error) {
	catalog, err := p.catalog()
	if err != nil {
		return nil, err
	}
	as, timeouts := p.deployment(w)
	for {
		found, err := p.retrofit(ctx, retrofit.Request{
			Dir: w.project.Code(), Add: w.edit.add, Remove: w.edit.remove, Router: w.router, Force: w.force, As: as,
			Timeouts: timeouts, Templates: catalog,
		})
		several, ok := errors.AsType[*gocode.Choices](err)
		if !ok || w.yes || len(several.Places) == 0 {
			return found, err
		}
		meant, err := p.askRouter(ctx, w.project, several)
		if err != nil {
			return nil, err
		}
		router := gocode.Place{File: meant.File, Line: meant.Line}.String()
		if router == w.router {
			return nil, several // the answer leads here again
		}
		w.router = router
		w.answered("router", p.place(w.project.Root(), meant))
	}
}

// deployment is what s.yaml says of the function, or what is to stand there: its
// port tells which of several servers is the function's. The timeouts of its hooks
// are those that were asked for, or that stand there.
func (p *program) deployment(w *foreignChange) (served.Deployment, map[string]int) {
	if w.project.SYAML == "" {
		return served.Deployment{Port: w.port}, w.edit.timeouts
	}
	f, err := w.project.Function(w.edit.resource)
	if err != nil {
		return served.Deployment{}, w.edit.timeouts // it is said where s.yaml is edited
	}
	timeouts := map[string]int{}
	for name, h := range f.Hooks {
		if h.Configured {
			timeouts[name] = int(h.Timeout / time.Second)
		}
	}
	maps.Copy(timeouts, w.edit.timeouts)
	return served.Deployment{Port: f.Port, Env: f.Env}, timeouts
}

// askRouter asks which of several places in the code is meant. Where that can
// be one only, which is not sure, the question is whether it is.
func (p *program) askRouter(ctx context.Context, f *project.Project, several *gocode.Choices) (gocode.Place, error) {
	prompter, err := p.asker()
	if errors.As(err, new(*prompt.NoTerminal)) {
		return gocode.Place{}, several
	}
	if err != nil {
		return gocode.Place{}, err
	}
	what := strings.ToUpper(several.What[:1]) + several.What[1:]
	q := prompt.Question{Key: "router", Help: p.msg.of("The hooks go to the router that answers the clients. --router FILE:LINE says it without a question."), Kind: prompt.Select}
	places := map[string]gocode.Place{}
	for _, place := range several.Places {
		shown := p.place(f.Root(), place)
		if _, twice := places[shown]; !twice {
			q.Options = append(q.Options, prompt.Option{Value: shown, Summary: lineOf(ctx, f.Root(), place)})
		}
		places[shown] = place
	}
	if one := q.Options[0]; len(q.Options) == 1 {
		q.Label, q.Options = p.msg.sprintf("%s: %s %s. Is it the one", what, one.Value, one.Summary), nil
		meant, err := prompt.AskConfirm(ctx, prompter, q)
		if err == nil && !meant {
			err = several
		}
		return places[one.Value], err
	}
	q.Label = p.msg.sprintf("%s. Which one is meant", what)
	chosen, err := prompter.Ask(ctx, q)
	return places[chosen], err
}

// lineOf is the code of a place's whole line: it tells two routers apart that
// are made alike.
func lineOf(ctx context.Context, root string, at gocode.Place) string {
	data, err := projectfile.ReadFile(ctx, inRoot(root, at.File), projectfile.TextLimit)
	lines := strings.Split(string(data), "\n")
	if err != nil || at.Line < 1 || at.Line > len(lines) {
		return at.What
	}
	return strings.TrimSpace(lines[at.Line-1])
}

// askResource asks which of several functions is meant. Where nobody can be
// asked, the error says what can be typed.
func (p *program) askResource(ctx context.Context, several *manifest.Ambiguous) (string, error) {
	prompter, err := p.asker()
	if errors.As(err, new(*prompt.NoTerminal)) {
		return "", several
	}
	if err != nil {
		return "", err
	}
	q := prompt.Question{Key: "resource", Label: "Which function of " + filepath.Base(several.File), Kind: prompt.Select}
	for _, id := range several.Resources {
		q.Options = append(q.Options, prompt.Option{Value: id})
	}
	return prompter.Ask(ctx, q)
}

// asker asks single questions.
func (p *program) asker() (prompt.Prompter, error) {
	prompter, err := p.prompter()
	return first{prompter}, err
}

// first is for questions that have none before them: who wants to go back is
// asked again.
type first struct{ prompt.Prompter }

func (f first) Ask(ctx context.Context, q prompt.Question) (string, error) {
	for {
		answer, err := f.Prompter.Ask(ctx, q)
		if !errors.Is(err, prompt.ErrBack) {
			return answer, err
		}
	}
}
