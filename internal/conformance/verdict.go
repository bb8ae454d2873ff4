package conformance

import (
	"errors"
	"fmt"

	"github.com/fcgen/fcgen/internal/instance"
)

// passed is the result of a case that found what it expects.
func passed(format string, args ...any) Result {
	return Result{Verdict: Pass, Got: fmt.Sprintf(format, args...)}
}

// failed is the result of a case that found something else. A case that is no
// MUST then warns.
func failed(format string, args ...any) Result {
	return Result{Verdict: Fail, Got: fmt.Sprintf(format, args...)}
}

// skipped is the result of a case that could not be run.
func skipped(format string, args ...any) Result {
	return Result{Verdict: Skip, Reason: fmt.Sprintf(format, args...)}
}

// unknown is the result of a case that ran and proved nothing.
func unknown(format string, args ...any) Result {
	return Result{Verdict: Unknown, Reason: fmt.Sprintf(format, args...)}
}

// blocked is why a case does not get as far as what it is about.
type blocked struct{ reason string }

func (e *blocked) Error() string { return e.reason }

// notReached is the result of a case that failed on its way, which is another
// case's business.
func notReached(err error) Result {
	var why *blocked
	var start *instance.StartError
	switch {
	case errors.As(err, &why):
		return skipped("%s", why.reason)
	case errors.As(err, &start):
		return skipped("it did not start again: %s", firstLine(start.Message))
	default:
		return unknown("it could not be tried: %v", err)
	}
}
