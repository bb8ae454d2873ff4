package emulator

import (
	"sync"
	"time"

	"github.com/fcgen/fcgen/internal/secret"
)

// The default limits of a Journal.
const (
	defaultJournalLines  = 100_000
	defaultJournalEvents = 60_000 // a call has a start, an end, and up to three states of its instance
	defaultJournalBytes  = 32 << 20
)

// Journal keeps the last events in memory and hands them to whoever follows.
// Lines of the log and all other events have a budget each, so a flood of lines
// pushes out lines and leaves calls and instances where they are. Appending
// never waits for a follower. Its methods may be called from any goroutine.
type Journal struct {
	// Secrets takes credentials out of the texts of events; nil knows them by
	// their shape only. It is set before the first event.
	Secrets *secret.Redactor
	// Function is the name that events have; "" where there is only one function.
	Function string

	mu      sync.Mutex
	lines   *ring // EventLog
	others  *ring
	last    int64
	changed chan struct{} // nil while nobody has asked
}

// NewJournal keeps up to so many lines of the log with about so many bytes of
// text, and as many other events with as much text; 0 means 100,000 lines,
// 60,000 other events, and 32 MB for each of the two.
func NewJournal(events, bytes int) *Journal {
	lines := events
	if events <= 0 {
		lines, events = defaultJournalLines, defaultJournalEvents
	}
	if bytes <= 0 {
		bytes = defaultJournalBytes
	}
	return &Journal{lines: newRing(lines, bytes), others: newRing(events, bytes)}
}

// Append numbers the event, stamps it if its Time is zero, takes credentials out
// of its texts, and returns it.
func (j *Journal) Append(e Event) Event {
	for _, text := range []*string{&e.Text, &e.Reason, &e.Error, &e.Path, &e.Method} {
		*text = j.Secrets.Redact(*text)
	}
	e.Function = j.Function
	j.mu.Lock()
	defer j.mu.Unlock()
	if e.Time.IsZero() {
		e.Time = time.Now()
	}
	j.last++
	e.Seq = j.last
	if e.Type == EventLog {
		j.lines.push(e)
	} else {
		j.others.push(e)
	}
	if j.changed != nil {
		close(j.changed)
		j.changed = nil
	}
	return e
}

// Since returns the kept events with a number above seq in their order, at most
// limit of them (0 means all), and how many up to the last of these are no
// longer kept. The slice is the caller's.
func (j *Journal) Since(seq int64, limit int) (events []Event, lost int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	seq = max(seq, 0)
	line, other := j.lines.after(seq), j.others.after(seq)
	n := j.lines.kept - line + j.others.kept - other
	if limit > 0 {
		n = min(n, limit)
	}
	if n == 0 {
		return nil, 0
	}
	events = make([]Event, n)
	for i := range events {
		switch {
		case other == j.others.kept, line < j.lines.kept && j.lines.at(line).Seq < j.others.at(other).Seq:
			events[i] = *j.lines.at(line)
			line++
		default:
			events[i] = *j.others.at(other)
			other++
		}
	}
	return events, events[n-1].Seq - seq - int64(n)
}

// Changed is closed at the next Append; get it before calling Since.
func (j *Journal) Changed() <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.changed == nil {
		j.changed = make(chan struct{})
	}
	return j.changed
}
