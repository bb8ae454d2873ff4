//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// running is a fcgen dev whose standard output is a pipe to the test.
type running struct {
	t       *testing.T
	cmd     *exec.Cmd
	stdout  io.ReadCloser
	gateway string
	done    chan struct{}

	mu     sync.Mutex
	stderr bytes.Buffer
}

func (r *running) Write(data []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stderr.Write(data)
}

func (r *running) said() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stderr.String()
}

// startDev runs the function of the scripts, with a pre-stop.
func startDev(t *testing.T, args ...string) *running {
	t.Helper()
	const manifest = `{edition: 3.0.0, resources: {demo: {component: fc3, props: {functionName: demo, runtime: custom, code: ., timeout: 600,
		instanceLifecycleConfig: {preStop: {handler: "true"}}, customRuntimeConfig: {port: 9000},
		triggers: [{triggerName: http, triggerType: http, triggerConfig: {authType: anonymous, methods: [GET]}}]}}}}`
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/s.yaml", []byte(manifest), 0o666); err != nil {
		t.Fatal(err)
	}
	r := &running{t: t, done: make(chan struct{})}
	r.cmd = exec.Command("fcgen", append([]string{"dev", "--no-console", "--port", "0"}, args...)...)
	r.cmd.Dir, r.cmd.Stderr = dir, r
	stdout, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.stdout, r.cmd.Stdout = stdout, write
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	go func() {
		defer close(r.done)
		_ = r.cmd.Wait() // its code is looked at later
	}()
	t.Cleanup(func() {
		_ = r.cmd.Process.Kill()
		<-r.done
		stdout.Close()
	})
	gateway := regexp.MustCompile(`(?m)^gateway +(.*)\n`)
	r.until("the gateway listens", func() bool { return gateway.MatchString(r.said()) })
	r.gateway = gateway.FindStringSubmatch(r.said())[1]
	return r
}

func (r *running) until(what string, ok func() bool) {
	r.t.Helper()
	for limit := time.Now().Add(scriptPatience); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(limit) {
			r.t.Fatalf("waited for: %s\n%s", what, r.said())
		}
	}
}

func (r *running) get(path string) string {
	r.t.Helper()
	client := &http.Client{Timeout: scriptPatience}
	defer client.CloseIdleConnections()
	res, err := client.Get(r.gateway + path)
	if err != nil {
		r.t.Fatalf("%v\n%s", err, r.said())
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(body)
}

// code waits for the end.
func (r *running) code() int {
	r.t.Helper()
	select {
	case <-r.done:
	case <-time.After(scriptPatience):
		r.t.Fatalf("it does not end\n%s", r.said())
	}
	return r.cmd.ProcessState.ExitCode()
}

// TestDevReaderLeaves shows that a reader who has had enough, as head does, ends
// the run with everything that belongs to an end.
func TestDevReaderLeaves(t *testing.T) {
	t.Parallel()
	r := startDev(t, "--", "fcgen-function")
	r.get("/")
	if line, err := bufio.NewReader(r.stdout).ReadString('\n'); err != nil || !strings.HasSuffix(line, " listening\n") {
		t.Fatalf("got %q, %v", line, err)
	}
	r.stdout.Close()
	r.get("/")
	if code := r.code(); code != 2 || !strings.Contains(r.said(), "pre-stopping") || !strings.Contains(r.said(), "broken pipe") {
		t.Errorf("exit code %d\n%s", code, r.said())
	}
}

// TestDevNobodyReads shows that a standard output which nobody reads holds up
// neither calls nor the end.
func TestDevNobodyReads(t *testing.T) {
	t.Parallel()
	r := startDev(t, "--", "fcgen-function")
	for range 3 {
		if got := r.get("/flood"); got != "flooded\n" {
			t.Fatalf("got %q", got)
		}
	}
	if err := r.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := r.code(); code != 0 {
		t.Errorf("exit code %d\n%s", code, r.said())
	}
}

// TestDevLateReader shows that a reader who comes late gets what is left and is
// told how much is not.
func TestDevLateReader(t *testing.T) {
	t.Parallel()
	r := startDev(t, "--", "fcgen-function")
	for range 2 { // more lines than are kept
		r.get("/flood")
	}
	read := make(chan []byte)
	go func() {
		out, _ := io.ReadAll(r.stdout) // ends with the process
		read <- out
	}()
	r.get("/")
	if err := r.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	code := r.code()
	out := string(<-read)
	if code != 0 || !regexp.MustCompile(`(?m)^… \d+ entries left out$`).MatchString(out) || !strings.Contains(out, " stopped\n") {
		t.Errorf("exit code %d, %d bytes that end in %q", code, len(out), out[max(0, len(out)-500):])
	}
}
