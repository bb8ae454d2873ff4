package emulator

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/fc"
)

// keeping keeps exchanges of up to so many bytes.
func keeping(bytes int) func(*Config) {
	return func(c *Config) { c.ExchangeBytes = bytes }
}

// exchange is the whole of a call that has ended.
func (b *bench) exchange(id string) Exchange {
	b.t.Helper()
	is, ok := b.Exchange(b.t.Context(), id, 0)
	for ok && !is.Ended {
		is, ok = b.Exchange(b.t.Context(), id, is.Version)
	}
	if !ok {
		b.t.Fatalf("nothing is kept of %s", id)
	}
	return is
}

func TestWhatCallersSendAndGetIsKept(t *testing.T) {
	t.Parallel()
	b := newBench(t, keeping(1<<20))
	big := strings.Repeat("x", KeptBody+5000)
	for _, c := range []struct {
		name               string
		call               func() (id string)
		kind               CallKind
		method, path       string
		sent               string
		status             int
		answer             string // its beginning
		sentSize, bodySize int64
	}{
		{"an HTTP call", func() string {
			return b.do("POST", "/echo?q=1", "ping", "X-Own: 7").header.Get(fc.HeaderRequestID)
		}, CallHTTP, "POST", "/echo?q=1", "ping", 200, "", 4, -1},
		{"a large one", func() string { return b.do("POST", "/invoke", big).header.Get(fc.HeaderRequestID) },
			CallHTTP, "POST", "/invoke", big[:KeptBody], 200, big[:KeptBody], int64(len(big)), int64(len(big))},
		{"a process that ends", func() string { return b.get("/exit").header.Get(fc.HeaderRequestID) },
			CallHTTP, "GET", "/exit", "", 502, `{"RequestId":`, 0, -1},
		{"a refused one", func() string { return b.get("/" + strings.Repeat("y", 5000)).header.Get(fc.HeaderRequestID) },
			CallHTTP, "GET", "/" + strings.Repeat("y", 4095), "", 400, `{"RequestId":`, 0, -1},
		{"an event", func() string { return b.Invoke(t.Context(), []byte("fail")).RequestID },
			CallEvent, fc.InvokeMethod, fc.InvokePath, "fail", 404, "fail", 4, 4},
	} {
		is := b.exchange(c.call())
		if is.Call != c.kind || is.Method != c.method || is.Path != c.path || is.Status != c.status {
			t.Errorf("%s: it is %s %s %.20s… with status %d", c.name, is.Call, is.Method, is.Path, is.Status)
		}
		if string(is.Sent.Body) != c.sent || is.Sent.Size != c.sentSize {
			t.Errorf("%s: %d bytes were sent and %d are kept", c.name, is.Sent.Size, len(is.Sent.Body))
		}
		if !strings.HasPrefix(string(is.Answer.Body), c.answer) || c.bodySize >= 0 && is.Answer.Size != c.bodySize {
			t.Errorf("%s: the answer's %d bytes begin with %.40q", c.name, is.Answer.Size, is.Answer.Body)
		}
		if is.Answer.Header == nil {
			t.Errorf("%s: the answer has no header", c.name)
		}
	}
	id := b.do("POST", "/echo", "", "X-Own: 7").header.Get(fc.HeaderRequestID)
	if is := b.exchange(id); is.Sent.Header.Get("X-Own") != "7" || is.Answer.Header.Get(fc.HeaderRequestID) != id {
		t.Errorf("the headers are %v and %v", is.Sent.Header, is.Answer.Header)
	}
	if e := b.awaitEnd(id); e.Memory <= 0 && memoryIsTold() {
		t.Errorf("the end tells no memory: %+v", e)
	}
}

// memoryIsTold reports whether this system tells what a process has.
func memoryIsTold() bool { return alive(os.Getpid()) }

func TestAStreamIsKeptAsItComes(t *testing.T) {
	t.Parallel()
	b := newBench(t, keeping(1<<20))
	response, err := http.Get(b.url + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	id := response.Header.Get(fc.HeaderRequestID)
	is, ok := b.Exchange(t.Context(), id, 0)
	for ok && !strings.Contains(string(is.Answer.Body), "data: 0") {
		is, ok = b.Exchange(t.Context(), id, is.Version)
	}
	if !ok || is.Ended || string(is.Answer.Body) != "data: 0\n\n" {
		t.Fatalf("while the function waits there is %v %+v", ok, is)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if again, ok := b.Exchange(gone, id, is.Version); !ok || again.Version != is.Version {
		t.Errorf("without news, who does not wait gets %v %+v", ok, again)
	}
	if err := os.WriteFile(filepath.Join(b.folder, "heard"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	if is := b.exchange(id); string(is.Answer.Body) != "data: 0\n\ndata: 1\n\ndata: 2\n\n" {
		t.Errorf("in the end there is %q", is.Answer.Body)
	}
}

func TestTheOldestExchangesAreForgotten(t *testing.T) {
	t.Parallel()
	b := newBench(t, keeping(5*exchangeCost))
	var ids []string
	for n := range 8 {
		ids = append(ids, b.get(fmt.Sprint("/?n=", n)).header.Get(fc.HeaderRequestID))
	}
	for n, id := range ids {
		if _, ok := b.Exchange(t.Context(), id, 0); ok != (n >= 4) {
			t.Errorf("call %d is kept: %v", n, ok)
		}
	}
	if b.exchanges.bytes > b.exchanges.budget || len(b.exchanges.byID) != len(b.exchanges.order) {
		t.Errorf("%d bytes are counted, %d exchanges by id, %d in order", b.exchanges.bytes, len(b.exchanges.byID), len(b.exchanges.order))
	}
	none := newBench(t, nil)
	if _, ok := none.Exchange(t.Context(), none.get("/").header.Get(fc.HeaderRequestID), 0); ok {
		t.Error("one is kept though none was wanted")
	}
}
