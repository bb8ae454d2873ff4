package instance

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/process"
)

func TestReady(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"good", "late", "flood 20"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := ready(t, name)
			if in.IgnoresPort() || in.Port() != in.told {
				t.Errorf("listens on %d, told %d, ignores it: %v", in.Port(), in.told, in.IgnoresPort())
			}
			if err := in.Ready(t.Context()); err != nil {
				t.Errorf("the second Ready says %v", err)
			}
			exit := in.Stop(30 * time.Second)
			if runtime.GOOS != "windows" && (exit.Signal != "" || exit.Code != 0) {
				t.Errorf("ended with %+v, want code 0", exit)
			}
		})
	}
}

func TestReadyFindsTheConfiguredPort(t *testing.T) {
	t.Parallel()
	c := config(t, "")
	c.Own = map[string]string{childVariable: "port " + strconv.Itoa(c.Function.Port)}
	in := start(t, c)
	if err := in.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !in.IgnoresPort() || in.Port() != c.Function.Port {
		t.Errorf("listens on %d, ignores its port: %v; want %d, true", in.Port(), in.IgnoresPort(), c.Function.Port)
	}
	if answer := in.Hook(t.Context(), initializer(), HookCall{}); answer.Status != 200 {
		t.Errorf("the hook answers %d, %v", answer.Status, answer.Err)
	}
}

func TestReadyDoesNotTakeAnotherProgramsPort(t *testing.T) {
	t.Parallel()
	if _, err := new(process.Process).Ports(); errors.Is(err, process.ErrUnsupported) {
		t.Skip("the system does not tell whose a port is")
	}
	c := config(t, "silent")
	c.StartTimeout = time.Second
	in := start(t, c)
	l, err := net.Listen("tcp", ":"+strconv.Itoa(c.Function.Port)) // by us, after the start
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	e := startError(t, in.Ready(t.Context()))
	if e.Code != "FunctionNotStarted" || in.IgnoresPort() {
		t.Errorf("%s, ignores its port: %v", e.Code, in.IgnoresPort())
	}
}

func TestReadyFindsLoopbackServers(t *testing.T) {
	t.Parallel()
	if outsideAddress() == "" {
		t.Skip("this machine has no address but the loopback one")
	}
	for _, test := range []struct{ child, host string }{{"loopback4", "127.0.0.1"}, {"loopback6", "::1"}} {
		t.Run(test.child, func(t *testing.T) {
			t.Parallel()
			if l, err := net.Listen("tcp", net.JoinHostPort(test.host, "0")); err != nil {
				t.Skip(err)
			} else {
				l.Close()
			}
			in := start(t, config(t, test.child))
			e := startError(t, in.Ready(t.Context()))
			want := fmt.Sprintf("Ping CA failed due to: dial tcp %s:%d: connect: connection refused", outsideAddress(), in.config.Function.Port)
			if e.Code != "FunctionNotStarted" || e.Status != 412 || !strings.HasSuffix(e.Message, want) {
				t.Errorf("%s %d %q, want FunctionNotStarted 412 …%q", e.Code, e.Status, e.Message, want)
			}
			if want := "the server listens on " + test.host + " only"; !strings.HasPrefix(e.Hint, want) {
				t.Errorf("the hint is %q, want %q", e.Hint, want)
			}
			// The port is this run's alone: it must not be typed into anybody's code.
			if strings.Contains(e.Hint, strconv.Itoa(in.told)) || !strings.Contains(e.Hint, "0.0.0.0 and the port that FC_SERVER_PORT names") {
				t.Errorf("the hint is %q", e.Hint)
			}
			// It can be asked all the same.
			if answer := in.Hook(t.Context(), initializer(), HookCall{}); answer.Status != 200 {
				t.Errorf("the hook answers %d, %v", answer.Status, answer.Err)
			}
		})
	}
}

func TestReadyTimesOut(t *testing.T) {
	t.Parallel()
	third := claimed(t)
	for _, test := range []struct{ child, hint string }{
		{"silent", "the program runs and listens on no TCP port"},
		{"port " + strconv.Itoa(third), fmt.Sprintf(":%d; it was told ", third)},
	} {
		t.Run(test.child, func(t *testing.T) {
			t.Parallel()
			c := config(t, test.child)
			c.StartTimeout = 3 * time.Second
			in := start(t, c)
			e := startError(t, in.Ready(t.Context()))
			if want := fmt.Sprintf("Function instance health check failed on port %d in 3 seconds.", c.Function.Port); e.Message != want {
				t.Errorf("%q, want %q", e.Message, want)
			}
			if runtime.GOOS == "linux" && !strings.Contains(e.Hint, test.hint) {
				t.Errorf("the hint is %q, want %q", e.Hint, test.hint)
			}
		})
	}
}

