//go:build unix

package debugger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// run is fcgen dev --debug in a copy of a golden project.
type run struct {
	t       *testing.T
	dir     string
	cmd     *exec.Cmd
	done    chan struct{}
	gateway string
	delve   string // its address

	mu   sync.Mutex
	said bytes.Buffer // on both streams
}

func (r *run) Write(data []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.said.Write(data)
}

func (r *run) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.said.String()
}

// start runs it with a function whose calls and hooks have a second each.
func start(t *testing.T, flags ...string) *run {
	t.Helper()
	dlv := os.Getenv("FCGEN_DLV")
	if dlv == "" {
		var err error
		if dlv, err = exec.LookPath("dlv"); err != nil {
			t.Skip("Delve is needed: go install github.com/go-delve/delve/cmd/dlv@latest, or FCGEN_DLV")
		}
	}
	temp, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r := &run{t: t, dir: filepath.Join(temp, "project"), done: make(chan struct{})}
	fcgen := filepath.Join(temp, "fcgen")
	build := exec.Command("go", "build", "-o", fcgen, "github.com/fcgen/fcgen")
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := os.CopyFS(r.dir, os.DirFS("../../golden/nethttp-both")); err != nil {
		t.Fatal(err)
	}
	r.edit("s.yaml", "timeout: 60", "timeout: 1")
	r.edit("s.yaml", "timeout: 30\n        preStop", "timeout: 1\n        preStop")

	r.cmd = exec.Command(fcgen, append([]string{"dev", "--port", "0", "--no-console", "--debug=0"}, flags...)...)
	r.cmd.Dir, r.cmd.Stdout, r.cmd.Stderr = r.dir, r, r
	r.cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(dlv)+string(os.PathListSeparator)+os.Getenv("PATH"), "XDG_STATE_HOME="+filepath.Join(temp, "state"), "GOFLAGS=-trimpath")
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(r.done)
		_ = r.cmd.Wait() // its code is looked at by end
	}()
	t.Cleanup(func() {
		_ = r.cmd.Process.Kill()
		<-r.done
		if t.Failed() {
			t.Log(r.text())
		}
	})
	r.gateway = r.await(`(?m)^gateway +(\S+)$`)
	r.delve = r.await(`(?m)^debugger +(\S+) \(Delve\)$`)
	r.await(`(?m)^(try) `)
	return r
}

// await waits until it said something, and returns what the parentheses have.
func (r *run) await(pattern string) string {
	r.t.Helper()
	p := regexp.MustCompile(pattern)
	for limit := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		if found := p.FindStringSubmatch(r.text()); found != nil {
			return found[len(found)-1]
		}
		if time.Now().After(limit) {
			r.t.Fatalf("it never says %q", pattern)
		}
	}
}

func (r *run) edit(name, old, text string) {
	r.t.Helper()
	file := filepath.Join(r.dir, name)
	data, err := os.ReadFile(file)
	if err != nil {
		r.t.Fatal(err)
	}
	if bytes.Count(data, []byte(old)) != 1 {
		r.t.Fatalf("%s has %q not once", name, old)
	}
	if err := os.WriteFile(file, bytes.Replace(data, []byte(old), []byte(text), 1), 0o666); err != nil {
		r.t.Fatal(err)
	}
}

// line is the number of the line that has the text.
func (r *run) line(name, text string) (file string, number int) {
	r.t.Helper()
	file = filepath.Join(r.dir, name)
	data, err := os.ReadFile(file)
	if err != nil {
		r.t.Fatal(err)
	}
	before, _, found := strings.Cut(string(data), text)
	if !found {
		r.t.Fatalf("%s has no %q", name, text)
	}
	return file, strings.Count(before, "\n") + 1
}

