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
)

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

	up, _ := http.NewRequestWithContext(t.Context(), "POST", b.url+"/sum", struct{ io.Reader }{strings.NewReader("body")})
	up.Trailer = http.Header{"Sum": {"42"}, "X-Fc-Status": {"mine"}}
	response, err = http.DefaultClient.Do(up)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := io.ReadAll(response.Body)
	response.Body.Close()
	if string(got) != "map[Sum:[42]]" {
		t.Errorf("the function got the trailer %s", got)
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
