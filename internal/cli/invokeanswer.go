package cli

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/fcgen/fcgen/internal/fc"
)

// rawMessage is JSON that stands in JSON.
type rawMessage = json.RawMessage

// answered is what --json prints of a call. Its fields keep their meaning.
type answered struct {
	Status    int         `json:"status"`
	ErrorType string      `json:"errorType,omitempty"` // the function failed
	Duration  float64     `json:"duration"`            // milliseconds, from here
	Request   string      `json:"requestId,omitempty"`
	Instance  string      `json:"instanceId,omitempty"`
	Memory    float64     `json:"memory,omitempty"` // MB, the most that the instance has had
	Headers   http.Header `json:"headers"`
	Body      string      `json:"body"`
	Base64    bool        `json:"base64,omitempty"` // Body is encoded, as it is no text
	Log       string      `json:"log,omitempty"`    // its last 4 KB
}

// answerJSON prints all that came.
func (p *program) answerJSON(answer *http.Response, began time.Time) error {
	body, err := io.ReadAll(io.LimitReader(answer.Body, fc.MaxBody))
	if err != nil {
		return refusef("the answer broke off: %v", err)
	}
	h := answer.Header
	a := answered{
		Status: answer.StatusCode, ErrorType: h.Get(fc.HeaderErrorType), Duration: float64(time.Since(began).Microseconds()) / 1000,
		Request: h.Get(fc.HeaderRequestID), Instance: h.Get(fc.HeaderInstanceID), Headers: h, Body: string(body), Log: logTail(h),
	}
	a.Memory, _ = strconv.ParseFloat(h.Get(fc.HeaderMaxMemoryUsage), 64)
	if a.Base64 = !utf8.Valid(body); a.Base64 {
		a.Body = base64.StdEncoding.EncodeToString(body)
	}
	data, err := encodeJSON(a)
	if err != nil {
		return err
	}
	if _, err := p.out.Write(data); err != nil {
		return err
	}
	return failedCall(answer)
}

// logTail is the end of the call's log, "" if there is none.
func logTail(h http.Header) string {
	data, err := base64.StdEncoding.DecodeString(h.Get(fc.HeaderLogResult))
	if err != nil {
		return ""
	}
	return string(data)
}

// answerTo is where the body goes: as it is, but to a terminal without what
// would move its cursor or change it.
func (p *program) answerTo() io.Writer {
	if !p.styleOf(p.Stdout).terminal {
		return p.out
	}
	return &calm{w: p.out}
}

// calm passes text on without control characters. Pieces may end anywhere.
type calm struct {
	w    io.Writer
	lead bool // the last byte begins a character that may be a control
}

func (c *calm) Write(data []byte) (int, error) {
	out := make([]byte, 0, len(data))
	for _, b := range data {
		switch {
		case c.lead && b >= 0x80 && b < 0xa0: // U+0080 to U+009F, in two bytes
			b = 0xb7 // with the first, U+00B7
		case b < ' ' && b != '\n' && b != '\r' && b != '\t', b == 0x7f:
			b = '.'
		}
		c.lead = b == 0xc2
		out = append(out, b)
	}
	_, err := c.w.Write(out)
	return len(data), err
}
