package debugger

import (
	"bufio"
	"encoding/json"
	"net"
	"testing"
	"time"

	"github.com/google/go-dap"
)

// patience is how long a test waits for what must come.
const patience = 2 * time.Minute

// client is an editor's end of the Debug Adapter Protocol.
type client struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
	seq  int
	past []dap.Message // events that came while something else was waited for
}

// attach connects as the settings that fcgen wrote tell an editor to, and returns
// when the program can be told where to stop.
func attach(t *testing.T, address string) *client {
	t.Helper()
	var conn net.Conn
	var err error
	for limit := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if conn, err = net.Dial("tcp", address); err == nil {
			break
		}
		if time.Now().After(limit) {
			t.Fatal(err)
		}
	}
	c := &client{t: t, conn: conn, r: bufio.NewReader(conn)}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	c.send(&dap.InitializeRequest{Request: c.request("initialize"), Arguments: dap.InitializeRequestArguments{AdapterID: "go", PathFormat: "path", LinesStartAt1: true, ColumnsStartAt1: true}})
	response[*dap.InitializeResponse](c)
	c.send(&dap.AttachRequest{Request: c.request("attach"), Arguments: json.RawMessage(`{"request": "attach", "mode": "remote"}`)})
	event[*dap.InitializedEvent](c)
	response[*dap.AttachResponse](c)
	return c
}

func (c *client) request(command string) dap.Request {
	c.seq++
	return dap.Request{ProtocolMessage: dap.ProtocolMessage{Seq: c.seq, Type: "request"}, Command: command}
}

func (c *client) send(m dap.Message) {
	c.t.Helper()
	if err := dap.WriteProtocolMessage(c.conn, m); err != nil {
		c.t.Fatal(err)
	}
}

// next is the next message of a type; events of other types are kept.
func next[M dap.Message](c *client) M {
	c.t.Helper()
	for i, m := range c.past {
		if found, ok := m.(M); ok {
			c.past = append(c.past[:i:i], c.past[i+1:]...)
			return found
		}
	}
	for {
		m, err := dap.ReadProtocolMessage(c.r)
		if err != nil {
			var want M
			c.t.Fatalf("wait for %T: %v", want, err)
		}
		if found, ok := m.(M); ok {
			return found
		}
		if failed, ok := m.(*dap.ErrorResponse); ok {
			c.t.Fatalf("%s failed: %s %+v", failed.Command, failed.Message, failed.Body.Error)
		}
		c.past = append(c.past, m)
	}
}

func response[M dap.ResponseMessage](c *client) M { c.t.Helper(); return next[M](c) }

func event[M dap.EventMessage](c *client) M { c.t.Helper(); return next[M](c) }

// breakAt sets a breakpoint and lets the program run.
func (c *client) breakAt(file string, line int) {
	c.t.Helper()
	c.send(&dap.SetBreakpointsRequest{Request: c.request("setBreakpoints"), Arguments: dap.SetBreakpointsArguments{
		Source: dap.Source{Path: file}, Breakpoints: []dap.SourceBreakpoint{{Line: line}},
	}})
	if set := response[*dap.SetBreakpointsResponse](c).Body.Breakpoints; len(set) != 1 || !set[0].Verified {
		c.t.Fatalf("no breakpoint at %s:%d: %+v", file, line, set)
	}
	c.send(&dap.ConfigurationDoneRequest{Request: c.request("configurationDone")})
	response[*dap.ConfigurationDoneResponse](c)
}

// stopped waits until the program stands at a breakpoint, and says where.
func (c *client) stopped() (thread int, file string, line int) {
	c.t.Helper()
	e := event[*dap.StoppedEvent](c)
	if e.Body.Reason != "breakpoint" {
		c.t.Fatalf("it stopped for %s: %s", e.Body.Reason, e.Body.Text)
	}
	c.send(&dap.StackTraceRequest{Request: c.request("stackTrace"), Arguments: dap.StackTraceArguments{ThreadId: e.Body.ThreadId, Levels: 1}})
	frames := response[*dap.StackTraceResponse](c).Body.StackFrames
	if len(frames) == 0 || frames[0].Source == nil {
		c.t.Fatalf("no stack: %+v", frames)
	}
	return e.Body.ThreadId, frames[0].Source.Path, frames[0].Line
}

func (c *client) goOn(thread int) {
	c.t.Helper()
	c.send(&dap.ContinueRequest{Request: c.request("continue"), Arguments: dap.ContinueArguments{ThreadId: thread}})
	response[*dap.ContinueResponse](c)
}

// leave takes back the breakpoints of a file, which Delve would keep, and goes away.
func (c *client) leave(file string) {
	c.t.Helper()
	c.send(&dap.SetBreakpointsRequest{Request: c.request("setBreakpoints"), Arguments: dap.SetBreakpointsArguments{Source: dap.Source{Path: file}}})
	response[*dap.SetBreakpointsResponse](c)
	c.send(&dap.DisconnectRequest{Request: c.request("disconnect"), Arguments: &dap.DisconnectArguments{}})
	response[*dap.DisconnectResponse](c)
	_ = c.conn.Close()
}
