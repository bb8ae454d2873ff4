package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestRequestFromHeaders(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest("GET", "/", nil)
	for name, value := range map[string]string{
		"x-fc-request-id":      "rid-1",
		"x-fc-function-name":   "demo",
		"x-fc-function-memory": "512",
		"x-fc-region":          "cn-hangzhou",
		"x-fc-account-id":      "42",
		"x-fc-qualifier":       "LATEST",
		"x-fc-version-id":      "1",
	} {
		r.Header.Set(name, value)
	}
	got := FromContext(withRequest(r).Context())
	got.Credentials = Credentials{}
	want := "{rid-1 demo 512 cn-hangzhou 42 LATEST 1 REDACTED}"
	if fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if got := fmt.Sprint(FromContext(context.Background())); got != "{  0     REDACTED}" {
		t.Errorf("outside a call: got %s, want the zero Request", got)
	}
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	header := map[string]string{
		"X-Fc-Access-Key-Id":     "header-id",
		"X-Fc-Access-Key-Secret": "header-secret",
	}
	withToken := map[string]string{
		"X-Fc-Access-Key-Id":     "header-id",
		"X-Fc-Access-Key-Secret": "header-secret",
		"X-Fc-Security-Token":    "header-token",
	}
	env := map[string]string{
		"ALIBABA_CLOUD_ACCESS_KEY_ID":     "env-id",
		"ALIBABA_CLOUD_ACCESS_KEY_SECRET": "env-secret",
		"ALIBABA_CLOUD_SECURITY_TOKEN":    "env-token",
	}
	for _, test := range []struct {
		name        string
		header, env map[string]string
		want        string
	}{
		{name: "headers", header: withToken, env: env, want: "header-id header-secret header-token"},
		{name: "no token in the headers", header: header, env: env, want: "env-id env-secret env-token"},
		{name: "environment", env: env, want: "env-id env-secret env-token"},
		{name: "headers alone", header: header, want: "header-id header-secret "},
		{name: "no role", want: "  "},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			lookup := func(m map[string]string) func(string) string { return func(key string) string { return m[key] } }
			c := credentials(lookup(test.header), lookup(test.env))
			if got := c.AccessKeyID() + " " + c.AccessKeySecret() + " " + c.SecurityToken(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestCredentialsNeverShow(t *testing.T) {
	t.Parallel()
	c := credentials(func(string) string { return "hunter2" }, func(string) string { return "" })
	req := Request{RequestID: "rid-1", Credentials: c}
	hidden := struct{ c *Credentials }{&c}
	dumps := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%d", "%s", "%q", "%x", "%X", "%t", "%T %[1]v"} {
		dumps["Credentials "+verb] = fmt.Sprintf(verb, c)
		dumps["*Credentials "+verb] = fmt.Sprintf(verb, &c)
		dumps["Request "+verb] = fmt.Sprintf(verb, req)
		dumps["unexported "+verb] = fmt.Sprintf(verb, struct{ c Credentials }{c})
		dumps["pointer "+verb] = fmt.Sprintf(verb, hidden)
	}
	data, err := json.Marshal(map[string]any{"request": req, "credentials": c})
	if err != nil {
		t.Fatal(err)
	}
	dumps["json"] = string(data)
	var log bytes.Buffer
	slog.New(newLogHandler(&log, slog.LevelInfo)).Info("dump", "credentials", c, "request", req)
	slog.New(slog.NewTextHandler(&log, nil)).Info("dump", "credentials", c, "request", req)
	dumps["slog"] = log.String()
	for name, dump := range dumps {
		if strings.Contains(dump, "hunter2") || strings.Contains(dump, fmt.Sprintf("%x", "hunter2")) {
			t.Errorf("%s shows the secret: %s", name, dump)
		}
	}
	if got := dumps["Credentials %#v"]; got != redacted {
		t.Errorf("got %s, want %s", got, redacted)
	}
}

func TestLogCarriesRequestID(t *testing.T) {
	t.Parallel()
	ctx := NewContext(context.Background(), Request{RequestID: "rid-1"})
	for _, test := range []struct {
		name string
		log  func(l *slog.Logger)
		want string
	}{
		{name: "in a call", log: func(l *slog.Logger) { l.InfoContext(ctx, "hello", "n", 1) }, want: `"msg":"hello","n":1,"requestId":"rid-1"}`},
		{name: "with attributes", log: func(l *slog.Logger) { l.With("n", 1).InfoContext(ctx, "hello") }, want: `"msg":"hello","n":1,"requestId":"rid-1"}`},
		{name: "in a group", log: func(l *slog.Logger) { l.WithGroup("g").InfoContext(ctx, "hello") }, want: `"msg":"hello","g":{"requestId":"rid-1"}}`},
		{name: "outside a call", log: func(l *slog.Logger) { l.Info("hello") }, want: `"msg":"hello"}`},
		{name: "below the level", log: func(l *slog.Logger) { l.DebugContext(ctx, "hello") }, want: ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var out writes
			test.log(slog.New(newLogHandler(&out, slog.LevelInfo)))
			got := strings.Join(out, "|")
			if _, after, ok := strings.Cut(got, `"INFO",`); ok {
				got = strings.TrimSuffix(after, "\n")
			}
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// writes keeps each write apart.
type writes []string

func (w *writes) Write(p []byte) (int, error) {
	*w = append(*w, string(p))
	return len(p), nil
}
