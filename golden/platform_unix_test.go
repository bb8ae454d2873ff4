//go:build unix

package golden

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// The keys of the function's role, by header and by environment. No output of
// a project and no answer to a caller may ever hold one.
const (
	headerKeyID, headerSecret, headerToken = "STS.HeaderKeyId", "header-key-secret", "header-security-token"
	envKeyID, envSecret, envToken          = "STS.EnvironKeyId", "environ-key-secret", "environ-security-token"
)

func secrets() []string {
	return []string{headerKeyID, headerSecret, headerToken, envKeyID, envSecret, envToken}
}

// patience is how long anything here may take before it counts as never.
const patience = 20 * time.Second

// call is a request as the platform sends it.
type call struct {
	method, path string
	control      string // the value of x-fc-control-path; "" for none
	id           string // the request's id
	body         string
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
	reused bool // on a connection that was there before
}

// ids hands out request ids in the platform's two forms (contract of the log
// lines: SEED): one for calls, one for hooks.
type ids struct{ n atomic.Int64 }

func (i *ids) call() string {
	return fmt.Sprintf("1-%08x-%08x-%012x", 0x67a59f35, 0x150c1267, i.n.Add(1))
}

func (i *ids) hook() string { return fmt.Sprintf("529eab23-9b3a-4ffc-88c8-%012x", i.n.Add(1)) }

// header is the documented set (D/078), credentials included.
func (p project) header(c call) http.Header {
	h := http.Header{}
	for name, value := range map[string]string{
		fc.HeaderRequestID:       c.id,
		fc.HeaderAccessKeyID:     headerKeyID,
		fc.HeaderAccessKeySecret: headerSecret,
		fc.HeaderSecurityToken:   headerToken,
		fc.HeaderFunctionHandler: "index.handler",
		fc.HeaderFunctionMemory:  strconv.Itoa(p.spec.Memory),
		fc.HeaderRegion:          p.spec.Region,
		fc.HeaderAccountID:       "123456789012",
		fc.HeaderQualifier:       "LATEST",
		fc.HeaderVersionID:       "",
		fc.HeaderFunctionName:    p.spec.Name,
		fc.HeaderLogProject:      "",
		fc.HeaderLogstore:        "",
	} {
		h.Set(name, value)
	}
	if c.control != "" {
		h.Set(fc.HeaderControlPath, c.control)
	}
	if c.method == fc.InvokeMethod && c.path == fc.InvokePath {
		h.Set("Content-Type", "application/octet-stream")
	}
	return h
}

// hookCall is the platform's call of h. Which x-fc-control-path goes with a
// pre-stop is documented nowhere, so it has none here.
func hookCall(h fc.Hook, id string) call {
	c := call{method: h.Method, path: h.Path, id: id}
	if h.Path == fc.ControlInitialize {
		c.control = fc.ControlInitialize
	}
	return c
}

// greeting is a call of the project's own example, which answers with name and id.
func (p project) greeting(name, id string) call {
	if p.isEvent() {
		return call{fc.InvokeMethod, fc.InvokePath, fc.ControlInvoke, id, fmt.Sprintf(`{"name": %q}`, name)}
	}
	return call{http.MethodGet, "/?name=" + name, fc.ControlHTTPInvoke, id, ""}
}

// slowCall is a call whose body has only half arrived: it is running until finish.
type slowCall struct {
	conn net.Conn
	in   *bufio.Reader
	rest string
}

// begin sends the first half of a call and waits until the project has it.
//
// An event is asked for before its body is sent (100 Continue). Where the
// project's example takes no body the call gets one all the same: Go reads it
// after the handler, which logged the call by then, and before it answers.
func (in *instance) begin(t *testing.T, c call) *slowCall {
	t.Helper()
	conn, err := net.DialTimeout("tcp", in.address, patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(2 * patience)); err != nil {
		t.Fatal(err)
	}
	header := in.project.header(c)
	if in.project.isEvent() {
		header.Set("Expect", "100-continue")
	} else {
		c.body = "0123456789"
	}
	var head strings.Builder
	fmt.Fprintf(&head, "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n", c.method, c.path, in.address, len(c.body))
	if err := header.Write(&head); err != nil {
		t.Fatal(err)
	}
	half := len(c.body) / 2
	if _, err := io.WriteString(conn, head.String()+"\r\n"+c.body[:half]); err != nil {
		t.Fatal(err)
	}
	s := &slowCall{conn, bufio.NewReader(conn), c.body[half:]}
	if !in.project.isEvent() {
		in.log.waitRequest(t, c.id)
		return s
	}
	resp, err := http.ReadResponse(s.in, nil)
	if err != nil {
		t.Fatalf("an event's body was not asked for: %v", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusContinue {
		t.Fatalf("an event was answered with %s before its body was sent", resp.Status)
	}
	return s
}

// finish sends the rest of the call and returns its answer.
func (s *slowCall) finish(t *testing.T) answer {
	t.Helper()
	if _, err := io.WriteString(s.conn, s.rest); err != nil {
		t.Fatalf("send the rest of a running call: %v", err)
	}
	resp, err := http.ReadResponse(s.in, nil)
	if err != nil {
		t.Fatalf("read the answer of a running call: %v", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{status: resp.StatusCode, header: resp.Header, body: string(body)}
}
