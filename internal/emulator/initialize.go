package emulator

import (
	"fmt"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// initialize calls the initializer, if one is configured, until it succeeds or
// the policy says otherwise.
func (l *life) initialize() error {
	h, _ := fc.HookNamed("initializer")
	if !l.e.Function().Hooks[h.Name].Configured {
		l.initialized = true
		return nil
	}
	l.asked = true
	l.change(Initializing, "")
	for {
		l.tries++
		answer := l.callHook(l.birth, h, CallInitialize, l.tries, l.e.faults.initializer())
		if err := l.birth.Err(); err != nil {
			return err
		}
		if answer.Outcome == fc.Succeeded {
			l.initialized = true
			l.markers.due, l.markers.hook = time.Now().Add(markerPatience), h
			return nil
		}
		again, err := l.initializerFailed(answer)
		if !again {
			return err
		}
	}
}

// initializerFailed says what the policy makes of a failed try, and does it:
// again means that this instance is to be asked once more. The error tells the
// calls that wait, unless another instance takes this one's place.
func (l *life) initializerFailed(a instance.HookAnswer) (again bool, err error) {
	c := l.e.config
	what := "the initializer failed: " + hookError(a)
	if a.Status == 0 && !a.TimedOut && l.exits() {
		what += "; " + l.in.ExitError().Message
	}
	err = notInitialized(c.InitFailure, what)
	if c.InitFailure != PolicyRetry {
		l.notice(fmt.Sprintf("%s. %s%s", what, c.InitFailure.Text(), unspecified(a)))
		return false, err
	}
	if c.InitTries > 0 && l.tries >= c.InitTries {
		l.notice(fmt.Sprintf("%s. %s%s. This was try %d and the last one here, "+
			"but that text knows no limit: THE PLATFORM WOULD GO ON FOR EVER",
			what, c.InitFailure.Text(), unspecified(a), l.tries))
		return false, err
	}
	replace := a.Outcome == fc.Replace || l.exited()
	next := "the same instance is asked again"
	if replace {
		next = "the instance is replaced"
	}
	try := fmt.Sprintf("Try %d of %d", l.tries, c.InitTries)
	if c.InitTries < 0 {
		try = fmt.Sprintf("Try %d, without a limit", l.tries)
	}
	l.notice(fmt.Sprintf("%s. %s%s. %s: %s in %v", what, c.InitFailure.Text(), unspecified(a), try, next, c.InitPause))
	select {
	case <-time.After(c.InitPause):
	case <-l.birth.Done():
		return false, l.birth.Err()
	}
	if !replace {
		return true, nil
	}
	l.next = l.p.succeed(l, what)
	return false, err
}

// unspecified says how a status is taken that no text speaks of.
func unspecified(a instance.HookAnswer) string {
	if a.Specified {
		return ""
	}
	what := fmt.Sprintf("status %d", a.Status)
	if a.Status == 0 {
		what = "an initializer that does not answer"
	}
	if a.Outcome == fc.TryAgain {
		return fmt.Sprintf("; %s is not specified by any text and taken for the class of 400 and 404", what)
	}
	return fmt.Sprintf("; %s is not specified by any text and taken for the class of 500", what)
}

// exits reports whether a connection was lost because the process ends.
func (l *life) exits() bool {
	select {
	case <-l.in.Done():
		return true
	case <-time.After(exitPatience):
		return false
	}
}
