package emulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/process"
)

func TestAnInstanceLivesFromItsCreationToItsPreStop(t *testing.T) {
	t.Parallel()
	b := newBench(t, hooks("initializer", "prestop"))
	if got := b.get("/"); got.status != 200 || got.body != "hello" {
		t.Errorf("the call got %d %q", got.status, got.body)
	}
	frozen := ""
	if process.CanFreeze() {
		b.awaitState(Frozen)
		frozen = "frozen "
	}
	b.stop()
	want := "creating starting initializing idle invoking idle " + frozen + "pre-stopping stopped"
	if got := b.states(""); got != want {
		t.Errorf("states: got %s\nwant %s", got, want)
	}
	b.stop() // may be said twice
}

func TestAnInstanceIsCreatedAtTheFirstCall(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	if n := len(b.Instances()); n != 0 {
		t.Fatalf("there are %d instances before the first call", n)
	}
	b.get("/")
	b.get("/")
	b.until("both calls are counted", func() bool { return b.Instances()[0].Served == 2 })
	infos := b.Instances()
	if len(infos) != 1 || infos[0].PID == 0 || infos[0].Port == 0 {
		t.Fatalf("after two calls there are %+v", infos)
	}
	var cold []bool
	for _, e := range b.events() {
		if e.Type == EventEnd {
			cold = append(cold, e.Cold)
		}
	}
	if fmt.Sprint(cold) != "[true false]" {
		t.Errorf("cold starts: got %v, want the first call only", cold)
	}
}

func TestAnInstanceCanBeCreatedBeforeTheFirstCall(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.Prestart = true })
	b.awaitState(Idle)
	b.get("/")
	if infos := b.Instances(); len(infos) != 1 {
		t.Errorf("there are %d instances", len(infos))
	}
}

func TestOnlyConfiguredHooksAreCalled(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.get("/")
	b.stop()
	for _, hook := range fc.HookNames() {
		if calls := b.recorded(hook); calls != nil {
			t.Errorf("%s was called: %q", hook, calls)
		}
	}
	if got := b.states(""); strings.Contains(got, string(Initializing)) || strings.Contains(got, string(PreStopping)) {
		t.Errorf("states: %s", got)
	}
}

func TestHooksAreCalledOnceEachWithAnIDOfTheirOwn(t *testing.T) {
	t.Parallel()
	b := newBench(t, hooks("initializer", "prestop"))
	b.get("/")
	b.get("/")
	b.stop()
	for _, h := range fc.Hooks() {
		calls := b.recorded(h.Name)
		if len(calls) != 1 {
			t.Fatalf("%s was called %d times: %q", h.Name, len(calls), calls)
		}
		method, id, _ := strings.Cut(calls[0], " ")
		if method != h.Method || len(id) != 36 {
			t.Errorf("%s was called with %q", h.Name, calls[0])
		}
		end := b.await("the end of "+h.Name, func(e Event) bool { return e.Type == EventEnd && e.Request == id })
		if end.Status != 200 || end.Path != h.Path || end.Error != "" || end.Attempt != 1 {
			t.Errorf("%s ended as %+v", h.Name, end)
		}
		line := b.await("the marker of "+h.Name, func(e Event) bool { return e.Type == EventLog && e.Text == h.StartMarker(id) })
		if line.Request != id || line.Stream != "stdout" {
			t.Errorf("the marker of %s is told as %+v", h.Name, line)
		}
	}
}

func TestTheInitializerMayHaveTheIDOfTheCall(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { hooks("initializer")(c); c.InitRequest = RequestIDInvoke })
	id := b.get("/").header.Get(fc.HeaderRequestID)
	if got := b.recorded("initializer"); len(got) != 1 || got[0] != "POST "+id {
		t.Errorf("the initializer got %q, the call %q", got, id)
	}
}

func TestAHookWithoutMarkersIsNoticedOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, hooks("initializer", "prestop"), "NO_MARKERS=1")
	b.get("/")
	b.awaitNotice("prints no marker for its initializer")
	b.stop()
	n := 0
	for _, e := range b.events() {
		if strings.Contains(e.Text, "prints no marker") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the notice was given %d times", n)
	}
}

