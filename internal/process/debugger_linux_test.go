package process

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The one that a debugger debugs is asked to end, and the debugger does not stay.
func TestStopOfADebugger(t *testing.T) {
	t.Parallel()
	p, out := startDebugger(t)
	begin := time.Now()
	if got := p.Stop(patient); got.Signal != "terminated" {
		t.Errorf("got %+v, want terminated", got)
	}
	if took := time.Since(begin); took > patient/2 {
		t.Errorf("it took %v, as if nobody had seen the end", took)
	}
	if !strings.HasSuffix(out.String(), "bye\n") {
		t.Errorf("got %q without the last line", out)
	}
}

func TestADebuggerEndsWithWhatItDebugs(t *testing.T) {
	t.Parallel()
	p, _ := startDebugger(t)
	children := p.debugged()
	if len(children) != 1 {
		t.Fatalf("it debugs %v", children)
	}
	if err := syscall.Kill(children[0], syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if got := finish(t, p); got.Signal != "terminated" {
		t.Errorf("got %+v, want terminated", got)
	}
}

// startDebugger returns when its child runs.
func startDebugger(t *testing.T) (*Process, *record) {
	t.Helper()
	out := &record{}
	p, err := Start(Spec{Args: []string{os.Args[0], "__debugger"}, Env: os.Environ(), Stdout: out, Debugger: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Kill(); err != nil {
			t.Error(err)
		}
	})
	out.await(t, "polite", 1)
	return p, out
}
