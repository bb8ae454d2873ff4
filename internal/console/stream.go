package console

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
)

// batchEvents is how many events a page gets in one message.
const batchEvents = 1000

// pace is how long the stream waits for what.
type pace struct {
	gather time.Duration // after something happened, for what follows at once
	ping   time.Duration // without news, so that a page that has gone is noticed
	write  time.Duration // for a page that does not read
}

func realPace() pace {
	return pace{gather: 40 * time.Millisecond, ping: 15 * time.Second, write: 30 * time.Second}
}

// hello is the stream's first message.
type hello struct {
	Run  string    `json:"run"`
	Now  time.Time `json:"now"`
	Lost int64     `json:"lost"` // events that the page does not get
}

// stream sends the journal as server-sent events: "hello" once, then "batch"
// with events, "instances" with the list of them after each batch that may have
// changed it, and "lost" with a number if the page was too slow for the journal.
// The id of a message is the Seq of its last event, so a page that comes back
// goes on where it was. The journal never waits for a page: each reads for itself.
func (c *console) stream(w http.ResponseWriter, r *http.Request) {
	out := &messages{w: w, control: http.NewResponseController(w), limit: c.pace.write}
	w.Header().Set("Content-Type", "text/event-stream")

	journal := c.platform.Journal()
	from, resumed := c.resumeAt(r)
	greeting := hello{Run: c.run, Now: time.Now()}
	var first []emulator.Event // all that the journal has
	if !resumed {
		first, greeting.Lost = journal.Since(0, 0)
	}
	out.retry(time.Second)
	out.send("hello", "", greeting)
	for len(first) > 0 {
		n := min(batchEvents, len(first))
		from = first[n-1].Seq
		out.send("batch", id(from), first[:n])
		first = first[n:]
	}
	out.send("instances", "", c.platform.Instances())
	c.follow(r, out, journal, from)
}

// follow sends what the journal gets behind from, until the page has gone.
func (c *console) follow(r *http.Request, out *messages, journal *emulator.Journal, from int64) {
	ping := time.NewTicker(c.pace.ping)
	defer ping.Stop()
	for out.err == nil {
		changed := journal.Changed()
		events, lost := journal.Since(from, batchEvents)
		if lost > 0 {
			out.send("lost", "", lost)
		}
		if len(events) > 0 {
			from = events[len(events)-1].Seq
			out.send("batch", id(from), events)
		}
		if len(events) == batchEvents {
			continue // there is more
		}
		if changesInstances(events) {
			out.send("instances", "", c.platform.Instances())
		}
		out.flush()
		select {
		case <-r.Context().Done():
			return
		case <-changed:
			time.Sleep(c.pace.gather) // what follows at once goes into the same message
		case now := <-ping.C:
			out.send("ping", "", map[string]time.Time{"now": now})
		}
	}
}

// resumeAt is the Seq that the page has already. A page of another run has
// nothing of this one.
func (c *console) resumeAt(r *http.Request) (seq int64, ok bool) {
	if r.URL.Query().Get("run") != c.run {
		return 0, false
	}
	last := r.Header.Get("Last-Event-ID")
	if last == "" {
		last = r.URL.Query().Get("after")
	}
	seq, err := strconv.ParseInt(last, 10, 64)
	return seq, err == nil && seq > 0
}

// changesInstances reports whether the list of instances may be another one now.
func changesInstances(events []emulator.Event) bool {
	for _, e := range events {
		switch e.Type {
		case emulator.EventInstance, emulator.EventStart, emulator.EventEnd:
			return true
		}
	}
	return false
}

func id(seq int64) string { return strconv.FormatInt(seq, 10) }

// messages writes server-sent events until the first error.
type messages struct {
	w       http.ResponseWriter
	control *http.ResponseController
	limit   time.Duration
	buffer  bytes.Buffer
	err     error
}

func (m *messages) send(event, id string, data any) {
	if m.err != nil {
		return
	}
	text, err := json.Marshal(data) // has no line ends
	if err != nil {
		m.err = fmt.Errorf("encode %s: %w", event, err)
		return
	}
	m.buffer.Reset()
	if id != "" {
		fmt.Fprintf(&m.buffer, "id: %s\n", id)
	}
	fmt.Fprintf(&m.buffer, "event: %s\ndata: %s\n\n", event, text)
	m.deadline()
	if m.err == nil {
		_, m.err = m.w.Write(m.buffer.Bytes())
	}
}

// retry tells the page how long to wait before it comes back.
func (m *messages) retry(after time.Duration) {
	m.deadline()
	if m.err == nil {
		_, m.err = fmt.Fprintf(m.w, "retry: %d\n\n", after.Milliseconds())
	}
}

func (m *messages) flush() {
	if m.err != nil {
		return
	}
	m.deadline()
	if m.err == nil {
		m.err = m.control.Flush()
	}
}

// deadline gives the page some time for what is written next.
func (m *messages) deadline() {
	err := m.control.SetWriteDeadline(time.Now().Add(m.limit))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		m.err = err
	}
}
