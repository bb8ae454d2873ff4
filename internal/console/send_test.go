package console

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// sent makes a test in the page and returns its answer.
func sent(t *testing.T, f *fake, call string) testAnswer {
	t.Helper()
	site, token := fresh(t, f, Config{})
	status, body := post(t, site, token, "/api/send", call)
	if status != http.StatusOK {
		t.Fatalf("got %d %s", status, body)
	}
	return lastAnswer(t, body)
}

// lastAnswer is the end of what a page gets of a test: there may be a line
// before it, which says that the answer begins.
func lastAnswer(t *testing.T, body string) (a testAnswer) {
	t.Helper()
	if err := json.Unmarshal([]byte(body[strings.LastIndexByte(strings.TrimSuffix(body, "\n"), '\n')+1:]), &a); err != nil {
		t.Fatalf("%v in %q", err, body)
	}
	return a
}

func TestATestReachesTheGatewayAsAClientsRequest(t *testing.T) {
	t.Parallel()
	f := newFake()
	var got *http.Request
	var body []byte
	f.handle = func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		w.Header().Set("X-Fc-Request-Id", "1-a")
		w.Header().Set("Content-Type", "application/json")
		w.Header().Add("Set-Cookie", "a=1")
		w.Header().Add("Set-Cookie", "b=2")
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"a":1}`)
	}
	a := sent(t, f, `{"method":"POST","path":"/a b/c?q=1 2&x=%2F","headers":[["X-One"," 1 "],["Host","example.com"],["X-One","2"]],"body":"ü"}`)
	if got.Method != "POST" || got.RequestURI != "/a%20b/c?q=1%202&x=%2F" || got.URL.Path != "/a b/c" || got.Host != "example.com" ||
		fmt.Sprint(got.Header["X-One"]) != "[1 2]" || string(body) != "ü" || got.ContentLength != 2 || got.RemoteAddr == "" {
		t.Errorf("the gateway got %s %s for %s, %v, %d bytes %q, from %s",
			got.Method, got.RequestURI, got.Host, got.Header, got.ContentLength, body, got.RemoteAddr)
	}
	if a.Status != 201 || a.Text != "Created" || a.Request != "1-a" || a.Body != `{"a":1}` || a.Size != 7 || a.Cut || a.Base64 || a.Aborted {
		t.Errorf("the page got %+v", a)
	}
	if want := "[[Content-Type application/json] [Set-Cookie a=1] [Set-Cookie b=2] [X-Fc-Request-Id 1-a]]"; fmt.Sprint(a.Headers) != want {
		t.Errorf("headers: got %v, want %s", a.Headers, want)
	}
}

func TestLongAnswersAreCutForThePage(t *testing.T) {
	t.Parallel()
	f := newFake()
	const parts = 3 << 10
	f.handle = func(w http.ResponseWriter, _ *http.Request) {
		for range parts {
			fmt.Fprint(w, strings.Repeat("€", 1<<10)) // three bytes each
			w.(http.Flusher).Flush()
		}
	}
	a := sent(t, f, `{"method":"GET","path":"/"}`)
	if a.Size != parts*3<<10 || !a.Cut || a.Base64 || len(a.Body) > shownBody || len(a.Body) < shownBody-3 {
		t.Errorf("size %d, cut %v, base64 %v, %d bytes in the page", a.Size, a.Cut, a.Base64, len(a.Body))
	}
	if strings.Trim(a.Body, "€") != "" {
		t.Error("the cut broke a character")
	}
}

func TestWhatIsNoTextIsBase64(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"\xff\xfe", "a\x00b"} {
		f := newFake()
		f.handle = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }
		a := sent(t, f, `{"method":"GET","path":"/"}`)
		if !a.Base64 || a.Size != int64(len(body)) {
			t.Errorf("%q: got %+v", body, a)
		}
	}
}

func TestAnAnswerThatIsBrokenOffIsSaidToBe(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.handle = func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "half")
		panic(http.ErrAbortHandler)
	}
	if a := sent(t, f, `{"method":"GET","path":"/"}`); !a.Aborted || a.Body != "half" || a.Status != 200 {
		t.Errorf("got %+v", a)
	}
}

// A function that tells everything it knows is the usual first one.
func TestTheRolesKeysDoNotReachThePage(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.handle = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Fc-Access-Key-Id", "SECRET")
		w.Header().Set("X-Fc-Access-Key-Secret", "SECRET")
		w.Header().Set("X-Fc-Security-Token", "SECRET")
	}
	if a := sent(t, f, `{"method":"GET","path":"/"}`); strings.Contains(fmt.Sprint(a), "SECRET") {
		t.Errorf("the page gets %+v", a)
	}
}

func TestATestThatIsNoRequestIsRefused(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.handle = func(http.ResponseWriter, *http.Request) { t.Error("the gateway got it") }
	site, token := fresh(t, f, Config{})
	for _, call := range []string{
		``, `[]`, `{"method":"GET","path":"/"} x`, `{"method":"GET","path":"/","more":1}`,
		`{"method":"GET","path":""}`, `{"method":"GET","path":"http://evil.example/"}`, `{"method":"GET","path":"/\u0000"}`, `{"method":"GET","path":"/%zz"}`,
		`{"method":"G T","path":"/"}`, `{"method":"GET","path":"/","headers":[["",""]]}`, `{"method":"GET","path":"/","headers":[["A B","1"]]}`,
		`{"method":"GET","path":"/","headers":[["A","1\r\nB: 2"]]}`, `{"method":"GET","path":"/","headers":[["Ü","1"]]}`,
	} {
		status, body := post(t, site, token, "/api/send", call)
		if status != http.StatusBadRequest || !strings.Contains(body, `"error":`) {
			t.Errorf("%s: got %d %s, want 400", call, status, body)
		}
	}
}

// The person at the page presses Cancel, or closes it.
func TestACancelledTestEndsAtTheFunction(t *testing.T) {
	t.Parallel()
	f := newFake()
	began, ended := make(chan struct{}), make(chan struct{})
	f.handle = func(_ http.ResponseWriter, r *http.Request) {
		close(began)
		<-r.Context().Done()
		close(ended)
	}
	site, token := fresh(t, f, Config{})
	r, err := http.NewRequest(http.MethodPost, site.URL+"/api/send", strings.NewReader(`{"method":"GET","path":"/"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(tokenHeader, token)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-began
		cancel()
	}()
	if resp, err := http.DefaultClient.Do(r.WithContext(ctx)); err == nil {
		resp.Body.Close()
		t.Error("there was an answer")
	}
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("the function's call goes on")
	}
}

