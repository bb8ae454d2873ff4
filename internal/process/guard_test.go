//go:build unix

package process

import (
	"io"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// However this program's like ends, nothing of what it started is left.
func TestParentDies(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		die  func(t *testing.T, c *exec.Cmd, in io.Writer, out *record)
	}{
		{"killed", func(t *testing.T, c *exec.Cmd, _ io.Writer, _ *record) {
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}},
		{"panic", func(t *testing.T, _ *exec.Cmd, in io.Writer, _ *record) { command(t, in, "panic") }},
		{"interrupted twice", func(t *testing.T, c *exec.Cmd, _ io.Writer, out *record) {
			interrupt := func() {
				t.Helper()
				// As a terminal does it, to the whole group, of which the programs are none.
				if err := syscall.Kill(-c.Process.Pid, syscall.SIGINT); err != nil {
					t.Fatal(err)
				}
			}
			interrupt()
			out.await(t, "stopping", 1)
			interrupt()
		}},
		{"hung up", func(t *testing.T, c *exec.Cmd, _ io.Writer, _ *record) {
			if err := c.Process.Signal(syscall.SIGHUP); err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, in, out := startParent(t)
			command(t, in, "freeze")
			out.await(t, "frozen", 1)
			pids := everybody(out)
			test.die(t, c, in, out)
			_ = c.Wait()
			awaitEnd(t, pids...)
		})
	}
}

// A guard that is killed keeps nobody from working, and one that is closed
// kills nobody.
func TestGuardClose(t *testing.T) {
	t.Parallel()
	c, in, out := startParent(t)
	pids := everybody(out)
	command(t, in, "close")
	out.await(t, "closed", 1)
	for _, pid := range pids {
		if guard := out.ids("guard")[0]; alive(pid) == (pid == guard) {
			t.Errorf("process %d (the guard is %d): does it run? %t", pid, guard, alive(pid))
		}
	}
	_ = c.Process.Kill()
	for _, pid := range pids[1:] {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	_ = c.Wait()
	awaitEnd(t, pids...)
}

func TestGuardDies(t *testing.T) {
	t.Parallel()
	guard, err := StartGuard([]string{self(t), "__guard"})
	if err != nil {
		t.Fatal(err)
	}
	if err := guard.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	awaitEnd(t, guard.cmd.Process.Pid)
	p, err := Start(Spec{Args: []string{self(t), "__exit", "9"}, Env: os.Environ(), Guard: guard})
	if err != nil {
		t.Fatal(err)
	}
	if got := finish(t, p); got.Code != 9 {
		t.Errorf("got %+v, want the code 9", got)
	}
	if err := guard.Close(); err == nil {
		t.Error("Close does not tell that the guard was killed")
	}
	if err := guard.Close(); err != nil {
		t.Errorf("Close again: %v", err)
	}
}

// The guard forgets what has ended: its ids may be those of others by now.
func TestGuardForgets(t *testing.T) {
	t.Parallel()
	told, pipe, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer told.Close()
	guard := &Guard{pipe: pipe}
	p, err := Start(Spec{Args: []string{self(t), "__exit", "0"}, Env: os.Environ(), Guard: guard})
	if err != nil {
		t.Fatal(err)
	}
	p.Stop(time.Minute)
	pipe.Close()
	text, err := io.ReadAll(told)
	if err != nil {
		t.Fatal(err)
	}
	var marks string
	for line := range strings.Lines(string(text)) {
		marks += line[:1]
	}
	if marks != "=+-" {
		t.Errorf("the guard was told %q", text)
	}
	if groups, _ := listen(strings.NewReader(string(text))); len(groups) > 0 {
		t.Errorf("it remembers %v", groups)
	}
}

func TestListen(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in string
		want     map[string]int
		closed   bool
	}{
		{"nothing", "", map[string]int{}, false},
		{"started", "= a\n+ a 12\n= b\n", map[string]int{"a": 12, "b": 0}, false},
		{"ended", "= a\n+ a 12\n= b\n+ b 13\n- a\n", map[string]int{"b": 13}, false},
		{"closed", "= a\n+ a 12\n.\n", nil, true},
		{"nobody's group", "+ a 0\n+ b 1\n+ c -5\n+ d x\n+ e\n", map[string]int{}, false},
		{"half a line", "= a\n+ a 12\n- ", map[string]int{"a": 12}, false},
	}
	for _, test := range tests {
		got, closed := listen(strings.NewReader(test.in))
		if !reflect.DeepEqual(got, test.want) || closed != test.closed {
			t.Errorf("%s: got %v, %t, want %v, %t", test.name, got, closed, test.want, test.closed)
		}
	}
}

func TestStartGuardErrors(t *testing.T) {
	t.Parallel()
	for _, command := range [][]string{nil, {"/nowhere/nothing"}} {
		if g, err := StartGuard(command); err == nil {
			g.Close()
			t.Errorf("%q was started", command)
		}
	}
}

// startParent starts a program in a group of its own that has a guard, a tree
// of programs and another one, and waits until all of them run.
func startParent(t *testing.T) (*exec.Cmd, io.Writer, *record) {
	t.Helper()
	var out record
	c := exec.Command(self(t), "__parent")
	c.Stdout = &out
	c.WaitDelay = time.Second
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill() })
	out.await(t, "guard", 1)
	out.await(t, "forking", 1)
	out.await(t, "deaf", 4)
	return c, in, &out
}

// everybody is who must not outlive the parent, the guard first.
func everybody(out *record) []int {
	deaf := out.ids("deaf")
	if !seesLeavers() {
		deaf = slices.DeleteFunc(deaf, func(pid int) bool {
			group, err := syscall.Getpgid(pid)
			return err == nil && group == pid && !slices.Contains(out.ids("frozen"), pid)
		})
	}
	return slices.Concat(out.ids("guard"), out.ids("forking"), deaf)
}

func command(t *testing.T, in io.Writer, line string) {
	t.Helper()
	if _, err := io.WriteString(in, line+"\n"); err != nil {
		t.Fatal(err)
	}
}
