package console

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// action is a call that changes something; its answer is sent as JSON.
type action func(w http.ResponseWriter, r *http.Request) (any, error)

// maxCall bounds the body of a call: the largest request that the platform
// takes, as a JSON string of escapes, is far above what a page types.
const maxCall = 64 << 20

// refusal is an error that the person at the page can do something about.
type refusal struct {
	status int
	text   string
}

func (e *refusal) Error() string { return e.text }

// read decodes the call's body into v, strictly.
func read(w http.ResponseWriter, r *http.Request, v any) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxCall))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return &refusal{http.StatusBadRequest, fmt.Sprintf("read the call: %v", err)}
	}
	if _, err := d.Token(); err != io.EOF {
		return &refusal{http.StatusBadRequest, "read the call: there is something behind the JSON"}
	}
	return nil
}

func reply(w http.ResponseWriter, status int, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if w.Header().Get("Content-Type") == "" { // else a line has been sent already
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
	}
	_, _ = w.Write(data) // a page that has gone needs no answer
}

// fail answers with what went wrong: {"error": "..."}.
func (c *console) fail(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	if refused, ok := errors.AsType[*refusal](err); ok {
		status = refused.status
	}
	reply(w, status, map[string]string{"error": c.platform.Secrets().Redact(err.Error())})
}

// done is the answer of a call that has nothing to tell.
type done struct{}
