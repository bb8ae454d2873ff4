package emulator

import "sort"

// ring keeps the last events within a limit of their number and of their text.
// Who uses it has a lock.
type ring struct {
	maxEvents, maxBytes int

	chunks []*chunk // maxEvents places, made when they are first needed
	first  int      // the place of the oldest
	kept   int
	bytes  int // of text in the kept ones
}

// chunk is a piece of the ring: one large slice would be copied to grow, and
// would keep its full size from the start otherwise.
type chunk [chunkSize]Event

const chunkSize = 256

func newRing(events, bytes int) *ring {
	return &ring{maxEvents: events, maxBytes: bytes, chunks: make([]*chunk, (events+chunkSize-1)/chunkSize)}
}

// push adds the event and forgets the oldest ones that are too much. The event
// itself is kept, however large it is.
func (r *ring) push(e Event) {
	if r.kept == r.maxEvents {
		r.drop()
	}
	r.kept++
	*r.at(r.kept - 1) = e
	r.bytes += textSize(&e)
	for r.bytes > r.maxBytes && r.kept > 1 {
		r.drop()
	}
}

// at is the nth of the kept events, the oldest being 0.
func (r *ring) at(n int) *Event {
	n = (r.first + n) % r.maxEvents
	c := &r.chunks[n/chunkSize]
	if *c == nil {
		*c = new(chunk)
	}
	return &(*c)[n%chunkSize]
}

// drop forgets the oldest event.
func (r *ring) drop() {
	oldest := r.at(0)
	r.bytes -= textSize(oldest)
	*oldest = Event{}
	r.first = (r.first + 1) % r.maxEvents
	r.kept--
}

// after is which of the kept events is the first with a number above seq; the
// number of all of them if there is none.
func (r *ring) after(seq int64) int {
	return sort.Search(r.kept, func(n int) bool { return r.at(n).Seq > seq })
}

// textSize is what an event's own text takes; ids and the like are short.
func textSize(e *Event) int {
	return len(e.Text) + len(e.Reason) + len(e.Error) + len(e.Path)
}
