//go:build unix

package prompt

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// tmux is a terminal that sets its lines anew when its size changes, as those that
// people use do, and vt10x does not.
type tmux struct {
	t      *testing.T
	socket string
}

// openTmux runs the test binary as a program that asks these questions, joined by commas.
func openTmux(t *testing.T, questions string) tmux {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("tmux is not installed: a terminal that sets its lines anew is not tried")
	}
	dir, err := os.MkdirTemp("", "tmux") //nolint:usetesting // the path of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	config := filepath.Join(dir, "conf")
	if err := os.WriteFile(config, []byte("set -g status off\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := tmux{t, filepath.Join(dir, "socket")}
	m.do("-u", "-f", config, "new-session", "-d", "-x", "80", "-y", "24",
		"env CI= ACCESSIBLE= NO_COLOR=1 "+childVariable+"="+questions+" '"+os.Args[0]+"'; exec cat") // which keeps the screen there
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", m.socket, "kill-server").Run() })
	return m
}

func (m tmux) do(args ...string) string {
	m.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", m.socket}, args...)...).CombinedOutput()
	if err != nil {
		m.t.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// await waits until the screen is as wanted, but for blank lines at its end.
func (m tmux) await(want string) {
	m.t.Helper()
	got := ""
	for late := time.Now().Add(30 * time.Second); time.Now().Before(late); time.Sleep(20 * time.Millisecond) {
		if got = strings.TrimRight(m.do("capture-pane", "-p"), "\n"); got == want {
			return
		}
	}
	m.t.Fatalf("the screen is\n%s\nwant\n%s", got, want)
}

// TestResizeInTmux: what was answered, typed and chosen is there after each resize,
// once, and nothing has gone from what can be scrolled back to.
func TestResizeInTmux(t *testing.T) {
	t.Parallel()
	m := openTmux(t, "must,select,multiselect,input")
	const keys, keys40 = "Enter: the answer in brackets. ?: help. Shift-Tab: back. Ctrl-C: stop.\n\n",
		"Enter: the answer in brackets. ?: help.\nShift-Tab: back. Ctrl-C: stop.\n\n"
	m.await(keys + "? Name")
	m.do("send-keys", "-l", "before")
	m.await(keys + "? Name before")
	m.do("resize-window", "-x", "40")
	m.await(keys40 + "? Name before")
	m.do("send-keys", "Enter")
	const list40 = "? Framework  (shift-tab: back)\n  net/http - the standard library\n"
	m.await(keys40 + "? Name before\n" + list40 + "> gin - a fast router\n  echo")
	m.do("send-keys", "Down")
	m.await(keys40 + "? Name before\n" + list40 + "  gin - a fast router\n> echo")
	m.do("resize-window", "-x", "80", "-y", "30")
	const list80 = "? Framework  (enter: go on, shift-tab: back)\n  net/http - the standard library\n  gin - a fast router\n> echo"
	m.await(keys + "? Name before\n" + list80)
	m.do("send-keys", "Enter")
	const answered = "? Name before\n? Framework echo\n"
	m.await(keys + answered + "? Hooks  (space: choose, enter: go on, shift-tab: back)\n> [x] net/http - the standard library\n  [ ] gin - a fast router\n  [x] echo")
	m.do("send-keys", "Space", "Down")
	for _, columns := range []string{"70", "60", "50", "45", "42", "40"} { // as a window that is dragged
		m.do("resize-window", "-x", columns, "-y", "12")
	}
	m.await(keys40 + answered + "? Hooks  (space: choose)\n  [ ] net/http - the standard library\n> [ ] gin - a fast router\n  [x] echo")
	m.do("send-keys", "Enter")
	m.await(keys40 + answered + "? Hooks echo\n? Name [f]")
	m.do("send-keys", "-l", "last")
	m.await(keys40 + answered + "? Hooks echo\n? Name [f] last")
	m.do("resize-window", "-x", "80", "-y", "24")
	m.await(keys + answered + "? Hooks echo\n? Name [f] last")
	m.do("send-keys", "Enter")
	m.await(keys + answered + "? Hooks echo\n? Name last\nanswers before echo echo last")
	if all := m.do("capture-pane", "-p", "-S", "-1000"); !strings.Contains(all, "> echo") || strings.Count(all, "? Name before") < 5 {
		t.Errorf("what was on the screen is lost:\n%s", all)
	}
}
