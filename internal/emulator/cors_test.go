package emulator

import (
	"net/http"
	"testing"

	"github.com/fcgen/fcgen/internal/manifest"
)

func TestBrowsersOfOtherOriginsAreTold(t *testing.T) {
	t.Parallel()
	shop := &manifest.CORS{
		Origins: []string{"https://shop.example"}, Methods: []string{"GET", "PUT"}, Headers: []string{"X-Shelf"}, Exposed: []string{"X-Fc-Request-Id"},
		Credentials: true, MaxAge: 600,
	}
	all := &manifest.CORS{Origins: []string{"*"}, Methods: []string{"*"}, Headers: []string{"*"}}
	allKnown := &manifest.CORS{Origins: []string{"*"}, Methods: []string{"*"}, Headers: []string{"*"}, Credentials: true}
	const origin, method, headers, credentials, exposed, age = "Access-Control-Allow-Origin", "Access-Control-Allow-Methods",
		"Access-Control-Allow-Headers", "Access-Control-Allow-Credentials", "Access-Control-Expose-Headers", "Access-Control-Max-Age"
	asks := []string{"Origin: https://shop.example", "Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: x-shelf"}
	for _, c := range []struct {
		name   string
		cors   *manifest.CORS
		method string
		path   string
		sent   []string
		status int
		want   map[string]string // "" means that the header is not there
	}{
		{"a question", shop, "OPTIONS", "/", asks, 204, map[string]string{
			origin: "https://shop.example", method: "GET, PUT", headers: "X-Shelf", credentials: "true", age: "600", exposed: "", "Vary": "Origin"}},
		{"a question of another origin", shop, "OPTIONS", "/", []string{"Origin: https://evil.example", "Access-Control-Request-Method: PUT"}, 204,
			map[string]string{origin: "", method: "", credentials: ""}},
		{"a question of anybody", all, "OPTIONS", "/", asks, 204, map[string]string{origin: "*", method: "*", headers: "*", credentials: "", age: ""}},
		{"a question of anybody with credentials", allKnown, "OPTIONS", "/", asks, 204, map[string]string{
			origin: "https://shop.example", method: "PUT", headers: "x-shelf", credentials: "true"}},
		{"a call", shop, "GET", "/", asks[:1], 200, map[string]string{origin: "https://shop.example", exposed: "X-Fc-Request-Id", credentials: "true", method: "", "Vary": "Origin"}},
		{"a call of another origin", shop, "GET", "/", []string{"Origin: https://evil.example"}, 200, map[string]string{origin: ""}},
		{"a call without an origin", shop, "GET", "/", nil, 200, map[string]string{origin: ""}},
		{"a call that fails", shop, "GET", "/exit", asks[:1], 502, map[string]string{origin: "https://shop.example"}},
		{"a call that is refused", shop, "DELETE", "/", asks[:1], 403, map[string]string{origin: "https://shop.example"}},
		{"OPTIONS that is no question", shop, "OPTIONS", "/", nil, 403, map[string]string{origin: ""}},
		{"without corsConfig", nil, "OPTIONS", "/", asks, 403, map[string]string{origin: ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, func(config *Config) {
				config.Function.File = "s.yaml"
				config.Function.Trigger = &manifest.HTTPTrigger{Auth: "anonymous", Methods: []string{http.MethodGet, http.MethodPut}, CORS: c.cors}
			})
			got := b.do(c.method, c.path, "", c.sent...)
			if got.status != c.status {
				t.Errorf("got %d %s, want %d", got.status, got.body, c.status)
			}
			for name, want := range c.want {
				if value := got.header.Get(name); value != want {
					t.Errorf("%s is %q, want %q", name, value, want)
				}
			}
			if c.status == 204 && b.count(Creating) > 0 {
				t.Error("an instance was created for a browser's question")
			}
		})
	}
}
