package sdk

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestNode calls the platform with the official Node SDK. FCGEN_NODE_SDK names a
// node_modules folder that has it:
//
//	npm install --prefix DIR @alicloud/fc20230330
//	FCGEN_NODE_SDK=DIR/node_modules go test .
func TestNode(t *testing.T) {
	t.Parallel()
	modules := os.Getenv("FCGEN_NODE_SDK")
	if modules == "" {
		t.Skip("FCGEN_NODE_SDK is not set: npm install --prefix DIR @alicloud/fc20230330, then FCGEN_NODE_SDK=DIR/node_modules")
	}
	p := start(t)
	cmd := exec.Command("node", "testdata/invoke.cjs")
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules, "ENDPOINT="+p.endpoint, "FUNCTION="+p.name)
	var problems strings.Builder
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, problems.String())
	}
	var got struct {
		Sync struct {
			Status    int
			Message   string
			RequestID string
			HeaderID  string
		}
		Tail    string
		Async   struct{ Status int }
		Failed  struct{ ErrorType, Body string }
		Unknown struct {
			Code   string
			Status int
		}
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if got.Sync.Status != 200 || got.Sync.Message != "Hello, Node!" || got.Sync.RequestID == "" || got.Sync.RequestID != got.Sync.HeaderID {
		t.Errorf("a call got %+v", got.Sync)
	}
	if !strings.Contains(got.Tail, "FC Invoke End RequestId: ") {
		t.Errorf("the tail of the log is %q", got.Tail)
	}
	if got.Async.Status != 202 {
		t.Errorf("an asynchronous call got status %d, want 202", got.Async.Status)
	}
	if got.Failed.ErrorType == "" || !strings.Contains(got.Failed.Body, "errorMessage") {
		t.Errorf("a failed call got %+v", got.Failed)
	}
	if got.Unknown.Code != "FunctionNotFound" || got.Unknown.Status != 404 {
		t.Errorf("a call of an unknown function got %+v", got.Unknown)
	}
}
