package faults

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// writing are the system calls that change a disk.
var writing = []string{"mkdirat", "linkat", "renameat", "unlinkat", "fchmod", "fchmodat", "fchownat", "write", "fsync", "openat"}

// Each system call that writes fails once, with the error of a full disk. The
// run then says that it failed and has changed nothing, or it did all the same.
func TestEachSystemCallFails(t *testing.T) {
	t.Parallel()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is needed: apt-get install strace")
	}
	for _, c := range changes() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSandbox(t, c)
			met := map[string]int{}
			for _, call := range writing {
				for n := 1; ; n++ {
					s.reset(t)
					log := filepath.Join(t.TempDir(), "log")
					words := []string{strace, "-f", "-qq", "-o", log, "-e", "trace=" + call, "-e", "signal=none",
						"-e", fmt.Sprintf("inject=%s:error=ENOSPC:when=%d", call, n), fcgen}
					said, err := s.prepared(append(words, s.command...)...).CombinedOutput()
					injected := injected(t, log)
					if len(injected) == 0 {
						break
					}
					met[call] += len(injected)
					s.checkOutcome(t, fmt.Sprintf("%s %d: %s", call, n, strings.Join(injected, "; ")), len(injected), err, string(said))
				}
			}
			for _, call := range []string{"mkdirat", "renameat", "unlinkat", "write", "openat"} {
				if met[call] == 0 {
					t.Errorf("no %s ever failed: the test does not reach it", call)
				}
			}
			t.Logf("failed: %v", met)
		})
	}
}

var injectedCall = regexp.MustCompile(`^\d+ +(.*) = -1 ENOSPC .*\(INJECTED\)`)

// injected lists the calls that were made to fail.
func injected(t *testing.T, log string) (calls []string) {
	t.Helper()
	f, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if m := injectedCall.FindStringSubmatch(lines.Text()); m != nil {
			calls = append(calls, m[1])
		} else if strings.Contains(lines.Text(), "(INJECTED)") {
			calls = append(calls, lines.Text())
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return calls
}
