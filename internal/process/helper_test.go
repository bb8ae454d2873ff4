//go:build unix

package process

import (
	"bytes"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patient is how long tests wait for what comes at once on an idle machine.
const patient = 30 * time.Second

// record keeps what a program writes and lets a test wait for it.
type record struct {
	mu   sync.Mutex
	data bytes.Buffer
}

func (r *record) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.data.Write(b)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.data.String()
}

// ids are the numbers of the lines "role number".
func (r *record) ids(role string) (ids []int) {
	for line := range strings.Lines(r.String()) {
		if rest, ok := strings.CutPrefix(line, role+" "); ok && strings.HasSuffix(rest, "\n") {
			if n, err := strconv.Atoi(strings.TrimSpace(rest)); err == nil {
				ids = append(ids, n)
			}
		}
	}
	return ids
}

// await waits for n lines of a role and returns their numbers.
func (r *record) await(t *testing.T, role string, n int) []int {
	t.Helper()
	until(t, func() bool { return len(r.ids(role)) >= n }, func() string {
		return "want " + strconv.Itoa(n) + " lines of " + role + ", got " + strconv.Quote(r.String())
	})
	return r.ids(role)
}

// until waits for a condition.
func until(t *testing.T, ok func() bool, failure func() string) {
	t.Helper()
	for end := time.Now().Add(patient); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(failure())
		}
	}
}

// awaitEnd waits until none of the processes runs.
func awaitEnd(t *testing.T, pids ...int) {
	t.Helper()
	for _, pid := range pids {
		until(t, func() bool { return !alive(pid) }, func() string {
			return "process " + strconv.Itoa(pid) + " still runs"
		})
	}
}

// alive reports whether a process runs, dead ones that nobody reaped aside.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	out, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	return err != nil || !strings.HasPrefix(strings.TrimSpace(string(out)), "Z")
}

// start starts a role of this test binary, and ends it with the test.
func start(t *testing.T, role string, args ...string) (*Process, *record) {
	t.Helper()
	var out record
	p, err := Start(Spec{
		Args:   append([]string{self(t), "__" + role}, args...),
		Env:    os.Environ(),
		Stdout: &out,
		Stderr: &out,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Kill(); err != nil {
			t.Error(err)
		}
		<-p.Done()
	})
	return p, &out
}

func self(t testing.TB) string {
	t.Helper()
	name, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// finish waits for Done.
func finish(t *testing.T, p *Process) Exit {
	t.Helper()
	select {
	case <-p.Done():
		return p.Exit()
	case <-time.After(patient):
		t.Fatal("the program is not done")
		return Exit{}
	}
}
