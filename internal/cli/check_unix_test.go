//go:build unix

package cli_test

import (
	"bytes"
	"crypto/rand"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestCheckInterrupted shows that Ctrl-C ends a check, what it runs and its guard.
func TestCheckInterrupted(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("pgrep"); err != nil {
		t.Skip("there is no pgrep: apt-get install procps")
	}
	word := strings.ToLower(rand.Text())
	running := func() bool { return exec.Command("pgrep", "-x", "-f", "fcgen-function "+word).Run() == nil }
	var out, errs bytes.Buffer
	cmd := exec.Command("fcgen", "check", "FREEZE", "--freeze-time", "1m", "--", "fcgen-function", word)
	cmd.Dir, cmd.Stdout, cmd.Stderr = t.TempDir(), &out, &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	for limit := time.Now().Add(scriptPatience); !running(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatal("nothing was started")
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := exitCodeOf(t, cmd.Wait()); code != 130 || out.Len() > 0 || !strings.Contains(errs.String(), "fcgen: interrupted") {
		t.Errorf("exit code %d, %q, %q", code, out.String(), errs.String())
	}
	for limit := time.Now().Add(scriptPatience); running(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatal("the function still runs")
		}
	}
}
