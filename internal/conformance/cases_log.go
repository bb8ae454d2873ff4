package conformance

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// logCases are about what the process prints.
func logCases() []Case {
	needs := []Need{NeedCommand}
	return []Case{
		{
			ID: "LOG/1", Level: Should, Title: "what is printed arrives at once",
			Source: practice("D/081"), Needs: needs,
			Do: "Run the life of an instance with standard output going to a pipe, without the variable PYTHONUNBUFFERED unless s.yaml sets it; " +
				"a second after each step see what has arrived, then stop the process and see what comes late. Do the same with PYTHONUNBUFFERED=1 and compare.",
			Expect: "the lines arrive within a second, and no line arrives only with the variable",
			Why: "Many languages buffer standard output when it is no terminal: kilobytes pile up while nothing is to be seen, " +
				"and a frozen or killed instance never prints them. The hook's markers are lost with them. " +
				"fcgen dev and check set PYTHONUNBUFFERED=1, so that Python's lines are seen at once. No text says that the platform sets it; " +
				"the log sample of the hooks page suggests that lines arrive at once there too.",
			Mend: "Python: write PYTHONUNBUFFERED: \"1\" into environmentVariables, run it with -u, or use print(..., flush=True). Elsewhere: flush after each line.",
			run:  logArrives,
		},
		{
			ID: "LOG/2", Level: Info, Title: "how many lines of a call carry its request id",
			Source: source("D/078"), Needs: needs,
			Do:     "Count the lines that a plain call prints, and those among them that hold its request id.",
			Expect: "as many as can be: the recommended form is time, request id, [level], message",
			Why:    "With several calls at a time in one instance, and several instances in one log, the id is the only thing that tells whose line it is.",
			Mend:   "Let the logger take the id from the call's context.",
			run:    judgeCall(logIDs),
		},
		{
			ID: "LOG/3", Level: Should, Title: "credentials are neither logged nor sent back",
			Source: source("D/078"), Needs: needs,
			Do:     "Call the hooks and make a call with made-up credentials in the platform's headers, and look for them in the log and in the answers.",
			Expect: "they are nowhere",
			Why: "The headers carry the keys of the function's role. Whoever reads the log, or calls a path that shows all headers, " +
				"can then do whatever the function may do.",
			Mend: "Never print or return all headers; leave out x-fc-access-key-id, x-fc-access-key-secret and x-fc-security-token.",
			run:  secretsKept,
		},
	}
}

// logArrives compares what has arrived in time with what comes at the end, and
// with what arrives when Python is told not to buffer.
func logArrives(ctx context.Context, d *driver) Result {
	free, _, err := d.printed(ctx, nil)
	if err != nil {
		return notReached(err)
	}
	env := map[string]string{}
	_, ofFunction := d.config.Function.Env[pythonUnbuffered]
	if _, own := d.config.Own[pythonUnbuffered]; !own && !ofFunction {
		env[pythonUnbuffered] = ""
	}
	life, s, err := d.printed(ctx, env)
	if err != nil {
		return notReached(err)
	}
	unbuffered := free.without(life)
	if len(unbuffered) > 0 { // once more: what a program prints may depend on the time
		if life, s, err = d.printed(ctx, env); err != nil {
			return notReached(err)
		}
		unbuffered = free.without(life)
	}
	switch {
	case len(unbuffered) > 0:
		return s.report(failed("%d lines arrive only with %s=1, such as %q", len(unbuffered), pythonUnbuffered, cutLine(unbuffered[0])))
	case life.overdue != "":
		return s.report(failed("it printed %q only when it was stopped", cutLine(life.overdue)))
	case life.late > life.early && life.late > 2:
		return s.report(failed("%d lines arrived while it ran, and %d more when it was stopped", life.early, life.late))
	case life.early == 0:
		return s.report(passed("it prints nothing on standard output"))
	default:
		return s.report(passed("%d lines arrived while it ran, %d when it was stopped", life.early, life.late))
	}
}

const pythonUnbuffered = "PYTHONUNBUFFERED"

