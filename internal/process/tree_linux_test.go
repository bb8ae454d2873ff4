package process

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func seesLeavers() bool { return true }

func TestDescendants(t *testing.T) {
	t.Parallel()
	p, out := start(t, "forking")
	want := append(out.await(t, "deaf", 3), p.PID())
	slices.Sort(want)
	if got := p.Descendants(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	if got := p.Descendants(); len(got) > 0 {
		t.Errorf("after Kill: got %v", got)
	}
	awaitEnd(t, want...)
}

// Another session and no cookie: its parent gives it away.
func TestDescendantWithoutCookie(t *testing.T) {
	t.Parallel()
	p, out := start(t, "forgetful")
	child := out.await(t, "deaf", 1)
	if got := p.Descendants(); !slices.Contains(got, child[0]) {
		t.Errorf("got %v without %d", got, child[0])
	}
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	awaitEnd(t, child...)
}

// When the program has ended politely, its child has no parent any more.
func TestStopOfDescendantWithoutCookie(t *testing.T) {
	t.Parallel()
	p, out := start(t, "forgetful")
	out.await(t, "forgetful", 1)
	child := out.await(t, "deaf", 1)
	p.Stop(time.Minute)
	awaitEnd(t, child...)
}

// The program ends at once and leaves a child of a child in another session,
// as daemons do.
func TestDaemon(t *testing.T) {
	t.Parallel()
	for range 10 {
		var out record
		p, err := Start(Spec{
			Args:   []string{"/bin/sh", "-c", `setsid sh -c '"$0" __deaf & echo started $!' "$0" & exit 5`, self(t)},
			Env:    os.Environ(),
			Stdout: &out,
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Stop(0); got.Code != 5 && got.Signal == "" {
			t.Errorf("got %+v", got)
		}
		awaitEnd(t, out.ids("started")...)
		if left := survey(0, 0, p.cookie, nil); len(left.ours) > 0 {
			t.Errorf("after Stop %v still run", left.ours)
		}
	}
}

func TestFrozenState(t *testing.T) {
	t.Parallel()
	p, out := start(t, "forking")
	pids := append(out.await(t, "deaf", 3), p.PID())
	if err := p.Freeze(); err != nil {
		t.Fatal(err)
	}
	for _, pid := range pids {
		if group, err := syscall.Getpgid(pid); err != nil || group != p.PID() {
			continue // the one that left
		}
		until(t, func() bool { return state(pid) == "T" }, func() string {
			return fmt.Sprintf("the state of %d is %s, want T", pid, state(pid))
		})
	}
	if err := p.Thaw(); err != nil {
		t.Fatal(err)
	}
	until(t, func() bool { return state(p.PID()) != "T" }, func() string { return "it is still stopped" })
}

func state(pid int) string {
	text := string(readProc(pid, "stat", nil))
	if i := strings.LastIndexByte(text, ')'); i >= 0 {
		return strings.Fields(text[i+1:])[0]
	}
	return ""
}

// The death signal comes when the thread that forked ends, so that must not be
// one that ends before this program.
func TestForkThreadLives(t *testing.T) {
	t.Parallel()
	// Two at the same time, since the main thread is one that never ends.
	started := make(chan *Process)
	var both sync.WaitGroup
	both.Add(2)
	for range 2 {
		go func() {
			runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
			both.Done()
			both.Wait()
			p, err := Start(Spec{Args: []string{self(t), "__deaf"}, Env: os.Environ()})
			if err != nil {
				t.Error(err)
			}
			started <- p
		}()
	}
	for range 2 {
		p := <-started
		if p == nil {
			continue
		}
		defer p.Stop(0)
		select {
		case <-p.Done():
			t.Errorf("it ended with the thread that asked for it: %+v", p.Exit())
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// An id that stands for the dead must not be signalled when it has become that
// of others, so it is kept until nothing is left.
func TestIDsAreKept(t *testing.T) {
	t.Parallel()
	p, out := start(t, "holding")
	finish(t, p)
	if sleep := out.await(t, "sleep", 1); !alive(sleep[0]) {
		t.Fatal("the child did not outlive the program, there is nothing to see")
	}
	if got := state(p.PID()); got != "Z" {
		t.Errorf("with a living child in the group the program's state is %q, want Z", got)
	}
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(p.PID(), 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("after Kill the id is still taken: %v", err)
	}
}

func TestChildsPipeBlocks(t *testing.T) {
	t.Parallel()
	p, out := start(t, "deaf")
	out.await(t, "deaf", 1)
	for fd := range 3 {
		file, err := os.ReadFile(fmt.Sprintf("/proc/%d/fdinfo/%d", p.PID(), fd))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(file)) {
			flags, ok := strings.CutPrefix(line, "flags:")
			if !ok {
				continue
			}
			n, err := strconv.ParseInt(strings.TrimSpace(flags), 8, 64)
			if err != nil || n&unix.O_NONBLOCK != 0 {
				t.Errorf("the program's file %d has the flags %q: it does not block", fd, line)
			}
		}
	}
}

// Not parallel: it counts what this whole test program has open.
func TestNothingLeaks(t *testing.T) {
	once := func() {
		var out record
		p, err := Start(Spec{Args: []string{"/bin/sh", "-c", "echo sh 0; sleep 60 & wait"}, Env: os.Environ(), Stdout: &out, Stderr: &out})
		if err != nil {
			t.Fatal(err)
		}
		out.await(t, "sh", 1)
		p.Stop(0)
		if _, err := Start(Spec{Args: []string{"/nowhere/nothing"}, Stdout: &out, Stderr: &out}); err == nil {
			t.Fatal("it was started")
		}
	}
	once() // the thread that forks, the poller
	files, routines := openFiles(t), runtime.NumGoroutine()
	for range 50 {
		once()
	}
	until(t, func() bool { return openFiles(t) <= files && runtime.NumGoroutine() <= routines }, func() string {
		return fmt.Sprintf("files: %d, then %d; goroutines: %d, then %d", files, openFiles(t), routines, runtime.NumGoroutine())
	})
	if out, err := exec.Command("ps", "-o", "stat=", "--ppid", strconv.Itoa(os.Getpid())).Output(); err == nil {
		if zombies := strings.Count(string(out), "Z"); zombies > 0 {
			t.Errorf("%d programs were not reaped", zombies)
		}
	}
}

func openFiles(t *testing.T) int {
	t.Helper()
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}
