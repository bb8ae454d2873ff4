package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/event"
	"github.com/fcgen/fcgen/internal/fc"
)

// send makes the call and tells what came of it.
func (p *program) send(ctx context.Context, call invocation, asJSON bool) error {
	r, err := p.request(ctx, call)
	if err != nil {
		return err
	}
	began := time.Now()
	answer, err := invokeClient().Do(r)
	if err != nil {
		return noAnswer(ctx, call, err)
	}
	defer func() { _ = answer.Body.Close() }()
	if asJSON {
		return p.answerJSON(answer, began)
	}
	size, err := io.Copy(p.answerTo(), answer.Body)
	p.sayAnswer(answer, time.Since(began), size)
	if err != nil {
		return refusef("the answer broke off: %v", err)
	}
	return failedCall(answer)
}

// invokeClient follows no redirect: that is an answer like any other.
func invokeClient() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// failedCall is errCallFailed if the function or the platform says so.
func failedCall(answer *http.Response) error {
	if answer.StatusCode >= http.StatusBadRequest || answer.Header.Get(fc.HeaderErrorType) != "" {
		return errCallFailed
	}
	return nil
}

// noAnswer says what to do about an address where nothing answers.
func noAnswer(ctx context.Context, call invocation, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if _, refused := errors.AsType[*net.OpError](err); refused && call.url == "" {
		return refusef("no fcgen dev listens on port %d", call.port).hintf("start it in another terminal: fcgen dev; --port names another port")
	}
	return err
}

// request is the call as it is sent.
func (p *program) request(ctx context.Context, call invocation) (*http.Request, error) {
	target := call.url
	if target == "" {
		var err error
		if target, err = p.findFunction(ctx, &call); err != nil {
			return nil, err
		}
	}
	method := fc.InvokeMethod
	if !call.event {
		if method = call.method; method == "" {
			method = http.MethodGet
			if call.body != nil {
				method = http.MethodPost
			}
		}
		var err error
		if target, err = joinPathOf(target, call.path); err != nil {
			return nil, err
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(call.body))
	if err != nil {
		return nil, refusef("%v", err)
	}
	for _, h := range call.headers {
		if strings.EqualFold(h[0], "Host") {
			r.Host = h[1]
			continue
		}
		r.Header.Add(h[0], h[1])
	}
	if call.event {
		r.Header.Set("Content-Type", "application/octet-stream")
		r.Header.Set(fc.HeaderLogType, "Tail")
	}
	if call.async {
		r.Header.Set(fc.HeaderInvocationType, "Async")
		r.Header.Del(fc.HeaderLogType)
	}
	return r, nil
}

// joinPathOf puts a path with its query behind an address.
func joinPathOf(address, path string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", refusef("--url takes an address such as https://demo-abc.cn-hangzhou.fcapp.run, not %q", address)
	}
	if path == "" {
		return address, nil
	}
	if !strings.HasPrefix(path, "/") {
		return "", refusef("--path begins with a slash, which %q does not", path)
	}
	return strings.TrimRight(u.Scheme+"://"+u.Host+u.EscapedPath(), "/") + strings.ReplaceAll(path, " ", "%20"), nil
}

// findFunction asks fcgen dev for the function and returns where it is called.
// It settles whether that is an event.
func (p *program) findFunction(ctx context.Context, call *invocation) (target string, err error) {
	base := fmt.Sprintf("http://127.0.0.1:%d", call.port)
	api := base + strings.TrimSuffix(emulator.APIPrefix, "/")
	var all emulator.FunctionList
	if err := p.ask(ctx, *call, api, &all); err != nil {
		return "", err
	}
	var names []string
	for _, f := range all.Functions {
		names = append(names, f.Name)
	}
	switch {
	case call.function == "" && len(names) == 1:
		call.function = names[0]
	case call.function == "":
		return "", refusef("fcgen dev runs %d functions", len(names)).hintf("say which: fcgen invoke %s", strings.Join(names, ", or fcgen invoke "))
	case !slices.Contains(names, call.function):
		return "", refusef("fcgen dev runs no function %q", call.function).hintf("%s", p.known(fc.Nearest(call.function, names), names, p.msg.of("it runs")))
	}
	function := api + "/" + url.PathEscape(call.function)
	if call.event && call.timer == "" {
		return function + "/invocations", nil
	}
	var triggers emulator.TriggerList
	if err := p.ask(ctx, *call, function+"/triggers", &triggers); err != nil {
		return "", err
	}
	if call.timer != "" {
		return function + "/invocations", p.fire(call, triggers)
	}
	for _, t := range triggers.Triggers {
		if t.HTTP != nil {
			return t.HTTP.URL, nil
		}
	}
	if call.request {
		return "", refusef("the function %q has no HTTP trigger, so it takes events and no requests", call.function).
			hintf("fcgen invoke %s --data '{}'", call.function)
	}
	call.event = true
	return function + "/invocations", nil
}

// fire makes the call the one of its timer.
func (p *program) fire(call *invocation, triggers emulator.TriggerList) error {
	var names []string
	for _, t := range triggers.Triggers {
		if t.Type != "timer" {
			continue
		}
		names = append(names, t.Name)
		var config emulator.TimerConfig
		if t.Name == call.timer && json.Unmarshal([]byte(t.Config), &config) == nil {
			call.body = event.Timer(t.Name, config.Payload, time.Now())
			return nil
		}
	}
	none := refusef("the function %q has no timer trigger %q", call.function, call.timer)
	if len(names) == 0 {
		return none.hintf("fcgen invoke %s --event timer sends a sample", call.function)
	}
	return none.hintf("%s", p.known(fc.Nearest(call.timer, names), names, p.msg.of("it has")))
}

// ask gets a list from fcgen dev.
func (p *program) ask(ctx context.Context, call invocation, address string, list any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return err
	}
	answer, err := invokeClient().Do(r)
	if err != nil {
		return noAnswer(ctx, call, err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK || json.NewDecoder(io.LimitReader(answer.Body, 1<<20)).Decode(list) != nil {
		return refusef("what listens on port %d is no fcgen dev", call.port).hintf("its banner says the port; fcgen invoke --port PORT")
	}
	return nil
}

// sayAnswer tells the status, the time and the log's end.
func (p *program) sayAnswer(answer *http.Response, took time.Duration, size int64) {
	h := answer.Header
	if size > 0 {
		_, _ = fmt.Fprintln(p.msg.w) // the body may end in the middle of a line
	}
	status := answer.Status
	if kind := h.Get(fc.HeaderErrorType); kind != "" {
		status += ", " + printable(kind)
	}
	p.msg.sayf("status    %s", status)
	duration := shortDuration(took.Round(100 * time.Microsecond))
	if own := h.Get(fc.HeaderInvocationDuration); own != "" {
		p.msg.sayf("duration  %s (the function %s ms)", duration, printable(own))
	} else {
		p.msg.sayf("duration  %s", duration)
	}
	p.msg.sayf("request   %s", printable(cmp.Or(h.Get(fc.HeaderRequestID), "-")))
	if log := logTail(h); log != "" {
		p.msg.sayf("log")
		for line := range strings.Lines(log) {
			p.msg.sayf("  %s", printable(strings.TrimRight(line, "\r\n")))
		}
	}
}
