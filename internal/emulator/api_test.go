package emulator

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/fc"
)

const invocations = APIPrefix + "demo/invocations"

func TestAnEventCallGivesBackTheBodyAndNothingElse(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	result := b.Invoke(t.Context(), []byte("teapot"))
	if result.Status != 200 || result.ErrorType != "" || string(result.Body) != "teapot" {
		t.Errorf("the call got %d %s %s", result.Status, result.ErrorType, result.Body)
	}
	if result.InstanceID != b.Instances()[0].ID || result.Duration <= 0 {
		t.Errorf("the result is %+v", result)
	}
	if log := string(result.Log); !strings.Contains(log, "FC Invoke Start RequestId: "+result.RequestID+"\nevent teapot\nFC Invoke End RequestId: "+result.RequestID+"\n") {
		t.Errorf("its log is %q", log)
	}
	got := b.do("POST", invocations, "teapot")
	if got.status != 200 || got.body != "teapot" || got.header.Get("Flavour") != "" {
		t.Errorf("by the API the call got %d %v %s", got.status, got.header, got.body)
	}
	if e := b.awaitEnd(result.RequestID); e.Status != 418 || e.Call != CallEvent || e.Path != fc.InvokePath {
		t.Errorf("it ended as %+v", e)
	}
}

func TestTheAPIAnswersWithTheDocumentedHeaders(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	got := b.do("POST", invocations+"?qualifier=prod", "headers",
		"X-Fc-Log-Type: Tail", "Authorization: ACS3-HMAC-SHA256 Credential=secret", "X-Fc-Invocation-Type: Sync")
	for name, form := range map[string]string{
		fc.HeaderRequestID: `^1-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{12}$`, fc.HeaderInstanceID: `^c-`,
		fc.HeaderInvocationDuration: `^\d+$`, fc.HeaderMaxMemoryUsage: `^\d+\.\d\d$`, fc.HeaderServiceVersion: `^LATEST$`,
		fc.HeaderErrorType: `^$`, fc.HeaderCodeChecksum: `^\d+$`,
	} {
		if value := got.header.Get(name); !regexp.MustCompile(form).MatchString(value) {
			t.Errorf("%s is %q", name, value)
		}
	}
	for _, line := range []string{"X-Fc-Qualifier: prod", "X-Fc-Control-Path: /invoke", "Content-Type: application/octet-stream", fc.HeaderRequestID + ": " + got.header.Get(fc.HeaderRequestID)} {
		if !strings.Contains(got.body, line+"\r\n") {
			t.Errorf("the function did not get %q:\n%s", line, got.body)
		}
	}
	for _, secret := range []string{"Authorization", "X-Fc-Log-Type", "X-Fc-Invocation-Type"} {
		if strings.Contains(got.body, secret) {
			t.Errorf("the function got %s", secret)
		}
	}
	for _, e := range b.events() {
		if strings.Contains(fmt.Sprintf("%+v", e), "Credential=secret") {
			t.Errorf("a signature is in the log: %+v", e)
		}
	}
	log, err := base64.StdEncoding.DecodeString(got.header.Get(fc.HeaderLogResult))
	if err != nil || !strings.HasPrefix(string(log), "FC Invoke Start") ||
		!regexp.MustCompile(`\nDuration: [\d.]+ ms, Billed Duration: \d+ ms, Memory Size: 512 MB, Max Memory Used: [\d.]+ MB\n$`).Match(log) {
		t.Errorf("the log is %q, %v", log, err)
	}
}

func TestTheMemoryOfACallIsToldWithoutItsLogToo(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("this system does not tell")
	}
	b := newBench(t, nil)
	for range 2 { // the second one is told what the first one found
		got := b.do("POST", invocations, "x")
		if mb, err := strconv.ParseFloat(got.header.Get(fc.HeaderMaxMemoryUsage), 64); err != nil || mb <= 0 {
			t.Errorf("%s is %q", fc.HeaderMaxMemoryUsage, got.header.Get(fc.HeaderMaxMemoryUsage))
		}
	}
}

