package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/iotest"
)

func TestInvoke(t *testing.T) {
	t.Parallel()
	echo := func(_ context.Context, event []byte) ([]byte, error) { return event, nil }
	for _, test := range []struct {
		name, controlPath string
		body              io.Reader
		handle            func(context.Context, []byte) ([]byte, error)
		status            int
		fcStatus, want    string
	}{
		{name: "success", controlPath: "/invoke", body: strings.NewReader("\x00\xff"), handle: echo, status: 200, want: "\x00\xff"},
		{name: "no header", body: strings.NewReader("x"), handle: echo, status: 200, want: "x"},
		{name: "error", controlPath: "/invoke", handle: func(context.Context, []byte) ([]byte, error) { return nil, errors.New("no luck") },
			status: 404, fcStatus: "404", want: `{"errorMessage":"no luck","errorType":"*errors.errorString"}` + "\n"},
		{name: "panic", controlPath: "/invoke", handle: func(context.Context, []byte) ([]byte, error) { panic("no luck") },
			status: 404, fcStatus: "404", want: `{"errorMessage":"no luck","errorType":"panic"}` + "\n"},
		{name: "broken body", controlPath: "/invoke", body: iotest.ErrReader(errors.New("cut off")), handle: echo,
			status: 404, fcStatus: "404", want: `{"errorMessage":"read the event: cut off","errorType":"ReadError"}` + "\n"},
		{name: "a client", controlPath: "/http-invoke", handle: echo, status: 404, want: "404 page not found\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest("POST", "/invoke", test.body)
			if test.controlPath != "" {
				r.Header.Set("X-Fc-Control-Path", test.controlPath)
			}
			w := httptest.NewRecorder()
			invoke(test.handle).ServeHTTP(w, r)
			if got := w.Header().Get("X-Fc-Status"); w.Code != test.status || got != test.fcStatus || w.Body.String() != test.want {
				t.Errorf("got %d, x-fc-status %q and %q, want %d, %q and %q", w.Code, got, w.Body, test.status, test.fcStatus, test.want)
			}
		})
	}
}

func TestInvokeOnTheRouter(t *testing.T) {
	t.Parallel()
	app := newApp(os.Getenv)
	w := call(newFunction(app, newRouter(app)), "POST", "/invoke", "/invoke")
	if got := w.Header().Get("Content-Type"); w.Code != 200 || got != "application/octet-stream" || !strings.Contains(w.Body.String(), "rid-1") {
		t.Errorf("got %d, %s and %q, want 200, application/octet-stream and the request id", w.Code, got, w.Body)
	}
}

func TestReportFailsCallsThatPanic(t *testing.T) {
	t.Parallel()
	w := call(report(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("no luck") })), "POST", "/invoke", "/invoke")
	if got := w.Header().Get("X-Fc-Status"); w.Code != 404 || got != "404" {
		t.Errorf("got %d and x-fc-status %q, want 404 and 404", w.Code, got)
	}
}

func TestEventHooksCarryNoStatus(t *testing.T) {
	f := newFunction(newApp(os.Getenv), http.NotFoundHandler())
	f.hooks = []*hook{newHook(func(context.Context) error { return errors.New("no") })}
	w := call(f, "POST", "/initialize", "")
	if got := w.Header().Get("X-Fc-Status"); w.Code != 500 || got != "" {
		t.Errorf("got %d and x-fc-status %q, want 500 and none", w.Code, got)
	}
}

// A line that a handler logs with its context has the request id.
func TestHandlersContextIsTheCalls(t *testing.T) {
	log, real := new(bytes.Buffer), slog.Default()
	defer slog.SetDefault(real)
	slog.SetDefault(slog.New(newLogHandler(log, slog.LevelDebug)))
	app := newApp(os.Getenv)
	call(newFunction(app, newRouter(app)), "POST", "/invoke", "/invoke")
	for _, want := range []string{`"msg":"event","bytes":0,"requestId":"rid-1"`, `"msg":"request"`, `"path":"/invoke"`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s: %s", want, log)
		}
	}
}
