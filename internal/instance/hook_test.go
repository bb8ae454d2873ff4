package instance

import (
	"context"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

func TestHookIsThePlatformsRequest(t *testing.T) {
	t.Parallel()
	in := ready(t, "good")
	prestop, _ := fc.HookNamed("prestop")
	for _, test := range []struct {
		hook      fc.Hook
		call      HookCall
		has, lack []string
	}{
		{
			hook: initializer(),
			has: []string{
				"POST /initialize host=127.0.0.1:", " length=0", "\nContent-Length: 0", "\nX-Fc-Control-Path: /initialize",
				"\nX-Fc-Function-Memory: 512", "\nX-Fc-Function-Name: demo", "\nX-Fc-Function-Handler: index.handler",
				"\nX-Fc-Region: cn-hangzhou", "\nX-Fc-Account-Id: 1234567890123456", "\nX-Fc-Qualifier: LATEST", "\nX-Fc-Version-Id: ",
				"\nX-Fc-Service-Logproject: my-project", "\nX-Fc-Service-Logstore: my-store", "\nX-Fc-Function-Timeout: 3",
				"\nX-Fc-Initialization-Timeout: 20", "\nX-Fc-Access-Key-Id: STS.local", "\nX-Fc-Access-Key-Secret: ", "\nX-Fc-Security-Token: CAIS.local",
			},
			lack: []string{"User-Agent", "Accept-Encoding", "Pre-Stop-Handler", "Retry-Count", "Connection"},
		},
		{
			hook: prestop,
			has:  []string{"GET /pre-stop host=", " length=0", "\nX-Fc-Control-Path: /pre-stop", "\nX-Fc-Instance-Lifecycle-Pre-Stop-Handler: true"},
			lack: []string{"Content-Length"},
		},
		{
			hook: initializer(),
			call: HookCall{
				RequestID: "my-id", Method: "PUT", Path: "/other?a=b",
				Header: http.Header{"x-fc-region": {"moon"}, "X-Fc-Account-Id": nil, "Host": {"example.com"}, "X-More": {"1"}},
			},
			has:  []string{"PUT /other?a=b host=example.com", "\nX-Fc-Request-Id: my-id", "\nX-Fc-Region: moon", "\nX-More: 1"},
			lack: []string{"X-Fc-Account-Id", "\nHost"},
		},
	} {
		answer := in.Hook(t.Context(), test.hook, test.call)
		if answer.Status != 200 || answer.Err != nil || answer.Outcome != fc.Succeeded || !answer.Specified {
			t.Fatalf("the answer is %+v", answer)
		}
		for _, want := range append(test.has, "\nX-Fc-Request-Id: "+answer.RequestID) {
			if !strings.Contains(string(answer.Body), want) {
				t.Errorf("the request lacks %q:\n%s", want, answer.Body)
			}
		}
		for _, never := range test.lack {
			if strings.Contains(string(answer.Body), never) {
				t.Errorf("the request has %q:\n%s", never, answer.Body)
			}
		}
	}
}

func TestHookAnswers(t *testing.T) {
	t.Parallel()
	in := ready(t, "good")
	for _, test := range []struct {
		path      string
		timeout   time.Duration
		status    int
		err       error
		timedOut  bool
		outcome   fc.Outcome
		specified bool
	}{
		{path: "/status/204", status: 204, outcome: fc.Succeeded, specified: true},
		{path: "/status/302", status: 302, outcome: fc.TryAgain},
		{path: "/status/400", status: 400, outcome: fc.TryAgain, specified: true},
		{path: "/status/404", status: 404, outcome: fc.TryAgain, specified: true},
		{path: "/status/500", status: 500, outcome: fc.Replace, specified: true},
		{path: "/status/503", status: 503, outcome: fc.Replace},
		{path: "/slow", timeout: 100 * time.Millisecond, err: context.DeadlineExceeded, timedOut: true, outcome: fc.Replace},
		{path: "/slow-body", timeout: 100 * time.Millisecond, err: context.DeadlineExceeded, timedOut: true, outcome: fc.Replace},
		{path: "/drop", err: io.EOF, outcome: fc.Replace},
		{path: "/cut", err: io.ErrUnexpectedEOF, outcome: fc.Replace},
		{path: "/huge", status: 200, outcome: fc.Succeeded, specified: true},
		{path: "/upgrade", timeout: -1, status: 101, outcome: fc.Replace},
	} {
		t.Run(test.path, func(t *testing.T) {
			t.Parallel()
			prestop, _ := fc.HookNamed("prestop")
			answer := in.Hook(t.Context(), prestop, HookCall{Path: test.path, Timeout: test.timeout})
			if answer.Status != test.status || !errors.Is(answer.Err, test.err) || answer.TimedOut != test.timedOut {
				t.Errorf("status %d, error %v, timed out %v; want %d, %v, %v",
					answer.Status, answer.Err, answer.TimedOut, test.status, test.err, test.timedOut)
			}
			if outcome, specified := fc.OutcomeOf(test.status); answer.Outcome != outcome || answer.Specified != specified {
				t.Errorf("outcome %q, specified %v; want %q, %v", answer.Outcome, answer.Specified, outcome, specified)
			}
			if test.status != 101 && answer.Outcome != test.outcome {
				t.Errorf("outcome %q, want %q", answer.Outcome, test.outcome)
			}
			if len(answer.Body) > maxHookBody {
				t.Errorf("%d bytes of body kept", len(answer.Body))
			}
		})
	}
}

func TestHookRunsOnce(t *testing.T) {
	t.Parallel()
	in := ready(t, "good")
	prestop, _ := fc.HookNamed("prestop")
	in.Hook(t.Context(), prestop, HookCall{}) // leaves a connection that could be used again
	if answer := in.Hook(t.Context(), prestop, HookCall{Path: "/drop"}); !errors.Is(answer.Err, io.EOF) {
		t.Errorf("the error is %v, want %v", answer.Err, io.EOF)
	}
	in.Stop(30 * time.Second)
	if got := strings.Join(texts(in.Tail(10)), "\n"); got != "drop 1" {
		t.Errorf("the log is %q, want %q", got, "drop 1")
	}
}

func TestHookEnds(t *testing.T) {
	t.Parallel()
	t.Run("with the context", func(t *testing.T) {
		t.Parallel()
		in := ready(t, "good")
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		answer := in.Hook(ctx, initializer(), HookCall{Path: "/slow"})
		if answer.TimedOut || !errors.Is(answer.Err, context.DeadlineExceeded) {
			t.Errorf("timed out %v, error %v; want the context's error and no timeout of the hook", answer.TimedOut, answer.Err)
		}
	})
	t.Run("with the program", func(t *testing.T) {
		t.Parallel()
		in := ready(t, "good")
		answer := in.Hook(t.Context(), initializer(), HookCall{Path: "/exit"})
		if answer.Err == nil || answer.Status != 0 {
			t.Errorf("status %d, error %v", answer.Status, answer.Err)
		}
		waitDone(t, in)
		want := "Function instance exited unexpectedly(code 3, message:no such process) with start command '/code/bootstrap '."
		if e := in.ExitError(); e.Message != want {
			t.Errorf("%q, want %q", e.Message, want)
		}
		if answer := in.Hook(t.Context(), initializer(), HookCall{}); answer.Err == nil {
			t.Error("a hook of a program that has ended has an answer")
		}
	})
}

func TestIDs(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, form string
		make       func() string
	}{
		{"call", `^1-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{12}$`, NewCallID},
		{"instance", `^c-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{12}$`, NewInstanceID},
		{"hook", `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, NewHookID},
	} {
		form, seen := regexp.MustCompile(test.form), map[string]bool{}
		for range 1000 {
			id := test.make()
			if !form.MatchString(id) || seen[id] {
				t.Fatalf("%s: %q", test.name, id)
			}
			seen[id] = true
		}
	}
}
