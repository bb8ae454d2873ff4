//go:build unix

package process

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestFreeze(t *testing.T) {
	t.Parallel()
	p, out := start(t, "count")
	lines := func() int { return strings.Count(out.String(), "\n") }
	more := func(n int) {
		t.Helper()
		until(t, func() bool { return lines() > n }, func() string { return "it does not count" })
	}
	more(10)
	for range 2 {
		if err := errors.Join(p.Freeze(), p.Freeze()); err != nil {
			t.Fatal(err)
		}
		still := lines()
		until(t, func() bool { // more may come of what is in the pipe, then no more
			before := still
			time.Sleep(300 * time.Millisecond)
			still = lines()
			return still == before
		}, func() string { return "it goes on counting" })
		if err := errors.Join(p.Thaw(), p.Thaw()); err != nil {
			t.Fatal(err)
		}
		more(still)
	}
	if err := p.Freeze(); err != nil {
		t.Fatal(err)
	}
	if got := p.Stop(patient); got.Signal != "terminated" {
		t.Errorf("Stop of a frozen program: got %+v, want terminated", got)
	}
	if err := p.Freeze(); !errors.Is(err, os.ErrProcessDone) {
		t.Errorf("Freeze of what has ended: got %v", err)
	}
	if err := p.Thaw(); !errors.Is(err, os.ErrProcessDone) {
		t.Errorf("Thaw of what has ended: got %v", err)
	}
	if err := errors.Join(p.Terminate(), p.Kill()); err != nil {
		t.Errorf("ending what has ended: got %v", err)
	}
}

func TestStopPolite(t *testing.T) {
	t.Parallel()
	p, out := start(t, "polite")
	out.await(t, "polite", 1)
	begin := time.Now()
	if got := p.Stop(patient); got != (Exit{Code: 3}) {
		t.Errorf("got %+v, want the code 3", got)
	}
	if took := time.Since(begin); took > patient/2 {
		t.Errorf("it took %v, as if nobody had seen the end", took)
	}
	if !strings.HasSuffix(out.String(), "bye\n") {
		t.Errorf("got %q without the last line", out)
	}
	if alive(p.PID()) {
		t.Error("it still runs")
	}
}

func TestStopDeaf(t *testing.T) {
	t.Parallel()
	p, out := start(t, "deaf")
	out.await(t, "deaf", 1)
	const grace = 200 * time.Millisecond
	begin := time.Now()
	if got := p.Stop(grace); got != (Exit{Code: -1, Signal: "killed"}) {
		t.Errorf("got %+v, want killed", got)
	}
	if took := time.Since(begin); took < grace {
		t.Errorf("it was killed after %v, before the grace of %v was over", took, grace)
	}
}

// The program ends when asked, its children do not: they get the grace too,
// and then they are killed.
func TestStopForking(t *testing.T) {
	t.Parallel()
	p, out := start(t, "forking")
	deaf := out.await(t, "deaf", 3)
	out.await(t, "forking", 1)
	const grace = 300 * time.Millisecond
	begin := time.Now()
	if got := p.Stop(grace); got.Signal != "terminated" {
		t.Errorf("got %+v, want terminated", got)
	}
	if took := time.Since(begin); took < grace {
		t.Errorf("the rest of the group got %v, not %v", took, grace)
	}
	inGroup, outside := 0, 0
	for _, pid := range deaf {
		if alive(pid) {
			outside++
			_ = syscall.Kill(pid, syscall.SIGKILL)
		} else {
			inGroup++
		}
	}
	if inGroup < 2 || outside > 0 && seesLeavers() {
		t.Errorf("%d children have ended, %d still run", inGroup, outside)
	}
}

// Kill works while Stop waits: that is the second Ctrl-C.
func TestKillDuringStop(t *testing.T) {
	t.Parallel()
	p, out := start(t, "deaf")
	out.await(t, "deaf", 1)
	stopped := make(chan Exit)
	go func() { stopped <- p.Stop(10 * patient) }()
	time.Sleep(20 * time.Millisecond)
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	select {
	case got := <-stopped:
		if got.Signal != "killed" {
			t.Errorf("got %+v, want killed", got)
		}
	case <-time.After(patient):
		t.Fatal("Stop still waits")
	}
}

// The program is dead, its child in the group is not: Stop ends that too.
func TestStopAfterCrash(t *testing.T) {
	t.Parallel()
	p, out := start(t, "holding")
	finish(t, p)
	child := out.await(t, "sleep", 1)
	if !alive(child[0]) {
		t.Fatal("the child did not outlive the program, there is nothing to see")
	}
	p.Stop(50 * time.Millisecond)
	awaitEnd(t, child...)
}
