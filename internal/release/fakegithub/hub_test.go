package fakegithub_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/release/fakegithub"
)

// call sends a request and returns the status and the answer.
func call(hub *fakegithub.Hub, token, method, path, body string) (int, string) {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	hub.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func newHub() *fakegithub.Hub {
	return fakegithub.New(fakegithub.Repo{Name: "us/it", Token: "secret"}, fakegithub.Repo{Name: "us/tap", Token: "other"})
}

// The life of a release, and who may see it when.
func TestRelease(t *testing.T) {
	t.Parallel()
	hub := newHub()
	for _, c := range []struct {
		name, token, method, path, body string
		status                          int
		answer                          string // in it
	}{
		{"nobody may make one", "", "POST", "/repos/us/it/releases", `{"tag_name":"v1","draft":true}`, 403, ""},
		{"nor with another repository's token", "other", "POST", "/repos/us/it/releases", `{"tag_name":"v1","draft":true}`, 403, ""},
		{"a draft", "secret", "POST", "/api/v3/repos/us/it/releases", `{"tag_name":"v1","name":"v1","draft":true}`, 201, `"id":1`},
		{"a draft does not hold its tag", "secret", "GET", "/repos/us/it/releases/tags/v1", "", 404, ""},
		{"we see it", "secret", "GET", "/repos/us/it/releases", "", 200, `"draft":true`},
		{"others do not", "", "GET", "/repos/us/it/releases", "", 200, `[]`},
		{"a file", "secret", "POST", "/api/uploads/repos/us/it/releases/1/assets?name=a.txt", "text", 201, `"digest":"sha256:982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"`},
		{"one more of the name", "secret", "POST", "/repos/us/it/releases/1/assets?name=a.txt", "text", 422, "already_exists"},
		{"nobody can get it", "", "GET", "/us/it/releases/download/v1/a.txt", "", 404, ""},
		{"published", "secret", "PATCH", "/repos/us/it/releases/1", `{"draft":false}`, 200, `"name":"v1"`},
		{"anyone can get it", "", "GET", "/us/it/releases/download/v1/a.txt", "", 200, "text"},
		{"the tag has it", "", "GET", "/repos/us/it/releases/tags/v1", "", 200, `"id":1`},
		{"no second one", "secret", "POST", "/repos/us/it/releases", `{"tag_name":"v1"}`, 422, "already_exists"},
		{"deleted", "secret", "DELETE", "/repos/us/it/releases/1", "", 204, ""},
		{"gone", "secret", "PATCH", "/repos/us/it/releases/1", `{}`, 404, ""},
		{"no such repository", "secret", "GET", "/repos/us/that", "", 404, ""},
	} {
		status, answer := call(hub, c.token, c.method, c.path, c.body)
		if status != c.status || !strings.Contains(answer, c.answer) {
			t.Errorf("%s: %d %s, want %d %s", c.name, status, answer, c.status, c.answer)
		}
	}
	calls := hub.Calls()
	if len(calls) != 16 || calls[2].Path != "/repos/us/it/releases" || calls[6].Name != "a.txt" || !calls[6].Writes() || calls[3].Writes() {
		t.Errorf("the calls are %v", calls)
	}
}

// A file that is there is changed only by who says what was there.
func TestContents(t *testing.T) {
	t.Parallel()
	hub := newHub()
	put := func(path, body string, want int) {
		t.Helper()
		if status, answer := call(hub, "other", http.MethodPut, path, body); status != want {
			t.Errorf("%s: %d %s, want %d", body, status, answer, want)
		}
	}
	put("/repos/us/tap/contents/Casks/it.rb", `{"content":"b25l","branch":"main"}`, 201)
	put("/repos/us/tap/contents/Casks/it.rb", `{"content":"dHdv","branch":"main"}`, 409)
	_, answer := call(hub, "", http.MethodGet, "/repos/us/tap/contents/Casks/it.rb?ref=main", "")
	var file struct{ SHA string }
	if err := json.Unmarshal([]byte(answer), &file); err != nil {
		t.Fatal(err)
	}
	put("/repos/us/tap/contents/Casks/it.rb", `{"content":"dHdv","branch":"main","sha":"`+file.SHA+`"}`, 201)
	if data, ok := hub.File("us/tap", "main", "Casks/it.rb"); !ok || string(data) != "two" {
		t.Errorf("it has %q", data)
	}
	put("/repos/us/tap/contents/a", `{"content":"b25l","branch":"none"}`, 404)
	if _, ok := hub.File("us/it", "main", "Casks/it.rb"); ok {
		t.Error("another repository has it as well")
	}
}
