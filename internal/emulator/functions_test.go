package emulator

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/manifest"
)

func TestAnAPICallGoesToTheFunctionThatItNames(t *testing.T) {
	t.Parallel()
	served := func(f manifest.Function, url string) Served {
		return Served{
			Function: func() manifest.Function { return f }, URL: url,
			Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, f.Name+" got "+r.URL.Path) }),
		}
	}
	all := Functions{
		served(manifest.Function{Name: "web", File: "s.yaml", Runtime: "custom", Trigger: &manifest.HTTPTrigger{Name: "site"}}, "http://127.0.0.1:1"),
		served(manifest.Function{Name: "jobs", File: "s.yaml", Runtime: "custom", Timers: []manifest.Timer{{Name: "t", Cron: "@every 5m", Payload: "x", Enabled: true}}}, "http://127.0.0.1:2"),
	}
	for _, c := range []struct {
		method, path string
		status       int
		body         string
	}{
		{"GET", "/2023-03-30/functions", 200, `{"functions":[{"functionName":"web","runtime":"custom","handler":"","timeout":0,"memorySize":0},{"functionName":"jobs","runtime":"custom","handler":"","timeout":0,"memorySize":0}]}`},
		{"GET", "/2023-03-30/functions/", 200, `"functionName":"jobs"`},
		{"GET", "/2023-03-30/functions/web/triggers", 200, `{"triggers":[{"triggerName":"site","triggerType":"http","httpTrigger":{"urlInternet":"http://127.0.0.1:1"}}]}`},
		{"GET", "/2023-03-30/functions/jobs/triggers", 200, `{"triggers":[{"triggerName":"t","triggerType":"timer","triggerConfig":"{\"cronExpression\":\"@every 5m\",\"enable\":true,\"payload\":\"x\"}"}]}`},
		{"POST", "/2023-03-30/functions/jobs/invocations", 200, "jobs got /2023-03-30/functions/jobs/invocations"},
		{"POST", "/2023-03-30/functions/w%65b/invocations", 200, "web got "},
		{"POST", "/2023-03-30/functions/none/invocations", 404, "function 'none' does not exist; here are web, jobs"},
		{"POST", "/2023-03-30/functions", 404, "function '' does not exist"},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(c.method, c.path, http.NoBody)
		if !IsAPI(r) {
			t.Errorf("%s is taken for no call of the API", c.path)
		}
		all.ServeHTTP(w, r)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.body) {
			t.Errorf("%s %s: got %d %s, want %d %s", c.method, c.path, w.Code, w.Body, c.status, c.body)
		}
	}
	for _, path := range []string{"/", "/2023-03-30/functionsx", "/2023-03-30"} {
		if IsAPI(httptest.NewRequest("GET", path, http.NoBody)) {
			t.Errorf("%s is taken for a call of the API", path)
		}
	}
}
