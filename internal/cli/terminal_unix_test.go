//go:build unix

package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// patience is how long a test waits for what must come, on a machine that is busy.
const patience = 30 * time.Second

// seat is a person at a real terminal, one that cannot redraw, in which fcgen
// runs as a process of its own.
type seat struct {
	t       *testing.T
	cmd     *exec.Cmd
	console *os.File
}

func sit(t *testing.T, dir string, args ...string) *seat { return sitWith(t, dir, "", args...) }

// sitWith is sit with a variable more.
func sitWith(t *testing.T, dir, variable string, args ...string) *seat {
	t.Helper()
	s := &seat{t: t, cmd: exec.Command("fcgen", args...)}
	s.cmd.Dir = dir
	s.cmd.Env = append(os.Environ(), "TERM=dumb", "CI=", variable)
	var err error
	if s.console, err = pty.Start(s.cmd); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(patience, func() { _ = s.cmd.Process.Kill() })
	t.Cleanup(func() {
		late.Stop()
		_ = s.console.Close() // also where the test has failed
	})
	return s
}

// await waits until the terminal shows a text.
func (s *seat) await(text string) {
	s.t.Helper()
	var seen bytes.Buffer
	for chunk := make([]byte, 1024); !strings.Contains(seen.String(), text); {
		n, err := s.console.Read(chunk)
		seen.Write(chunk[:n])
		if err != nil {
			s.t.Fatalf("no %q in %q: %v", text, seen.String(), err)
		}
	}
}

func (s *seat) answer(question, line string) {
	s.t.Helper()
	s.await(question)
	if _, err := s.console.WriteString(line + "\n"); err != nil {
		s.t.Fatal(err)
	}
}

// leave waits for what is said at last, and for the end.
func (s *seat) leave(text string) {
	s.t.Helper()
	s.await(text)
	if err := s.cmd.Wait(); err != nil {
		s.t.Error(err)
	}
}

// TestTerminal answers fcgen on a terminal and gets the project that the
// answers describe.
func TestTerminal(t *testing.T) {
	t.Parallel()
	s := sit(t, t.TempDir(), "new", "--hook", "prestop")
	s.answer("Name of the function", "myfunc")
	s.answer("number or name [http]", "")
	s.answer("number or name [nethttp]", "gin")
	s.answer("number or name [custom.debian11]", "debian12")
	s.answer("number or name [cn-hangzhou]", "张家口")
	s.answer("More settings? Number or name [done]", "")
	s.answer("What now? Number or name [write]", "write")
	s.leave("fcgen new myfunc --framework gin --hook prestop --runtime custom.debian12 --region cn-zhangjiakou --yes")
	spec, err := os.ReadFile(filepath.Join(s.cmd.Dir, "myfunc", ".fcgen", "spec.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"name: myfunc\n", "framework: gin\n", "hooks: [prestop]\n", "runtime: custom.debian12\n", "region: cn-zhangjiakou\n"} {
		if !strings.Contains(string(spec), line) {
			t.Errorf("no %q in\n%s", line, spec)
		}
	}
}

// TestTerminalPager: Ctrl-C in the pager is the pager's, and the form goes on.
func TestTerminalPager(t *testing.T) {
	t.Parallel()
	const pager = `PAGER=trap 'echo >mine; exit 0' INT; cat >/dev/null; echo paging; while :; do sleep 0.1; done`
	s := sitWith(t, t.TempDir(), pager, "new", "f", "--hook", "prestop")
	for range 5 { // kind, framework, runtime, region, settings
		s.answer("umber or name [", "")
	}
	s.answer("Number or name [write]", "diff")
	s.await("paging")
	if _, err := s.console.WriteString("\x03"); err != nil {
		t.Fatal(err)
	}
	s.answer("Number or name [write]", "write")
	s.leave("fcgen new f --hook prestop --yes")
	if _, err := os.Stat(filepath.Join(s.cmd.Dir, "mine")); err != nil {
		t.Errorf("the pager did not get the Ctrl-C: %v", err)
	}
}

// TestTerminalRouter says on a terminal which of two routers gets the hook.
func TestTerminalRouter(t *testing.T) {
	t.Parallel()
	s := sit(t, theirs(t, map[string]string{"main.go": twoServed}), "add-hook", "prestop", "--no-verify")
	s.answer("number or name", "main.go:10")
	s.leave("fcgen add-hook prestop --no-verify --router main.go:10")
	main, err := os.ReadFile(filepath.Join(s.cmd.Dir, "main.go"))
	if err != nil || !strings.Contains(string(main), "second := http.NewServeMux()\n\tsecond.Handle") {
		t.Errorf("%v, main.go is\n%s", err, main)
	}
}
