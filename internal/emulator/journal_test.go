package emulator

import (
	"strings"
	"sync"
	"testing"

	"github.com/fcgen/fcgen/internal/secret"
)

func TestTheJournalKeepsTheLastEventsAndSaysHowManyItLost(t *testing.T) {
	t.Parallel()
	j := NewJournal(100, 0)
	for range 250 {
		j.Append(Event{Type: EventNotice})
	}
	for _, c := range []struct {
		seq   int64
		limit int
		first int64
		n     int
		lost  int64
	}{
		{0, 0, 151, 100, 150},
		{-5, 0, 151, 100, 150},
		{100, 0, 151, 100, 50},
		{150, 0, 151, 100, 0},
		{200, 0, 201, 50, 0},
		{200, 7, 201, 7, 0},
		{100, 7, 151, 7, 50},
		{250, 0, 0, 0, 0},
		{999, 0, 0, 0, 0},
	} {
		events, lost := j.Since(c.seq, c.limit)
		first := int64(0)
		if len(events) > 0 {
			first = events[0].Seq
		}
		if len(events) != c.n || first != c.first || lost != c.lost {
			t.Errorf("since %d, limit %d: %d events from %d, %d lost; want %d from %d, %d lost",
				c.seq, c.limit, len(events), first, lost, c.n, c.first, c.lost)
		}
	}
}

func TestTheJournalIsBoundedByItsText(t *testing.T) {
	t.Parallel()
	j := NewJournal(0, 10_000)
	for range 100 {
		j.Append(Event{Type: EventLog, Text: strings.Repeat("x", 1000)})
	}
	if events, lost := j.Since(0, 0); len(events) != 10 || lost != 90 {
		t.Errorf("%d events are kept, %d lost", len(events), lost)
	}
	j.Append(Event{Type: EventLog, Text: strings.Repeat("x", 20_000)})
	if events, _ := j.Since(0, 0); len(events) != 1 {
		t.Errorf("after a long one %d events are kept", len(events))
	}
}

// Three thousand calls stay, whatever one call prints after them.
func TestAFloodOfLinesPushesOutLinesOnly(t *testing.T) {
	t.Parallel()
	const calls, lines = 3000, 300_000
	j := NewJournal(0, 0)
	for range calls {
		j.Append(Event{Type: EventStart})
		j.Append(Event{Type: EventLog, Text: "hello"})
		j.Append(Event{Type: EventEnd})
	}
	j.Append(Event{Type: EventStart})
	for range lines {
		j.Append(Event{Type: EventLog, Text: "a line of the flood"})
	}
	j.Append(Event{Type: EventEnd})
	events, lost := j.Since(0, 0)
	count := map[EventType]int{}
	for i, e := range events {
		count[e.Type]++
		if i > 0 && e.Seq <= events[i-1].Seq {
			t.Fatalf("event %d comes after %d", e.Seq, events[i-1].Seq)
		}
	}
	if count[EventStart] != calls+1 || count[EventEnd] != calls+1 || count[EventLog] != defaultJournalLines {
		t.Errorf("it keeps %v", count)
	}
	if want := int64(calls + lines - defaultJournalLines); lost != want {
		t.Errorf("%d are lost, want %d", lost, want)
	}

	// Who reads on from any place misses each lost one once.
	read, missed := 0, int64(0)
	for seq := int64(0); ; {
		some, lost := j.Since(seq, 1000)
		missed += lost
		if len(some) == 0 {
			break
		}
		read += len(some)
		seq = some[len(some)-1].Seq
	}
	if read != len(events) || missed != lost {
		t.Errorf("piece by piece %d are read and %d missed, at once %d and %d", read, missed, len(events), lost)
	}
}

func TestFollowersOfTheJournalSeeEveryEventOnce(t *testing.T) {
	t.Parallel()
	const writers, each = 4, 2000
	j := NewJournal(writers*each, 0)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			for seq := int64(0); seq < writers*each; {
				changed := j.Changed()
				events, lost := j.Since(seq, 100)
				if lost > 0 {
					t.Errorf("%d events were lost", lost)
					return
				}
				for _, e := range events {
					if e.Seq != seq+1 || e.Time.IsZero() {
						t.Errorf("after %d came %d at %v", seq, e.Seq, e.Time)
						return
					}
					seq = e.Seq
				}
				if len(events) == 0 {
					<-changed
				}
			}
		})
	}
	for range writers {
		all.Go(func() {
			for range each {
				j.Append(Event{Type: EventLog})
			}
		})
	}
	all.Wait()
}

func BenchmarkJournalAppend(b *testing.B) {
	j := NewJournal(0, 0)
	for b.Loop() {
		j.Append(Event{Type: EventLog, Text: "a line of the log that is about this long"})
	}
}

// Whatever an event tells, it tells no credential.
func TestEventsAreRedacted(t *testing.T) {
	t.Parallel()
	const word = "correct-horse-battery"
	j := NewJournal(0, 0)
	j.Secrets = secret.NewRedactor()
	j.Secrets.Add(word)
	told := j.Append(Event{Text: "a " + word, Reason: word, Error: word, Path: "/?q=" + word, Method: word})
	kept, _ := j.Since(0, 0)
	for _, e := range append(kept, told) {
		if e.Text != "a "+secret.Redacted || e.Reason != secret.Redacted || e.Error != secret.Redacted || e.Path != "/?q="+secret.Redacted || e.Method != secret.Redacted {
			t.Errorf("it tells %+v", e)
		}
	}
}