// call makes a call beside the test.
func (r *run) call() <-chan string {
	answers := make(chan string, 1)
	go func() {
		resp, err := http.Get(r.gateway + "/?name=Ada")
		if err != nil {
			answers <- err.Error()
			return
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		answers <- fmt.Sprint(resp.StatusCode, " ", string(body))
	}()
	return answers
}

func (r *run) want(answers <-chan string, text string) {
	r.t.Helper()
	select {
	case got := <-answers:
		if !strings.HasPrefix(got, "200 ") || !strings.Contains(got, text) {
			r.t.Errorf("the call got %q, want 200 and %q", got, text)
		}
	case <-time.After(patience):
		r.t.Fatal("the call was not answered")
	}
}

// end is Ctrl-C, after which nothing is left.
func (r *run) end() {
	r.t.Helper()
	if err := r.cmd.Process.Signal(syscall.SIGINT); err != nil {
		r.t.Fatal(err)
	}
	select {
	case <-r.done:
	case <-time.After(patience):
		r.t.Fatal("it does not end")
	}
	if code := r.cmd.ProcessState.ExitCode(); code != 0 {
		r.t.Errorf("it ended with %d", code)
	}
	if conn, err := net.Dial("tcp", r.delve); err == nil {
		_ = conn.Close()
		r.t.Error("Delve is still there")
	}
}

// held is longer than s.yaml lets a call or a hook take.
const held = 1500 * time.Millisecond

func TestABreakpointStopsACallForAsLongAsItTakes(t *testing.T) {
	t.Parallel()
	r := start(t, "--write")
	data, err := os.ReadFile(filepath.Join(r.dir, ".vscode", "launch.json"))
	if err != nil {
		t.Fatal(err)
	}
	var launch struct {
		Configurations []struct {
			Request, Mode, Host string
			Port                int
		}
	}
	if err := json.Unmarshal(data, &launch); err != nil || len(launch.Configurations) != 1 {
		t.Fatalf("launch.json: %v\n%s", err, data)
	}
	c := launch.Configurations[0]
	if at := net.JoinHostPort(c.Host, strconv.Itoa(c.Port)); at != r.delve || c.Request != "attach" || c.Mode != "remote" {
		t.Errorf("launch.json attaches to %s, Delve is at %s:\n%s", at, r.delve, data)
	}
	if goland, err := os.ReadFile(filepath.Join(r.dir, ".run", "fcgen-dev.run.xml")); err != nil || !strings.Contains(string(goland), fmt.Sprintf(`port="%d"`, c.Port)) {
		t.Errorf("GoLand's configuration: %v\n%s", err, goland)
	}

	r.await(`(FC Initialize End)`)
	for i, greeting := range []string{"Hello", "Good day"} {
		if i > 0 { // the next build is debugged at the same address
			r.edit("app.go", "Hello", greeting)
			r.await(`(?s)building: app.go.*(FC Initialize End)`)
		}
		editor := attach(t, r.delve)
		file, line := r.line("handler.go", "greeting, err := app.store")
		editor.breakAt(file, line)
		answers := r.call()
		thread, at, number := editor.stopped()
		if at != file || number != line {
			t.Errorf("it stopped at %s:%d, want %s:%d", at, number, file, line)
		}
		time.Sleep(held)
		editor.goOn(thread)
		r.want(answers, greeting+", Ada!")
		editor.leave(file)
		r.want(r.call(), greeting+", Ada!") // nobody looks any more
	}
	r.end()
	if text := r.text(); strings.Count(text, "FC PreStop End") != 2 || strings.Contains(text, "FC Initialize End RequestId: , Error") {
		t.Errorf("hooks:\n%s", text)
	}
}

func TestTheProgramWaitsForAnEditor(t *testing.T) {
	t.Parallel()
	r := start(t, "--debug-wait")
	for _, printed := range []string{`"mode": "remote"`, "GoRemoteDebugConfigurationType"} {
		if !strings.Contains(r.text(), printed) {
			t.Errorf("the configurations are not printed: no %s", printed)
		}
	}
	editor := attach(t, r.delve)
	file, line := r.line("initialize.go", `url := app.getenv`)
	editor.breakAt(file, line)
	thread, at, number := editor.stopped()
	if at != file || number != line {
		t.Errorf("it stopped at %s:%d, want %s:%d", at, number, file, line)
	}
	time.Sleep(held)
	editor.goOn(thread)
	r.want(r.call(), "Hello, Ada!")
	editor.leave(file)
	r.end()
}
