package console

import (
	"slices"
	"testing"

	"github.com/fcgen/fcgen/internal/emulator"
)

func TestAFloodOfLinesLeavesCallsInSight(t *testing.T) {
	t.Parallel()
	var events []emulator.Event
	add := func(n int, kind emulator.EventType) {
		for range n {
			events = append(events, emulator.Event{Seq: int64(len(events) + 1), Type: kind})
		}
	}
	add(5, emulator.EventInstance)
	add(20, emulator.EventEnd)
	add(30, emulator.EventLog)
	add(1, emulator.EventEnd)
	got := latest(events, 10)
	var seqs []int64
	for _, e := range got {
		seqs = append(seqs, e.Seq)
	}
	want := []int64{17, 18, 19, 20, 21, 22, 23, 24, 25, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56}
	if !slices.Equal(seqs, want) {
		t.Errorf("the page gets %v, want %v", seqs, want)
	}
	if got := latest(events[:3], 10); len(got) != 3 {
		t.Errorf("of 3 events the page gets %d", len(got))
	}
}
