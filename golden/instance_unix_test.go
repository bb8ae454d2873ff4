//go:build unix

package golden

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// instance is a running project.
type instance struct {
	project project
	cmd     *exec.Cmd
	address string // host:port
	log     *transcript
	client  *http.Client
	ids     ids
	exited  chan struct{} // closed when the process is gone; then cmd.ProcessState is set
}

// process makes the command that starts a project. It is run once.
type process func(t *testing.T) *exec.Cmd

// program starts a binary in an empty folder: the project's other files are
// not there on the platform.
func program(binary string) process {
	return func(t *testing.T) *exec.Cmd {
		cmd := exec.Command(binary)
		cmd.Dir = t.TempDir()
		cmd.SysProcAttr = &syscall.SysProcAttr{}
		return cmd
	}
}

// start runs a project's process as the platform does: nothing in the
// environment but what D/047 lists and env adds, a process group of its own,
// and a port that variable names. It waits until something listens there.
func (p project) start(t *testing.T, run process, variable string, env ...string) *instance {
	t.Helper()
	for range 3 {
		in := p.launch(t, run, freePort(t), variable, env...)
		if err := in.waitReady(); err == nil {
			return in
		} else if !strings.Contains(in.log.String(), syscall.EADDRINUSE.Error()) {
			t.Fatalf("%v\n%s", err, in.log)
		}
	}
	t.Fatal("three free ports were taken before the project could listen on them")
	return nil
}

func (p project) launch(t *testing.T, run process, port int, variable string, env ...string) *instance {
	t.Helper()
	in := &instance{
		project: p,
		cmd:     run(t),
		address: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)),
		log:     &transcript{},
		client: &http.Client{
			Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64},
			Timeout:   patience,
		},
		exited: make(chan struct{}),
	}
	in.cmd.Env = append(in.cmd.Env,
		"FC_FUNC_CODE_PATH=/code",
		"ALIBABA_CLOUD_ACCESS_KEY_ID="+envKeyID,
		"ALIBABA_CLOUD_ACCESS_KEY_SECRET="+envSecret,
		"ALIBABA_CLOUD_SECURITY_TOKEN="+envToken,
		"FC_ACCOUNT_ID=123456789012",
		"FC_FUNCTION_HANDLER=index.handler",
		"FC_FUNCTION_MEMORY_SIZE="+strconv.Itoa(p.spec.Memory),
		"FC_FUNCTION_NAME="+p.spec.Name,
		"FC_REGION="+p.spec.Region,
		"FC_INSTANCE_ID=c-67a59f35-150c1267",
		"LOG_LEVEL=debug", // the projects then log every call
		fmt.Sprintf("%s=%d", variable, port))
	in.cmd.Env = append(in.cmd.Env, env...)
	in.cmd.SysProcAttr.Setpgid = true

	stdout, child, perWrite, err := outputPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr, childErr, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	in.cmd.Stdout, in.cmd.Stderr = child, childErr
	if err := in.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	child.Close()
	childErr.Close()
	in.log.read(stdout, "stdout", perWrite)
	in.log.read(stderr, "stderr", false)
	go func() {
		_ = in.cmd.Wait() // ProcessState has what matters
		in.log.wait()
		close(in.exited)
	}()
	t.Cleanup(func() {
		_ = in.signal(syscall.SIGCONT)
		_ = in.signal(syscall.SIGKILL) // an error means that it is gone already
		<-in.exited
		in.client.CloseIdleConnections()
	})
	return in
}

// freePort is a port on which nothing listens now.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// waitReady waits as the platform does, for a TCP connection.
func (in *instance) waitReady() error {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if conn, err := net.DialTimeout("tcp", in.address, time.Second); err == nil {
			return conn.Close()
		}
		select {
		case <-in.exited:
			return fmt.Errorf("the process ended before it listened: %v", in.cmd.ProcessState)
		default:
		}
	}
	return fmt.Errorf("nothing listens on %s after %v", in.address, patience)
}

// signal sends a signal to the whole process group.
func (in *instance) signal(s syscall.Signal) error { return syscall.Kill(-in.cmd.Process.Pid, s) }

func (in *instance) mustSignal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := in.signal(s); err != nil {
		t.Fatalf("send %v: %v", s, err)
	}
}

// waitStopped waits until every thread of the process has stopped.
func (in *instance) waitStopped(t *testing.T) {
	t.Helper()
	var status syscall.WaitStatus
	for {
		_, err := syscall.Wait4(in.cmd.Process.Pid, &status, syscall.WUNTRACED, nil)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil || !status.Stopped() {
			t.Fatalf("the process did not stop: %v, status %v\n%s", err, status, in.log)
		}
		return
	}
}

// waitExit returns the exit code; -1 stands for a death by signal.
func (in *instance) waitExit(t *testing.T) int {
	t.Helper()
	select {
	case <-in.exited:
		return in.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		t.Fatalf("the process still runs after %v\n%s", patience, in.log)
		return 0
	}
}

// waitRefused waits until nobody accepts connections any more.
func (in *instance) waitRefused(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		conn, err := net.DialTimeout("tcp", in.address, time.Second)
		if errors.Is(err, syscall.ECONNREFUSED) {
			return
		}
		if err == nil {
			conn.Close()
		}
	}
	t.Fatal("the project still accepts connections after SIGTERM")
}

// send makes a call. Unlike do it may run in any goroutine.
func (in *instance) send(ctx context.Context, c call) (answer, error) {
	var a answer
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) { a.reused = info.Reused },
	})
	req, err := http.NewRequestWithContext(ctx, c.method, "http://"+in.address+c.path, strings.NewReader(c.body))
	if err != nil {
		return a, err
	}
	req.Header = in.project.header(c)
	resp, err := in.client.Do(req)
	if err != nil {
		return a, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return a, err
	}
	a.status, a.header, a.body = resp.StatusCode, resp.Header, string(body)
	return a, holdsSecret(fmt.Sprint(a.header, a.body))
}

// do makes a call that must be answered.
func (in *instance) do(t *testing.T, c call) answer {
	t.Helper()
	a, err := in.send(t.Context(), c)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", c.method, c.path, err, in.log)
	}
	return a
}
