package console

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// actions are the calls that change something.
var actions = []string{
	"/api/send", "/api/invoke", "/api/hook/set", "/api/hook/diff", "/api/hook/write", "/api/stop", "/api/kill", "/api/reload",
	"/api/replay", "/api/faults",
}

// answered is an answer without its body.
type answered struct {
	StatusCode int
	Header     http.Header
}

func get(t *testing.T, site *httptest.Server, path string, change func(*http.Request)) (answered, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(r)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var body strings.Builder
	if _, err := copyUpTo(&body, resp.Body); err != nil {
		t.Fatal(err)
	}
	return answered{resp.StatusCode, resp.Header}, body.String()
}

// A page of another site whose name was made to mean 127.0.0.1 sends its own
// name as Host.
func TestTheConsoleAnswersToLoopbackNamesAndItsOwnPortOnly(t *testing.T) {
	t.Parallel()
	site, token := fresh(t, newFake(), Config{})
	port := mustURL(t, site.URL).Port()
	for _, test := range []struct {
		host string
		want int
	}{
		{"127.0.0.1:" + port, 200},
		{"localhost:" + port, 200},
		{"LocalHost:" + port, 200},
		{"[::1]:" + port, 200},
		{"127.0.0.1", 403},
		{"localhost:1", 403},
		{"evil.example:" + port, 403},
		{"evil.example", 403},
		{"localhost.evil.example:" + port, 403},
		{"127.0.0.2:" + port, 403},
		{"127.0.0.1.nip.io:" + port, 403},
		{"localhost.:" + port, 403},
	} {
		resp, body := get(t, site, "/", func(r *http.Request) { r.Host = test.host })
		if resp.StatusCode != test.want {
			t.Errorf("Host %q: got %d, want %d", test.host, resp.StatusCode, test.want)
		}
		if test.want != 200 && strings.Contains(body, token) {
			t.Errorf("Host %q: the answer has the token", test.host)
		}
		status, _ := post(t, site, token, "/api/stop", `{"id":"c-1"}`, func(r *http.Request) {
			r.Host = test.host
			r.Header.Del("Origin")
		})
		if status != test.want {
			t.Errorf("a call with Host %q: got %d, want %d", test.host, status, test.want)
		}
	}
}

func TestOtherSitesGetNothing(t *testing.T) {
	t.Parallel()
	f := newFake()
	site, token := fresh(t, f, Config{})
	for _, test := range []struct {
		name, header, value string
	}{
		{"a foreign origin", "Origin", "http://evil.example"},
		{"an origin without a name", "Origin", "null"},
		{"another port of this machine", "Origin", "http://127.0.0.1:1"},
		{"the same place by https", "Origin", strings.Replace(site.URL, "http:", "https:", 1)},
		{"a cross-site fetch", "Sec-Fetch-Site", "cross-site"},
		{"a fetch of another port", "Sec-Fetch-Site", "same-site"},
		{"a navigation by a person", "Sec-Fetch-Site", "none"},
	} {
		for _, path := range actions {
			status, body := post(t, site, token, path, `{}`, func(r *http.Request) { r.Header.Set(test.header, test.value) })
			if status != http.StatusForbidden {
				t.Errorf("%s to %s: got %d %s, want 403", test.name, path, status, body)
			}
		}
	}
	for _, path := range []string{"/events", "/exchange?id=1-a", "/web/main.js", "/"} {
		resp, _ := get(t, site, path, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") })
		if resp.StatusCode != http.StatusForbidden {
			t.Errorf("a cross-site fetch of %s: got %d, want 403", path, resp.StatusCode)
		}
	}
	resp, _ := get(t, site, "/", func(r *http.Request) {
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Sec-Fetch-Mode", "navigate")
		r.Header.Set("Sec-Fetch-Dest", "document")
	})
	if resp.StatusCode != http.StatusOK {
		t.Errorf("a link elsewhere to the page: got %d, want 200", resp.StatusCode)
	}
	resp, _ = get(t, site, "/", func(r *http.Request) {
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Sec-Fetch-Mode", "navigate")
		r.Header.Set("Sec-Fetch-Dest", "iframe")
	})
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("the page in another site's frame: got %d, want 403", resp.StatusCode)
	}
	if len(f.stopped)+len(f.killed) > 0 {
		t.Errorf("something was done: %v %v", f.stopped, f.killed)
	}
}

func TestCallsNeedThePagesToken(t *testing.T) {
	t.Parallel()
	site, token := fresh(t, newFake(), Config{})
	_, other := fresh(t, newFake(), Config{})
	if token == other || len(token) < 20 {
		t.Fatalf("the tokens are %q and %q", token, other)
	}
	for _, path := range actions {
		for _, wrong := range []string{"", other, token[1:], token + "x", strings.ToLower(token)} {
			status, body := post(t, site, wrong, path, `{}`)
			if status != http.StatusForbidden || strings.Contains(body, token) {
				t.Errorf("%s with token %q: got %d %s, want 403", path, wrong, status, body)
			}
		}
	}
}

// What a form of another site can send: no header of its own, and one of three
// media types.
func TestAFormOfAnotherSiteDoesNothing(t *testing.T) {
	t.Parallel()
	f := newFake()
	site, token := fresh(t, f, Config{})
	for _, media := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""} {
		for _, path := range actions {
			status, _ := post(t, site, "", path, `{"id":"c-1"}`, func(r *http.Request) {
				r.Header.Del(tokenHeader)
				r.Header.Set("Content-Type", media)
				r.Header.Set("Origin", "http://evil.example")
				r.Header.Set("Sec-Fetch-Site", "cross-site")
			})
			if status != http.StatusForbidden {
				t.Errorf("%s as %q: got %d, want 403", path, media, status)
			}
			status, _ = post(t, site, token, path, `{"id":"c-1"}`, func(r *http.Request) { r.Header.Set("Content-Type", media) })
			if status != http.StatusUnsupportedMediaType {
				t.Errorf("%s as %q with the token: got %d, want 415", path, media, status)
			}
		}
	}
	if len(f.stopped)+len(f.killed) > 0 {
		t.Errorf("something was done: %v %v", f.stopped, f.killed)
	}
}

func TestActionsAreNotReadByGet(t *testing.T) {
	t.Parallel()
	site, token := fresh(t, newFake(), Config{})
	for _, path := range actions {
		resp, _ := get(t, site, path, func(r *http.Request) { r.Header.Set(tokenHeader, token) })
		if resp.StatusCode != http.StatusMethodNotAllowed || resp.Header.Get("Allow") != http.MethodPost {
			t.Errorf("GET %s: got %d, Allow %q, want 405, POST", path, resp.StatusCode, resp.Header.Get("Allow"))
		}
	}
}

func TestEveryAnswerForbidsFramesAndForeignCode(t *testing.T) {
	t.Parallel()
	site, _ := fresh(t, newFake(), Config{})
	for _, path := range []string{"/", "/web/main.js", "/web/console.css", "/api/send", "/nothing"} {
		resp, _ := get(t, site, path, nil)
		h := resp.Header
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: Content-Security-Policy %q has no %q", path, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%s: Content-Security-Policy is %q", path, csp)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
			"Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s: got %q, want %q", path, name, got, want)
			}
		}
		if h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s may be read by another origin", path)
		}
	}
}

func mustURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
