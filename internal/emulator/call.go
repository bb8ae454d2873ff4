package emulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// call is one call of the function, and the context of the request that
// carries it to an instance: that ends with the client, or after the function's
// timeout.
type call struct {
	context.Context
	client context.Context
	cancel context.CancelFunc

	e            *Emulator
	job          *job
	kind         CallKind
	method, path string
	attempt      int // of an asynchronous call, from 1

	life  *life // the place that it has; nil before it has one
	cold  bool
	began time.Time
	took  time.Duration

	status  int      // what the function answered, or the platform for it
	failed  bool     // the function said so
	why     *failure // the platform's error; nil if there is none
	body    *requestBody
	record  *recording
	cors    http.Header // what a browser of another origin is told; nil if it is nothing
	aborted atomic.Bool // the function's answer broke off
}

// callKey finds a call in a context.
type callKey struct{}

// Value is the call itself for callKey.
func (c *call) Value(key any) any {
	if key == (callKey{}) {
		return c
	}
	return c.Context.Value(key)
}

// errTimedOut is the cause of a context that ended with the function's timeout.
var errTimedOut = errors.New("the function's timeout")

// begin gets the call a place and tells that it runs. The error is its failure.
func (e *Emulator) begin(client context.Context, c *call) *failure {
	l, cold, err := e.pool.acquire(client, c.job.id)
	if err != nil {
		why, ok := errors.AsType[*failure](err)
		if !ok {
			why = refused(fc.StatusClientClosed, fc.CodeClientClosed, "the client left while the call waited for an instance")
		}
		e.reject(c, why)
		return why
	}
	c.life, c.cold, c.began = l, cold, time.Now()
	c.client = client
	if timeout := e.function.Load().Timeout; timeout > 0 && !e.config.Debug {
		c.Context, c.cancel = context.WithTimeoutCause(client, timeout, errTimedOut)
	} else {
		c.Context, c.cancel = context.WithCancel(client)
	}
	l.output.begin(c.job, "")
	e.journal.Append(c.event(EventStart, c.began))
	c.platform(fc.InvokeStartMarker(c.job.id), c.began)
	return nil
}

// reject tells of a call that gets no place.
func (e *Emulator) reject(c *call, why *failure) {
	c.why = why
	e.tellWithoutPlace(c, why.status, why.Error())
	c.record.end(why)
}

// tellAnswered tells of a call that the platform answers for itself.
func (e *Emulator) tellAnswered(c *call, status int, header http.Header) {
	e.tellWithoutPlace(c, status, "")
	c.record.answer(status, header)
	c.record.end(nil)
}

func (e *Emulator) tellWithoutPlace(c *call, status int, text string) {
	c.status = status
	now := time.Now()
	e.journal.Append(c.event(EventStart, now))
	end := c.event(EventEnd, now)
	end.Status, end.Error = status, text
	e.journal.Append(end)
}

// end gives the place back and tells how the call went.
func (c *call) end() {
	c.cancel()
	now := time.Now()
	c.took = now.Sub(c.began)
	text := ""
	switch {
	case c.why != nil:
		text = c.why.text
	case c.failed:
		text = fc.FailedCallSuffix
	}
	c.platform(fc.InvokeEndMarker(c.job.id, text), now)
	c.life.output.end(c.job)
	end := c.event(EventEnd, now)
	end.Status, end.Error, end.Duration, end.Cold = c.status, text, milliseconds(c.took), c.cold
	if c.record != nil { // somebody looks; it takes a while
		end.Memory = c.life.recentMemory()
	}
	c.e.journal.Append(end)
	c.record.end(c.why)
	c.e.pool.release(c.life, c.replaces())
}

// replaces says why the instance must not take another call: the function may
// still be busy with this one, and takes one at a time.
func (c *call) replaces() string {
	if c.why == nil || c.e.function.Load().Concurrency > 1 {
		return ""
	}
	switch c.why.code {
	case fc.CodeFunctionTimeout:
		return "a call timed out, and instanceConcurrency is 1"
	case fc.CodeClientClosed:
		if c.e.function.Load().HealthCheck == nil {
			return "a client hung up, instanceConcurrency is 1 and there is no health check"
		}
	}
	return ""
}

// event is one of the call.
func (c *call) event(t EventType, now time.Time) Event {
	e := Event{Time: now, Type: t, Request: c.job.id, Call: c.kind, Method: c.method, Path: c.path, Attempt: c.attempt}
	if c.life != nil {
		e.Instance = c.life.id
	}
	return e
}

