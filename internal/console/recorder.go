package console

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/secret"
)

// shownBody is how much of an answer's body a page gets, in bytes.
const shownBody = 1 << 20

// recorder is the client's end of a test: it keeps what a page can show and
// counts the rest.
type recorder struct {
	began func(request string) // called with the request's id when the answer begins; may be nil

	header  http.Header
	sent    http.Header // header at the time of the status
	status  int
	body    []byte
	size    int64
	aborted bool
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status != 0 || status < 200 {
		return
	}
	r.status, r.sent = status, r.header.Clone()
	if r.began != nil {
		r.began(r.sent.Get(fc.HeaderRequestID))
	}
}

func (r *recorder) Write(data []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	r.size += int64(len(data))
	r.body = append(r.body, data[:min(len(data), shownBody-len(r.body))]...)
	return len(data), nil
}

// Flush has nothing to do: who wants to see the answer while it comes looks at
// the exchange.
func (r *recorder) Flush() { r.WriteHeader(http.StatusOK) }

// serve notes an answer that was broken off, which handlers tell by a panic.
func (r *recorder) serve(h interface {
	ServeHTTP(http.ResponseWriter, *http.Request)
}, request *http.Request) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case error:
			if !errors.Is(v, http.ErrAbortHandler) {
				panic(v)
			}
			r.aborted = true
		default:
			panic(v)
		}
	}()
	h.ServeHTTP(r, request)
	r.WriteHeader(http.StatusOK)
	_, _ = io.Copy(io.Discard, request.Body)
}

// answer is what a page gets of it, without credentials.
func (r *recorder) answer(d time.Duration, secrets *secret.Redactor) testAnswer {
	return testAnswer{
		Request: r.sent.Get(fc.HeaderRequestID), Status: r.status, Text: http.StatusText(r.status),
		ErrorType: r.sent.Get(fc.HeaderErrorType), Aborted: r.aborted, Headers: shownHeaders(r.sent, secrets),
		Duration: milliseconds(d), content: newContent(r.body, r.size, false, secrets),
	}
}
