package conformance

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// initBare sends the hook's request with nothing that it need not have.
func initBare(ctx context.Context, d *driver) Result {
	a, ran, s, err := d.bareInit(ctx, nil)
	if err != nil {
		return notReached(err)
	}
	if outcome, _ := fc.OutcomeOf(a.status); outcome == fc.Succeeded {
		if first := d.init(ctx); first.marks.ran() && !ran {
			return s.report(failed("%d, but the hook does not run: no marker with its request id is in the log", a.status))
		}
		return s.report(passed("%d", a.status))
	}
	typed, _, _, err := d.bareInit(ctx, http.Header{"Content-Type": {"application/octet-stream"}})
	if err != nil {
		return notReached(err)
	}
	if outcome, _ := fc.OutcomeOf(typed.status); outcome == fc.Succeeded {
		return s.report(failed("it %s, but %d if there is a Content-Type", describe(a), typed.status))
	}
	if first := d.init(ctx); first.err == nil && first.answer.Outcome == fc.Succeeded {
		return s.report(failed("it %s, but %d to the request of INIT/1", describe(a), first.answer.Status))
	}
	return skipped("it fails anyway: see INIT/1")
}

// bareInit sends POST /initialize to a new process, byte by byte; ran says that
// a marker of it is in the log.
func (d *driver) bareInit(ctx context.Context, header http.Header) (a answer, ran bool, s *server, err error) {
	s, err = d.start(ctx, start{})
	if err != nil {
		return answer{}, false, nil, err
	}
	defer s.close()
	h := initializer()
	r := s.hookRequest(h, instance.HookCall{RequestID: instance.NewHookID(), Header: header})
	s.show(r, "-H 'User-Agent:' -H 'Accept:'")
	w, err := s.dial(ctx)
	if err != nil {
		return answer{err: err}, false, s, nil
	}
	defer w.close()
	if err := w.send(s.bytesOf(r, 0), d.hookTimeout(h)); err != nil {
		return answer{err: err}, false, s, nil
	}
	a = w.read(h.Method, d.hookTimeout(h))
	m := s.marksIn(ctx, h, instance.HookAnswer{RequestID: r.id, Status: a.status, Duration: a.duration})
	return a, m.ran(), s, nil
}

// initFirst finds out whether a call must come first.
func initFirst(ctx context.Context, d *driver) Result {
	first := d.init(ctx)
	if first.err != nil {
		return notReached(first.err)
	}
	if first.answer.Outcome == fc.Succeeded {
		r := passed("%d to the first request", first.answer.Status)
		r.Log, r.Repeat = first.shown.Log, first.shown.Repeat
		return r
	}
	s, err := d.start(ctx, start{})
	if err != nil {
		return notReached(err)
	}
	defer s.close()
	s.call(ctx, request{})
	if a := s.hook(ctx, initializer(), instance.HookCall{}); a.Outcome == fc.Succeeded {
		return s.report(failed("as the first request it %s, but after a call %d", describeHook(first.answer), a.Status))
	}
	return skipped("it fails anyway: see INIT/1")
}

// afterInit is a case about a new process of a program whose initializer succeeds.
func afterInit(run func(context.Context, *server) Result) func(context.Context, *driver) Result {
	return func(ctx context.Context, d *driver) Result {
		first := d.init(ctx)
		switch {
		case first.err != nil:
			return notReached(first.err)
		case first.answer.Outcome != fc.Succeeded:
			return skipped("it %s: see INIT/1", describeHook(first.answer))
		}
		return fresh(run)(ctx, d)
	}
}

func initTwice(ctx context.Context, s *server) Result {
	if a := s.hook(ctx, initializer(), instance.HookCall{}); a.Outcome != fc.Succeeded {
		return skipped("it %s: see INIT/1", describeHook(a))
	}
	a := s.hook(ctx, initializer(), instance.HookCall{})
	crash := s.crashed(ctx)
	switch {
	case crash != "":
		return failed("the second time it ends the process: %s", crash)
	case a.Status == 0 || a.Status >= http.StatusInternalServerError:
		return failed("the second time it %s", describeHook(a))
	default:
		return passed("%d the second time", a.Status)
	}
}

