package emulator

import (
	"testing"
	"time"
)

// serving counts the instances that take calls.
func (b *bench) serving() int {
	n := 0
	for _, info := range b.Instances() {
		if !info.Starting && info.State != Stopped && info.State != Failed && info.State != PreStopping {
			n++
		}
	}
	return n
}

func TestAMinimumOfInstancesIsThereWithoutCalls(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) {
		hooks("initializer")(c)
		c.Function.MinInstances, c.Function.IdleTimeout = 2, 50*time.Millisecond
		c.IdleTimeout = time.Hour // which the function's own holds over
	})
	b.until("two serve", func() bool { return b.serving() == 2 })
	if _, instances := b.atOnce(3); instances != 3 {
		t.Errorf("three calls at once made %d instances", instances)
	}
	b.until("only the minimum is left", func() bool { return len(b.Instances()) == 2 && b.serving() == 2 })
	if n := b.count(Stopped); n != 1 {
		t.Errorf("%d instances were stopped, want 1", n)
	}
	if err := b.KillInstance(b.Instances()[0].ID); err != nil {
		t.Fatal(err)
	}
	b.until("the killed one is replaced", func() bool { return b.count(Creating) == 4 && b.serving() == 2 })

	f := b.Function()
	f.MinInstances = 0
	b.SetFunction(f)
	b.until("without a minimum none is left", func() bool { return len(b.Instances()) == 0 })
}

// count is how often an instance came to that state.
func (b *bench) count(s State) (n int) {
	for _, e := range b.events() {
		if e.Type == EventInstance && e.State == s {
			n++
		}
	}
	return n
}

// A program that cannot start is not started in a loop.
func TestAMinimumOfInstancesDoesNotStartForEver(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) {
		c.Function.MinInstances = 3
		c.Program.Args = []string{"/bin/false"}
	})
	b.awaitState(Failed)
	if got := b.get("/"); got.status < 400 {
		t.Errorf("a call got %d", got.status)
	}
	b.until("nothing is left", func() bool { return len(b.Instances()) == 0 })
	if n := b.count(Creating); n > 2 {
		t.Errorf("%d instances were created", n)
	}
}

func TestThePersonsIdleTimeHoldsOverTheFunctions(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) {
		c.IdleTimeout, c.IdleByHand, c.Function.IdleTimeout = 20*time.Millisecond, true, time.Hour
	})
	b.get("/")
	b.await("the end", func(e Event) bool { return e.State == Stopped && e.Reason == "idle for 20ms" })
}
