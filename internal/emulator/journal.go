package emulator

import (
	"sync"
	"time"

	"github.com/fcgen/fcgen/internal/secret"
)

// The default limits of a Journal.
const (
	defaultJournalEvents = 50_000
	defaultJournalBytes  = 32 << 20
)

// Journal keeps the last events in memory and hands them to whoever follows.
// Appending never waits for a follower. Its methods may be called from any
// goroutine.
type Journal struct {
	// Secrets takes credentials out of the texts of events; nil knows them by
	// their shape only. It is set before the first event.
	Secrets *secret.Redactor

	maxEvents, maxBytes int

	mu      sync.Mutex
	ring    []*chunk // maxEvents places, made when they are first needed
	first   int      // the place of the oldest
	kept    int
	bytes   int // of text in the kept ones
	last    int64
	changed chan struct{} // nil while nobody has asked
}

// chunk is a piece of the ring: one large slice would be copied to grow, and
// would keep its full size from the start otherwise.
type chunk [chunkSize]Event

const chunkSize = 256

// NewJournal keeps up to events events and about bytes bytes of text; 0 means
// 50,000 and 32 MB.
func NewJournal(events, bytes int) *Journal {
	if events <= 0 {
		events = defaultJournalEvents
	}
	if bytes <= 0 {
		bytes = defaultJournalBytes
	}
	return &Journal{maxEvents: events, maxBytes: bytes, ring: make([]*chunk, (events+chunkSize-1)/chunkSize)}
}

// Append numbers the event, stamps it if its Time is zero, takes credentials out
// of its texts, and returns it.
func (j *Journal) Append(e Event) Event {
	for _, text := range []*string{&e.Text, &e.Reason, &e.Error, &e.Path, &e.Method} {
		*text = j.Secrets.Redact(*text)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if e.Time.IsZero() {
		e.Time = time.Now()
	}
	j.last++
	e.Seq = j.last
	if j.kept == j.maxEvents {
		j.drop()
	}
	*j.place(j.kept) = e
	j.kept++
	j.bytes += textSize(&e)
	for j.bytes > j.maxBytes && j.kept > 1 {
		j.drop()
	}
	if j.changed != nil {
		close(j.changed)
		j.changed = nil
	}
	return e
}

// place is where the nth of the kept events is, or will be.
func (j *Journal) place(n int) *Event {
	n = (j.first + n) % j.maxEvents
	c := &j.ring[n/chunkSize]
	if *c == nil {
		*c = new(chunk)
	}
	return &(*c)[n%chunkSize]
}

// drop forgets the oldest event.
func (j *Journal) drop() {
	oldest := j.place(0)
	j.bytes -= textSize(oldest)
	*oldest = Event{}
	j.first = (j.first + 1) % j.maxEvents
	j.kept--
}

// Since returns the kept events with a number above seq, at most limit of them
// (0 means all), and the number of older ones that are no longer kept. The
// slice is the caller's.
func (j *Journal) Since(seq int64, limit int) (events []Event, lost int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	seq = max(seq, 0)
	gone := j.last - int64(j.kept) // the number of the last one that is not kept
	lost = max(gone-seq, 0)
	skip := int(max(seq-gone, 0))
	if skip >= j.kept {
		return nil, lost
	}
	n := j.kept - skip
	if limit > 0 {
		n = min(n, limit)
	}
	events = make([]Event, n)
	for i := range events {
		events[i] = *j.place(skip + i)
	}
	return events, lost
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

// textSize is what an event's own text takes; ids and the like are short.
func textSize(e *Event) int {
	return len(e.Text) + len(e.Reason) + len(e.Error) + len(e.Path)
}