func TestAFrozenInstanceDoesNothingUntilTheNextCall(t *testing.T) {
	t.Parallel()
	if !process.CanFreeze() {
		t.Skip("this system cannot freeze")
	}
	b := newBench(t, nil, "TICK=1")
	b.get("/")
	b.awaitState(Frozen)
	time.Sleep(50 * time.Millisecond) // the event comes before the signal
	before := len(b.recorded("ticks"))
	time.Sleep(300 * time.Millisecond)
	if after := len(b.recorded("ticks")); after != before {
		t.Errorf("the ticker of a frozen instance went on: %d, then %d", before, after)
	}
	if got := b.get("/"); got.body != "hello" {
		t.Errorf("after the thaw the call got %q", got.body)
	}
	b.until("the ticker goes on", func() bool { return len(b.recorded("ticks")) > before })
}

func TestNothingIsFrozenWhileACallRuns(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.FreezeAfter = time.Millisecond })
	b.get("/sleep?for=200ms")
	var states []State
	for _, e := range b.events() {
		if e.Type == EventInstance {
			states = append(states, e.State)
		}
		if e.Type == EventEnd {
			break
		}
	}
	if last := states[len(states)-1]; last != Invoking {
		t.Errorf("at the end of the call the states were %v", states)
	}
}

func TestFreezingCanBeTurnedOff(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.FreezeAfter = -1 }, "TICK=1")
	b.get("/")
	before := len(b.recorded("ticks"))
	b.until("the ticker goes on", func() bool { return len(b.recorded("ticks")) > before+20 })
	if got := b.states(""); strings.Contains(got, "frozen") {
		t.Errorf("states: %s", got)
	}
}

func TestAnIdleInstanceIsStoppedAfterAWhile(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { hooks("prestop")(c); c.IdleTimeout = 300 * time.Millisecond })
	b.get("/")
	if e := b.awaitState(Stopped); e.Reason != "idle for 300ms" {
		t.Errorf("it was stopped for %q", e.Reason)
	}
	if calls := b.recorded("prestop"); len(calls) != 1 {
		t.Errorf("its pre-stop was called %d times", len(calls))
	}
	if got := b.get("/"); got.body != "hello" {
		t.Errorf("the next call got %q", got.body)
	}
}

func TestWhateverThePreStopAnswersTheStopGoesOn(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{"500", "404", "hang", "drop", "exit"} {
		t.Run(answer, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, func(c *Config) {
				hooks("prestop")(c)
				c.Function.Hooks["prestop"] = manifest.Hook{Configured: true, Timeout: 300 * time.Millisecond}
			}, "PRESTOP="+answer)
			b.get("/")
			b.stop()
			b.awaitNotice("the pre-stop failed")
			b.awaitState(Stopped)
		})
	}
}

func TestAProgramThatIgnoresTheSignalIsKilled(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.StopGrace = 100 * time.Millisecond }, "IGNORE_SIGTERM=1")
	b.get("/")
	b.stop()
	b.awaitState(Stopped)
}

func TestAStopWaitsForTheCallsThatRun(t *testing.T) {
	t.Parallel()
	b := newBench(t, hooks("prestop"))
	got := make(chan answer, 1)
	go func() { got <- b.get("/sleep?for=500ms") }()
	b.awaitState(Invoking)
	id := b.Instances()[0].ID
	if err := b.StopInstance(t.Context(), id, "a test"); err != nil {
		t.Fatal(err)
	}
	if a := <-got; a.status != 200 || a.body != "1" {
		t.Errorf("the call that ran got %d %q", a.status, a.body)
	}
	if got := b.states(id); !strings.HasSuffix(got, "invoking pre-stopping stopped") {
		t.Errorf("states: %s", got)
	}
	var unknown *UnknownInstance
	if err := b.StopInstance(t.Context(), id, "again"); !errors.As(err, &unknown) {
		t.Errorf("stopping it again: %v", err)
	}
}

