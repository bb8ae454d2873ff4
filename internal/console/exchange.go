package console

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/secret"
)

// exchangeView is a call's request and answer as the page shows them.
type exchangeView struct {
	Version int               `json:"version"`
	Ended   bool              `json:"ended"`
	Call    emulator.CallKind `json:"call"`
	Method  string            `json:"method"`
	Path    string            `json:"path"`
	Sent    messageView       `json:"sent"`
	Status  int               `json:"status"` // 0 while there is no answer
	Text    string            `json:"text"`   // of the status
	Answer  messageView       `json:"answer"`
}

type messageView struct {
	Headers [][2]string `json:"headers"`
	content
}

// exchangeWait is how long a page is kept waiting for news of a call.
const exchangeWait = 10 * time.Second

// exchange answers with what is kept of a call: at once, or, for a page that has
// some version of it already, when there is a newer one.
func (c *console) exchange(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("id")
	version, _ := strconv.Atoi(r.URL.Query().Get("version")) // 0 is none
	ctx, cancel := context.WithTimeout(r.Context(), exchangeWait)
	defer cancel()
	is, ok := c.platform.Exchange(ctx, id, version)
	if !ok {
		c.fail(w, &refusal{http.StatusNotFound, fmt.Sprintf("nothing is kept of the request %q", id)})
		return
	}
	secrets := c.platform.Secrets()
	reply(w, http.StatusOK, exchangeView{
		Version: is.Version, Ended: is.Ended, Call: is.Call, Method: is.Method, Path: secrets.Redact(is.Path),
		Sent: viewMessage(is.Sent, is.Ended, secrets), Answer: viewMessage(is.Answer, is.Ended, secrets),
		Status: is.Status, Text: http.StatusText(is.Status),
	})
}

func viewMessage(m emulator.Message, ended bool, secrets *secret.Redactor) messageView {
	return messageView{Headers: shownHeaders(m.Header, secrets), content: newContent(m.Body, m.Size, !ended, secrets)}
}

// replay makes a call once more, with what its caller really sent: credentials
// that the page does not show as well.
func (c *console) replay(w http.ResponseWriter, r *http.Request) (any, error) {
	var call struct {
		ID string `json:"id"`
	}
	if err := read(w, r, &call); err != nil {
		return nil, err
	}
	is, ok := c.platform.Exchange(r.Context(), call.ID, 0)
	switch {
	case !ok:
		return nil, &refusal{http.StatusConflict, "nothing is kept of this request any more"}
	case is.Sent.Size > int64(len(is.Sent.Body)):
		return nil, &refusal{http.StatusConflict, fmt.Sprintf("its body has %d bytes, of which the first %d are kept: it cannot be sent again from here",
			is.Sent.Size, emulator.KeptBody)}
	case is.Sent.Header == nil: // an event
		return c.callWith(r.Context(), is.Sent.Body), nil
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, is.Method, c.Gateway+is.Path, bytes.NewReader(is.Sent.Body))
	if err != nil {
		return nil, &refusal{http.StatusConflict, fmt.Sprintf("make the request: %v", err)}
	}
	request.Header = is.Sent.Header.Clone()
	request.RequestURI, request.RemoteAddr = request.URL.RequestURI(), "127.0.0.1:0"
	return c.pass(w, request), nil
}
