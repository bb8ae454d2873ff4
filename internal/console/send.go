package console

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

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
	Aborted   bool        `json:"aborted"`
	Duration  float64     `json:"duration"` // milliseconds
	content
}

// send makes the form's call.
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
	return c.pass(w, request), nil
}

// pass gives the request to the gateway as if a client had made it, without a
// connection: the page's own may be of another address. A line with the id comes
// first, as soon as the answer begins, so that the page can show it as it comes.
func (c *console) pass(w http.ResponseWriter, request *http.Request) testAnswer {
	start := time.Now()
	rec := &recorder{header: http.Header{}, began: func(id string) {
		if id == "" {
			return
		}
		w.Header().Set("Content-Type", "application/x-ndjson")
		_ = json.NewEncoder(w).Encode(map[string]string{"began": id}) // a page that has gone needs none
		_ = http.NewResponseController(w).Flush()
	}}
	rec.serve(c.platform, request)
	return rec.answer(time.Since(start), c.platform.Secrets())
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
	return c.callWith(r.Context(), []byte(call.Payload)), nil
}

// callWith makes an event call with the payload.
func (c *console) callWith(ctx context.Context, payload []byte) testAnswer {
	result := c.platform.Invoke(ctx, payload)
	return testAnswer{
		Request: result.RequestID, Instance: result.InstanceID,
		Status: result.Status, Text: http.StatusText(result.Status), ErrorType: result.ErrorType,
		Headers: [][2]string{}, Duration: milliseconds(result.Duration),
		content: newContent(result.Body[:min(len(result.Body), shownBody)], int64(len(result.Body)), false, c.platform.Secrets()),
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
