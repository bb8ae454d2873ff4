package conformance

import "context"

// fresh is a case about a process that nothing was sent to.
func fresh(run func(context.Context, *server) Result) func(context.Context, *driver) Result {
	return func(ctx context.Context, d *driver) Result {
		s, err := d.start(ctx, start{})
		if err != nil {
			return notReached(err)
		}
		defer s.close()
		return s.report(run(ctx, s))
	}
}

// serving is a case about a process that has been initialised and whose calls
// are known to be answered.
func serving(run func(context.Context, *server) Result) func(context.Context, *driver) Result {
	return func(ctx context.Context, d *driver) Result {
		if c := d.call(ctx); c.err != nil {
			return notReached(c.err)
		} else if !c.answer.complete() {
			return skipped("a plain call gets no answer: see %s", d.callCase())
		}
		s, err := d.serving(ctx, start{})
		if err != nil {
			return notReached(err)
		}
		defer s.close()
		return s.report(run(ctx, s))
	}
}
