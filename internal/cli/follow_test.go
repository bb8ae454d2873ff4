package cli

import (
	"runtime"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
)

// TestFinishWaitsForWhoTakesSome shows that a slow reader is waited for, and one
// who has stopped reading is not.
func TestFinishWaitsForWhoTakesSome(t *testing.T) {
	t.Parallel()
	j := emulator.NewJournal(0, 0)
	for range 5 * batch {
		j.Append(emulator.Event{Type: emulator.EventLog})
	}
	allow := make(chan struct{})
	f := follow(j, func([]emulator.Event, int64) { <-allow })
	read := 3
	f.finish(func() <-chan time.Time {
		if read > 0 {
			read--
			before := f.taken.Load()
			allow <- struct{}{}
			for f.taken.Load() == before {
				runtime.Gosched()
			}
		}
		late := make(chan time.Time, 1)
		late <- time.Time{}
		return late
	})
	if got := f.taken.Load(); got != 3*batch {
		t.Errorf("%d events were taken, want %d", got, 3*batch)
	}
	close(allow)
	<-f.done
}
