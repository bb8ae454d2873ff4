package console

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/secret"
)

// shownBody is how much of an answer's body a page gets, in bytes.
const shownBody = 1 << 20

// testCall is an HTTP request as the Test form has it.
type testCall struct {
	Method  string      `json:"method"`
	Path    string      `json:"path"` // with its query
	Headers [][2]string `json:"headers"`
	Body    string      `json:"body"`
}

// testAnswer is what came of a test.
type testAnswer struct {
	Request   string      `json:"request"` // its id
	Instance  string      `json:"instance,omitempty"`
	Status    int         `json:"status"`
	Text      string      `json:"text"` // of the status
	ErrorType string      `json:"errorType,omitempty"`
	Headers   [][2]string `json:"headers"`
	Body      string      `json:"body"`
	Base64    bool        `json:"base64"` // Body is encoded, as it is no text
	Size      int64       `json:"size"`   // of the body, in bytes, before it was cut for the page
	Cut       bool        `json:"cut"`    // the page gets its beginning only
	Aborted   bool        `json:"aborted"`
	Duration  float64     `json:"duration"` // milliseconds
}

// send passes the call to the gateway as if a client had made it, without a
// connection: the page's own may be of another address.
func (c *console) send(w http.ResponseWriter, r *http.Request) (any, error) {
	var call testCall
	if err := read(w, r, &call); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	request, err := call.request(ctx, c.Gateway)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	rec := &recorder{header: http.Header{}}
	rec.serve(c.platform, request)
	return rec.answer(time.Since(start), c.platform.Secrets()), nil
}

// request is the call as the gateway's server would have read it.
func (t testCall) request(ctx context.Context, gateway string) (*http.Request, error) {
	if !strings.HasPrefix(t.Path, "/") {
		return nil, &refusal{http.StatusBadRequest, fmt.Sprintf("the path %q does not begin with /", t.Path)}
	}
	target := gateway + strings.ReplaceAll(t.Path, " ", "%20")
	r, err := http.NewRequestWithContext(ctx, t.Method, target, strings.NewReader(t.Body))
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, fmt.Sprintf("make the request: %v", err)}
	}
	for _, h := range t.Headers {
		name := http.CanonicalHeaderKey(strings.TrimSpace(h[0]))
		value := strings.TrimSpace(h[1])
		if !validHeader(name, value) {
			return nil, &refusal{http.StatusBadRequest, fmt.Sprintf("%q is not a header", h[0]+": "+h[1])}
		}
		if name == "Host" {
			r.Host = value
			continue
		}
		r.Header.Add(name, value)
	}
	r.RequestURI = r.URL.RequestURI()
	r.RemoteAddr = "127.0.0.1:0"
	return r, nil
}

// validHeader reports whether HTTP/1.1 can carry the header (RFC 9110, 5.1 and 5.5).
func validHeader(name, value string) bool {
	token := func(r rune) bool {
		return r > ' ' && r < 0x7f && !strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	}
	text := func(r rune) bool { return r == '\t' || r >= ' ' && r != 0x7f }
	all := func(s string, ok func(rune) bool) bool {
		return strings.IndexFunc(s, func(r rune) bool { return !ok(r) }) < 0
	}
	return name != "" && all(name, token) && all(value, text)
}

// invoke makes an event call.
func (c *console) invoke(w http.ResponseWriter, r *http.Request) (any, error) {
	var call struct {
		Payload string `json:"payload"`
	}
	if err := read(w, r, &call); err != nil {
		return nil, err
	}
	result := c.platform.Invoke(r.Context(), []byte(call.Payload))
	answer := testAnswer{
		Request: result.RequestID, Instance: result.InstanceID,
		Status: result.Status, Text: http.StatusText(result.Status), ErrorType: result.ErrorType,
		Headers: [][2]string{}, Duration: milliseconds(result.Duration),
	}
	answer.body(result.Body[:min(len(result.Body), shownBody)], int64(len(result.Body)), c.platform.Secrets())
	return answer, nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// body puts the shown part of a body of that size into the answer, without
// credentials.
func (a *testAnswer) body(shown []byte, size int64, secrets *secret.Redactor) {
	a.Size, a.Cut = size, size > int64(len(shown))
	if a.Cut {
		shown = secrets.Beginning(shown)
	} else {
		shown = secrets.RedactBytes(shown)
	}
	text := shown
	for i := 0; a.Cut && i < utf8.UTFMax && !utf8.Valid(text) && len(text) > 0; i++ {
		text = text[:len(text)-1] // the cut went through a character
	}
	if a.Base64 = !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0; a.Base64 {
		a.Body = base64.StdEncoding.EncodeToString(shown)
		return
	}
	a.Body = string(text)
}

// recorder is the client's end of a test: it keeps what a page can show and
// counts the rest.
type recorder struct {
	header  http.Header
	sent    http.Header // header at the time of the status
	status  int
	body    []byte
	size    int64
	aborted bool
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 {
		r.status, r.sent = status, r.header.Clone()
	}
}

func (r *recorder) Write(data []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	r.size += int64(len(data))
	r.body = append(r.body, data[:min(len(data), shownBody-len(r.body))]...)
	return len(data), nil
}

// Flush has nothing to do: the page gets the answer when it is whole.
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
	a := testAnswer{
		Request: r.sent.Get(fc.HeaderRequestID), Status: r.status, Text: http.StatusText(r.status),
		ErrorType: r.sent.Get(fc.HeaderErrorType), Aborted: r.aborted, Headers: [][2]string{},
		Duration: milliseconds(d),
	}
	for name, values := range r.sent {
		if slices.ContainsFunc(fc.CredentialHeaders(), func(h string) bool { return strings.EqualFold(h, name) }) {
			continue
		}
		for _, value := range values {
			a.Headers = append(a.Headers, [2]string{name, secrets.Redact(value)})
		}
	}
	slices.SortStableFunc(a.Headers, func(x, y [2]string) int { return strings.Compare(x[0], y[0]) })
	a.body(r.body, r.size, secrets)
	return a
}