func TestTheLogOfSeveralCallsIsNobodys(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.Function.Concurrency = 2 })
	if got := b.do("POST", invocations, "x", "X-Fc-Log-Type: Tail"); got.status != 200 || got.header.Get(fc.HeaderLogResult) != "" {
		t.Errorf("the call got %d %v", got.status, got.header)
	}
}

func TestErrorsOfTheFunctionAreASuccessWithAnErrorType(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	for _, c := range []struct{ event, errorType, body string }{
		{"fail", fc.ErrorHandled, "fail"},
		{"exit", fc.ErrorUnhandled, `{"errorMessage":"Process exited unexpectedly before completing request`},
	} {
		got := b.do("POST", invocations, c.event)
		if got.status != 200 || got.header.Get(fc.HeaderErrorType) != c.errorType || !strings.Contains(got.body, c.body) {
			t.Errorf("%s got %d %v %s", c.event, got.status, got.header, got.body)
		}
		if e := b.awaitEnd(got.header.Get(fc.HeaderRequestID)); e.Error == "" {
			t.Errorf("%s ended as %+v", c.event, e)
		}
	}
}

func TestWhatTheAPIDoesNotTake(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	for _, c := range []struct {
		method, path, body, header string
		status                     int
		code                       string
	}{
		{"POST", APIPrefix + "other/invocations", "", "", 404, "FunctionNotFound"},
		{"GET", invocations, "", "", 405, "MethodNotAllowed"},
		{"GET", APIPrefix + "demo", "", "", 400, "PathNotSupported"},
		{"POST", invocations + "/x", "", "", 400, "PathNotSupported"},
		{"POST", invocations, "", "X-Fc-Invocation-Type: Later", 400, "InvalidArgument"},
		{"POST", invocations, "", "X-Fc-Log-Type: All", 400, "InvalidArgument"},
		{"POST", invocations, strings.Repeat("x", fc.MaxBody+1), "", 400, "InvalidArgument"},
		{"POST", invocations, strings.Repeat("x", fc.MaxAsyncBody+1), "X-Fc-Invocation-Type: Async", 400, "InvalidArgument"},
	} {
		headers := []string{}
		if c.header != "" {
			headers = append(headers, c.header)
		}
		got := b.do(c.method, c.path, c.body, headers...)
		if got.status != c.status || !strings.Contains(got.body, `"Code":"`+c.code+`"`) || !strings.Contains(got.body, `"RequestId":"1-`) {
			t.Errorf("%s %s %s: got %d %.200s", c.method, c.path, c.header, got.status, got.body)
		}
	}
	if infos := b.Instances(); len(infos) != 0 {
		t.Errorf("an instance was created for them: %+v", infos)
	}
}

func TestAnAsynchronousCallIsTakenAtOnceAndMadeAgainIfItFails(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	got := b.do("POST", invocations, "later", "X-Fc-Invocation-Type: Async", "X-Fc-Stateful-Async-Invocation-Id: job-1")
	if got.status != 202 || got.body != "" || got.header.Get("X-Fc-Stateful-Async-Invocation-Id") != "job-1" {
		t.Errorf("the call got %d %v %s", got.status, got.header, got.body)
	}
	id := got.header.Get(fc.HeaderRequestID)
	if e := b.awaitEnd(id); e.Call != CallAsync || e.Status != 200 || e.Attempt != 1 {
		t.Errorf("it ended as %+v", e)
	}
	id = b.do("POST", invocations, "fail", "X-Fc-Invocation-Type: Async").header.Get(fc.HeaderRequestID)
	b.awaitNotice("the asynchronous call " + id + " failed 4 times")
	var tries []string
	for _, line := range b.recorded("invoked") {
		if retry, ok := strings.CutSuffix(line, " "+id); ok {
			tries = append(tries, retry)
		}
	}
	if strings.Join(tries, " ") != "0 1 2 3" {
		t.Errorf("it was made with these retry counts: %q", tries)
	}
}
