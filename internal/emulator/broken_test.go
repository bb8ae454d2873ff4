package emulator

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

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
