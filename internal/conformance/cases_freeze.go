package conformance

import (
	"context"
	"time"
)

// freezeCases are about what happens to an instance between calls.
func freezeCases() []Case {
	needs := []Need{NeedCommand, NeedFreeze}
	return []Case{
		{
			ID: "FREEZE/1", Level: Should, Title: "it goes on after a freeze as if nothing had been",
			Source: source("D/040"), Needs: needs, waits: 7,
			Do: "Count the lines that are printed within a second; stop the process group (SIGSTOP) for 5 seconds (--freeze-time), " +
				"let it go on (SIGCONT), make a call, and count again.",
			Expect: "the call is answered, and no flood of lines follows: 20 more than three times as many as before at most",
			Why: "Between calls an instance gets no processor time, for minutes or hours. Timers that catch up on what they missed, " +
				"and checks that measure time, then run all at once, in the time of the next call.",
			Mend: "Do nothing in the background that must run on time. Use tickers that drop what they miss, and trust no duration measured across a freeze.",
			run:  serving(frozenCall),
		},
		{
			ID: "FREEZE/2", Level: Should, Title: "a connection survives a freeze",
			Source: source("D/126"), Needs: needs, waits: 5,
			Do:     "Make a call, stop the process group for --freeze-time (5 seconds; 70 say more), let it go on, and make a call on the same connection at once.",
			Expect: "the second call is answered",
			Why: "The platform keeps its connections through a freeze. A server whose idle timeout passed meanwhile closes them the moment it thaws, " +
				"while the next call is on its way: a POST then ends with 502.",
			Mend: "Switch the idle timeout off, or set it above the time that an instance may be frozen: in Go IdleTimeout and ReadTimeout 0, in Node server.keepAliveTimeout = 0.",
			run:  serving(frozenConnection),
		},
		{
			ID: "RESTART/1", Level: Must, Title: "it starts again after it was killed",
			Source: source("SEED"), Needs: []Need{NeedCommand}, last: true,
			Do:     "Kill the process (SIGKILL), start it again, initialise it and make a call.",
			Expect: "all of it works as the first time",
			Why: "After a 500 of the initializer, after too much memory or a crash, the platform starts a new process without asking the old one. " +
				"What the old one left behind must not keep the new one from starting.",
			Mend: "Take files that are left for what they are: stale. Use locks that the system gives back.",
			run:  restarted,
		},
	}
}

// burstLines is how many lines more than usual are no flood.
const burstLines = 20

func frozenCall(ctx context.Context, s *server) Result {
	const window = time.Second
	pause := min(s.driver.config.FreezeTime, 5*time.Second)
	count := func() int {
		before := s.transcript.count()
		s.idle(ctx, window)
		return s.transcript.count() - before
	}
	usual := count()
	before := s.transcript.count()
	if err := s.freeze(ctx, pause); err != nil {
		return unknown("it could not be frozen: %v", err)
	}
	a := s.call(ctx, request{})
	s.idle(ctx, window)
	printed := s.transcript.count() - before
	switch {
	case !a.complete() && s.gone(ctx, 0):
		return failed("after %s the process ended: %s", pause, s.crashed(ctx))
	case !a.complete():
		return failed("after %s the call %s", pause, describe(a))
	case printed > 3*usual+burstLines:
		return failed("after %s it printed %d lines within a second, before it %d", pause, printed, usual)
	default:
		return passed("after %s the call answers %d, and %d lines were printed", pause, a.status, printed)
	}
}

// freeze stops the process for a while.
func (s *server) freeze(ctx context.Context, t time.Duration) error {
	s.step("kill -STOP $pid; sleep %v; kill -CONT $pid", t.Seconds())
	if err := s.in.Freeze(); err != nil {
		return err
	}
	s.idle(ctx, t)
	return s.in.Thaw()
}

func frozenConnection(ctx context.Context, s *server) Result {
	var frozen error
	pause := s.driver.config.FreezeTime
	first, second := s.twoCalls(ctx, " & sleep 0.5", pause+time.Second, func() { frozen = s.freeze(ctx, pause) })
	switch {
	case frozen != nil:
		return unknown("it could not be frozen: %v", frozen)
	case !first.complete() || first.closes:
		return skipped("it keeps no connection open: see INVOKE/7")
	case !second.complete():
		return failed("after %s the call on the same connection %s", pause, describe(second))
	default:
		return passed("after %s the call on the same connection answers %d", pause, second.status)
	}
}

// restarted kills and starts again.
func restarted(ctx context.Context, d *driver) Result {
	before := d.call(ctx)
	if before.err != nil {
		return notReached(before.err)
	}
	first, err := d.serving(ctx, start{})
	if err != nil {
		return notReached(err)
	}
	first.in.Kill()
	first.step("kill -KILL $pid; wait $pid")
	first.close()

	second, err := d.start(ctx, start{})
	if err != nil {
		first.again()
		return first.report(failed("it does not start again: %s", firstLine(err.Error())))
	}
	defer second.close()
	second.steps = append(first.steps, second.steps...)
	if second.in != nil && d.config.Function.Hooks["initializer"].Configured {
		if err := second.initialize(ctx); err != nil {
			return second.report(failed("it starts again, but %v", err))
		}
	}
	a := second.call(ctx, request{})
	if a.fine() != before.answer.fine() {
		return second.report(failed("it starts again, but a call %s", describe(a)))
	}
	return second.report(passed("it starts again, and a call answers %d", a.status))
}
