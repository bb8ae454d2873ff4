package emulator

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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

func TestABodyOf32MBStreamsAndOneMoreByteIsTooMuch(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	for _, size := range []int64{fc.MaxBody, fc.MaxBody + 1} {
		sent, got := sha256.New(), sha256.New()
		body := io.TeeReader(io.LimitReader(rand.Reader, size), sent)
		r, err := http.NewRequestWithContext(t.Context(), "POST", b.url+"/echo", struct{ io.Reader }{body}) // of unknown length
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(r)
		if size > fc.MaxBody {
			if err != nil {
				continue // cut off
			}
			_, err := io.Copy(io.Discard, response.Body)
			response.Body.Close()
			if err == nil && response.StatusCode != 400 {
				t.Errorf("a body of %d bytes got %d", size, response.StatusCode)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(got, response.Body)
		response.Body.Close()
		if err != nil || n != size || fmt.Sprintf("%x", got.Sum(nil)) != fmt.Sprintf("%x", sent.Sum(nil)) {
			t.Errorf("of %d bytes came back %d, %v", size, n, err)
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

func TestAnswersStreamAsTheyAreMade(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	response, err := http.Get(b.url + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	if !lines.Scan() || lines.Text() != "data: 0" {
		t.Fatalf("the first event: %q, %v", lines.Text(), lines.Err())
	}
	// The function sends the second one only after the first was heard.
	if err := os.WriteFile(filepath.Join(b.folder, "heard"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(response.Body)
	if err != nil || !strings.Contains(string(rest), "data: 2") || lines.Err() != nil {
		for lines.Scan() {
			rest = append(rest, lines.Text()...)
		}
		if !strings.Contains(string(rest), "data: 2") {
			t.Errorf("the rest: %q, %v", rest, err)
		}
	}
}

func TestRequestsAndAnswersStreamAtTheSameTime(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	body, write := io.Pipe()
	r, err := http.NewRequestWithContext(t.Context(), "POST", b.url+"/duplex", body)
	if err != nil {
		t.Fatal(err)
	}
	go fmt.Fprintln(write, "one")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	for _, word := range []string{"one", "two", "three"} {
		if word != "one" {
			fmt.Fprintln(write, word)
		}
		if !lines.Scan() || lines.Text() != "got "+word {
			t.Fatalf("to %q came %q, %v", word, lines.Text(), lines.Err())
		}
	}
	write.Close()
	if lines.Scan() {
		t.Errorf("after the end came %q", lines.Text())
	}
}

func TestTrailersEarlyHintsAndContinuePass(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	response, err := http.Get(b.url + "/trailer")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	response.Body.Close()
	if response.Trailer.Get("Sum") != "42" {
		t.Errorf("the trailer is %v", response.Trailer)
	}

	hinted := ""
	trace := &httptrace.ClientTrace{Got1xxResponse: func(code int, h textproto.MIMEHeader) error {
		hinted += fmt.Sprint(code, " ", h.Get("Link"))
		return nil
	}}
	r, _ := http.NewRequestWithContext(httptrace.WithClientTrace(t.Context(), trace), "GET", b.url+"/hints", nil)
	response, err = http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if hinted != "103 </style.css>" {
		t.Errorf("the early hints are %q", hinted)
	}

	if got := b.do("POST", "/echo", "go on", "Expect: 100-continue"); got.body != "go on" {
		t.Errorf("a client that asks before it sends got %d %q", got.status, got.body)
	}
}

// tunnel opens a connection that was upgraded.
func (b *bench) tunnel() (net.Conn, *bufio.Reader) {
	b.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { conn.Close() })
	fmt.Fprintf(conn, "GET /socket HTTP/1.1\r\nHost: demo\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	stream := bufio.NewReader(conn)
	response, err := http.ReadResponse(stream, nil) //nolint:bodyclose // the rest of the connection is no body
	if err != nil || response.StatusCode != 101 || response.Header.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		b.t.Fatalf("the handshake got %+v, %v", response, err)
	}
	return conn, stream
}

func TestATunnelIsACallThatRuns(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.FreezeAfter = time.Millisecond })
	conn, stream := b.tunnel()
	for n := range 3 {
		time.Sleep(20 * time.Millisecond) // longer than an idle instance stays thawed
		fmt.Fprintf(conn, "message %d\n", n)
		if line, err := stream.ReadString('\n'); err != nil || line != fmt.Sprintf("message %d\n", n) {
			t.Fatalf("back came %q, %v", line, err)
		}
	}
	if info := b.Instances()[0]; info.State != Invoking || info.Running != 1 {
		t.Errorf("meanwhile the instance was %+v", info)
	}
	conn.Close()
	e := b.await("the end of the tunnel", func(e Event) bool { return e.Type == EventEnd })
	if e.Status != 101 || e.Error != "" {
		t.Errorf("it ended as %+v", e)
	}
}

func TestATunnelIsCutAfterTheFunctionsTimeout(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.Function.Timeout = 300 * time.Millisecond })
	_, stream := b.tunnel()
	if line, err := stream.ReadString('\n'); err == nil {
		t.Errorf("came %q", line)
	}
	e := b.await("the end of the tunnel", func(e Event) bool { return e.Type == EventEnd })
	if !strings.Contains(e.Error, "Function timed out after 0.3 seconds") {
		t.Errorf("it ended as %+v", e)
	}
}

func TestACallThatTakesTooLongIsCutWithThePlatformsError(t *testing.T) {
	t.Parallel()
	for _, concurrency := range []int{1, 5} {
		t.Run(fmt.Sprint(concurrency), func(t *testing.T) {
			t.Parallel()
			b := newBench(t, func(c *Config) { c.Function.Timeout = 300 * time.Millisecond; c.Function.Concurrency = concurrency })
			first := b.get("/pid").body
			got := b.get("/hang")
			if got.status != 502 || !strings.Contains(got.body, "Function timed out after 0.3 seconds (maxMemoryUsage: ") ||
				!strings.Contains(got.body, fc.CodeFunctionTimeout) {
				t.Errorf("the call got %d %s", got.status, got.body)
			}
			result := b.Invoke(t.Context(), []byte("hang"))
			if result.Status != 200 || result.ErrorType != fc.ErrorUnhandled || !strings.Contains(string(result.Body), `"errorMessage":"Function timed out`) {
				t.Errorf("the event call got %d %s %s", result.Status, result.ErrorType, result.Body)
			}
			if second := b.get("/pid").body; (second == first) != (concurrency > 1) {
				t.Errorf("with concurrency %d, %s was followed by %s", concurrency, first, second)
			}
		})
	}
}

func TestAProcessThatEndsDuringACallIsReported(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	for _, method := range []string{"GET", "POST"} {
		got := b.do(method, "/exit", "")
		if got.status != 502 || !strings.Contains(got.body, "Process exited unexpectedly before completing request (duration: ") {
			t.Errorf("%s got %d %s", method, got.status, got.body)
		}
		if got := b.get("/"); got.body != "hello" {
			t.Errorf("the next call got %d %s", got.status, got.body)
		}
	}
	end := b.await("the line of the platform", func(e Event) bool {
		return e.Stream == StreamPlatform && strings.Contains(e.Text, ", Error: Process exited unexpectedly")
	})
	if end.Instance == "" {
		t.Errorf("the line is told as %+v", end)
	}
}

func TestAnAnswerThatBreaksOffIsReported(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	response, err := http.Get(b.url + "/half")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(response.Body); err == nil {
		t.Error("the client does not see that the answer is not whole")
	}
	response.Body.Close()
	end := b.await("the end", func(e Event) bool { return e.Type == EventEnd })
	if end.Status != 502 || !strings.Contains(end.Error, "Process exited unexpectedly") {
		t.Errorf("it ended as %+v", end)
	}
}

func TestAConnectionThatTheFunctionClosesIsExplained(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	got := b.do("POST", "/drop", "x")
	if got.status != 502 || !strings.Contains(got.body, "Process exited unexpectedly") {
		t.Errorf("the call got %d %s", got.status, got.body)
	}
	b.awaitNotice("its process runs on")
	if got := b.get("/"); got.body != "hello" {
		t.Errorf("the next call got %d", got.status)
	}
}

func TestAClientThatVanishesHarmsNobody(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/hang", "/forever"} {
		for _, concurrency := range []int{1, 5} {
			t.Run(fmt.Sprint(path[1:], concurrency), func(t *testing.T) {
				t.Parallel()
				b := newBench(t, func(c *Config) { c.Function.Concurrency = concurrency })
				first := b.get("/pid").body
				conn, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: demo\r\n\r\n", path)
				b.await("the call", func(e Event) bool { return e.Type == EventStart && e.Path == path })
				if path == "/forever" {
					if _, err := io.CopyN(io.Discard, conn, 1<<20); err != nil {
						t.Fatal(err)
					}
				}
				conn.Close()
				end := b.await("its end", func(e Event) bool { return e.Type == EventEnd && e.Path == path })
				if end.Status != 499 || !strings.Contains(end.Error, "Invocation canceled by client") {
					t.Errorf("it ended as %+v", end)
				}
				if second := b.get("/pid").body; (second == first) != (concurrency > 1) {
					t.Errorf("with concurrency %d, %s was followed by %s", concurrency, first, second)
				}
			})
		}
	}
}

func TestAServerThatClosesIdleConnectionsIsSurvived(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.FreezeAfter = -1 }, "IDLE_TIMEOUT=5ms")
	for range 20 {
		if got := b.get("/"); got.body != "hello" {
			t.Errorf("the call got %d %s", got.status, got.body)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestAClientThatReadsSlowlyGetsEverything(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	conn, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := strings.Repeat("0123456789", 300_000) // more than the buffers on the way hold
	go fmt.Fprintf(conn, "POST /echo HTTP/1.1\r\nHost: demo\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	response, err := http.ReadResponse(bufio.NewReaderSize(conn, 16), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var got strings.Builder
	for range 20 {
		time.Sleep(10 * time.Millisecond)
		if _, err := io.CopyN(&got, response.Body, 10_000); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := io.Copy(&got, response.Body); err != nil || got.String() != body {
		t.Errorf("of %d bytes came %d, %v", len(body), got.Len(), err)
	}
}

func TestAClientThatClosesItsHalfHasLeft(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.Function.Concurrency = 2 })
	conn, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET /hang HTTP/1.1\r\nHost: demo\r\n\r\n")
	knows := func(what string) func() bool {
		return func() bool { return strings.Contains(fmt.Sprint(b.recorded("life")), what) }
	}
	b.until("the function has the call", knows("hangs"))
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if e := b.await("its end", func(e Event) bool { return e.Type == EventEnd }); e.Status != 499 {
		t.Errorf("it ended as %+v", e)
	}
	b.until("the function knows", knows("left"))
}

func TestACallMovesOnFromAnInstanceThatJustDied(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.FreezeAfter = -1 })
	for range 3 {
		b.get("/")
		in := b.Instances()[0]
		if err := b.KillInstance(in.ID); err != nil {
			t.Fatal(err)
		}
		// Whether the emulator knows of the death already or not: the call is
		// answered by another instance, or by the platform if it was sent.
		got := b.do("POST", "/echo", "x")
		if got.status != 200 && !strings.Contains(got.body, "Process exited unexpectedly") {
			t.Errorf("the call got %d %s", got.status, got.body)
		}
		e := b.await("the death", func(e Event) bool { return e.Instance == in.ID && (e.State == Failed || e.State == Stopped) })
		if e.State != Failed || !strings.Contains(e.Reason, "exited unexpectedly") {
			t.Errorf("it is told as %+v", e)
		}
	}
}
