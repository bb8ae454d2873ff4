package emulator

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// newOwnPort is a bench whose function listens on one port whatever it is told.
func newOwnPort(t *testing.T, change func(*Config), switches ...string) *bench {
	t.Helper()
	port := freePort(t)
	return newBench(t, func(c *Config) {
		c.Function.Port = port
		if change != nil {
			change(c)
		}
	}, append(switches, fmt.Sprint("OWN_PORT=", port))...)
}

// alone wants that no process started while another one was there, that starts
// of them did, and that the reason was given once.
func (b *bench) alone(starts int) {
	b.t.Helper()
	there, explained, started := "", 0, 0
	for _, e := range b.events() {
		switch {
		case e.Type == EventNotice && strings.Contains(e.Text, "only one instance runs at a time here"):
			explained++
		case e.Type != EventInstance:
		case e.State == Starting:
			if there != "" {
				b.t.Errorf("%s starts while %s is there", e.Instance, there)
			}
			there = e.Instance
			started++
		case e.State == Stopped || e.State == Failed:
			there = ""
		}
	}
	if explained != 1 {
		b.t.Errorf("the reason was given %d times", explained)
	}
	if started != starts {
		b.t.Errorf("there were %d starts, want %d", started, starts)
	}
}

func TestAnInstanceWithAPortOfItsOwnIsReplacedAfterItsEnd(t *testing.T) {
	t.Parallel()
	for _, answers := range []string{"500,200", "400,500,200", "drop,200", "exit,200", "500,500,200"} {
		t.Run(answers, func(t *testing.T) {
			t.Parallel()
			b := newOwnPort(t, policy(PolicyRetry), "INITIALIZER="+answers)
			if got := b.get("/"); got.status != 200 {
				t.Errorf("the call got %d %s", got.status, got.body)
			}
			b.alone(1 + strings.Count(answers, "500") + strings.Count(answers, "drop") + strings.Count(answers, "exit"))
		})
	}
}

func TestInstancesWithAPortOfTheirOwnFollowEachOther(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*Config)
		calls  func(*bench)
		starts int
	}{
		{"many calls at once", nil, func(b *bench) {
			for _, got := range b.together(5, "/sleep?for=20ms") {
				if got.status != 200 {
					b.t.Errorf("a call got %d %s", got.status, got.body)
				}
			}
		}, 1},
		{"a call times out", func(c *Config) { c.Function.Timeout = 200 * time.Millisecond }, func(b *bench) {
			b.get("/hang")
		}, 2},
		{"the process ends in a call", nil, func(b *bench) { b.do("POST", "/exit", "") }, 2},
		{"it is killed", nil, func(b *bench) {
			if err := b.KillInstance(b.Instances()[0].ID); err != nil {
				b.t.Error(err)
			}
		}, 2},
		{"it leaves a process behind that has the port", nil, func(b *bench) { b.do("POST", "/exit?heir=1", "") }, 2},
		{"a reload", nil, func(b *bench) {
			if err := b.Reload(b.t.Context(), b.version("v2")); err != nil {
				b.t.Error(err)
			}
		}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newOwnPort(t, c.change)
			b.get("/")
			c.calls(b)
			if got := b.get("/"); got.status != 200 {
				t.Errorf("the next call got %d %s", got.status, got.body)
			}
			b.alone(c.starts)
		})
	}
}

// Where it listens is not known before it does.
func TestAReloadOfAnInstanceThatStartsStopsItFirst(t *testing.T) {
	t.Parallel()
	b := newOwnPort(t, func(c *Config) { c.Prestart, c.Faults = true, Faults{SlowStart: 300 * time.Millisecond} })
	b.awaitState(Starting)
	b.until("it listens", func() bool { return len(b.recorded("life")) > 0 })
	if err := b.Reload(t.Context(), b.version("v2")); err != nil {
		t.Error(err)
	}
	if got := b.get("/"); got.status != 200 {
		t.Errorf("the call got %d %s", got.status, got.body)
	}
	b.alone(2)
}
