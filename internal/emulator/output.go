package emulator

import (
	"strings"
	"sync"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
)

// output finds out to which request a line of an instance belongs: to the one
// that runs, if it is alone, else to the one whose id the line holds.
type output struct {
	mu      sync.Mutex
	running []*job
	ended   [8]*job // the last ones, since lines arrive late
	next    int     // where in ended the next one goes
	endedAt time.Time

	marker string // what the function should print
	seen   bool
}

// job is a call or a hook while it runs.
type job struct {
	id   string
	tail *tail // may be nil
}

// lateness is for how long after a request's end a line without an id is still
// taken for its own.
const lateness = 20 * time.Millisecond

// begin says that j runs. The marker, if it is not "", is looked for from now on.
func (o *output) begin(j *job, marker string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.running = append(o.running, j)
	if marker != "" {
		o.marker, o.seen = marker, false
	}
}

// end says that j has ended.
func (o *output) end(j *job) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, other := range o.running {
		if other == j {
			last := len(o.running) - 1
			o.running[i], o.running[last] = o.running[last], nil
			o.running = o.running[:last]
			break
		}
	}
	o.ended[o.next] = j
	o.next = (o.next + 1) % len(o.ended)
	o.endedAt = time.Now()
}

// owner is the id of the request that a line belongs to, "" if nobody can tell.
func (o *output) owner(line instance.Line) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.marker != "" && !o.seen {
		o.seen = strings.Contains(line.Text, o.marker)
	}
	j := o.find(line)
	if j == nil {
		return ""
	}
	j.tail.add(line.Text)
	return j.id
}

func (o *output) find(line instance.Line) *job {
	for _, j := range o.running {
		if strings.Contains(line.Text, j.id) {
			return j
		}
	}
	for _, j := range o.ended {
		if j != nil && strings.Contains(line.Text, j.id) {
			return j
		}
	}
	switch {
	case len(o.running) == 1:
		return o.running[0]
	case len(o.running) == 0 && time.Since(o.endedAt) < lateness:
		return o.ended[(o.next+len(o.ended)-1)%len(o.ended)]
	}
	return nil
}

// sawMarker reports whether the marker that was last looked for came.
func (o *output) sawMarker() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.seen
}

// log takes a line of the instance's output.
func (l *life) log(line instance.Line) {
	l.e.journal.Append(Event{
		Time: line.Time, Type: EventLog, Instance: l.id, Request: l.output.owner(line),
		Stream: string(line.Stream), Text: line.Text,
	})
}

// missed tells, once a run, of a variable that the output names.
func (l *life) missed(name string) { l.e.once("missed "+name, instance.MissedText(name)) }

// notice says something about the instance.
func (l *life) notice(text string) {
	l.e.journal.Append(Event{Type: EventNotice, Instance: l.id, Text: text})
}

// tail keeps the end of a request's log. The nil tail keeps nothing.
type tail struct {
	mu   sync.Mutex
	data []byte
}

func (t *tail) add(line string) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.data = append(append(t.data, line...), '\n')
	if over := len(t.data) - fc.MaxLogTail; over > fc.MaxLogTail {
		t.data = append(t.data[:0], t.data[over:]...)
	}
}

// last returns the last bytes of it, as many as the platform gives.
func (t *tail) last() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]byte(nil), t.data[max(0, len(t.data)-fc.MaxLogTail):]...)
}
