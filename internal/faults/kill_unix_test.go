//go:build unix

package faults

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"testing"
	"time"
)

// kills is how often each command is killed.
const kills = 20

// A run is killed at a random time. The next one makes all of it good, and both
// outcomes are met: killed before anything changed, and in the middle.
func TestKilledAtRandomTimes(t *testing.T) {
	t.Parallel()
	for i, c := range changes() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSandbox(t, c)
			s.reset(t)
			began := time.Now()
			s.must(t, s.command...)
			whole := time.Since(began)
			rng := rand.New(rand.NewPCG(uint64(i), 1))
			killed := 0
			for range kills {
				s.reset(t)
				var said bytes.Buffer
				cmd := s.prepared(append([]string{fcgen}, s.command...)...)
				cmd.Stdout, cmd.Stderr = &said, &said
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				after := time.Duration(rng.Int64N(int64(whole)))
				timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
				err := cmd.Wait()
				timer.Stop()
				var exit *exec.ExitError
				if errors.As(err, &exit) {
					killed++
				}
				s.checkOutcome(t, fmt.Sprintf("killed after %v of %v", after, whole), 0, err, said.String())
			}
			if killed == 0 {
				t.Error("no run was killed in time")
			}
		})
	}
}
