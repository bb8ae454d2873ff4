package emulator

import (
	"context"
	"net/http"
)

// Exchange is what a caller sent and what it got: the beginning of both.
type Exchange struct {
	Request      string // its id
	Call         CallKind
	Method, Path string // the path with its query, as it came
	Sent         Message
	Status       int // of the answer; 0 before there is one
	Answer       Message
	Ended        bool
	Version      int // grows with every change
}

// Message is one side's part of an exchange. What is in it may hold credentials.
type Message struct {
	Header http.Header // nobody changes it
	Body   []byte      // the first KeptBody bytes
	Size   int64       // of the whole body, as far as it has come
}

// KeptBody is how much of a body an Exchange has, in bytes.
const KeptBody = 64 << 10

// Exchange returns what is kept of a request, as soon as its Version is above
// that one, or when ctx ends; ok is false if nothing of it is kept. The slices
// grow no further under the caller.
func (e *Emulator) Exchange(ctx context.Context, request string, version int) (is Exchange, ok bool) {
	x := &e.exchanges
	for {
		x.mu.Lock()
		r := x.byID[request]
		if r == nil {
			x.mu.Unlock()
			return Exchange{}, false
		}
		is = r.is
		if r.changed == nil {
			r.changed = make(chan struct{})
		}
		changed := r.changed
		x.mu.Unlock()
		if is.Version > version || is.Ended {
			return is, true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return is, true
		}
	}
}