func TestAnEventIsInvoked(t *testing.T) {
	t.Parallel()
	site, token := fresh(t, newFake(), Config{})
	status, body := post(t, site, token, "/api/invoke", `{"payload":"{\"a\":1}"}`)
	var a testAnswer
	if err := json.Unmarshal([]byte(body), &a); err != nil || status != 200 {
		t.Fatalf("got %d %s: %v", status, body, err)
	}
	if a.Body != `{"a":1}` || a.Request != "1-2" || a.Status != 200 || a.Duration != 1 {
		t.Errorf("got %+v", a)
	}
}

func TestInstancesAreStoppedAndKilled(t *testing.T) {
	t.Parallel()
	f := newFake()
	reloads := 0
	site, token := fresh(t, f, Config{Reload: func() { reloads++ }})
	for _, test := range []struct {
		path, body string
		want       int
	}{
		{"/api/stop", `{"id":"c-1"}`, 200},
		{"/api/kill", `{"id":"c-1"}`, 200},
		{"/api/stop", `{"id":"c-2"}`, 409},
		{"/api/kill", `{"id":"c-2"}`, 409},
		{"/api/reload", `{}`, 200},
	} {
		if status, body := post(t, site, token, test.path, test.body); status != test.want {
			t.Errorf("%s %s: got %d %s, want %d", test.path, test.body, status, body, test.want)
		}
	}
	if len(f.stopped) != 1 || len(f.killed) != 1 || reloads != 1 {
		t.Errorf("stopped %v, killed %v, %d reloads", f.stopped, f.killed, reloads)
	}
	site, token = fresh(t, f, Config{})
	if status, _ := post(t, site, token, "/api/reload", `{}`); status != http.StatusConflict {
		t.Errorf("a reload where nothing can be built: got %d, want 409", status)
	}
}
