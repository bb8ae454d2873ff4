package prompt

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// line asks by printing lines and reading lines: it moves no cursor, colours
// nothing and erases nothing, so that screen readers, pipes and terminals that
// understand no control sequences can follow.
type line struct {
	in      *input
	out     io.Writer
	signals bool // a signal to stop ends a question

	greeted bool
	typed   []byte // read, after the line that was the last answer
}

// NewLine returns a prompter that reads answers from in, a line each, and
// writes questions to out. It is what Choose falls back on; signals are the
// caller's, through the context.
func NewLine(in io.Reader, out io.Writer) Prompter {
	return &line{in: newInput(in), out: out}
}

// Show prints text that fits the terminal.
func (l *line) Show(text string) error { return l.Print(layout(text, columnsOf(l.out))) }

// Print prints text.
func (l *line) Print(text string) error {
	_, err := io.WriteString(l.out, text)
	return err
}

// Ask prints the question until the answer to it is valid.
func (l *line) Ask(ctx context.Context, q Question) (string, error) {
	if l.signals {
		var stop func()
		ctx, stop = interruptible(ctx)
		defer stop()
	}
	if !l.greeted {
		l.greeted = true
		if err := l.Show("Enter accepts the answer in brackets.\nType ? for help, and < or back for the question before.\n"); err != nil {
			return "", err
		}
	}
	if err := l.Show("\n" + l.options(q)); err != nil {
		return "", err
	}
	for {
		if err := l.Show(l.label(q)); err != nil {
			return "", err
		}
		text, err := l.readLine(ctx)
		if err != nil {
			return "", errors.Join(asInterrupted(err), l.Show("\n"))
		}
		switch text {
		case "<", "back":
			return "", ErrBack
		case "?":
			if err := l.Show(cmp.Or(q.Help, "There is no help for this question.") + "\n"); err != nil {
				return "", err
			}
			continue
		}
		answer, err := q.parse(text)
		if err == nil {
			err = q.check(answer)
		}
		if err == nil {
			return answer, l.confirm(q, text, answer)
		}
		if err := l.Show(fmt.Sprintf("! %v\n", err)); err != nil {
			return "", err
		}
	}
}

// confirm says which option was meant by a number or a part of a name: nobody
// should have to look it up.
func (l *line) confirm(q Question, text, answer string) error {
	meant := q.labelsOf(answer)
	if text == "" || meant == "" || q.Kind == Input || q.Kind == Confirm || strings.EqualFold(text, meant) || strings.EqualFold(text, answer) {
		return nil
	}
	return l.Show(fmt.Sprintf("Chosen: %s\n", meant))
}

// asInterrupted makes the end of a context what it means here.
func asInterrupted(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &Interrupted{os.Interrupt}
	}
	return err
}

// options lists what can be chosen, numbered.
func (l *line) options(q Question) string {
	if q.Kind != Select && q.Kind != MultiSelect {
		return ""
	}
	var b strings.Builder
	b.WriteString(q.Label)
	if !strings.HasSuffix(q.Label, "?") {
		b.WriteByte(':')
	}
	b.WriteByte('\n')
	for i, o := range q.Options {
		fmt.Fprintf(&b, "  %d. %s", i+1, o.label())
		if o.Summary != "" {
			fmt.Fprintf(&b, " - %s", o.Summary)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// label is the line that the answer is typed behind. It names the question, of
// which the options may have led far away.
func (l *line) label(q Question) string {
	label := q.Label + ", number"
	if strings.HasSuffix(q.Label, "?") {
		label = q.Label + " Number"
	}
	switch q.Kind {
	case Select:
		return fmt.Sprintf("%s or name%s: ", label, inBrackets(q.labelsOf(q.Default)))
	case MultiSelect:
		return fmt.Sprintf("%ss or names with commas between, or none [%s]: ", label, cmp.Or(q.labelsOf(q.Default), noChoice))
	case Confirm:
		return fmt.Sprintf("%s yes or no [%s]: ", q.Label, cmp.Or(q.Default, No))
	default:
		return fmt.Sprintf("%s%s: ", q.Label, inBrackets(q.Default))
	}
}

func inBrackets(text string) string {
	if text == "" {
		return ""
	}
	return " [" + text + "]"
}

// readLine returns the next line without what is no text: keys that a terminal
// in line mode sends as control sequences, and a reply to a question of ours
// that comes too late.
func (l *line) readLine(ctx context.Context) (string, error) {
	for {
		if text, rest, ok := bytes.Cut(l.typed, []byte("\n")); ok {
			l.typed = rest
			return plainText(text)
		}
		data, err := l.in.next(ctx, 0)
		l.typed = append(l.typed, data...)
		if errors.Is(err, ErrEOF) && len(l.typed) > 0 {
			l.typed = append(l.typed, '\n') // the last line has no end
			continue
		}
		if err != nil {
			return "", err
		}
	}
}

func plainText(data []byte) (string, error) {
	var b strings.Builder
	for len(data) > 0 {
		what, n, send := nextKey(data)
		switch {
		case what == keyUnfinished:
			n = len(data)
		case what == keyInterrupt:
			return "", &Interrupted{os.Interrupt}
		case what == keyPlain && send[0] >= ' ' && send[0] != 0x7f:
			b.Write(send)
		case what == keyPlain && send[0] == '\t':
			b.WriteByte(' ')
		}
		data = data[n:]
	}
	return strings.TrimSpace(b.String()), nil
}
