package prompt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/core"
	"golang.org/x/term"
)

// errResized ends a question when the terminal gets another size. survey counts
// the lines that it has to erase by the size of now, and the terminal may have
// set them anew meanwhile: it would erase answers, or leave rests.
var errResized = errors.New("the terminal has another size")

// endedBy returns a context that ends with errResized when the channel says so.
func endedBy(ctx context.Context, resized <-chan os.Signal) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-resized:
			cancel(errResized)
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		cancel(nil)
		<-done
	}
}

// redraw waits until the size stays, lets the screen scroll away with all that is
// on it, since nobody knows where our lines are now, and prints the end of what
// this dialogue has printed again.
func (t *fullTerminal) redraw(resized <-chan os.Signal) error {
	calm := time.NewTimer(t.calmWait)
	defer calm.Stop()
	for waiting := true; waiting; {
		select {
		case <-resized:
			calm.Reset(t.calmWait)
		case <-calm.C:
			waiting = false
		}
	}
	columns, rows, err := term.GetSize(int(t.out.Fd()))
	if err != nil {
		return fmt.Errorf("read the terminal's size: %w", err)
	}
	var text strings.Builder
	for _, shown := range t.shown {
		text.WriteString(shown(columns))
	}
	lines := strings.SplitAfter(text.String(), "\n")
	lines = lines[max(0, len(lines)-1-rows):]
	_, err = fmt.Fprintf(t.out, "\x1b[%d;1H%s\x1b[H\x1b[J%s", rows, strings.Repeat("\n", rows), strings.Join(lines, ""))
	return err
}

// remember keeps the line that survey leaves of a question.
func (t *fullTerminal) remember(q Question, answer string, end error) {
	switch {
	case errors.Is(end, ErrBack):
		answer = backLabel
	case end != nil:
		return
	case q.Kind == MultiSelect && answer == "":
		answer = noChoice
	default:
		answer = q.labelsOf(answer)
	}
	config := &survey.PromptConfig{}
	icons(t.color, "")(&config.Icons)
	line, _, err := core.RunTemplate(survey.InputQuestionTemplate, survey.InputTemplateData{
		Input: survey.Input{Message: q.Label}, ShowAnswer: true, Answer: answer, Config: config,
	})
	if err == nil {
		t.shown = append(t.shown, func(int) string { return line })
	}
}
