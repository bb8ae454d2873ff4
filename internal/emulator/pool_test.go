package emulator

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// together makes n calls at the same time.
func (b *bench) together(n int, path string) []answer {
	answers := make([]answer, n)
	var calls sync.WaitGroup
	for i := range answers {
		calls.Go(func() { answers[i] = b.get(path) })
	}
	calls.Wait()
	return answers
}

// running is how many calls run, in all instances.
func (b *bench) running() int {
	n := 0
	for _, info := range b.Instances() {
		n += info.Running
	}
	return n
}

// atOnce makes n calls that all run before the first one ends, however long the
// instances take to start, and returns how many of those there were.
func (b *bench) atOnce(n int) (answers []answer, instances int) {
	b.t.Helper()
	ended := make(chan []answer)
	go func() { ended <- b.together(n, "/held") }()
	b.until("all calls run", func() bool { return b.running() == n })
	instances = len(b.Instances())
	b.free()
	return <-ended, instances
}

func TestAnInstanceTakesAsManyCallsAtATimeAsItMay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ concurrency, calls, instances int }{{1, 3, 3}, {2, 4, 2}, {5, 5, 1}} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			t.Parallel()
			b := newBench(t, func(config *Config) { config.Function.Concurrency = c.concurrency })
			answers, instances := b.atOnce(c.calls)
			if instances != c.instances {
				t.Errorf("%d calls at a time made %d instances, want %d", c.calls, instances, c.instances)
			}
			for _, a := range answers {
				if a.status != 200 || len(a.body) != 1 || int(a.body[0]-'0') > c.concurrency {
					t.Errorf("a call got %d; at most %s ran in its instance at a time", a.status, a.body)
				}
			}
		})
	}
}

func TestAnotherConcurrencyHoldsAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.Function.Concurrency, c.MaxInstances = 1, 1 })
	ended := make(chan []answer)
	go func() { ended <- b.together(3, "/held") }()
	b.until("one call runs", func() bool { return b.running() == 1 })
	b.waiting(2)
	f := b.Function()
	f.Concurrency = 3
	b.SetFunction(f)
	b.until("all calls run", func() bool { return b.running() == 3 })
	b.free()
	for _, a := range <-ended {
		if a.status != 200 {
			t.Errorf("a call got %d %s", a.status, a.body)
		}
	}
}

// free ends the calls of /held.
func (b *bench) free() {
	b.t.Helper()
	if err := os.WriteFile(filepath.Join(b.folder, "free"), nil, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// waiting returns when n calls wait for an instance.
func (b *bench) waiting(n int) {
	b.t.Helper()
	b.until(fmt.Sprint(n, " calls wait"), func() bool {
		b.pool.mu.Lock()
		defer b.pool.mu.Unlock()
		return b.pool.waiting.Len() == n
	})
}

func TestCallsWaitForAFreeInstanceAndTooManyAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.MaxInstances, c.QueueLength = 1, 2 })
	b.get("/") // so that nobody waits for the start
	var calls sync.WaitGroup
	for range 3 {
		calls.Go(func() {
			if a := b.get("/held"); a.status != 200 {
				t.Errorf("a call that may wait got %d %s", a.status, a.body)
			}
		})
	}
	b.waiting(2)
	if a := b.get("/one-more"); a.status != 429 || !strings.Contains(a.body, `"Code":"ResourceExhausted"`) {
		t.Errorf("one call too many got %d %s", a.status, a.body)
	}
	b.free()
	calls.Wait()
	if n := len(b.Instances()); n != 1 {
		t.Errorf("there are %d instances", n)
	}
}

func TestWhoWaitsLongestIsServedFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.MaxInstances = 1 })
	b.get("/")
	var calls sync.WaitGroup
	for i := range 5 {
		calls.Go(func() { b.get(fmt.Sprintf("/held?n=%d", i)) })
		b.until("the call is in", func() bool {
			b.pool.mu.Lock()
			defer b.pool.mu.Unlock()
			return b.pool.clock+int64(b.pool.waiting.Len()) == int64(i+2)
		})
	}
	b.free()
	calls.Wait()
	var order []string
	for _, e := range b.events() {
		if e.Type == EventStart && strings.HasPrefix(e.Path, "/held") {
			order = append(order, e.Path[len(e.Path)-1:])
		}
	}
	if got := strings.Join(order, ""); got != "01234" {
		t.Errorf("they were served in the order %s", got)
	}
}

func TestAClientThatLeavesTheQueueIsForgotten(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.MaxInstances, c.QueueLength = 1, 1 })
	b.get("/")
	ctx, cancel := context.WithCancel(t.Context())
	var calls sync.WaitGroup
	calls.Go(func() { b.get("/held") })
	b.await("the first call", func(e Event) bool { return e.Type == EventStart && e.Path == "/held" })
	calls.Go(func() {
		r, _ := http.NewRequestWithContext(ctx, "GET", b.url+"/queued", nil)
		if response, err := http.DefaultClient.Do(r); err == nil {
			response.Body.Close()
		}
	})
	b.waiting(1)
	cancel()
	b.waiting(0)
	e := b.await("its end", func(e Event) bool { return e.Type == EventEnd && e.Path == "/queued" })
	if e.Status != 499 {
		t.Errorf("it ended as %+v", e)
	}
	b.free()
	calls.Wait()
}

func TestTheInstanceThatWasUsedLastIsPreferred(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	if _, n := b.atOnce(3); n != 3 {
		t.Fatalf("there are %d instances", n)
	}
	first := b.get("/pid").body
	for range 5 {
		b.until("nothing runs", func() bool { return b.running() == 0 })
		if got := b.get("/pid").body; got != first {
			t.Errorf("%s answered after %s", got, first)
		}
	}
}

func TestAFailedStartAnswersAllWhoWaitForIt(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.Function.Concurrency = 3; c.MaxInstances = 2; c.StartTimeout = time.Second }, "EXIT=1")
	start := time.Now()
	for _, a := range b.together(20, "/") {
		if a.status != 412 {
			t.Errorf("a call got %d %s", a.status, a.body)
		}
	}
	failed := 0
	for _, e := range b.events() {
		if e.State == Failed {
			failed++
		}
	}
	if failed > 20 {
		t.Errorf("20 calls made %d starts in %v", failed, time.Since(start))
	}
}
