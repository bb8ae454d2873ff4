package prompt

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/terminal"
	"golang.org/x/term"
)

// fullTerminal asks through survey. It puts right what survey leaves open: going
// back, Ctrl-D (survey takes it for Enter), keys it does not know, signals, a
// terminal that does not answer, and panics. When survey cannot go on, the line
// prompter asks the same question again and all that follow.
type fullTerminal struct {
	in, out  *os.File
	keyboard *keyboard
	screen   *screen
	line     *line
	color    bool
	ownKeys  bool // what is typed passes by the keyboard: not on Windows, where survey reads the console itself

	resizes  func() (resized <-chan os.Signal, stop func()) // says when the terminal gets another size
	calmWait time.Duration                                  // how long a size must stay for the screen to be drawn anew
	shown    []func(columns int) string                     // what this dialogue has printed

	begun    bool
	lineOnly bool // survey could not go on
}

func newTerminal(s Streams, in *input, l *line, ownKeys bool) *fullTerminal {
	k := &keyboard{file: s.In, in: in, bell: s.Out, replyWait: 2 * time.Second, escapeWait: 50 * time.Millisecond, settleWait: 200 * time.Millisecond}
	return &fullTerminal{
		in: s.In, out: s.Out, keyboard: k, screen: &screen{s.Out, k}, line: l, ownKeys: ownKeys,
		resizes: resizes, calmWait: 50 * time.Millisecond,
		color: s.Env("NO_COLOR") == "" && s.Env("CLICOLOR") != "0",
	}
}

// Show prints text that fits the terminal.
func (t *fullTerminal) Show(text string) error {
	t.shown = append(t.shown, func(columns int) string { return layout(text, columns) })
	return t.line.Show(text)
}

// Print prints text.
func (t *fullTerminal) Print(text string) error {
	t.shown = append(t.shown, func(int) string { return text })
	return t.line.Print(text)
}

// Ask asks through survey as long as that works.
func (t *fullTerminal) Ask(ctx context.Context, q Question) (string, error) {
	if t.lineOnly {
		return t.line.Ask(ctx, q)
	}
	answer, err := t.ask(ctx, q)
	if err == nil || errors.Is(err, ErrBack) || errors.Is(err, ErrInterrupt) || errors.Is(err, ErrEOF) {
		t.remember(q, answer, err)
		return answer, err
	}
	t.lineOnly = true
	t.keyboard.in.unread(bytes.ReplaceAll(t.keyboard.typed, []byte("\r"), []byte("\n")))
	if err := t.Show(fmt.Sprintf("\nThis terminal cannot show menus (%v).\nThe questions come line by line.\n", err)); err != nil {
		return "", err
	}
	return t.line.Ask(ctx, q)
}

// ask asks until the terminal keeps its size meanwhile, and leaves the terminal as
// it found it however that ends.
func (t *fullTerminal) ask(ctx context.Context, q Question) (answer string, err error) {
	mode, err := term.GetState(int(t.in.Fd()))
	if err != nil {
		return "", fmt.Errorf("read the terminal's mode: %w", err)
	}
	if t.ownKeys { // on Windows survey could not be told
		var stop func()
		ctx, stop = interruptible(ctx)
		defer stop()
	}
	resized, stop := t.resizes()
	defer stop()
	defer func() {
		restoring := term.Restore(int(t.in.Fd()), mode)
		if err != nil {
			_, showing := t.out.WriteString("\x1b[?25h") // the cursor, which survey hides
			restoring = errors.Join(restoring, showing)
		}
		if err == nil && restoring != nil {
			err = fmt.Errorf("restore the terminal's mode: %w", restoring)
		}
	}()
	// From before the question shows, so that nothing typed at it is echoed or
	// taken by the terminal. survey does the same again within.
	if err := terminal.NewRuneReader(t.stdio()).SetTermMode(); err != nil {
		return "", fmt.Errorf("set the terminal's mode: %w", err)
	}
	var typed []byte
	for {
		answer, err := t.askOnce(ctx, q, typed, resized)
		if !errors.Is(err, errResized) {
			return answer, err
		}
		typed = bytes.Clone(t.keyboard.given)
		if err := t.redraw(resized); err != nil {
			return "", err
		}
	}
}