func TestAnInstanceThatIsKilledIsReplacedAtTheNextCall(t *testing.T) {
	t.Parallel()
	b := newBench(t, hooks("prestop"))
	first := b.get("/pid").body
	if err := b.KillInstance(b.Instances()[0].ID); err != nil {
		t.Fatal(err)
	}
	e := b.awaitState(Failed)
	if !strings.Contains(e.Reason, "exited unexpectedly(code 137") {
		t.Errorf("it failed with %q", e.Reason)
	}
	if second := b.get("/pid").body; second == first || second == "" {
		t.Errorf("the next call was served by %q, the first by %q", second, first)
	}
	if calls := b.recorded("prestop"); len(calls) != 0 {
		t.Errorf("a dead process was asked for its pre-stop: %q", calls)
	}
}

func TestCloseKillsWhatDoesNotEndInTime(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	got := make(chan answer, 1)
	go func() { got <- b.get("/hang") }()
	b.awaitState(Invoking)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := b.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("close: %v", err)
	}
	if a := <-got; a.status != 502 {
		t.Errorf("the call got %d %q", a.status, a.body)
	}
	if a := b.get("/"); a.status != 503 {
		t.Errorf("a call after the end got %d", a.status)
	}
	if err := b.Reload(t.Context(), b.config.Program); !errors.Is(err, ErrClosed) {
		t.Errorf("a reload after the end: %v", err)
	}
}

func TestAProgramThatCannotStartAnswersWithThePlatformsText(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil, "EXIT=3")
	for range 2 { // each call tries once, and not more
		got := b.get("/")
		if got.status != 412 || !strings.Contains(got.body, `"Code":"CAExited"`) ||
			!strings.Contains(got.body, "exited unexpectedly(code 3") || !strings.Contains(got.body, "the function gives up") {
			t.Errorf("the call got %d %s", got.status, got.body)
		}
	}
	n := 0
	for _, e := range b.events() {
		if e.State == Failed {
			n++
		}
	}
	if n != 2 {
		t.Errorf("two calls made %d starts", n)
	}
}

func TestAProgramThatDoesNotListenIsGivenUp(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.StartTimeout = 200 * time.Millisecond; c.Function.Port = 0 }, "OWN_PORT=0")
	got := b.get("/")
	if got.status != 412 || !strings.Contains(got.body, "FunctionNotStarted") {
		t.Errorf("the call got %d %s", got.status, got.body)
	}
}

func TestAMissingProgramAnswersWithThePlatformsText(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) {
		c.Program = Program{Args: []string{filepath.Join(c.Program.Dir, "bootstrap")}, Shown: []string{"/code/bootstrap"}}
	})
	got := b.get("/")
	if got.status != 412 || !strings.Contains(got.body, "/code/bootstrap is not exist") {
		t.Errorf("the call got %d %s", got.status, got.body)
	}
}

func TestHooksCanBeChangedWhileItRuns(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.get("/")
	if err := b.SetHook("prestop", manifest.Hook{Configured: true, Timeout: time.Second}); err != nil {
		t.Fatal(err)
	}
	if h := b.Function().Hooks["prestop"]; !h.Configured || h.Timeout != time.Second {
		t.Errorf("the hook is %+v", h)
	}
	b.stop()
	if calls := b.recorded("prestop"); len(calls) != 1 {
		t.Errorf("the pre-stop was called %d times", len(calls))
	}
	if err := b.SetHook("pre-freeze", manifest.Hook{}); err == nil {
		t.Error("a hook that there is not could be changed")
	}
}

