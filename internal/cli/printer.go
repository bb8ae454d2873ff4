package cli

import (
	"fmt"
	"io"
)

// printer writes sentences for people. Each stands in the code in English,
// where it is used, and that text is also its key in the catalogue of another
// language: a translation is a function from text to text and no rewrite.
type printer struct {
	w    io.Writer
	text func(english string) string // nil means English
}

func (p printer) of(english string) string {
	if p.text == nil {
		return english
	}
	return p.text(english)
}

// sprintf is fmt.Sprintf with the format in the person's language.
func (p printer) sprintf(english string, args ...any) string {
	return fmt.Sprintf(p.of(english), args...)
}

// sayf prints a sentence; the newline is its own. Nothing can be done about a
// standard error that takes no more.
func (p printer) sayf(english string, args ...any) {
	_, _ = fmt.Fprintln(p.w, p.sprintf(english, args...))
}

// sentence is a text with its arguments, not yet in anyone's language.
type sentence struct {
	english string
	args    []any
}

func (s sentence) String() string { return fmt.Sprintf(s.english, s.args...) }

// refusal is an error of this package's own, with what to do about it.
type refusal struct {
	text  sentence
	hints []sentence
}

// refusef is an error with the text "english".
func refusef(english string, args ...any) *refusal {
	return &refusal{text: sentence{english, args}}
}

// hintf returns the error with a line more on what to do.
func (r *refusal) hintf(english string, args ...any) *refusal {
	r.hints = append(r.hints, sentence{english, args})
	return r
}

func (r *refusal) sentence() sentence { return r.text }
func (r *refusal) Error() string      { return r.text.String() }

// Unwrap gives the errors among the arguments.
func (r *refusal) Unwrap() []error {
	var errs []error
	for _, arg := range r.text.args {
		if err, ok := arg.(error); ok {
			errs = append(errs, err)
		}
	}
	return errs
}
