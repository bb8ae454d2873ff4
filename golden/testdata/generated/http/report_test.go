package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/textproto"
	"os"
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		handler  http.HandlerFunc
		status   int
		fcStatus string
	}{
		{name: "success", handler: func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) }, status: 200},
		{name: "nothing written", handler: func(http.ResponseWriter, *http.Request) {}, status: 200},
		{name: "client's error", handler: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }, status: 404},
		{name: "server's error", handler: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, status: 503, fcStatus: "404"},
		{name: "panic", handler: func(http.ResponseWriter, *http.Request) { panic("x") }, status: 500, fcStatus: "404"},
		{name: "the handler knows better", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Fc-Status", "200")
			w.WriteHeader(502)
		}, status: 502, fcStatus: "200"},
		{name: "early hints", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusEarlyHints)
			w.WriteHeader(500)
		}, status: 500, fcStatus: "404"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(report(test.handler))
			defer server.Close()
			hints := 0
			ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
				Got1xxResponse: func(int, textproto.MIMEHeader) error { hints++; return nil },
			})
			resp := get(ctx, t, server, "/")
			if got := resp.Header.Get("X-Fc-Status"); resp.StatusCode != test.status || got != test.fcStatus {
				t.Errorf("got %d and x-fc-status %q, want %d and %q", resp.StatusCode, got, test.status, test.fcStatus)
			}
			if (hints == 1) != (test.name == "early hints") {
				t.Errorf("got %d informational answers", hints)
			}
		})
	}
}

func TestReportCutsHalfAnswers(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(report(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("half"))
		w.(http.Flusher).Flush()
		panic("x")
	})))
	defer server.Close()
	resp := get(t.Context(), t, server, "/")
	if body, err := io.ReadAll(resp.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %q and %v, want an unexpected EOF", body, err)
	}
}

func TestReportPutsRequestIntoContext(t *testing.T) {
	t.Parallel()
	w := call(report(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, FromContext(r.Context()).RequestID)
	})), "GET", "/", "/http-invoke")
	if got := w.Body.String(); got != "rid-1" {
		t.Errorf("got %q, want rid-1", got)
	}
}

func TestReportKeepsWhatWritersCanDo(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(report(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := w.(interface{ CloseNotify() <-chan bool }); !ok {
			t.Error("no CloseNotify")
		}
		if r.URL.Path == "/copy" {
			if n, err := w.(io.ReaderFrom).ReadFrom(strings.NewReader("copied")); n != 6 || err != nil {
				t.Errorf("ReadFrom: got %d and %v", n, err)
			}
			return
		}
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 299 Hijacked\r\nContent-Length: 0\r\n\r\n")
	})))
	defer server.Close()
	if body, err := bufio.NewReader(get(t.Context(), t, server, "/copy").Body).ReadString('d'); body != "copied" || err != nil {
		t.Errorf("got %q and %v, want copied", body, err)
	}
	if resp := get(t.Context(), t, server, "/hijack"); resp.StatusCode != 299 {
		t.Errorf("got %d, want 299", resp.StatusCode)
	}
}

// loggedBy is what is logged meanwhile, at the debug level. Tests that use it
// are not parallel.
func loggedBy(t *testing.T, do func()) string {
	t.Helper()
	log, real := new(bytes.Buffer), slog.Default()
	defer slog.SetDefault(real)
	slog.SetDefault(slog.New(newLogHandler(log, slog.LevelDebug)))
	do()
	return log.String()
}

func TestReportLogsPanics(t *testing.T) {
	log := loggedBy(t, func() {
		call(report(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a reason") })), "GET", "/", "")
	})
	for _, want := range []string{"a reason", "report_test.go", `"requestId":"rid-1"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %q: %s", want, log)
		}
	}
}

func TestReportLogsCalls(t *testing.T) {
	app := newApp(os.Getenv)
	log := loggedBy(t, func() { call(newFunction(app, newRouter(app)), "GET", "/nowhere", "") })
	for _, want := range []string{`"msg":"request"`, `"path":"/nowhere"`, `"status":404`, `"requestId":"rid-1"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %q: %s", want, log)
		}
	}
}

// contextStore is a store that logs with the context that the handler gives it,
// and says whether that context ends with the call.
type contextStore struct {
	Store
	ended chan error
}

func (s contextStore) Greeting(ctx context.Context) (string, error) {
	slog.InfoContext(ctx, "the store is asked")
	select {
	case <-ctx.Done():
		s.ended <- context.Cause(ctx)
	default:
		s.ended <- nil
	}
	return "Hello", nil
}

// The handler's own context, whatever the framework calls it, is the call's: a
// log line has the request id, and what waits for a client that left is told.
func TestHandlersContextIsTheCalls(t *testing.T) {
	store := contextStore{ended: make(chan error, 1)}
	app := &App{store: store}
	log := loggedBy(t, func() { call(newFunction(app, newRouter(app)), "GET", "/", "/http-invoke") })
	if !strings.Contains(log, `"msg":"the store is asked","requestId":"rid-1"`) {
		t.Errorf("the handler's context does not know the request: %s", log)
	}
	if err := <-store.ended; err != nil {
		t.Errorf("the context had ended: %v", err)
	}

	ctx, leave := context.WithCancel(t.Context())
	leave()
	newFunction(app, newRouter(app)).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(ctx))
	if err := <-store.ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the client left, and the handler's context says %v", err)
	}
}

func TestReportLeavesHooksAlone(t *testing.T) {
	f := newFunction(newApp(os.Getenv), http.NotFoundHandler())
	f.hooks = []*hook{newHook(func(context.Context) error { return errors.New("no") })}
	w := call(f, "POST", "/initialize", "")
	if got := w.Header().Get("X-Fc-Status"); w.Code != 500 || got != "" {
		t.Errorf("got %d and x-fc-status %q, want 500 and none", w.Code, got)
	}
}

// get asks with the server's own client: a server that closes also closes what
// is idle in http.DefaultClient, which other tests may be using.
func get(ctx context.Context, t *testing.T, server *httptest.Server, path string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}
