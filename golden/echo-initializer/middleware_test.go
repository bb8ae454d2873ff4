package main

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
)

// Middleware that asks for a login or limits the rate would keep the platform
// from a hook, so a hook's route has none. logRequests shows who passes it.
func TestMiddlewareLeavesHooksAlone(t *testing.T) {
	log, realHooks, realLog := new(bytes.Buffer), hooks, slog.Default()
	t.Cleanup(func() {
		hooks = realHooks
		slog.SetDefault(realLog)
	})
	hooks = []*hook{newHook(new(bytes.Buffer), func(context.Context) error { return nil })}
	slog.SetDefault(slog.New(newLogHandler(log, slog.LevelDebug)))
	router := report(newRouter())

	router.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/initialize", nil))
	if log.Len() != 0 {
		t.Errorf("the hook went through the middleware: %s", log)
	}

	call := httptest.NewRequest("GET", "/nowhere", nil)
	call.Header.Set("X-Fc-Request-Id", "rid-1")
	router.ServeHTTP(httptest.NewRecorder(), call)
	for _, want := range []string{`"msg":"request"`, `"path":"/nowhere"`, `"requestId":"rid-1"`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log of a call lacks %s: %s", want, log)
		}
	}
}
