package emulator

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// raw sends bytes as they are, closes its side of the connection and returns
// the answer.
func (b *bench) raw(request string) *http.Response {
	b.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	if _, err := fmt.Fprint(conn, request); err != nil {
		b.t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return response
}

// What a client sends wrong is told to the client, and is no end of the process.
func TestAMalformedRequestIsTheClients(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.get("/")
	const post = "POST /echo HTTP/1.1\r\nHost: here\r\n"
	for name, request := range map[string]string{
		"a chunk whose length is no number": post + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n",
		"a chunk that is longer than said":  post + "Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
		"a second chunk that is wrong":      post + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n-1\r\n\r\n",
		"an asynchronous one":               post + "X-Fc-Invocation-Type: Async\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
		"one of the API":                    "POST " + invocations + " HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
		"a header that is none":             "POST / HTTP/1.1\r\nHost: here\r\nno header\r\n\r\n",
	} {
		response := b.raw(request)
		_ = response.Body.Close()
		begun := name == "a second chunk that is wrong" // the function has answered by then
		if response.StatusCode != http.StatusBadRequest && !begun {
			t.Errorf("%s: got %s", name, response.Status)
		}
	}
	for _, e := range b.events() {
		if e.Type == EventNotice || e.Status == http.StatusBadGateway || e.State == Failed {
			t.Errorf("the function is blamed: %+v", e)
		}
	}
	if got := b.get("/"); got.status != 200 || len(b.Instances()) != 1 {
		t.Errorf("the next call got %d from one of %d instances", got.status, len(b.Instances()))
	}
}
