package emulator

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/manifest"
)

// Whoever looks at a breakpoint takes longer than any limit.
func TestADebuggerHasAllTheTimeAndOneInstance(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) {
		hooks("initializer", "prestop")(c)
		for name, h := range c.Function.Hooks {
			h.Timeout = time.Nanosecond
			c.Function.Hooks[name] = h
		}
		c.Function.Timeout = time.Nanosecond
		c.Function.HealthCheck = &manifest.HealthCheck{Path: "/nothing", FailureThreshold: 1, Timeout: time.Nanosecond}
		c.StartTimeout, c.StopGrace, c.IdleTimeout, c.FreezeAfter = time.Nanosecond, time.Nanosecond, time.Nanosecond, time.Nanosecond
		c.Debug = true
	})
	b.awaitState(Idle) // before any call
	for round := range 3 {
		var calls sync.WaitGroup
		for range 3 {
			calls.Go(func() {
				if got := b.get("/sleep?for=20ms"); got.status != 200 {
					t.Errorf("a call got %d %s", got.status, got.body)
				}
			})
		}
		calls.Wait()
		if round == 2 {
			break
		}
		if err := b.Reload(t.Context(), b.version("next")); err != nil {
			t.Error(err)
		}
	}
	starts, there := 0, ""
	for _, e := range b.events() {
		switch {
		case e.Type == EventEnd && e.Error != "":
			t.Errorf("a %s failed: %s", e.Call, e.Error)
		case e.Type != EventInstance:
		case e.State == Frozen, e.State == Failed:
			t.Errorf("%s is %s", e.Instance, e.State)
		case e.State == Starting:
			if there != "" {
				t.Errorf("%s starts while %s is there", e.Instance, there)
			}
			there = e.Instance
			starts++
		case e.State == Stopped:
			there = ""
		}
	}
	if starts != 3 {
		t.Errorf("%d instances, want one for each program", starts)
	}
	if got := b.recorded("life"); len(got) != 5 { // the last one runs
		t.Errorf("starts and polite ends: got %q", got)
	}
}

func TestAReloadSaysThatADebuggerHoldsIt(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.Debug = true })
	b.awaitState(Idle)
	var held sync.WaitGroup
	held.Go(func() { b.get("/held") })
	b.awaitState(Invoking)
	held.Go(func() {
		if err := b.Reload(t.Context(), b.version("next")); err != nil {
			t.Error(err)
		}
	})
	b.awaitNotice("let it continue in the debugger")
	if err := os.WriteFile(filepath.Join(b.folder, "free"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	held.Wait()
	if got := b.served(); got != "next" {
		t.Errorf("%q serves", got)
	}
}
