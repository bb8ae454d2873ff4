package emulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// callHook calls a hook and tells of it. The fault, if it is not "", strikes.
func (l *life) callHook(ctx context.Context, h fc.Hook, kind CallKind, attempt int, fault string) instance.HookAnswer {
	call := instance.HookCall{RequestID: l.hookID(kind), Timeout: l.e.Function().Hooks[h.Name].Timeout}
	if l.e.config.Debug && fault == "" {
		call.Timeout = -1
	}
	j := &job{id: call.RequestID}
	l.output.begin(j, h.StartMarker(j.id))
	event := Event{
		Type: EventStart, Instance: l.id, Request: j.id,
		Call: kind, Method: h.Method, Path: h.Path, Attempt: attempt,
	}
	l.e.journal.Append(event)
	var answer instance.HookAnswer
	if fault == "" {
		answer = l.in.Hook(ctx, h, call)
	} else {
		answer = l.strikeHook(ctx, h, call, fault)
	}
	l.output.end(j)
	event.Type = EventEnd
	event.Status = answer.Status
	event.Error = hookError(answer)
	event.Duration = milliseconds(answer.Duration)
	l.e.journal.Append(event)
	return answer
}

// hookID is the request id of the next hook.
func (l *life) hookID(kind CallKind) string {
	if kind == CallInitialize && l.call != "" && l.e.config.InitRequest == RequestIDInvoke {
		return l.call
	}
	return instance.NewHookID()
}

// hookError says what is wrong with an answer, "" if nothing is.
func hookError(a instance.HookAnswer) string {
	switch {
	case a.TimedOut:
		return fmt.Sprintf("no answer within %v", a.Duration.Round(time.Millisecond))
	case errors.Is(a.Err, context.Canceled):
		return "given up: the instance is being stopped"
	case a.Err != nil:
		return "no complete answer: " + a.Err.Error()
	case a.Outcome != fc.Succeeded:
		return fmt.Sprintf("answered %d", a.Status)
	}
	return ""
}

// strikeHook is a hook that fails though the function is not to blame.
func (l *life) strikeHook(ctx context.Context, h fc.Hook, call instance.HookCall, fault string) instance.HookAnswer {
	start := time.Now()
	a := instance.HookAnswer{RequestID: call.RequestID, Outcome: fc.Replace}
	switch fault {
	case "timeout":
		l.notice(fmt.Sprintf("fault: %s %s is not sent and taken for one without an answer", h.Method, h.Path))
		select {
		case <-time.After(call.Timeout):
			a.Err, a.TimedOut = context.DeadlineExceeded, true
		case <-ctx.Done():
			a.Err = ctx.Err()
		}
	case "dropped":
		l.notice(fmt.Sprintf("fault: the answer to %s %s is taken for lost", h.Method, h.Path))
		l.in.Hook(ctx, h, call)
		a.Err = io.EOF
	default:
		l.notice(fmt.Sprintf("fault: %s %s is not sent and taken for answered %s", h.Method, h.Path, fault))
		_, _ = fmt.Sscan(fault, &a.Status) // ParseFaults knows the numbers
		a.Outcome, a.Specified = fc.OutcomeOf(a.Status)
	}
	a.Duration = time.Since(start)
	return a
}

// markerCheck is a look, due some time after a hook ran, whether the function
// printed its marker.
type markerCheck struct {
	due  time.Time // zero if there is nothing to look for
	hook fc.Hook
	told bool
}

// markerPatience is how long a marker may be on its way through the pipe.
const markerPatience = time.Second

// checkMarker says, once, that there was none.
func (l *life) checkMarker(h fc.Hook) {
	l.markers.due = time.Time{}
	if l.markers.told || l.output.sawMarker() {
		return
	}
	l.markers.told = true
	l.notice(fmt.Sprintf("the function prints no marker for its %s: the line %q is not in its output, "+
		"so the platform's log shows no sign that the hook ran", h.Name, h.StartMarker("<id>")))
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
