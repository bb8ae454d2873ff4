package conformance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// hookRun is one call of a hook in a process of its own, as the platform makes
// it, which several cases look at.
type hookRun struct {
	err     error // why it was not made
	hook    fc.Hook
	timeout time.Duration
	answer  instance.HookAnswer
	marks   marks
	proof   proof
	others  siblings
	crash   string // how the process ended, if it did
	shown   Result // log and repeat lines
}

// init is the initializer's run in a process that nothing else was sent to.
func (d *driver) init(ctx context.Context) *hookRun {
	return d.firstInit.get(func() *hookRun {
		s, err := d.start(ctx, start{})
		if err != nil {
			return &hookRun{err: err}
		}
		defer s.close()
		return d.beginning(ctx, s, s.run(ctx, initializer()))
	})
}

// beginning finishes a run that was the first request of its process. Where
// only a difference proves it, a random path is the first request of another
// process: a server may greet whoever comes first.
func (d *driver) beginning(ctx context.Context, s *server, run *hookRun) *hookRun {
	if run.answer.Status != 0 && !run.marks.ran() {
		run.others = s.siblings(ctx, run.hook)
	}
	s.finish(ctx, run)
	if s.in == nil || run.marks.ran() || run.proof.verdict != Pass || run.others.otherStatus(run.answer.Status) {
		return run
	}
	s.close()
	another, err := d.start(ctx, start{})
	if err != nil {
		return run
	}
	defer another.close()
	first := another.ask(ctx, run.hook, run.hook.Path+"-"+nonce(), run.hook.Path)
	run.others.first = &first
	run.proof = prove(run.hook, run.answer, run.marks, run.others)
	return run
}

// stop is the pre-stop's run in a process that has served a call. The paths it
// is compared with are asked before: afterwards a server may refuse everything.
func (d *driver) stop(ctx context.Context) *hookRun {
	return d.lastStop.get(func() *hookRun {
		s, err := d.serving(ctx, start{})
		if err != nil {
			return &hookRun{err: err}
		}
		defer s.close()
		s.call(ctx, request{})
		others := s.siblings(ctx, preStop())
		run := s.run(ctx, preStop())
		run.others = others
		return s.finish(ctx, run)
	})
}

// run calls a hook and reads what the log says about it.
func (s *server) run(ctx context.Context, h fc.Hook) *hookRun {
	run := &hookRun{hook: h, timeout: s.driver.hookTimeout(h)}
	run.answer = s.hook(ctx, h, instance.HookCall{})
	run.marks = s.marksIn(ctx, h, run.answer)
	return run
}

func (s *server) finish(ctx context.Context, run *hookRun) *hookRun {
	run.proof = prove(run.hook, run.answer, run.marks, run.others)
	run.crash = s.crashed(ctx)
	run.shown = s.report(Result{})
	return run
}

// judgeHook is a case about a hook's run.
func judgeHook(of func(*driver, context.Context) *hookRun, judge func(*hookRun) Result) func(context.Context, *driver) Result {
	return func(ctx context.Context, d *driver) Result {
		run := of(d, ctx)
		if run.err != nil {
			return notReached(run.err)
		}
		r := judge(run)
		r.Log, r.Repeat = run.shown.Log, run.shown.Repeat
		return r
	}
}

// hookSucceeds wants 2xx in time.
func hookSucceeds(run *hookRun) Result {
	if run.answer.Outcome != fc.Succeeded {
		got := "it " + describeHook(run.answer)
		if run.crash != "" {
			got += ": " + run.crash
		}
		return failed("%s", got)
	}
	return passed("%d after %s", run.answer.Status, shortly(run.answer.Duration))
}

// unproven reports whether nothing shows that the hook ran, which its answer
// does not say either: whether it is one is then no question.
func (run *hookRun) unproven() bool {
	return run.answer.Outcome != fc.Succeeded && !run.marks.ran()
}

