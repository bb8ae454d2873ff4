package conformance

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"time"

	"github.com/fcgen/fcgen/internal/instance"
)

func stopByPost(ctx context.Context, d *driver) Result {
	got := d.stop(ctx)
	if got.err != nil {
		return notReached(got.err)
	}
	if got.proof.verdict == Fail {
		return skipped("GET /pre-stop does not run it either: see STOP/2")
	}
	return d.otherMethod(ctx, preStop(), http.MethodPost, got)
}

// stopWithout is the case about a header that the pre-stop must not need.
func stopWithout(header string) func(context.Context, *driver) Result {
	return func(ctx context.Context, d *driver) Result {
		with := d.stop(ctx)
		if with.err != nil {
			return notReached(with.err)
		}
		return d.compareHeader(ctx, preStop(), header, with)
	}
}

func stopFirst(ctx context.Context, s *server) Result {
	a := s.hook(ctx, preStop(), instance.HookCall{})
	if !s.dead(ctx) {
		return passed("it %s, and the process lives", describeHook(a))
	}
	exit := s.in.Process().Exit()
	if a.Status != 0 && exit.Code == 0 {
		return passed("it %s, and the process ends with code 0", describeHook(a))
	}
	return failed("it %s, and the process ends: %s", describeHook(a), firstLine(s.in.ExitError().Message))
}

func stopTwice(ctx context.Context, s *server) Result {
	if a := s.hook(ctx, preStop(), instance.HookCall{}); a.Status == 0 {
		return skipped("it %s: see STOP/1", describeHook(a))
	}
	a := s.hook(ctx, preStop(), instance.HookCall{})
	crash := s.crashed(ctx)
	switch {
	case crash != "":
		return failed("the process has ended: %s", crash)
	case a.Status == 0:
		return failed("the second time it %s", describeHook(a))
	default:
		return passed("%d the second time", a.Status)
	}
}

func stopThenCall(ctx context.Context, s *server) Result {
	if a := s.hook(ctx, preStop(), instance.HookCall{}); a.Status == 0 {
		return skipped("it %s: see STOP/1", describeHook(a))
	}
	a := s.call(ctx, request{})
	crash := s.crashed(ctx)
	switch {
	case crash != "":
		return failed("the process has ended: %s", crash)
	case a.fine() != s.driver.call(ctx).answer.fine():
		return failed("the call after it %s", describe(a))
	default:
		return passed("the call after it answers %d", a.status)
	}
}

// stopDuringCall calls the hook between the halves of a request.
func stopDuringCall(ctx context.Context, s *server) Result {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	limit := s.driver.config.Timeout
	r, head, half := s.halfRequest()
	s.showWire(" & sleep 1", timed{r.text(bodyLength, string(half)), 2}, timed{string(s.otherHalf()), 1})
	w, err := s.dial(ctx)
	if err == nil {
		err = w.send(append(head, half...), limit)
	}
	if err != nil {
		return unknown("half a request could not be sent: %v", err)
	}
	defer w.close()
	wait(ctx, 50*time.Millisecond) // until the server has taken it up

	hook := s.hook(ctx, preStop(), instance.HookCall{})
	_ = w.send(s.otherHalf(), limit) // the server may have answered and closed already
	s.step("sleep 3")
	a := w.read(r.method, limit)
	if !a.complete() {
		return failed("the pre-stop %s, and the call that was running %s", describeHook(hook), describe(a))
	}
	return passed("the call that was running answers %d", a.status)
}

// stopFailed sends SIGTERM after a pre-stop that nobody waited for.
func stopFailed(ctx context.Context, s *server) Result {
	if err := s.abort(ctx, preStop()); err != nil {
		return unknown("the pre-stop could not be called: %v", err)
	}
	return s.terminate(ctx, func(code int, signal string, took time.Duration) Result {
		return passed("it ends %s after %s", describeEnd(code, signal), shortly(took))
	})
}

// terminate sends SIGTERM and has the end judged.
func (s *server) terminate(ctx context.Context, judge func(code int, signal string, took time.Duration) Result) Result {
	if runtime.GOOS == "windows" {
		return skipped("this system has no SIGTERM")
	}
	s.step("kill -TERM $pid; wait $pid; echo $?")
	started := time.Now()
	if err := s.in.Process().Terminate(); err != nil {
		return unknown("it could not be told to stop: %v", err)
	}
	if !s.gone(ctx, s.driver.config.StopGrace) {
		return failed("it still runs %s after SIGTERM", s.driver.config.StopGrace)
	}
	exit := s.in.Process().Exit()
	return judge(exit.Code, exit.Signal, time.Since(started))
}

// codeTerminated is the exit code by which a shell reports SIGTERM.
const codeTerminated = 128 + 15

// stopThenTerminate is how an instance ends.
func stopThenTerminate(ctx context.Context, s *server) Result {
	s.hook(ctx, preStop(), instance.HookCall{})
	return s.terminate(ctx, func(code int, signal string, took time.Duration) Result {
		got := fmt.Sprintf("it ends %s after %s", describeEnd(code, signal), shortly(took))
		left := s.in.Process().Descendants()
		dialer := net.Dialer{Timeout: time.Second}
		conn, err := dialer.DialContext(ctx, "tcp", s.host)
		if err == nil {
			conn.Close()
		}
		switch {
		case len(left) > 0:
			return failed("%s, but %d of its children still run", got, len(left))
		case err == nil:
			return failed("%s, but somebody still listens on its port", got)
		case code != 0 && code != codeTerminated && signal != "terminated":
			return failed("%s", got)
		default:
			return passed("%s", got)
		}
	})
}