func TestReadyEndsWithTheContext(t *testing.T) {
	t.Parallel()
	in := start(t, config(t, "silent"))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := in.Ready(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Ready says %v, want the context's error", err)
	}
}

func TestReadyEndsWithTheProgram(t *testing.T) {
	t.Parallel()
	in := start(t, config(t, "exit 1"))
	e := startError(t, in.Ready(t.Context()))
	want := "Function instance exited unexpectedly(code 1, message:operation not permitted) with start command '/code/bootstrap '."
	if e.Code != "CAExited" || e.Message != want {
		t.Errorf("%s %q, want CAExited %q", e.Code, e.Message, want)
	}
	for _, line := range []string{"first line\n", "the reason\n"} {
		if !strings.Contains(e.Text(), line) || !strings.HasPrefix(e.Text(), want+"\nLogs:") {
			t.Errorf("the whole text is %q, want the line %q in it", e.Text(), line)
		}
	}
}

func TestReadyNamesWhoHasThePort(t *testing.T) {
	t.Parallel()
	c := config(t, "")
	l, err := net.Listen("tcp", ":"+strconv.Itoa(c.Function.Port))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c.Own = map[string]string{childVariable: "port " + strconv.Itoa(c.Function.Port)}
	in := start(t, c)
	e := startError(t, in.Ready(t.Context()))
	if want := fmt.Sprintf("port %d is in use", c.Function.Port); !strings.HasPrefix(e.Hint, want) {
		t.Errorf("the hint is %q, want %q", e.Hint, want)
	}
	if holder := process.PortHolder(c.Function.Port); holder != "" && !strings.Contains(e.Hint, " by "+holder) {
		t.Errorf("the hint is %q, want %q in it", e.Hint, holder)
	}
}

// Somebody else's server on the port is not the program's.
func TestReadyIsNotTakenInByAnotherServer(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c := config(t, "good")
	c.Port = l.Addr().(*net.TCPAddr).Port
	in := start(t, c)
	e := startError(t, in.Ready(t.Context()))
	if want := fmt.Sprintf("port %d is in use", c.Port); e.Code != "CAExited" || !strings.HasPrefix(e.Hint, want) {
		t.Errorf("%s, the hint is %q; want CAExited and %q", e.Code, e.Hint, want)
	}
}

func TestTakenPort(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	free := function(t).Port
	for _, test := range []struct {
		name, log string
		hint      string
	}{
		{"Go", fmt.Sprintf("2026/11/22 23:30:11 listen tcp :%d: bind: address already in use\nexit status 1", port), fmt.Sprintf("port %d is in use", port)},
		{"Node", fmt.Sprintf("Error: listen EADDRINUSE: address already in use :::%d\n  at Server.setup\n  code: 'EADDRINUSE'", port), fmt.Sprintf("port %d is in use", port)},
		{"Flask", fmt.Sprintf("Address already in use\nPort %d is in use by another program.", port), fmt.Sprintf("port %d is in use", port)},
		{"nobody has it", fmt.Sprintf("bind on port %d: Address already in use", free), fmt.Sprintf("port %d is in use; it was told ", free)},
		{"no port", "[Errno 98] Address already in use", "port 20001 is in use"},
		{"something else", fmt.Sprintf("cannot reach :%d", port), ""},
	} {
		in := &Instance{told: 20001, output: newOutput(Config{})}
		_, _ = in.output.stream(Stderr).Write([]byte(test.log + "\n"))
		if got := in.takenPort(); !strings.HasPrefix(got, test.hint) || test.hint == "" && got != "" {
			t.Errorf("%s: the hint is %q, want %q", test.name, got, test.hint)
		}
	}
}

func startError(t *testing.T, err error) *StartError {
	t.Helper()
	var e *StartError
	if !errors.As(err, &e) {
		t.Fatalf("the error is %v, want a *StartError", err)
	}
	return e
}
