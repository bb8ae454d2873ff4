package conformance

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/manifest"
)

func TestSelect(t *testing.T) {
	t.Parallel()
	ids := func(cases []Case) string {
		var words []string
		for _, c := range cases {
			words = append(words, c.ID)
		}
		return strings.Join(words, " ")
	}
	tests := []struct {
		name  string
		names []string
		level Level
		want  string
	}{
		{name: "ids, in the order of the cases", names: []string{"STOP/2", "INIT/2"}, want: "INIT/2 STOP/2"},
		{name: "an area", names: []string{"FREEZE"}, want: "FREEZE/1 FREEZE/2"},
		{name: "an area and an id in it", names: []string{"FREEZE", "FREEZE/2"}, want: "FREEZE/1 FREEZE/2"},
		{name: "a level", names: []string{"LOG", "ORDER"}, level: Should, want: "LOG/1 LOG/3 ORDER/1"},
		{name: "a higher level", names: []string{"LOG", "ORDER"}, level: Must, want: "ORDER/1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cases, err := Select(test.names, test.level)
			if err != nil {
				t.Fatal(err)
			}
			if got := ids(cases); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
	var unknown *UnknownCase
	if _, err := Select([]string{"INIT/99"}, ""); !errors.As(err, &unknown) || unknown.Name != "INIT/99" {
		t.Errorf("got %v, want an *UnknownCase", err)
	}
}

// TestCasesAreWhole wants every text of every case, and no id twice.
func TestCasesAreWhole(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range Cases() {
		if seen[c.ID] {
			t.Errorf("%s is there twice", c.ID)
		}
		seen[c.ID] = true
		if c.Title == "" || c.Source == "" || c.Do == "" || c.Expect == "" || c.Why == "" || c.Mend == "" || c.run == nil {
			t.Errorf("%s lacks something: %+v", c.ID, c)
		}
		if c.Level != Must && c.Level != Should && c.Level != Info {
			t.Errorf("%s has the level %q", c.ID, c.Level)
		}
		if !strings.Contains(c.Source, "https://") {
			t.Errorf("%s names no page: %q", c.ID, c.Source)
		}
	}
}

// TestNoCommand skips what needs a process.
func TestNoCommand(t *testing.T) {
	t.Parallel()
	c := checked(t, "good")
	c.Program.Args = nil
	for _, r := range run(t, c).Results {
		if r.Verdict != Skip || r.Reason != "needs a command" {
			t.Errorf("%s: %s: %s%s", r.ID, r.Verdict, r.Got, r.Reason)
		}
	}
}

// TestURL checks a server that runs already, and leaves it as it is.
// Where nobody listens nothing is proved.
func TestNobodyThere(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	report := run(t, Config{Function: manifest.Function{Trigger: &manifest.HTTPTrigger{}}, URL: "http://" + address, Cases: []string{"BOOT", "INIT", "INVOKE", "STOP", "FREEZE", "LOG", "ORDER", "SEC"}})
	for _, r := range report.Results {
		if r.Verdict == Pass {
			t.Errorf("%s passes: %s", r.ID, r.Got)
		}
	}
	if r := result(t, report, "INVOKE/1"); r.Verdict != Fail {
		t.Errorf("INVOKE/1: %s, want a failure", r.Verdict)
	}
}

func TestURL(t *testing.T) {
	t.Parallel()
	a := newApp()
	var mu sync.Mutex
	var paths []string
	a.around = func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			paths = append(paths, r.URL.Path)
			mu.Unlock()
			next.ServeHTTP(w, r)
		})
	}
	a.out = io.Discard
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a.server.Handler = a.handler()
	done := make(chan error, 1)
	go func() { done <- a.server.Serve(l) }()
	defer func() {
		a.server.Close()
		<-done
	}()

	c := checked(t, "good")
	c.Program.Args, c.URL = nil, "http://"+l.Addr().String()
	c.FailInitEnv = ""
	report := run(t, c)
	for _, r := range report.Results {
		ok := r.Verdict == Pass || r.Verdict == Skip
		if !ok {
			t.Errorf("%s: %s: %s%s", r.ID, r.Verdict, r.Got, r.Reason)
		}
		if r.Verdict == Pass && !strings.Contains(r.Repeat, l.Addr().String()) && r.ID != "INVOKE/7" {
			t.Errorf("%s is repeated elsewhere: %s", r.ID, r.Repeat)
		}
	}
	for _, id := range []string{"INIT/1", "INIT/2", "INVOKE/1", "INVOKE/6", "INVOKE/13"} {
		if r := result(t, report, id); r.Verdict != Pass {
			t.Errorf("%s: %s%s, want a pass", id, r.Verdict, r.Reason)
		}
	}
	for _, id := range []string{"BOOT/1", "INIT/4", "INVOKE/9", "STOP/1", "FREEZE/1", "LOG/1"} {
		if r := result(t, report, id); r.Reason != "needs a command" {
			t.Errorf("%s: %s: %s%s", id, r.Verdict, r.Got, r.Reason)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	for _, p := range paths {
		if strings.HasPrefix(p, "/pre-stop") {
			t.Errorf("somebody asked it to stop: %s", p)
		}
	}
	if _, err := Run(t.Context(), Config{URL: "ftp://example.com", Cases: []string{"INIT"}}); err == nil {
		t.Error("an address that cannot be called was taken")
	}
}

// TestRepeat runs the shell lines of a result: they show what the case saw.
func TestRepeat(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("there is no %s: apt-get install %[1]s", tool)
		}
	}
	c := checked(t, "INIT/1")
	c.Cases, c.FailInitEnv = []string{"INIT/1"}, ""
	r := result(t, run(t, c), "INIT/1")
	if r.Verdict != Fail {
		t.Fatalf("INIT/1: %s", r.Verdict)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", r.Repeat+"\nkill $pid; wait $pid")
	cmd.WaitDelay = time.Second
	cmd.Env = append(os.Environ(), "FCGEN_SERVER=INIT/1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Logf("bash: %v", err)
	}
	if !strings.Contains(string(out), "500 Internal Server Error") || !strings.Contains(string(out), "it failed") {
		t.Errorf("the lines\n%s\nprint\n%s", r.Repeat, out)
	}
}

