package emulator

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestParseFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values string
		want   Faults
		wrong  string // the value that is no fault
	}{
		{"", Faults{}, ""},
		{"slow-start=10s", Faults{SlowStart: 10 * time.Second}, ""},
		{"init=400", Faults{Init: "400"}, ""},
		{"init=500*2", Faults{Init: "500", InitTimes: 2}, ""},
		{"init=timeout prestop=dropped", Faults{Init: "timeout", PreStop: "dropped"}, ""},
		{"crash", Faults{Crash: true}, ""},
		{"crash*1 init=dropped*3 prestop=500", Faults{Crash: true, CrashTimes: 1, Init: "dropped", InitTimes: 3, PreStop: "500"}, ""},
		{"init=200", Faults{}, "init=200"},
		{"init", Faults{}, "init"},
		{"init=500*0", Faults{}, "init=500*0"},
		{"init=500*x", Faults{}, "init=500*x"},
		{"prestop=500*2", Faults{}, "prestop=500*2"},
		{"slow-start=soon", Faults{}, "slow-start=soon"},
		{"slow-start=-1s", Faults{}, "slow-start=-1s"},
		{"crash=1", Faults{}, "crash=1"},
		{"crash crash*2", Faults{}, "crash*2"},
		{"fire", Faults{}, "fire"},
	} {
		got, err := ParseFaults(strings.Fields(c.values))
		var unknown *UnknownFault
		if c.wrong == "" && err != nil || c.wrong != "" && (!errors.As(err, &unknown) || unknown.Value != c.wrong) {
			t.Errorf("%q: error %v, want one about %q", c.values, err, c.wrong)
		}
		if got != c.want {
			t.Errorf("%q: got %+v, want %+v", c.values, got, c.want)
		}
		if again, err := ParseFaults(got.Values()); again != got || err != nil {
			t.Errorf("%q: written as %q, it is read as %+v, %v", c.values, got.Values(), again, err)
		}
	}
	if _, err := ParseFaults(FaultForms()[:1]); err != nil {
		t.Errorf("a form that is shown is not read: %v", err)
	}
}

func TestEveryFaultStrikesAndSaysSo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault  string
		status int // of the first call
		second int // of the second
		notice string
	}{
		{"slow-start=100ms", 200, 200, "fault: the port is taken for closed for 100ms"},
		{"init=400*1", 200, 200, "fault: POST /initialize is not sent and taken for answered 400"},
		{"init=404*1", 200, 200, "fault: POST /initialize is not sent and taken for answered 404"},
		{"init=500*2", 200, 200, "fault: POST /initialize is not sent and taken for answered 500"},
		{"init=timeout*1", 200, 200, "fault: POST /initialize is not sent and taken for one without an answer"},
		{"init=dropped*1", 200, 200, "fault: the answer to POST /initialize is taken for lost"},
		{"init=400", 502, 502, "fault: POST /initialize"},
		{"crash*1", 502, 200, "fault: the instance is killed during call"},
		{"prestop=500", 200, 200, "fault: GET /pre-stop is not sent and taken for answered 500"},
		{"prestop=timeout", 200, 200, "fault: GET /pre-stop is not sent and taken for one without an answer"},
		{"prestop=dropped", 200, 200, "fault: the answer to GET /pre-stop is taken for lost"},
	} {
		t.Run(c.fault, func(t *testing.T) {
			t.Parallel()
			faults, err := ParseFaults([]string{c.fault})
			if err != nil {
				t.Fatal(err)
			}
			b := newBench(t, func(config *Config) {
				policy(PolicyRetry)(config)
				h := config.Function.Hooks["prestop"]
				h.Timeout = 300 * time.Millisecond
				config.Function.Hooks["prestop"] = h
				config.Faults = faults
			})
			for i, want := range []int{c.status, c.second} {
				if got := b.get("/"); got.status != want {
					t.Errorf("call %d got %d %s, want %d", i+1, got.status, got.body, want)
				}
			}
			b.stop()
			b.awaitNotice(c.notice)
			if strings.Contains(c.notice, "is not sent") && b.tells("prints no marker") {
				t.Errorf("the function is blamed for a hook that it was not asked for:\n%s", b.story())
			}
		})
	}
}

func TestASlowStartThatIsTooSlowFails(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) {
		c.StartTimeout = 100 * time.Millisecond
		c.Faults = Faults{SlowStart: time.Hour}
	})
	got := b.get("/")
	if got.status != 412 || !strings.Contains(got.body, "Function instance health check failed on port 9000 in 0.1 seconds") {
		t.Errorf("the call got %d %s", got.status, got.body)
	}
}

func TestFaultsAreSwitchedWhileItRuns(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	steps := []struct {
		faults Faults
		status int
		notice string
	}{
		{Faults{Crash: true}, 502, "faults from now on: crash"},
		{Faults{}, 200, "faults are switched off"},
		{Faults{Crash: true, CrashTimes: 1}, 502, "faults from now on: crash*1"},
		{Faults{Crash: true, CrashTimes: 1}, 502, "faults from now on: crash*1"}, // counted anew
	}
	if got := b.get("/"); got.status != 200 {
		t.Errorf("without faults the call got %d", got.status)
	}
	for i, step := range steps {
		b.SetFaults(step.faults)
		b.awaitNotice(step.notice)
		if got := b.get("/"); got.status != step.status {
			t.Errorf("step %d: the call got %d, want %d", i, got.status, step.status)
		}
		if got := b.Faults(); got != step.faults {
			t.Errorf("step %d: the faults are %+v", i, got)
		}
	}
	if got := b.get("/"); got.status != 200 {
		t.Errorf("after the last fault the call got %d", got.status)
	}
}
