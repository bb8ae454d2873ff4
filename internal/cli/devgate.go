package cli

import (
	"io"
	"net/http"
	"sync"
)

// gate stands before a handler that is not there yet: requests wait for it, or
// are told why it does not come.
type gate struct {
	mu      sync.Mutex
	handler http.Handler
	trouble string        // why there is none
	changed chan struct{} // closed when one of them is set
}

func newGate() *gate { return &gate{changed: make(chan struct{})} }

// open lets requests through to the handler, from now on.
func (g *gate) open(h http.Handler) { g.set(h, "") }

// refuse answers requests with the text until the gate opens.
func (g *gate) refuse(text string) { g.set(nil, text) }

// wait makes requests wait again, unless the gate is open.
func (g *gate) wait() { g.set(nil, "") }

func (g *gate) set(h http.Handler, trouble string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.handler != nil && h == nil {
		return
	}
	g.handler, g.trouble = h, trouble
	close(g.changed)
	g.changed = make(chan struct{})
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for {
		g.mu.Lock()
		handler, trouble, changed := g.handler, g.trouble, g.changed
		g.mu.Unlock()
		switch {
		case handler != nil:
			handler.ServeHTTP(w, r)
			return
		case trouble != "":
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, trouble)
			return
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		}
	}
}
