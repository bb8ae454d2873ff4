package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/fcgen/fcgen/internal/apply"
	"github.com/fcgen/fcgen/internal/prompt"
)

// The exit codes.
const (
	exitDone        = 0
	exitNo          = 1 // conflicts, a failed check, a review that ended with "stop", a dry run with --exit-code that would change something
	exitFailed      = 2 // a command line that cannot be, a file that cannot be read or written
	exitInterrupted = 130
)

// errWouldChange ends a dry run with --exit-code whose plan is not empty.
var errWouldChange = errors.New("the plan is not empty")

// marked ends a run that wrote conflict markers, or would have: the work is not done then.
type marked struct {
	paths []string
	dry   bool
}

func (e *marked) sentence() sentence {
	if e.dry {
		return sentence{english: "conflict markers would be written"}
	}
	return sentence{english: "conflict markers were written"}
}

func (e *marked) Error() string { return e.sentence().String() }

// exitCode is the one place that turns errors into exit codes.
func exitCode(err error) int {
	_, conflicts := errors.AsType[*apply.Conflicts](err)
	_, markers := errors.AsType[*marked](err)
	_, killed := errors.AsType[*killed](err)
	_, old := errors.AsType[*behind](err)
	_, nothing := errors.AsType[*apply.NothingToUndo](err)
	_, edited := errors.AsType[*apply.EditedSince](err)
	switch {
	case err == nil:
		return exitDone
	case interrupted(err), killed:
		return exitInterrupted
	case errors.Is(err, errWouldChange), errors.Is(err, errCheckFailed), errors.Is(err, errCallFailed), errors.Is(err, prompt.ErrStopped), conflicts, markers, old, nothing, edited:
		return exitNo
	default:
		return exitFailed
	}
}

func interrupted(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, prompt.ErrInterrupt)
}

// complain prints an error, and what to do about it, to standard error.
func (p *program) complain(err error) {
	switch {
	case err == nil, errors.Is(err, errWouldChange), errors.Is(err, errCheckFailed), errors.Is(err, errCallFailed):
		return
	case interrupted(err):
		p.msg.sayf("fcgen: interrupted; nothing was written")
		return
	}
	p.msg.sayf("fcgen: %s", oneLineOf(p.describe(err)))
	for _, line := range p.hints(err) {
		p.msg.sayf("hint: %s", line)
	}
	for _, line := range toPaste(err) {
		_, _ = fmt.Fprintln(p.msg.w, strings.TrimRight("  "+line, " "))
	}
}

// describe is the error's text, in the person's language where it is ours.
func (p *program) describe(err error) string {
	if ours, ok := errors.AsType[interface {
		error
		sentence() sentence
	}](err); ok {
		s := ours.sentence()
		return p.msg.sprintf(s.english, s.args...)
	}
	return err.Error()
}
