package emulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"strconv"

	"github.com/fcgen/fcgen/internal/fc"
)

// newProxy carries HTTP calls. Each request's context is its call, which says
// where to and how it went.
func newProxy() *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Rewrite:        rewrite,
		Transport:      carrier{},
		FlushInterval:  -1, // a function that sends piece by piece is heard piece by piece
		BufferPool:     newBuffers(),
		ModifyResponse: answered,
		ErrorHandler:   unanswered,
		ErrorLog:       log.New(io.Discard, "", 0), // what it would say is in the call's events
	}
}

// callOf is the call that a request carries.
func callOf(r *http.Request) *call { return r.Context().Value(callKey{}).(*call) }

// carrier takes a request to its call's instance.
type carrier struct{}

func (carrier) RoundTrip(r *http.Request) (*http.Response, error) { return callOf(r).roundTrip(r) }

// pass carries a call that has its place, and ends it.
func (e *Emulator) pass(w http.ResponseWriter, r *http.Request, c *call) {
	completed := false
	defer func() {
		if !completed || c.status == http.StatusSwitchingProtocols && c.cut() {
			c.why = c.broken()
			c.status = c.why.status
		}
		if c.body != nil {
			_ = c.body.ReadCloser.Close() // nobody reads it after this
		}
		c.end()
	}()
	if r.ContentLength != 0 {
		// A function may answer before it has read everything. Without this,
		// net/http reads the rest first.
		_ = http.NewResponseController(w).EnableFullDuplex() // HTTP/1 only, else there is no need
	}
	sent := r.WithContext(c)
	if r.Body != nil && r.ContentLength != 0 {
		c.body = &requestBody{ReadCloser: r.Body, record: c.record}
		sent.Body = c.body
	}
	e.proxy.ServeHTTP(w, sent)
	completed = !c.aborted.Load() // for a call that nobody waits for, this is all that tells
}

// cut reports whether a tunnel ended because of the function's timeout or its end.
func (c *call) cut() bool {
	return errors.Is(context.Cause(c.Context), errTimedOut) || c.life.exited()
}

// rewrite turns a client's request into the platform's.
func rewrite(r *httputil.ProxyRequest) {
	c := callOf(r.In)
	out := r.Out
	out.URL.Scheme, out.URL.Host = "http", "instance"
	out.URL.RawQuery = r.In.URL.RawQuery // as it is, even where it cannot be parsed
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
		if values, ok := r.In.Header[name]; ok { // a client's own, which the platform passes
			out.Header[name] = values
		}
	}
	fc.StripRequest(out.Header)
	c.body.passTrailer(r.In, out)
	c.life.in.SetHeader(out.Header, c.job.id, fc.ControlHTTPInvoke)
	if c.attempt > 1 {
		out.Header[fc.HeaderRetryCount] = []string{strconv.Itoa(c.attempt - 1)}
	}
}

// badResponse is an answer that the platform does not take.
type badResponse struct{ what string }

func (e *badResponse) Error() string { return e.what }

// answered takes the function's answer before it is passed on.
func answered(r *http.Response) error {
	c := callOf(r.Request)
	c.status = r.StatusCode
	if size := fc.HeaderSize(r.Header); size > fc.MaxResponseHeaders {
		return &badResponse{fmt.Sprintf("the response headers are %d bytes, larger than 8 KB", size)}
	}
	c.failed = r.Header.Get(fc.HeaderStatus) == fc.StatusFailed
	fc.StripResponse(r.Header)
	r.Header.Set(fc.HeaderRequestID, c.job.id)
	setCrossOrigin(r.Header, c.cors)
	c.record.answer(r.StatusCode, r.Header)
	if r.StatusCode != http.StatusSwitchingProtocols {
		r.Body = &answerBody{r.Body, c}
	}
	return nil
}

// answerBody remembers that it was the function which broke off.
type answerBody struct {
	io.ReadCloser
	c *call
}

func (b *answerBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.c.record.answered(p[:n])
	if err != nil && err != io.EOF {
		b.c.aborted.Store(true)
	}
	return n, err
}

// unanswered answers for the function.
func unanswered(w http.ResponseWriter, r *http.Request, err error) {
	c := callOf(r)
	c.why = c.explain(err)
	c.status = c.why.status
	c.why.write(w, c.job.id, c.cors)
}

// broken is why an answer broke off that had begun.
func (c *call) broken() *failure {
	if c.Err() == nil && !c.aborted.Load() { // only the client is left
		return c.clientLeft()
	}
	return c.explain(io.ErrUnexpectedEOF)
}