func TestAnotherConfigurationIsTakenOver(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) {
		c.FreezeAfter = -1
		c.Function.HealthCheck = &manifest.HealthCheck{Path: "/health", Period: time.Millisecond, Timeout: 5 * time.Second, FailureThreshold: 1, SuccessThreshold: 1}
	})
	b.get("/")
	f := b.Function()
	f.Timeout, f.HealthCheck, f.Concurrency = 200*time.Millisecond, nil, 7
	b.SetFunction(f)
	if got := b.get("/hang"); got.status != 502 || !strings.Contains(got.body, "timed out after 0.2 seconds") {
		t.Errorf("the call got %d %s", got.status, got.body)
	}
	if n := b.Function().Concurrency; n != 7 {
		t.Errorf("the concurrency is %d", n)
	}
}

func TestAHintIsTold(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	b := newBench(t, func(c *Config) { c.Function.Port = 1 }, fmt.Sprint("OWN_PORT=", port))
	if got := b.get("/"); got.status != 412 {
		t.Errorf("the call got %d %s", got.status, got.body)
	}
	b.awaitNotice(fmt.Sprintf("port %d is in use", port))
}

func TestAHealthCheckThatFailsStopsTheStart(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) {
		c.Function.HealthCheck = &manifest.HealthCheck{Path: "/status?code=500", Period: time.Millisecond, Timeout: time.Second, FailureThreshold: 2, SuccessThreshold: 1}
	})
	got := b.get("/")
	if got.status != 412 || !strings.Contains(got.body, "check function health failed with status code: 500") {
		t.Errorf("the call got %d %s", got.status, got.body)
	}
}

func TestAnUnhealthyInstanceGetsNoCallsUntilItRecovers(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) {
		c.FreezeAfter = -1
		c.Function.HealthCheck = &manifest.HealthCheck{Path: "/health", Period: 5 * time.Millisecond, Timeout: 5 * time.Second, FailureThreshold: 2, SuccessThreshold: 2}
	})
	first := b.get("/pid").body
	sick := filepath.Join(b.folder, "sick")
	if err := os.WriteFile(sick, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	b.awaitNotice("gets no calls")
	if err := os.Remove(sick); err != nil {
		t.Fatal(err)
	}
	b.awaitNotice("gets calls")
	if got := b.get("/pid").body; got != first {
		t.Errorf("after the recovery %q answered, before %q", got, first)
	}
}

// What is sent to a function with a sick instance goes to another one.
func TestCallsGoAroundAnUnhealthyInstance(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) {
		c.FreezeAfter = -1
		c.Function.HealthCheck = &manifest.HealthCheck{Path: "/health", Period: 5 * time.Millisecond, Timeout: 5 * time.Second, FailureThreshold: 2, SuccessThreshold: 2}
	})
	first := b.get("/pid").body
	sick := filepath.Join(b.folder, "sick-"+first)
	if err := os.WriteFile(sick, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	b.awaitNotice("gets no calls")
	second := b.get("/pid").body
	if second == first {
		t.Errorf("the sick instance %s answered", first)
	}
	if again := b.get("/pid").body; again != second {
		t.Errorf("%s answered, the healthy one is %s", again, second)
	}
	var states []string
	for _, info := range b.Instances() {
		states = append(states, fmt.Sprint(info.Unhealthy))
	}
	if fmt.Sprint(states) != "[true false]" {
		t.Errorf("unhealthy are %v", states)
	}
}

func TestPlatformLinesSurroundEachCall(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.Function.Concurrency = 5 })
	id := b.get("/id?id=1").header.Get(fc.HeaderRequestID)
	b.await("the line of the function", func(e Event) bool { return e.Text == "serving "+id && e.Request == id })
	b.get("/status?code=500&x-fc-status=404")
	var lines []string
	for _, e := range b.events() {
		if e.Stream == StreamPlatform {
			lines = append(lines, e.Text)
		}
	}
	if len(lines) != 4 || lines[0] != "FC Invoke Start RequestId: "+id || lines[1] != "FC Invoke End RequestId: "+id ||
		!strings.HasSuffix(lines[3], ", Error: Unhandled function error") {
		t.Errorf("the platform's lines: %q", lines)
	}
	if want := len(instance.NewCallID()); len(id) != want {
		t.Errorf("the id is %q", id)
	}
}
