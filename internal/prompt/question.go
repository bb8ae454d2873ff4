package prompt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
)

// Kind is how a question is answered.
type Kind int

// The kinds of Question.
const (
	Input       Kind = iota // a line of text
	Select                  // one of the options
	MultiSelect             // any of the options, or none
	Confirm                 // Yes or No
)

// The answers to a Confirm.
const (
	Yes = "yes"
	No  = "no"
)

// Option is one choice of a Select or MultiSelect.
type Option struct {
	Value   string // the answer; must not contain a comma
	Label   string // what is shown for it; "" means Value
	Summary string // a few words after the label; may be empty
	Words   string // other names that find it when they are typed; shown nowhere
}

func (o Option) label() string {
	if o.Label == "" {
		return o.Value
	}
	return o.Label
}

// Question is one thing to ask.
type Question struct {
	Key     string // what the answer is for: a flag's name
	Label   string // the question itself, short and without a final colon
	Help    string // a sentence for who types "?"; may be empty
	Kind    Kind
	Default string   // the answer of who only presses Enter: for a MultiSelect values joined by commas, for a Confirm Yes or No ("" is No)
	Options []Option // for Select and MultiSelect

	// Validate says what is wrong with an answer, in its form as a string
	// (see Ask); the question is then asked again. Nil accepts everything.
	Validate func(answer string) error
}

func (q Question) check(answer string) error {
	if q.Validate == nil {
		return nil
	}
	return q.Validate(answer)
}

// index finds the option with the value, -1 if there is none.
func (q Question) index(value string) int {
	return slices.IndexFunc(q.Options, func(o Option) bool { return o.Value == value })
}

// known says that an answer is none of the options.
func (q Question) known(answer string) error {
	if q.index(answer) < 0 {
		return fmt.Errorf("%q is none of the choices", answer)
	}
	return nil
}

// defaults lists the options that a MultiSelect begins with.
func (q Question) defaults() []int {
	var chosen []int
	for _, value := range split(q.Default) {
		if i := q.index(value); i >= 0 {
			chosen = append(chosen, i)
		}
	}
	return chosen
}

// join turns options into a MultiSelect's answer, in the options' own order.
func (q Question) join(chosen []int) string {
	var values []string
	for i, o := range q.Options {
		if slices.Contains(chosen, i) {
			values = append(values, o.Value)
		}
	}
	return strings.Join(values, ",")
}

// split is the inverse of join.
func split(answer string) []string {
	if answer == "" {
		return []string{}
	}
	return strings.Split(answer, ",")
}

// Prompter asks a person, one question at a time. A Question says by its Kind
// how it is asked, so that one method is enough, and what is asked can be kept
// in a table; the functions AskConfirm and AskMany give the answers of two
// kinds their types.
type Prompter interface {
	// Ask returns the answer once it is valid: the text of an Input, the
	// option's value of a Select, the values joined by commas of a MultiSelect
	// ("" for none), Yes or No for a Confirm. Otherwise the error is, for
	// errors.Is, ErrBack, ErrInterrupt or ErrEOF, or something unforeseen; the
	// terminal is then as it was before.
	Ask(ctx context.Context, q Question) (string, error)

	// Show prints text for the person to read, which ends with a newline: lines
	// are broken to fit the terminal, and a tab stands between the columns of a table.
	Show(text string) error

	// Print prints text as it is.
	Print(text string) error
}

// Errors of Prompter.Ask that say what the person did instead of answering.
var (
	ErrBack      = errors.New("back to the question before")
	ErrInterrupt = errors.New("interrupted")
	ErrEOF       = errors.New("the input ended before the answers were complete")
)

// Interrupted is the form that ErrInterrupt comes in: errors.Is finds it, and
// errors.As the signal. A Ctrl-C typed at a question counts as os.Interrupt.
type Interrupted struct{ Signal os.Signal }

func (e *Interrupted) Error() string { return ErrInterrupt.Error() }

// Is reports whether target is ErrInterrupt.
func (e *Interrupted) Is(target error) bool { return target == ErrInterrupt }

// ExitCode is 128 and the signal's number, as a shell reports it: 130 for Ctrl-C, 143 for SIGTERM.
func (e *Interrupted) ExitCode() int {
	if s, ok := e.Signal.(syscall.Signal); ok {
		return 128 + int(s)
	}
	return 128 + int(syscall.SIGINT)
}

// AskConfirm asks a question to be answered with yes or no.
func AskConfirm(ctx context.Context, p Prompter, q Question) (bool, error) {
	q.Kind = Confirm
	answer, err := p.Ask(ctx, q)
	return answer == Yes, err
}

// AskMany asks for any number of the question's options; no choice is an empty slice.
func AskMany(ctx context.Context, p Prompter, q Question) ([]string, error) {
	q.Kind = MultiSelect
	answer, err := p.Ask(ctx, q)
	return split(answer), err
}