// output counts the lines on standard output of a life.
type output struct {
	early   int             // while it ran
	late    int             // when it was stopped
	overdue string          // one of the late ones that is about an earlier call
	seen    []instance.Line // the early ones
}

// without lists the early lines that are not among those of other; ids and
// numbers do not count.
func (o output) without(other output) (lines []string) {
	seen := map[string]bool{}
	for _, l := range other.seen {
		seen[changing().ReplaceAllString(l.Text, "#")] = true
	}
	for _, l := range o.seen {
		if !seen[changing().ReplaceAllString(l.Text, "#")] {
			lines = append(lines, l.Text)
		}
	}
	return lines
}

// printed runs a life and counts what is printed.
func (d *driver) printed(ctx context.Context, env map[string]string) (o output, s *server, err error) {
	s, err = d.serving(ctx, start{env: env})
	if err != nil {
		return output{}, nil, err
	}
	defer s.close()
	ids := []string{s.call(ctx, request{}).id}
	if d.config.Function.Hooks["prestop"].Configured {
		ids = append(ids, s.hook(ctx, preStop(), instance.HookCall{}).RequestID)
	}
	s.idle(ctx, markerTime)
	o.seen = s.onStdout()
	o.early = len(o.seen)
	s.in.Stop(d.config.StopGrace)
	s.step("kill -TERM $pid; wait $pid")
	late := s.onStdout()
	late = late[min(o.early, len(late)):]
	o.late = len(late)
	for _, id := range ids {
		if about := containing(late, id); len(about) > 0 {
			o.overdue = about[0]
		}
	}
	return o, s, nil
}

func (s *server) onStdout() (lines []instance.Line) {
	for _, l := range s.transcript.since(0) {
		if l.Stream == instance.Stdout {
			lines = append(lines, l)
		}
	}
	return lines
}

func logIDs(_ *driver, run *callRun) Result {
	if !run.answer.complete() {
		return skipped("the call is not answered")
	}
	with := len(containing(run.lines, run.answer.id))
	if len(run.lines) == 0 {
		return passed("a plain call prints nothing")
	}
	return passed("%d of %d lines (%d %%)", with, len(run.lines), 100*with/len(run.lines))
}

// secretsKept sends made-up credentials and looks for them.
func secretsKept(ctx context.Context, d *driver) Result {
	s, err := d.start(ctx, start{})
	if err != nil {
		return notReached(err)
	}
	defer s.close()
	header := http.Header{}
	for name, value := range d.secrets {
		header[name] = []string{value}
	}
	var told []string
	look := func(what, text string) {
		if found := d.secrets.in(text); len(found) > 0 {
			told = append(told, fmt.Sprintf("%s: %s", what, strings.Join(found, ", ")))
		}
	}
	if d.config.Function.Hooks["initializer"].Configured {
		a := s.hook(ctx, initializer(), instance.HookCall{Header: header})
		look("the initializer's answer", fmt.Sprint(a.Header, string(a.Body)))
	}
	a := s.call(ctx, request{header: header})
	look("the answer to a call", fmt.Sprint(a.header, string(a.body)))
	if !d.event() {
		a = s.call(ctx, request{method: http.MethodPost, path: "/headers", header: header, body: []byte("{}")})
		look("the answer to POST /headers", fmt.Sprint(a.header, string(a.body)))
	}
	if d.config.Function.Hooks["prestop"].Configured {
		a := s.hook(ctx, preStop(), instance.HookCall{Header: header})
		look("the pre-stop's answer", fmt.Sprint(a.Header, string(a.Body)))
	}
	wait(ctx, quietTime)
	for _, l := range s.transcript.since(0) {
		if len(d.secrets.in(l.Text)) > 0 {
			look("the log", l.Text)
			break
		}
	}
	if len(told) > 0 {
		return s.report(failed("%s", strings.Join(told, "; ")))
	}
	return s.report(passed("none of %s shows", strings.ToLower(strings.Join(fc.CredentialHeaders(), ", "))))
}