func initAborted(ctx context.Context, s *server) Result {
	h := initializer()
	if err := s.abort(ctx, h); err != nil {
		return unknown("the first try could not be made: %v", err)
	}
	var a instance.HookAnswer
	for range 3 {
		a = s.hook(ctx, h, instance.HookCall{})
		if a.Outcome == fc.Succeeded {
			// It may have run at the try that was cut short, and say so of the second.
			seen := func() bool {
				return slices.ContainsFunc(s.transcript.since(0), func(l instance.Line) bool { return looksLikeMarker(l.Text, h) })
			}
			if s.driver.init(ctx).marks.ran() && !s.marksIn(ctx, h, a).ran() && !seen() {
				return failed("%d after a try that was cut short, but the hook does not run: no marker is in the log", a.Status)
			}
			return passed("%d after a try that was cut short", a.Status)
		}
		wait(ctx, s.driver.config.retryTime)
	}
	if crash := s.crashed(ctx); crash != "" {
		return failed("the process ended: %s", crash)
	}
	return failed("after a try that was cut short it %s, three times", describeHook(a))
}

func initNoID(ctx context.Context, s *server) Result {
	a := s.hook(ctx, initializer(), instance.HookCall{Header: http.Header{fc.HeaderRequestID: nil}})
	crash := s.crashed(ctx)
	switch {
	case crash != "":
		return failed("it ends the process: %s", crash)
	case a.Status == 0 || a.Status >= http.StatusInternalServerError:
		return failed("it %s", describeHook(a))
	default:
		return passed("%d", a.Status)
	}
}

// initByGet looks for the hook behind another method.
func initByGet(ctx context.Context, d *driver) Result {
	posted := d.init(ctx)
	if posted.err != nil {
		return notReached(posted.err)
	}
	if posted.proof.verdict == Fail {
		return skipped("POST /initialize does not run it either: see INIT/2")
	}
	return d.otherMethod(ctx, initializer(), http.MethodGet, posted)
}

// initNoControl compares the answers with and without the header.
func initNoControl(ctx context.Context, d *driver) Result {
	with := d.init(ctx)
	if with.err != nil {
		return notReached(with.err)
	}
	return d.compareHeader(ctx, initializer(), fc.HeaderControlPath, with)
}

// initFails forces a failure.
func initFails(ctx context.Context, d *driver) Result {
	name, value, ok := strings.Cut(d.config.FailInitEnv, "=")
	if !ok {
		return skipped("no way to make it fail is given: see --fail-init-env")
	}
	s, err := d.start(ctx, start{env: map[string]string{name: value}})
	if err != nil {
		return notReached(err)
	}
	defer s.close()
	a := s.hook(ctx, initializer(), instance.HookCall{})
	r := failed("with %s set it %s", name, describeHook(a))
	switch {
	case a.Status != 0 && a.Outcome != fc.Succeeded && !a.Specified:
		r = unknown("with %s set it %s", name, describeHook(a))
	case a.Outcome == fc.TryAgain:
		r = passed("%d: the same instance is asked again", a.Status)
	case a.Outcome == fc.Replace && a.Status != 0:
		r = passed("%d: the instance is replaced", a.Status)
	}
	return s.report(r)
}

// initConfigured compares what s.yaml says with what the server does.
func initConfigured(ctx context.Context, d *driver) Result {
	if d.config.Function.Hooks["initializer"].Configured {
		run := d.init(ctx)
		switch {
		case run.err != nil:
			return notReached(run.err)
		case run.answer.Status == http.StatusNotFound && !run.marks.ran():
			r := failed("s.yaml configures it, and POST /initialize answers 404: there is no such route")
			r.Log, r.Repeat = run.shown.Log, run.shown.Repeat
			return r
		default:
			r := passed("s.yaml configures it, and POST /initialize is answered")
			r.Log, r.Repeat = run.shown.Log, run.shown.Repeat
			return r
		}
	}
	s, err := d.start(ctx, start{})
	if err != nil {
		return notReached(err)
	}
	defer s.close()
	run := d.beginning(ctx, s, s.run(ctx, initializer()))
	if run.marks.ran() || run.answer.Outcome == fc.Succeeded && run.proof.verdict == Pass {
		return s.report(failed("POST /initialize answers %d like a hook, and s.yaml does not configure it: it is never called", run.answer.Status))
	}
	if run.answer.Status == 0 {
		return s.report(skipped("POST /initialize gets no answer: it %s", describeHook(run.answer)))
	}
	return s.report(passed("neither is there"))
}
