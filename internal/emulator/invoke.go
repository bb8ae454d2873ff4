package emulator

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// Result is what the caller of an event call gets.
type Result struct {
	RequestID  string
	InstanceID string
	Status     int    // of the platform's answer: 200 also where the function failed
	ErrorType  string // X-Fc-Error-Type; "" means that the call succeeded
	Body       []byte
	Duration   time.Duration
	Log        []byte // the last 4 KB of the call's log

	memory float64 // the most that the instance has had, in MB
}

// Invoke makes an event call.
func (e *Emulator) Invoke(ctx context.Context, payload []byte) Result {
	return e.invoke(ctx, e.newCall(CallEvent, fc.InvokeMethod, fc.InvokePath), invocation{payload: payload, log: true})
}

// invocation is what an event call carries.
type invocation struct {
	payload   []byte
	qualifier string // "" means the default
	retry     int
	log       bool // the call's log is wanted
}

// lateLines is how long the last lines of a call's log may be on their way.
const lateLines = 20 * time.Millisecond

// invoke makes an event call. The function's status and headers are dropped,
// except what says that the call failed (D/108).
func (e *Emulator) invoke(ctx context.Context, c *call, v invocation) Result {
	result := Result{RequestID: c.job.id, Status: http.StatusOK}
	if v.log {
		c.job.tail = &tail{}
	}
	c.record = e.exchanges.record(c, nil)
	c.record.sent(v.payload)
	if why := e.begin(ctx, c); why != nil {
		return result.fail(why)
	}
	result.InstanceID = c.life.id
	body, err := c.send(v)
	result.Duration = time.Since(c.began)
	switch {
	case err != nil:
		c.why = c.explain(err)
		result = result.fail(c.why)
	case c.failed:
		result.ErrorType, result.Body = fc.ErrorHandled, body
	default:
		result.Body = body
	}
	if v.log {
		time.Sleep(lateLines)
		result.memory = c.life.memory()
	} else {
		result.memory = c.life.recentMemory()
	}
	c.end()
	if v.log {
		c.job.tail.add("\n" + fc.UsageLine(result.Duration, e.function.Load().Memory, result.memory))
		result.Log = c.job.tail.last()
	}
	return result
}

// fail is the result of a call that the function did not answer.
func (r Result) fail(why *failure) Result {
	r.ErrorType = why.errorType
	if why.errorType == "" {
		r.Status, r.ErrorType = why.status, why.code
	}
	r.Body = why.body(r.Status, r.RequestID)
	return r
}

// send carries the event to the instance and returns what it answered.
func (c *call) send(v invocation) ([]byte, error) {
	r := (&http.Request{
		Method:        fc.InvokeMethod,
		URL:           &url.URL{Scheme: "http", Host: "instance", Path: fc.InvokePath},
		Host:          "instance",
		Header:        c.life.in.Header(c.job.id, fc.ControlInvoke),
		ContentLength: int64(len(v.payload)),
		Body:          http.NoBody,
	}).WithContext(c)
	if len(v.payload) > 0 {
		r.Body = io.NopCloser(bytes.NewReader(v.payload))
	}
	r.Header["Content-Type"] = []string{"application/octet-stream"}
	r.Header["User-Agent"] = nil // none is sent
	if v.qualifier != "" {
		r.Header[fc.HeaderQualifier] = []string{v.qualifier}
	}
	if v.retry > 0 {
		r.Header[fc.HeaderRetryCount] = []string{strconv.Itoa(v.retry)}
	}
	response, err := c.roundTrip(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	c.status = response.StatusCode
	c.record.answer(response.StatusCode, response.Header)
	c.failed = response.Header.Get(fc.HeaderStatus) == fc.StatusFailed
	body, err := io.ReadAll(io.LimitReader(response.Body, fc.MaxBody+1))
	c.record.answered(body)
	switch {
	case err != nil:
		return nil, err
	case len(body) > fc.MaxBody:
		return nil, &badResponse{"the response body is larger than 32 MB"}
	}
	return body, nil
}