// askOnce asks until an answer, or another end, or with errResized until the
// terminal has another size. typed are keys that count as typed already.
func (t *fullTerminal) askOnce(ctx context.Context, q Question, typed []byte, resized <-chan os.Signal) (answer string, err error) {
	ctx, stop := endedBy(ctx, resized)
	defer stop()
	t.keyboard.start(ctx, q, typed)
	defer func() {
		if r := recover(); r != nil {
			err = cmp.Or(t.keyboard.ended, fmt.Errorf("survey: %v", r))
		}
		t.keyboard.settle()
	}()
	if err := t.begin(); err != nil {
		return "", err
	}
	return t.survey(q)
}

func (t *fullTerminal) stdio() terminal.Stdio {
	return terminal.Stdio{In: t.keyboard, Out: t.screen, Err: t.out}
}

// begin makes sure, before the first question, that the terminal says where
// its cursor is: survey asks it to, and waits for ever (its terminal/cursor.go),
// deaf to Ctrl-C. On Windows survey asks the system instead.
func (t *fullTerminal) begin() error {
	if t.begun {
		return nil
	}
	back := "<"
	if t.ownKeys {
		back = "Shift-Tab"
		if _, err := t.screen.Write([]byte(cursorQuery)); err != nil {
			return err
		}
		if _, err := t.keyboard.Read(make([]byte, 32)); err != nil {
			return err
		}
	}
	t.begun = true
	return t.Show("Enter: the answer in brackets. ?: help. " + back + ": back. Ctrl-C: stop.\n\n")
}

// survey asks with a new prompt: a used one still erases the lines of its last time.
func (t *fullTerminal) survey(q Question) (string, error) {
	useTemplates()
	config := &survey.PromptConfig{}
	options := []survey.AskOpt{
		survey.WithStdio(t.keyboard, t.screen, t.out),
		survey.WithIcons(icons(t.color, t.hint(q, t.columns()))),
		survey.WithPageSize(t.pageSize()),
		survey.WithShowCursor(q.Kind == Input || q.Kind == Confirm),
		func(o *survey.AskOptions) error { config = &o.PromptConfig; return nil },
	}
	f := t.form(q)
	options = append(options, survey.WithValidator(func(given any) error {
		answer := f.answer(given)
		if answer == goBack {
			return nil
		}
		if err := q.check(answer); err != nil {
			return errors.New(layout(err.Error(), t.columns()-len("! ")))
		}
		return nil
	}))
	var given received
	err := survey.AskOne(f.prompt, &given, options...)
	switch {
	case err == nil && f.answer(given.answer) == goBack:
		return "", ErrBack
	case err == nil:
		return f.answer(given.answer), nil
	case t.keyboard.ended != nil:
		err = t.keyboard.ended
	case errors.Is(err, terminal.InterruptErr):
		return "", &Interrupted{os.Interrupt}
	}
	if errors.Is(err, ErrBack) {
		// Leaves one line where the question and its options stood.
		return "", cmp.Or(f.collapse(config), err)
	}
	if q.Kind == Input || q.Kind == Confirm {
		_, _ = t.out.WriteString("\n") // what follows begins on a line of its own
	}
	return "", err
}

// received takes an answer from survey as it is, whatever its type.
type received struct{ answer any }

// WriteAnswer is called by survey.
func (r *received) WriteAnswer(_ string, answer any) error {
	r.answer = answer
	return nil
}

// pageSize is how many options fit below a question.
func (t *fullTerminal) pageSize() int {
	const most, around = 18, 4 // around: the question, its help, the lines above and below
	_, rows, err := term.GetSize(int(t.out.Fd()))
	if err != nil || rows <= 0 {
		return most
	}
	return max(1, min(most, rows-around))
}

// hint says which keys the question answers to: as many as there is room for
// behind its label and a few letters that are typed to filter.
func (t *fullTerminal) hint(q Question, columns int) string {
	parts := []string{"enter: go on"}
	if q.Kind == MultiSelect {
		parts = []string{"space: choose", "enter: go on"}
	}
	if q.Help != "" {
		parts = append(parts, "?: help")
	}
	if t.ownKeys {
		parts = append(parts, "shift-tab: back")
	}
	const around, filter = len("?   ()"), 10
	room := columns - around - filter - lastWidth(t.message(q))
	for len(parts) > 0 && len(strings.Join(parts, ", ")) > room {
		drop := max(slices.Index(parts, "enter: go on"), 0) // what everybody tries first
		if drop == 0 && parts[0] != "enter: go on" {
			drop = len(parts) - 1
		}
		parts = slices.Delete(parts, drop, drop+1)
	}
	return strings.Join(parts, ", ")
}
