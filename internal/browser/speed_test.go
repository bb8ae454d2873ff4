package browser

import (
	"fmt"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
)

// past gives the journal so many calls of ten instances, with so many lines each.
func (s *site) past(calls, lines int) {
	began := time.Now().Add(-time.Duration(calls) * 10 * time.Millisecond)
	for i := range calls {
		s.pretend(i, lines, began.Add(time.Duration(i)*10*time.Millisecond))
	}
}

// pretend tells the journal of a call that nobody made.
func (s *site) pretend(n, lines int, at time.Time) {
	id, instance := fmt.Sprintf("1-00000000-%012d", n), fmt.Sprintf("c-00000000-%012d", n%10)
	call := emulator.Event{Time: at, Type: emulator.EventStart, Instance: instance, Request: id, Call: emulator.CallHTTP, Method: "GET", Path: "/books"}
	s.Journal().Append(call)
	for i := range lines {
		s.Journal().Append(emulator.Event{Time: at, Type: emulator.EventLog, Instance: instance, Request: id, Stream: "stdout", Text: fmt.Sprint("line ", i, " of a call")})
	}
	call.Time, call.Type, call.Status, call.Duration, call.Memory = at.Add(20*time.Millisecond), emulator.EventEnd, 200, 20, 13
	s.Journal().Append(call)
}

// frames notes how long the page's own work takes at each frame: the time from
// the frame's beginning until the page is at rest again. A machine that is busy
// with other things makes frames late, and these no longer.
const frames = `
window.took = [];
window.watching = true;
const rest = new MessageChannel();
let began = 0;
rest.port1.onmessage = () => { if (window.watching) { took.push(performance.now() - began); requestAnimationFrame(frame); } };
function frame() { began = performance.now(); rest.port2.postMessage(0); }
requestAnimationFrame(frame);
window.tasks = [];
new PerformanceObserver((list) => { for (const e of list.getEntries()) tasks.push(e.duration); }).observe({ type: "longtask" });`

// Ten thousand calls and a hundred thousand lines are there, and 200 events come
// in each second: no part of the page keeps its thread for as much as 50 ms.
func TestTheWholeJournalStaysSmooth(t *testing.T) {
	s := newSite(t)
	const calls, lines = 10_000, 10
	s.past(calls, lines)
	p := newPage(t)
	p.look(1280, 900, "light")
	began := time.Now()
	p.open(s.url)
	t.Logf("open after %v", time.Since(began).Round(time.Millisecond))
	p.until(`document.getElementById("requests-count").innerText.startsWith("10000 requests")`)
	p.run(frames)
	next := calls
	for _, tab := range tabs {
		p.click("#tab-" + tab)
		if tab == "timeline" {
			p.click("#fit")
		}
		p.run(`took.length = 0; tasks.length = 0`)
		busy := p.work()
		began := time.Now()
		for range 80 { // 40 calls with 3 lines each are 200 events
			s.pretend(next, 3, time.Now())
			next++
			time.Sleep(25 * time.Millisecond)
		}
		busy = (p.work() - busy) / time.Since(began).Seconds()
		p.until(`took.length > 5`)
		took := value[[]float64](p, `took.sort((a, b) => a - b)`)
		long := value[[]float64](p, `tasks`)
		middle, most := took[len(took)/2], took[len(took)-1]
		t.Logf("%s: %d frames, half within %.1f ms, all within %.1f ms; %.0f ms of work a second; tasks over 50 ms: %.0f", tab, len(took), middle, most, busy, long)
		if middle > 50 || busy > 500 {
			t.Errorf("%s: half of the frames take more than %.1f ms, and a second has %.0f ms of work", tab, middle, busy)
		}
	}
	p.click("#tab-logs")
	p.until(`/^\d{6} of \d{6} lines/.test(document.getElementById("log-count").innerText)`)
	if rows := value[int](p, `document.querySelectorAll("#log li, #requests tbody tr").length`); rows > 1000 {
		t.Errorf("the document has %d rows", rows)
	}
}
