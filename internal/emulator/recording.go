package emulator

import (
	"net/http"
	"sync"
)

// exchanges keeps the last ones within a budget.
type exchanges struct {
	budget int // in bytes; 0 means that none are kept

	mu    sync.Mutex
	byID  map[string]*recording
	order []*recording // oldest first
	bytes int
}

// exchangeCost is about what an exchange takes besides its bodies, in bytes.
const exchangeCost = 2 << 10

// recording is an exchange while it is written down. The nil one keeps nothing.
type recording struct {
	in      *exchanges // whose lock guards the rest
	is      Exchange
	gone    bool          // it was forgotten
	changed chan struct{} // nil while nobody has asked
}

// record begins to write down a call, with the headers that its caller sent.
// Another try of an asynchronous call takes the place of the one before it.
func (x *exchanges) record(c *call, header http.Header) *recording {
	if x.budget <= 0 {
		return nil
	}
	r := &recording{in: x, is: Exchange{
		Request: c.job.id, Call: c.kind, Method: c.method, Path: c.path, Sent: Message{Header: header}, Version: 1,
	}}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.byID == nil {
		x.byID = map[string]*recording{}
	}
	if before := x.byID[c.job.id]; before != nil {
		r.is.Version = before.is.Version + 1
		before.tell()
	}
	x.byID[c.job.id] = r
	x.order = append(x.order, r)
	x.count(exchangeCost)
	return r
}

// count counts bytes more, and forgets the oldest exchanges if there are too
// many. The caller holds the lock.
func (x *exchanges) count(bytes int) {
	x.bytes += bytes
	for x.bytes > x.budget && len(x.order) > 1 {
		old := x.order[0]
		x.order[0] = nil
		x.order = x.order[1:]
		x.bytes -= exchangeCost + old.bodies()
		old.gone = true
		if x.byID[old.is.Request] == old {
			delete(x.byID, old.is.Request)
		}
		old.tell()
	}
}

// bodies is what the bodies take, in bytes.
func (r *recording) bodies() int { return cap(r.is.Sent.Body) + cap(r.is.Answer.Body) }

// change lets f write, and tells who waits.
func (r *recording) change(f func(*Exchange)) {
	r.in.mu.Lock()
	defer r.in.mu.Unlock()
	if r.gone {
		return
	}
	before := r.bodies()
	f(&r.is)
	r.is.Version++
	r.tell()
	r.in.count(r.bodies() - before)
}

// tell wakes who waits for a change; the caller holds the lock.
func (r *recording) tell() {
	if r.changed != nil {
		close(r.changed)
		r.changed = nil
	}
}

// sent is a piece of the caller's body.
func (r *recording) sent(p []byte) {
	if r != nil && len(p) > 0 {
		r.change(func(is *Exchange) { is.Sent.take(p) })
	}
}

// answer is the beginning of the function's answer.
func (r *recording) answer(status int, header http.Header) {
	if r != nil {
		r.change(func(is *Exchange) { is.Status, is.Answer.Header = status, header })
	}
}

// answered is a piece of the answer's body.
func (r *recording) answered(p []byte) {
	if r != nil && len(p) > 0 {
		r.change(func(is *Exchange) { is.Answer.take(p) })
	}
}

// end is the end of the call. The platform answers for a function that did not;
// why is nil if it did.
func (r *recording) end(why *failure) {
	if r == nil {
		return
	}
	r.change(func(is *Exchange) {
		is.Ended = true
		if why == nil || is.Status != 0 {
			return
		}
		is.Status = why.status
		is.Answer.Header = why.header(is.Request)
		is.Answer.take(why.body(why.status, is.Request))
	})
}

// take keeps of a piece what still fits.
func (m *Message) take(p []byte) {
	m.Size += int64(len(p))
	m.Body = append(m.Body, p[:min(len(p), KeptBody-len(m.Body))]...)
}
