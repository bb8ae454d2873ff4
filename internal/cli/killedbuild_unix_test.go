//go:build unix

package cli_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestKilledBuild ends fcgen in the middle of a build, in every way: the go
// command and what that started end too, although they ignore what can be ignored.
func TestKilledBuild(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, args string
		signal     syscall.Signal
		code       int // -1 if the signal ended it
	}{
		{"killed while it verifies", "add-hook prestop", syscall.SIGKILL, -1},
		{"interrupted while it verifies", "add-hook prestop", syscall.SIGINT, 130},
		{"hung up while it verifies", "init --yes", syscall.SIGHUP, 130},
		{"killed while dev builds", "dev --port 0 --no-console", syscall.SIGKILL, -1},
		{"killed while check builds", "check", syscall.SIGKILL, -1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			top := t.TempDir()
			project, temp, pids := filepath.Join(top, "server"), filepath.Join(top, "tmp"), filepath.Join(top, "pids")
			for name, text := range map[string]string{
				"server/go.mod":  "module example.com/server\n\ngo 1.24\n",
				"server/main.go": "package main\n\nimport \"net/http\"\n\nfunc main() {\n\tmux := http.NewServeMux()\n\thttp.ListenAndServe(\":9000\", mux)\n}\n",
				// A go command that compiles for ever, in a child that leaves its group too where that can be had.
				"bin/go": "#!/bin/sh\ncase $1 in build|list) ;; *) exit 0;; esac\ntrap '' INT TERM HUP\n" +
					"sleep 200 & a=$!\n$(command -v setsid) sleep 200 & b=$!\n" +
					"echo $$ $a $b > " + pids + ".new\nmv " + pids + ".new " + pids + "\nwait\n",
				"tmp/x": "",
			} {
				name = filepath.Join(top, name)
				if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(text), 0o777)); err != nil {
					t.Fatal(err)
				}
			}
			before := listing(t, project)
			cmd := exec.Command("fcgen", strings.Fields(test.args)...)
			cmd.Dir = project
			cmd.Env = append(os.Environ(), "PATH="+filepath.Join(top, "bin")+":"+os.Getenv("PATH"), "TMPDIR="+temp)
			var out strings.Builder
			cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &out, &out, time.Second
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			var children []int
			await(t, func() bool {
				text, err := os.ReadFile(pids)
				for word := range strings.FieldsSeq(string(text)) {
					pid, err := strconv.Atoi(word)
					if err != nil {
						t.Fatal(err)
					}
					children = append(children, pid)
				}
				return err == nil
			}, "the build does not begin")
			t.Cleanup(func() {
				for _, pid := range children {
					if t.Failed() {
						_ = syscall.Kill(pid, syscall.SIGKILL)
					}
				}
			})
			if err := cmd.Process.Signal(test.signal); err != nil {
				t.Fatal(err)
			}
			select {
			case err := <-ended:
				if code := exitCodeOf(t, err); code != test.code {
					t.Errorf("exit code %d, want %d: %s", code, test.code, out.String())
				}
			case <-time.After(time.Minute):
				t.Fatal("fcgen does not end")
			}
			for _, pid := range children {
				await(t, func() bool { return !runs(pid) }, "process "+strconv.Itoa(pid)+" still runs")
			}
			if after := listing(t, project); after != before {
				t.Errorf("the project became\n%s", after)
			}
			if left := listing(t, temp); test.signal != syscall.SIGKILL && strings.Count(left, "\n") != 2 {
				t.Errorf("left in the temporary folder:\n%s", left)
			}
		})
	}
}

// await waits for what comes at once on an idle machine.
func await(t *testing.T, ok func() bool, failure string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(failure)
		}
	}
}

// runs reports whether a process runs, dead ones that nobody reaped aside.
func runs(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	out, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && !strings.HasPrefix(strings.TrimSpace(string(out)), "Z")
}