// TestProgress is told of each case twice, and never at the same time.
func TestProgress(t *testing.T) {
	t.Parallel()
	c := checked(t, "good")
	c.Cases = []string{"BOOT", "INIT"}
	begun, ended := map[string]bool{}, map[string]bool{}
	c.Progress = func(c Case, r *Result) {
		switch {
		case r == nil:
			begun[c.ID] = true
		case !begun[c.ID] || r.ID != c.ID:
			t.Errorf("%s ended before it began", c.ID)
		default:
			ended[c.ID] = true
		}
	}
	report := run(t, c)
	if len(ended) != len(report.Results) {
		t.Errorf("%d cases ended, %d results", len(ended), len(report.Results))
	}
}

// TestInterrupted ends soon, and the rest is skipped.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c := checked(t, "good")
	c.FreezeTime = time.Minute
	c.Progress = func(c Case, r *Result) {
		if c.ID == "INIT/1" && r != nil {
			cancel()
		}
	}
	started := time.Now()
	report, err := Run(ctx, c)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if took := time.Since(started); took > 40*time.Second {
		t.Errorf("it took %s", took)
	}
	if r := result(t, report, "FREEZE/2"); r.Verdict != Skip {
		t.Errorf("FREEZE/2: %s: %s%s", r.Verdict, r.Got, r.Reason)
	}
}

// TestOneAtATime checks servers that bear no second one beside them: one that
// always listens on the same port, and one that refuses to run twice.
func TestOneAtATime(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"fixed port", "only one"} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			c := checked(t, id)
			c.Function.Env["FCGEN_FIXED_PORT"] = strconv.Itoa(c.Function.Port)
			c.Function.Env["FCGEN_ONLY_PORT"] = strconv.Itoa(freePort(t))
			c.Cases = []string{"BOOT", "INIT", "RESTART", "SEC"}
			for _, r := range run(t, c).Results {
				if r.Verdict != Pass {
					t.Errorf("%s: %s: %s%s\n%s", r.ID, r.Verdict, r.Got, r.Reason, strings.Join(r.Log, "\n"))
				}
			}
		})
	}
}

// TestWrongPort does not wait for two minutes for a port that will not open.
func TestWrongPort(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("this system does not tell which ports a program opened")
	}
	c := checked(t, "BOOT/3")
	c.Cases, c.StartTimeout = []string{"BOOT/1", "BOOT/3"}, 2*time.Minute
	report := run(t, c)
	if report.Duration > 60_000 {
		t.Errorf("it took %v ms", report.Duration)
	}
	if r := result(t, report, "BOOT/1"); r.Verdict != Fail || !strings.Contains(r.Got, "it listens on") {
		t.Errorf("BOOT/1: %s: %s", r.Verdict, r.Got)
	}
}
