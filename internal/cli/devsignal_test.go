package cli

import (
	"context"
	"os"
	"testing"
	"time"
)

func TestSignalsWithinASecondAreOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		times []time.Duration // of signals
		want  bool
	}{
		{"none", nil, false},
		{"one", []time.Duration{0}, false},
		{"two at once", []time.Duration{0, time.Millisecond}, false},
		{"many within a second", []time.Duration{0, 1, 500 * time.Millisecond, 999 * time.Millisecond}, false},
		{"one later", []time.Duration{0, time.Second}, true},
		{"an echo and one later", []time.Duration{0, 1, 3 * time.Second}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			signals := make(chan os.Signal)
			go func() {
				defer cancel()
				for range c.times {
					select {
					case signals <- os.Interrupt:
					case <-ctx.Done():
					}
				}
			}()
			start, n := time.Unix(1, 0), -1
			got := awaitSecond(ctx, signals, func() time.Time { n++; return start.Add(c.times[n]) })
			if got != c.want {
				t.Errorf("signals at %v: second %v, want %v", c.times, got, c.want)
			}
		})
	}
}
