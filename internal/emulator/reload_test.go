package emulator

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// version is the program under another name, to be told apart by its arguments.
func (b *bench) version(name string, args ...string) Program {
	p := b.config.Program
	p.Args = append([]string{p.Args[0]}, args...)
	p.Version = name
	return p
}

// served is the version of the instance that serves now.
func (b *bench) served() string {
	b.get("/")
	version := ""
	for _, info := range b.Instances() {
		if info.State == Idle || info.State == Frozen || info.State == Invoking {
			version = info.Version
		}
	}
	return version
}

func TestAReloadIsSeenByNobodyButTheOldInstance(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { hooks("initializer", "prestop")(c); c.Function.Concurrency = 4 })
	b.get("/")
	old := b.Instances()[0].ID
	stop := make(chan struct{})
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if got := b.get("/"); got.status != 200 {
					t.Errorf("during a reload a call got %d %s", got.status, got.body)
				}
			}
		})
	}
	for n := range 3 {
		if err := b.Reload(t.Context(), b.version(fmt.Sprint("v", n))); err != nil {
			t.Error(err)
		}
		if got := b.served(); got != fmt.Sprint("v", n) {
			t.Errorf("after reload %d, %q serves", n, got)
		}
	}
	close(stop)
	clients.Wait()
	b.await("the end of the old instance", func(e Event) bool { return e.Instance == old && e.State == Stopped && e.Reason == "reload" })
	// The new one serves before the old one is asked to end.
	ready := b.await("the new instance", func(e Event) bool { return e.Instance != old && e.State == Idle })
	stopped := b.await("the pre-stop", func(e Event) bool { return e.Instance == old && e.State == PreStopping })
	if ready.Seq > stopped.Seq {
		t.Error("the old instance was stopped before the new one was ready")
	}
}

func TestAReloadThatFailsKeepsTheOldProgram(t *testing.T) {
	t.Parallel()
	b := newBench(t, hooks("initializer"), "BROKEN_IF=broken")
	first := b.get("/pid").body
	if err := os.WriteFile(filepath.Join(b.folder, "broken"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := b.Reload(t.Context(), b.version("broken"))
	if err == nil || !strings.Contains(err.Error(), "exited unexpectedly(code 3") {
		t.Errorf("the reload: %v", err)
	}
	if got := b.get("/pid").body; got != first {
		t.Errorf("%s answered, before it was %s", got, first)
	}
}

func TestAReloadWhoseInitializerFailsKeepsTheOldProgram(t *testing.T) {
	t.Parallel()
	b := newBench(t, policy(PolicyRetry), "INITIALIZER=200,500")
	first := b.get("/pid").body
	if err := b.Reload(t.Context(), b.version("v2")); err == nil || !strings.Contains(err.Error(), "answered 500") {
		t.Errorf("the reload: %v", err)
	}
	if tries := len(b.recorded("initializer")); tries != 4 { // the first and three more
		t.Errorf("the initializer was called %d times", tries)
	}
	if got := b.get("/pid").body; got != first {
		t.Errorf("%s answered, before it was %s", got, first)
	}
}

func TestAReloadOfAProgramWithItsOwnPortStopsTheOldOneFirst(t *testing.T) {
	t.Parallel()
	port := freePort(t)
	b := newBench(t, func(c *Config) { c.Function.Port = port; hooks("prestop")(c) }, fmt.Sprint("OWN_PORT=", port), "BROKEN_IF=broken")
	first := b.get("/pid").body
	stop := make(chan struct{})
	var clients sync.WaitGroup
	clients.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if got := b.get("/"); got.status != 200 {
				t.Errorf("during a reload a call got %d %s", got.status, got.body)
			}
		}
	})
	if err := b.Reload(t.Context(), b.version("v2")); err != nil {
		t.Error(err)
	}
	second := b.get("/pid").body
	if second == first {
		t.Errorf("%s serves still", first)
	}
	if err := os.WriteFile(filepath.Join(b.folder, "broken"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	close(stop)
	clients.Wait()
	if err := b.Reload(t.Context(), b.version("v3")); err == nil {
		t.Error("a broken program was taken")
	}
	_ = os.Remove(filepath.Join(b.folder, "broken"))
	if got := b.served(); got != "v2" {
		t.Errorf("after the failed reload %q serves", got)
	}
	if n := len(b.together(3, "/sleep?for=50ms")); n != 3 || len(b.Instances()) != 1 {
		t.Errorf("there are %d instances on one port", len(b.Instances()))
	}
}

func TestCallsWaitForAReloadThatMendsTheProgram(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.Faults = Faults{SlowStart: 300 * time.Millisecond} }, "BROKEN_IF=broken")
	broken := filepath.Join(b.folder, "broken")
	if err := os.WriteFile(broken, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := b.get("/"); got.status != 412 {
		t.Errorf("the broken program answered %d", got.status)
	}
	if err := os.Remove(broken); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- b.Reload(t.Context(), b.version("v2")) }()
	b.await("the reload", func(e Event) bool { return e.Type == EventInstance && e.Reason == "reload" })
	if got := b.get("/"); got.status != 200 {
		t.Errorf("a call during the reload got %d %s", got.status, got.body)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if n := len(b.Instances()); n != 1 {
		t.Errorf("there are %d instances", n)
	}
}

// freePort is one that nobody has.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
