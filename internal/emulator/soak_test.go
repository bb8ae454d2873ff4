package emulator

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// TestEveryCallGetsItsOwnAnswerWhateverHappens lets many clients call while
// instances crash, programs are reloaded and other clients vanish. The
// environment makes it larger: FCGEN_SOAK_CLIENTS=1000 FCGEN_SOAK_TIME=30s.
func TestEveryCallGetsItsOwnAnswerWhateverHappens(t *testing.T) {
	clients, duration := 100, 3*time.Second
	if n, err := strconv.Atoi(os.Getenv("FCGEN_SOAK_CLIENTS")); err == nil {
		clients = n
	}
	if d, err := time.ParseDuration(os.Getenv("FCGEN_SOAK_TIME")); err == nil {
		duration = d
	}
	before := runtime.NumGoroutine()
	files, memory := openFiles(), heap()

	b := newBench(t, func(c *Config) {
		hooks("initializer", "prestop")(c)
		c.Function.Concurrency, c.MaxInstances, c.QueueLength = 20, 4, 2*clients
		c.FreezeAfter, c.StopGrace = 5*time.Millisecond, 5*time.Second
		c.Journal = NewJournal(20_000, 8<<20)
	})
	transport := &http.Transport{MaxIdleConnsPerHost: clients, MaxIdleConns: clients}
	s := soak{b: b, client: &http.Client{Transport: transport}}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var all sync.WaitGroup
	for n := range clients {
		all.Go(func() { s.call(ctx, n) })
	}
	all.Go(func() { s.vanish(ctx) })
	all.Go(func() { s.disturb(ctx) })
	time.Sleep(duration)
	b.until("enough has happened", func() bool { return s.crashes.Load() >= 2 && s.reloads.Load() >= 2 })
	cancel()
	all.Wait()
	transport.CloseIdleConnections()
	t.Logf("%d calls answered, %d of them 502 because of %d crashes; %d reloads",
		s.answered.Load(), s.broken.Load(), s.crashes.Load(), s.reloads.Load())
	if s.answered.Load() < int64(clients) || s.answered.Load() == s.broken.Load() {
		t.Errorf("only %d calls were answered, %d of them failed", s.answered.Load(), s.broken.Load())
	}

	b.stop()
	if infos := b.Instances(); len(infos) != 0 {
		t.Errorf("after the end there are %+v", infos)
	}
	b.until("the gateway's connections are closed", func() bool { return runtime.NumGoroutine() <= before+10 })
	if now := openFiles(); now > files+10 {
		t.Errorf("%d files are open, %d were before", now, files)
	}
	// What is kept is the journal, which has its limit, and the clients' own.
	if now := heap(); now > memory+64<<20 {
		t.Errorf("%d MB of memory are in use, %d were before", now>>20, memory>>20)
	}
	for _, pid := range s.pids() {
		if alive(pid) {
			t.Errorf("process %d is left", pid)
		}
	}
}

type soak struct {
	b      *bench
	client *http.Client

	answered, broken, crashes, reloads atomic.Int64

	mu   sync.Mutex
	seen map[int]bool // processes
}

// call makes calls whose answer must hold what they sent.
func (s *soak) call(ctx context.Context, client int) {
	for n := 0; ctx.Err() == nil; n++ {
		own := fmt.Sprintf("%d-%d", client, n)
		r, err := http.NewRequestWithContext(context.WithoutCancel(ctx), "GET", s.b.url+fmt.Sprintf("/id?id=%s&for=%dms", own, n%3*10), nil)
		if err != nil {
			s.b.t.Error(err)
			return
		}
		response, err := s.client.Do(r)
		if err != nil {
			s.b.t.Errorf("call %s: %v", own, err)
			return
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		id := response.Header.Get(fc.HeaderRequestID)
		switch {
		case err != nil:
			s.b.t.Errorf("call %s: %v", own, err)
		case response.StatusCode == 200 && string(body) == own+" "+id:
		case response.StatusCode == 502 && strings.Contains(string(body), "Process exited unexpectedly") && strings.Contains(string(body), id):
			s.broken.Add(1)
		default:
			s.b.t.Errorf("call %s (%s) got %d %s", own, id, response.StatusCode, body)
		}
		s.answered.Add(1)
	}
}

// vanish makes calls and does not wait for the answer.
func (s *soak) vanish(ctx context.Context) {
	for ctx.Err() == nil {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.b.url, "http://"))
		if err != nil {
			s.b.t.Error(err)
			return
		}
		fmt.Fprintf(conn, "GET /sleep?for=20ms HTTP/1.1\r\nHost: demo\r\n\r\n")
		time.Sleep(time.Duration(rand.IntN(30)) * time.Millisecond)
		conn.Close()
	}
}

// disturb reloads and kills.
func (s *soak) disturb(ctx context.Context) {
	s.seen = map[int]bool{}
	for n := 0; ctx.Err() == nil; n++ {
		infos := s.b.Instances()
		s.mu.Lock()
		for _, info := range infos {
			s.seen[info.PID] = true
		}
		s.mu.Unlock()
		if n%3 == 2 {
			if err := s.b.Reload(context.WithoutCancel(ctx), s.b.version(fmt.Sprint("v", n))); err != nil {
				s.b.t.Errorf("reload: %v", err)
			}
			s.reloads.Add(1)
		} else if serving := slices.DeleteFunc(infos, starts); len(serving) > 0 {
			_ = s.b.KillInstance(serving[rand.IntN(len(serving))].ID) // it may be gone
			s.crashes.Add(1)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// starts reports whether the end of an instance is the end of a start, which is
// another error for those who wait.
func starts(info InstanceInfo) bool {
	return info.State == Creating || info.State == Starting || info.State == Initializing
}

func (s *soak) pids() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	var pids []int
	for pid := range s.seen {
		if pid > 0 {
			pids = append(pids, pid)
		}
	}
	return pids
}

// heap is the memory in use, in bytes.
func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// openFiles counts this process's; 0 where the system does not tell.
func openFiles() int {
	entries, _ := os.ReadDir("/proc/self/fd")
	return len(entries)
}

// alive reports whether a process runs, as far as the system tells.
func alive(pid int) bool {
	_, err := os.Stat(fmt.Sprintf("/proc/%d", pid))
	return err == nil
}

// The environment makes the flood larger: FCGEN_SOAK_FLOOD=1024, in MB.
func TestAFloodOfLogHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	size := 50
	if n, err := strconv.Atoi(os.Getenv("FCGEN_SOAK_FLOOD")); err == nil {
		size = n
	}
	b := newBench(t, func(c *Config) {
		c.Journal = NewJournal(1000, 1<<20)
		c.Function.Timeout = 5 * time.Minute // a GB takes a while with the race detector
	})
	if got := b.get(fmt.Sprintf("/flood?mb=%d", size)); got.status != 200 {
		t.Errorf("the call got %d", got.status)
	}
	b.await("the last line", func(e Event) bool { return e.Text == "the flood is over" })
	events, lost := b.Journal().Since(0, 0)
	log := func(e Event) bool { return e.Type == EventLog }
	if lines := len(events) - len(slices.DeleteFunc(slices.Clone(events), log)); lines > 1000 || lost == 0 {
		t.Errorf("%d lines are kept, %d lost", lines, lost)
	}
	if events[0].Type != EventInstance || events[0].State != Creating {
		t.Errorf("the flood pushed out the instance's beginning: the first event is %+v", events[0])
	}
}
