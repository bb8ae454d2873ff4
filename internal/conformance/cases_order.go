package conformance

import (
	"context"
	"sync"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// orderCases are about requests at moments when nobody expects them.
func orderCases() []Case {
	return []Case{
		{
			ID: "ORDER/1", Level: Must, Title: "a call before the initializer does no harm",
			Source: source("SEED"), Needs: []Need{NeedCommand, NeedInitializer},
			Do:     "Make a call in a new process, then POST /initialize and make another call at the same time, then one more.",
			Expect: "the process lives; the initializer succeeds as it does otherwise; the last call is answered. What the first calls get is left to the function",
			Why: "The platform sends calls after the initializer only; local runners, health checks and retries do not always. " +
				"Refusing such a call is fine, dying of it is not.",
			Mend: "Answer 503 while what the initializer sets up is not there, rather than using it.",
			run:  calledEarly,
		},
		{
			ID: "SEC/1", Level: Should, Title: "a client cannot run the hooks through the function's URL",
			Source: practice("D/078"), Needs: []Need{NeedCommand},
			Do: "Send POST /initialize and GET /pre-stop through the local gateway, as a client of the HTTP trigger would, " +
				"with a forged x-fc-control-path, and look for the markers, else compare with a random path. " +
				"Then do so without the gateway, with the forged value and /http-invoke in two headers, in either order.",
			Expect: "neither hook runs",
			Why: "The trigger passes a client's path on as it is, and no text says that these two are kept from clients: " +
				"anyone who knows the URL may be able to make your instances let go of their connections. " +
				"Nor does any text say whether the platform replaces a client's own x-fc-control-path or adds its value.",
			Mend: "Answer 404 in both hooks if any value of the header x-fc-control-path is /http-invoke or /invoke. The platform sets it on every call.",
			run:  hooksFromOutside,
		},
	}
}

func calledEarly(ctx context.Context, d *driver) Result {
	first := d.init(ctx)
	if first.err != nil {
		return notReached(first.err)
	}
	plain := d.call(ctx)
	s, err := d.start(ctx, start{})
	if err != nil {
		return notReached(err)
	}
	defer s.close()
	early := s.call(ctx, request{})
	if crash := s.crashed(ctx); crash != "" {
		return s.report(failed("a call before the initializer %s, and the process ends: %s", describe(early), crash))
	}
	beside := s.filled(request{})
	s.show(beside, "")
	var wg sync.WaitGroup
	wg.Go(func() { s.exchange(ctx, beside) })
	a := s.hook(ctx, initializer(), instance.HookCall{})
	wg.Wait()
	last := s.call(ctx, request{})
	crash := s.crashed(ctx)
	switch {
	case crash != "":
		return s.report(failed("a call during the initializer ends the process: %s", crash))
	case a.Outcome != fc.Succeeded && first.answer.Outcome == fc.Succeeded:
		return s.report(failed("after a call the initializer %s, without one it %s", describeHook(a), describeHook(first.answer)))
	case !last.complete() && plain.answer.complete():
		return s.report(failed("a call after the initializer %s", describe(last)))
	default:
		return s.report(passed("a call before the initializer %s, one after it %s", describe(early), describe(last)))
	}
}
