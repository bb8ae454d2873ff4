package conformance

import (
	"context"
	"time"

	"github.com/fcgen/fcgen/internal/instance"
)

// callRun is one plain call in a process of its own, which several cases look at.
type callRun struct {
	err    error // why it was not made
	answer answer
	lines  []instance.Line // what was printed from the call on
	crash  string
	shown  Result
}

// quietTime is how long what a call prints may come after its answer.
const quietTime = 300 * time.Millisecond

// call is a plain call in a process that was started and initialised.
func (d *driver) call(ctx context.Context) *callRun {
	return d.firstCall.get(func() *callRun {
		s, err := d.serving(ctx, start{})
		if err != nil {
			return &callRun{err: err}
		}
		defer s.close()
		before := s.transcript.count()
		run := &callRun{answer: s.call(ctx, request{})}
		wait(ctx, quietTime)
		run.lines = s.transcript.since(before)
		run.crash = s.crashed(ctx)
		run.shown = s.report(Result{})
		return run
	})
}

// judgeCall is a case about the plain call.
func judgeCall(judge func(*driver, *callRun) Result) func(context.Context, *driver) Result {
	return func(ctx context.Context, d *driver) Result {
		run := d.call(ctx)
		if run.err != nil {
			return notReached(run.err)
		}
		r := judge(d, run)
		r.Log, r.Repeat = run.shown.Log, run.shown.Repeat
		return r
	}
}
