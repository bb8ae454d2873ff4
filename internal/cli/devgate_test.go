package cli

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestGate shows that requests wait for a handler, are told why there is none,
// and are served from the moment there is one.
func TestGate(t *testing.T) {
	t.Parallel()
	g := newGate()
	ask := func(ctx context.Context) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		g.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil))
		return w
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if w := ask(gone); w.Body.Len() > 0 {
		t.Errorf("a client that went away got %q", w.Body)
	}

	answers := make(chan *httptest.ResponseRecorder)
	go func() { answers <- ask(t.Context()) }()
	g.refuse("it does not build")
	if w := <-answers; w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "it does not build") {
		t.Errorf("got %d %q", w.Code, w.Body)
	}

	g.wait()
	go func() { answers <- ask(t.Context()) }()
	g.open(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "served") }))
	if w := <-answers; w.Body.String() != "served" {
		t.Errorf("got %d %q", w.Code, w.Body)
	}
	g.refuse("a later build fails")
	g.wait()
	if w := ask(t.Context()); w.Body.String() != "served" {
		t.Errorf("got %d %q", w.Code, w.Body)
	}
}
