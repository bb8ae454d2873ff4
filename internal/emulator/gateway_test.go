package emulator

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
)

func TestHTTPCallsPassThrough(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/", "", 200, "hello"},
		{"POST", "/echo", "a body", 200, "a body"},
		{"PUT", "/status?code=201", "x", 201, "as asked"},
		{"DELETE", "/status?code=404", "", 404, "as asked"},
		{"HEAD", "/", "", 200, ""},
		{"OPTIONS", "/status?code=204", "", 204, ""},
		{"GET", "/uri?a=1;b=2&c=%zz", "", 200, "/uri?a=1;b=2&c=%zz"},
		{"POST", "/initialize", "", 200, ""}, // a client's own: the function can tell by the control path
	} {
		got := b.do(c.method, c.path, c.body)
		if got.status != c.status || got.body != c.want {
			t.Errorf("%s %s got %d %q, want %d %q", c.method, c.path, got.status, got.body, c.status, c.want)
		}
		if id := got.header.Get(fc.HeaderRequestID); !strings.HasPrefix(id, "1-") || len(id) != 32 {
			t.Errorf("%s %s has the request id %q", c.method, c.path, id)
		}
	}
}

func TestReservedRequestHeadersAreThePlatforms(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	got := b.do("GET", "/headers", "", "X-Fc-Request-Id: mine", "X-Fc-Security-Token: mine", "X-Fc-Anything: mine",
		"Keep-Alive: mine", "Own: mine", "X-Forwarded-For: 1.2.3.4", "User-Agent: me/1")
	headers, err := textproto.NewReader(bufio.NewReader(strings.NewReader(got.body + "\r\n"))).ReadMIMEHeader()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		fc.HeaderRequestID: got.header.Get(fc.HeaderRequestID), fc.HeaderControlPath: fc.ControlHTTPInvoke,
		fc.HeaderFunctionName: "demo", fc.HeaderFunctionMemory: "512", fc.HeaderRegion: "cn-hangzhou", fc.HeaderAccountID: "123",
		"X-Fc-Anything": "", "Keep-Alive": "", "Own": "mine", "X-Forwarded-For": "1.2.3.4", "User-Agent": "me/1",
	} {
		if headers.Get(name) != want {
			t.Errorf("%s: got %q, want %q", name, headers.Get(name), want)
		}
	}
	if headers.Get(fc.HeaderSecurityToken) == "mine" {
		t.Error("a client's own credentials were passed on")
	}
}

// A client cannot bring in a reserved header beside the platform's, however it
// is written, nor have the platform's own taken away. What only looks like one to
// some servers passes: no text says that the platform takes it away.
func TestReservedRequestHeadersHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.get("/") // brings the instance
	send := func(request string) string {
		conn, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, request); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("%q: %v", request, err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	for _, lines := range []string{
		"X-Fc-Control-Path: /initialize\r\nX-Fc-Control-Path: /http-invoke\r\n",
		"x-fc-control-path: /initialize\r\nX-FC-CONTROL-PATH: /initialize\r\n",
		"X-Fc-Control-Path: /initialize, /pre-stop\r\n",
		"X-Fc-Control-Path:/initialize\r\n",
		"Connection: X-Fc-Control-Path, X-Fc-Request-Id\r\n",
		"X_Fc_Control_Path: /initialize\r\n",
	} {
		body := send("POST /headers HTTP/1.1\r\nHost: localhost\r\n" + lines + "Content-Length: 0\r\n\r\n")
		headers, err := textproto.NewReader(bufio.NewReader(strings.NewReader(body + "\r\n"))).ReadMIMEHeader()
		if err != nil {
			t.Fatal(err)
		}
		if got := headers.Values(fc.HeaderControlPath); len(got) != 1 || got[0] != fc.ControlHTTPInvoke || len(headers.Values(fc.HeaderRequestID)) != 1 {
			t.Errorf("%q: the function got %q", lines, body)
		}
	}
	body := send("POST /sum HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTrailer: X-Fc-Control-Path, Own\r\n\r\n" +
		"1\r\nx\r\n0\r\nX-Fc-Control-Path: /initialize\r\nOwn: mine\r\n\r\n")
	if strings.Contains(body, "Fc") || !strings.Contains(body, "mine") {
		t.Errorf("the function got the trailers %s", body)
	}
}

func TestReservedResponseHeadersDoNotPass(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	got := b.get("/status?code=200&x-fc-secret=1&x-fc-request-id=mine&server=mine&keep-alive=mine&date=mine&x-fc-status=200&own=mine")
	for name, want := range map[string]string{
		"X-Fc-Secret": "", "Server": "", "Keep-Alive": "", fc.HeaderStatus: "200", "Own": "mine",
	} {
		if got.header.Get(name) != want {
			t.Errorf("%s: got %q, want %q", name, got.header.Get(name), want)
		}
	}
	if id := got.header.Get(fc.HeaderRequestID); id == "mine" || id == "" {
		t.Errorf("the request id is %q", id)
	}
	if _, err := http.ParseTime(got.header.Get("Date")); err != nil {
		t.Errorf("the date is not the gateway's: %v", err)
	}
}

func TestLimitsAreAnsweredAsThePlatformDoes(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.Function.Concurrency = 2 })
	large := strings.Repeat("x", fc.MaxBody+1)
	for _, c := range []struct {
		name   string
		got    answer
		status int
		code   string
	}{
		{"a long path", b.get("/?" + strings.Repeat("x", 4<<10)), 400, "InvalidArgument"},
		{"large headers", b.do("GET", "/", "", "Big: "+strings.Repeat("x", 8<<10)), 400, "InvalidArgument"},
		{"large response headers", b.get("/big-header"), 502, "BadResponse"},
		{"a path as long as may be", b.get("/?" + strings.Repeat("x", 4<<10-2)), 200, ""},
		{"a large body of known length", b.do("POST", "/echo", large), 400, "InvalidArgument"},
	} {
		if c.got.status != c.status || !strings.Contains(c.got.body, c.code) {
			t.Errorf("%s: got %d %.200s", c.name, c.got.status, c.got.body)
		}
		if c.status != 200 && !strings.Contains(c.got.body, `"RequestId":"`+c.got.header.Get(fc.HeaderRequestID)+`"`) {
			t.Errorf("%s: the error does not name its request: %.200s", c.name, c.got.body)
		}
	}
}

func TestTheTriggerDecidesWhoMayCall(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) {
		c.Function.File = "s.yaml"
		c.Function.Trigger = &manifest.HTTPTrigger{Auth: "function", Methods: []string{"GET", "POST"}}
	})
	if got := b.do("PUT", "/echo", "x"); got.status != 403 || !strings.Contains(got.body, "AccessDenied") {
		t.Errorf("a method that is not listed got %d %s", got.status, got.body)
	}
	if got := b.get("/"); got.status != 200 {
		t.Errorf("a listed one got %d", got.status)
	}
	b.awaitNotice(`authType "function"`)

	none := newBench(t, func(c *Config) { c.Function.File = "s.yaml" })
	if got := none.get("/"); got.status != 404 || !strings.Contains(got.body, "TriggerNotFound") {
		t.Errorf("without a trigger the call got %d %s", got.status, got.body)
	}
	if result := none.Invoke(t.Context(), []byte("x")); string(result.Body) != "x" {
		t.Errorf("the event call got %+v", result)
	}
}
