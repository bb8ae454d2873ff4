package cli_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// scriptPatience is how long a script waits for what must come.
const scriptPatience = 30 * time.Second

// devScripts are the commands of scripts for a fcgen that runs while the script
// goes on. Its output is in the files out and err.
type devScripts struct {
	mu   sync.Mutex
	runs map[*testscript.TestScript]*devScript
}

type devScript struct {
	cmd  *exec.Cmd
	done chan struct{}
}

func (d *devScripts) commands() map[string]func(ts *testscript.TestScript, neg bool, args []string) {
	return map[string]func(ts *testscript.TestScript, neg bool, args []string){
		"dev":       d.start,
		"waitfor":   d.waitFor,
		"interrupt": d.interrupt,
		"ended":     d.ended,
		"get":       get,
		"call":      call,
		"kill9":     d.kill,
		"gone":      gone,
		"freeport":  freePort,
	}
}

// start runs fcgen dev on free ports and waits until it listens: dev [args...].
// It gets the script's variables that MINE lists, besides those of the test.
// The variables GATEWAY, CONSOLE and API are then the URLs that it printed.
func (d *devScripts) start(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: dev [args...]")
	}
	run := &devScript{cmd: exec.Command("fcgen", append([]string{"dev", "--port", "0", "--console-port", "0"}, args...)...), done: make(chan struct{})}
	out, err := os.Create(ts.MkAbs("out"))
	ts.Check(err)
	errs, err := os.Create(ts.MkAbs("err"))
	ts.Check(err)
	run.cmd.Dir, run.cmd.Stdout, run.cmd.Stderr = ts.MkAbs("."), out, errs
	run.cmd.Env = os.Environ()
	for _, key := range append([]string{"PATH", "BROWSER"}, strings.Fields(ts.Getenv("MINE"))...) {
		if value := ts.Getenv(key); value != "" {
			run.cmd.Env = append(run.cmd.Env, key+"="+value)
		}
	}
	ts.Check(run.cmd.Start())
	go func() {
		defer close(run.done)
		_ = run.cmd.Wait() // its code is looked at by ended
		out.Close()
		errs.Close()
	}()
	ts.Defer(func() {
		_ = run.cmd.Process.Kill()
		<-run.done
		ts.Logf("[out]\n%s[err]\n%s", ts.ReadFile("out"), ts.ReadFile("err"))
	})
	d.mu.Lock()
	d.runs[ts] = run
	d.mu.Unlock()
	d.waitFor(ts, false, []string{"err", `(?m)^try .*\n`})
	for name, pattern := range map[string]string{"GATEWAY": `(?m)^gateway +(.*)`, "PORT": `(?m)^gateway .*:(\d+)$`, "CONSOLE": `(?m)^console +(.*)`, "API": `(?m)^API +(.*)`} {
		if found := regexp.MustCompile(pattern).FindStringSubmatch(ts.ReadFile("err")); found != nil {
			ts.Setenv(name, found[1])
		}
	}
}

func (d *devScripts) of(ts *testscript.TestScript) *devScript {
	d.mu.Lock()
	defer d.mu.Unlock()
	run := d.runs[ts]
	if run == nil {
		ts.Fatalf("dev was not started")
	}
	return run
}

// waitFor waits until a file has a text: waitfor file regexp [times]
func (d *devScripts) waitFor(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: waitfor file regexp [times]")
	}
	times := 1
	if len(args) == 3 {
		_, err := fmt.Sscan(args[2], &times)
		ts.Check(err)
	}
	pattern, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	run := d.of(ts)
	for limit := time.Now().Add(scriptPatience); ; {
		ended := false
		select {
		case <-run.done:
			ended = true
		default:
		}
		data, err := os.ReadFile(ts.MkAbs(args[0]))
		if err == nil && len(pattern.FindAll(data, -1)) >= times {
			return
		}
		if ended || time.Now().After(limit) {
			ts.Fatalf("%s has no %s (ended: %v):\n%s", args[0], args[1], ended, data)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// interrupt is Ctrl-C; twice is what timeout and npm make of one, and later is
// another one when that is over: interrupt [twice|later]
func (d *devScripts) interrupt(ts *testscript.TestScript, neg bool, args []string) {
	times := 1
	switch how := strings.Join(args, " "); {
	case neg:
		ts.Fatalf("usage: interrupt [twice|later]")
	case how == "twice":
		times = 2
	case how == "later":
		time.Sleep(1100 * time.Millisecond)
	case how != "":
		ts.Fatalf("usage: interrupt [twice|later]")
	}
	for range times {
		ts.Check(d.of(ts).cmd.Process.Signal(os.Interrupt))
		time.Sleep(time.Millisecond) // the kernel keeps one of a kind
	}
}

// kill ends it as nothing can be prepared for.
func (d *devScripts) kill(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: kill9")
	}
	ts.Check(d.of(ts).cmd.Process.Kill())
}

// gone waits until no process has that command line: gone 'server --port 1'
func gone(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: gone command-line")
	}
	for limit := time.Now().Add(scriptPatience); ; time.Sleep(10 * time.Millisecond) {
		out, _ := exec.Command("pgrep", "-x", "-f", args[0]).Output()
		if len(out) == 0 {
			return
		}
		if time.Now().After(limit) {
			ts.Fatalf("still there: %s", out)
		}
	}
}

// freePort sets a variable to a port that nobody listens on: freeport NAME
func freePort(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: freeport NAME")
	}
	l, err := net.Listen("tcp", ":0")
	ts.Check(err)
	defer l.Close()
	ts.Setenv(args[0], fmt.Sprint(l.Addr().(*net.TCPAddr).Port))
}

// call makes a request whose answer nobody waits for: call url
func call(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: call url")
	}
	done := make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, args[0], nil)
	ts.Check(err)
	go func() {
		defer close(done)
		if res, err := http.DefaultClient.Do(req); err == nil {
			res.Body.Close()
		}
	}()
	ts.Defer(func() { cancel(); <-done })
}

// ended waits until it ends, and fails unless that is with the code: ended 0
func (d *devScripts) ended(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: ended code")
	}
	run := d.of(ts)
	select {
	case <-run.done:
	case <-time.After(scriptPatience):
		ts.Fatalf("it has not ended")
	}
	if code := fmt.Sprint(run.cmd.ProcessState.ExitCode()); code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// get makes a request, prints the status and the body, and fails, or with "!"
// does not, if the status is an error: get [-d body] [-H 'name: value'...] url
func get(ts *testscript.TestScript, neg bool, args []string) {
	method, body, headers := http.MethodGet, "", [][2]string{}
	for len(args) > 2 && (args[0] == "-d" || args[0] == "-H") {
		if args[0] == "-d" {
			method, body = http.MethodPost, args[1]
		} else {
			name, value, _ := strings.Cut(args[1], ": ")
			headers = append(headers, [2]string{name, value})
		}
		args = args[2:]
	}
	if len(args) != 1 {
		ts.Fatalf("usage: get [-d body] [-H 'name: value'...] url")
	}
	req, err := http.NewRequest(method, args[0], strings.NewReader(body))
	ts.Check(err)
	for _, h := range headers {
		if h[0] == "Host" {
			req.Host = h[1]
		}
		req.Header.Add(h[0], h[1])
	}
	client := &http.Client{Timeout: scriptPatience, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	ts.Check(err)
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "%s\n%s", res.Status, data)
	if neg != (res.StatusCode >= 400) {
		ts.Fatalf("%s %s: %s\n%s", method, args[0], res.Status, data)
	}
}
