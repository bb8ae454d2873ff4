package cli

import (
	"sync/atomic"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
)

// follower hands a journal's events to one that takes its time: nobody waits
// for it, and what it is too late for is counted.
type follower struct {
	journal *emulator.Journal
	take    func(events []emulator.Event, lost int64)
	taken   atomic.Int64  // the number of the last event that was
	end     chan struct{} // closed by finish
	done    chan struct{} // closed when everything is taken
}

// batch is how many events are taken at once.
const batch = 500

func follow(j *emulator.Journal, take func(events []emulator.Event, lost int64)) *follower {
	f := &follower{journal: j, take: take, end: make(chan struct{}), done: make(chan struct{})}
	go f.run()
	return f
}

func (f *follower) run() {
	defer close(f.done)
	seq := int64(0)
	for {
		changed := f.journal.Changed()
		events, lost := f.journal.Since(seq, batch)
		if len(events) > 0 {
			f.take(events, lost)
			seq = events[len(events)-1].Seq
			f.taken.Store(seq)
			continue
		}
		select {
		case <-changed:
		case <-f.end:
			if events, _ := f.journal.Since(seq, 1); len(events) == 0 {
				return
			}
		}
	}
}

// finish waits until the events so far are taken, as long as some are: whoever
// takes them may be a terminal that was stopped, and gets one patience then.
func (f *follower) finish(patience func() <-chan time.Time) {
	close(f.end)
	for before := f.taken.Load(); ; {
		select {
		case <-f.done:
			return
		case <-patience():
			now := f.taken.Load()
			if now == before {
				return
			}
			before = now
		}
	}
}