// platform writes a line of the platform's own into the log.
func (c *call) platform(text string, now time.Time) {
	c.job.tail.add(text)
	c.e.journal.Append(Event{
		Time: now, Type: EventLog, Instance: c.life.id, Request: c.job.id, Stream: StreamPlatform, Text: text,
	})
}

// roundTrip carries a request to the instance. Where nothing listens any more,
// nothing was sent, and the call moves on to another instance.
func (c *call) roundTrip(r *http.Request) (*http.Response, error) {
	if c.e.faults.crash() {
		return c.crashing(r)
	}
	for try := 1; ; try++ {
		response, err := c.life.in.Transport().RoundTrip(r)
		if err == nil || try == 3 || !refusesConnections(err) || c.Err() != nil || !c.body.untouched() {
			return response, err
		}
		if err := c.move(); err != nil {
			return nil, err
		}
	}
}

// move gets a place in another instance than one that refuses connections.
func (c *call) move() error {
	old := c.life
	old.output.end(c.job)
	c.e.pool.release(old, refusing)
	l, cold, err := c.e.pool.acquire(c, c.job.id)
	if err != nil {
		c.e.pool.retake(old) // so that the end of the call has a place to give back
		return err
	}
	c.life, c.cold = l, c.cold || cold
	l.output.begin(c.job, "")
	return nil
}

// refusing is why an instance is stopped that nobody can connect to.
const refusing = "it refuses connections"

// crashTime is how long a call runs before its instance is killed, if the
// function does not answer sooner.
const crashTime = 50 * time.Millisecond

// crashing is a round trip in the middle of which the instance is killed.
func (c *call) crashing(r *http.Request) (*http.Response, error) {
	c.life.notice("fault: the instance is killed during call " + c.job.id)
	timer := time.AfterFunc(crashTime, func() { _ = c.life.in.Process().Kill() })
	defer timer.Stop()
	response, err := c.life.in.Transport().RoundTrip(r)
	if err != nil {
		return nil, err
	}
	_ = c.life.in.Process().Kill() // what cannot be killed has ended
	_ = response.Body.Close()
	return nil, io.ErrUnexpectedEOF
}

// exitPatience is how long the end of a connection is waited for to turn out to
// be the end of the process.
const exitPatience = 200 * time.Millisecond

// explain is what the platform says about a call that the function did not answer.
func (c *call) explain(err error) *failure {
	took := time.Since(c.began)
	memory := func() float64 { return c.life.memory() }
	unhandled := func(code, text string) *failure {
		return &failure{status: http.StatusBadGateway, code: code, text: text, errorType: fc.ErrorUnhandled}
	}
	switch {
	case errors.Is(context.Cause(c.Context), errTimedOut):
		return unhandled(fc.CodeFunctionTimeout, fc.TimedOut(c.e.function.Load().Timeout, memory()))
	case errors.Is(err, errTooLarge), c.body.tooLarge():
		return refused(http.StatusBadRequest, fc.CodeInvalidArgument, errTooLarge.Error())
	case c.client.Err() != nil:
		return c.clientLeft()
	}
	if bad := c.body.spoiled(); bad != nil {
		if endsEarly(bad) {
			return c.clientLeft()
		}
		return refused(http.StatusBadRequest, fc.CodeInvalidArgument, "the client's request body cannot be read: "+bad.Error())
	}
	if why, ok := errors.AsType[*failure](err); ok {
		return why
	}
	if bad, ok := errors.AsType[*badResponse](err); ok {
		return refused(http.StatusBadGateway, fc.CodeBadResponse, bad.Error())
	}
	if !c.life.exits() {
		c.life.notice(fmt.Sprintf("call %s: the function closed the connection without a complete answer though its process runs on: "+
			"a panic, or a server timeout (read, write or idle) that is shorter than the platform's connections live", c.job.id))
	}
	return unhandled(fc.CodeFunctionError, fc.ExitedInCall(took, memory()))
}

// clientLeft is what the platform notes of a call whose caller hung up.
func (c *call) clientLeft() *failure {
	return refused(fc.StatusClientClosed, fc.CodeClientClosed, fc.CanceledByClient(time.Since(c.began), c.life.memory()))
}

// newCall is a call that has no place yet.
func (e *Emulator) newCall(kind CallKind, method, path string) *call {
	return &call{e: e, kind: kind, method: method, path: path, job: &job{id: instance.NewCallID()}}
}