// hookProved wants proof that the hook itself answered.
func hookProved(run *hookRun) Result {
	switch {
	case run.unproven():
		return skipped("it %s: see %s", describeHook(run.answer), runCase(run.hook))
	case run.proof.verdict == Unknown:
		return unknown("%s", run.proof.why)
	case run.proof.verdict == Fail:
		return failed("%s", run.proof.why)
	default:
		return passed("%s", run.proof.why)
	}
}

// runCase is the case about the hook's answer.
func runCase(h fc.Hook) string {
	if h.Name == preStop().Name {
		return "STOP/1"
	}
	return "INIT/1"
}

// proofCase is the case about the proof that the hook runs.
func proofCase(h fc.Hook) string {
	if h.Name == preStop().Name {
		return "STOP/2"
	}
	return "INIT/2"
}

// hookMarked wants both markers, to the letter.
func hookMarked(run *hookRun) Result {
	id := run.answer.RequestID
	switch {
	case run.answer.Status == 0, run.proof.verdict == Fail && run.unproven():
		return skipped("it %s: see %s", describeHook(run.answer), runCase(run.hook))
	case run.proof.verdict == Fail:
		return skipped("the hook did not run: see %s", proofCase(run.hook))
	case run.answer.Status == http.StatusNotFound && !run.marks.ran():
		return skipped("it %s: see %s", describeHook(run.answer), runCase(run.hook))
	case run.marks.start && run.marks.end && run.marks.ordered:
		return passed("both lines are there, with the request id, in order")
	case run.marks.start && run.marks.end:
		return failed("the lines are there, but not one start and then one end")
	case run.marks.start:
		return failed("there is no line %q", run.hook.EndMarker(id))
	case run.marks.end:
		return failed("there is no line %q", run.hook.StartMarker(id))
	case run.marks.ran():
		return failed("the line reads %q, not %q", run.marks.loose[0], run.hook.StartMarker(id))
	default:
		return failed("no line of the log has %q", run.hook.StartMarker(id))
	}
}

// hookWhole wants a whole answer, whatever it says.
func hookWhole(run *hookRun) Result {
	switch {
	case run.answer.TimedOut:
		return skipped("it %s: see %s", describeHook(run.answer), runCase(run.hook))
	case run.answer.Status == 0 && run.crash != "":
		return failed("it %s: %s", describeHook(run.answer), run.crash)
	case run.answer.Status == 0:
		return failed("it %s", describeHook(run.answer))
	default:
		return passed("the answer is whole, with %d", run.answer.Status)
	}
}

// hookQuick compares the duration with the timeout.
func hookQuick(run *hookRun) Result {
	got := fmt.Sprintf("%s of %s", shortly(run.answer.Duration), run.timeout)
	switch {
	case run.answer.Status == 0:
		return skipped("it %s: see %s", describeHook(run.answer), runCase(run.hook))
	case run.answer.Duration > run.timeout*8/10:
		return failed("%s: that is more than 80 %%", got)
	default:
		return passed("%s", got)
	}
}

// describeHook says what a hook did: "answers 500", "drops the connection".
func describeHook(a instance.HookAnswer) string {
	switch {
	case a.Status != 0 && a.Outcome != fc.Succeeded && !a.Specified:
		return fmt.Sprintf("answers %d, which no text says anything about", a.Status)
	case a.Status != 0:
		return fmt.Sprintf("answers %d", a.Status)
	case a.TimedOut:
		return fmt.Sprintf("does not answer within %s", shortly(a.Duration))
	case errors.Is(a.Err, io.EOF):
		return "drops the connection without an answer"
	default:
		return fmt.Sprintf("drops the connection: %v", a.Err)
	}
}

// describe says the same of a call.
func describe(a answer) string {
	switch {
	case a.complete():
		return fmt.Sprintf("answers %d", a.status)
	case droppedConnection(a.err):
		return fmt.Sprintf("drops the connection: %v", a.err)
	case a.duration > 0:
		return fmt.Sprintf("does not answer within %s", shortly(a.duration))
	default:
		return "does not answer in time"
	}
}

// shortly is a duration for people.
func shortly(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	default:
		return d.Round(100 * time.Millisecond).String()
	}
}
