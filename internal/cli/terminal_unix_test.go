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

// TestTerminal answers fcgen as a process of its own on a real terminal, one
// that cannot redraw, and gets the project that the answers describe.
func TestTerminal(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("fcgen", "new", "--hook", "prestop")
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "TERM=dumb", "CI=")
	console, err := pty.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	defer console.Close()
	late := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	await := func(question string) {
		t.Helper()
		var seen bytes.Buffer
		for chunk := make([]byte, 1024); !strings.Contains(seen.String(), question); {
			n, err := console.Read(chunk)
			seen.Write(chunk[:n])
			if err != nil {
				t.Fatalf("no %q in %q: %v", question, seen.String(), err)
			}
		}
	}
	answer := func(question, line string) {
		t.Helper()
		await(question)
		if _, err := console.WriteString(line + "\n"); err != nil {
			t.Fatal(err)
		}
	}
	answer("Name of the function", "myfunc")
	answer("Number or name [nethttp]", "gin")
	answer("Number or name [custom.debian11]", "custom.debian12")
	answer("yes or no", "no")
	answer("Number or name [write]", "write")
	await("fcgen new myfunc --framework gin --hook prestop --runtime custom.debian12 --yes")
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	spec, err := os.ReadFile(filepath.Join(cmd.Dir, "myfunc", ".fcgen", "spec.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"name: myfunc\n", "framework: gin\n", "hooks: [prestop]\n", "runtime: custom.debian12\n"} {
		if !strings.Contains(string(spec), line) {
			t.Errorf("no %q in\n%s", line, spec)
		}
	}
}
