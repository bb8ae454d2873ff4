package emulator

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// failure is why a call did not get the function's own answer, in the
// platform's words.
type failure struct {
	status    int    // what an HTTP caller gets
	code      string // "ResourceExhausted"
	text      string
	errorType string // fc.HeaderErrorType: it was the function that failed; "" if the platform refused
}

func (f *failure) Error() string { return f.code + ": " + f.text }

// refused is a failure of the call itself.
func refused(status int, code, text string) *failure {
	return &failure{status: status, code: code, text: text}
}

// notStarted is what the calls get that waited for an instance which could not start.
func notStarted(err error) *failure {
	var start *instance.StartError
	if !errors.As(err, &start) {
		return refused(fc.StatusNotStarted, fc.CodeNotStarted, err.Error())
	}
	return refused(start.Status, start.Code, start.Text())
}

// notInitialized is what a call gets whose instance could not be initialized.
// An event call gets 200 with an error type whatever the policy (D/092); an HTTP
// call gets the same under PolicyError, and under the others the status of
// function errors, for want of a text.
func notInitialized(policy Policy, text string) *failure {
	status := http.StatusBadGateway
	if policy == PolicyError {
		status = http.StatusOK
	}
	return &failure{status: status, code: fc.ErrorInitialization, errorType: fc.ErrorInitialization, text: text}
}

// body is the failure as the platform writes it: the function's errors under a
// success status have an errorMessage (D/092), the others the three fields of
// D/038.
func (f *failure) body(status int, requestID string) []byte {
	var v any = struct {
		RequestID string `json:"RequestId"`
		Code      string
		Message   string
	}{requestID, f.code, f.text}
	if status == http.StatusOK {
		v = struct {
			ErrorMessage string `json:"errorMessage"`
		}{f.text}
	}
	data, _ := json.Marshal(v) // strings only: it cannot fail
	return data
}

// header is what stands above the body.
func (f *failure) header(requestID string) http.Header {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set(fc.HeaderRequestID, requestID)
	if f.errorType != "" {
		h.Set(fc.HeaderErrorType, f.errorType)
	}
	return h
}

// write answers an HTTP call, with what a browser of another origin is told.
func (f *failure) write(w http.ResponseWriter, requestID string, cors http.Header) {
	h := w.Header()
	clear(h)
	maps.Copy(h, f.header(requestID))
	setCrossOrigin(h, cors)
	w.WriteHeader(f.status)
	_, _ = w.Write(f.body(f.status, requestID)) // the client may be gone
}
