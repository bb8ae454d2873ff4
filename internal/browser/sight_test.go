package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/fcgen/fcgen/internal/emulator"
)

// tabs are the parts of the page.
var tabs = []string{"test", "logs", "timeline", "lifecycle", "instances"}

// everything opens every tab, with an answer and a dialog, and looks at each.
func everything(p *page, s *site, look func(where string)) {
	p.t.Helper()
	for _, tab := range tabs {
		p.click("#tab-" + tab)
		if tab == "test" {
			p.typed("#path", "/books?for=1ms")
			p.click("#send")
			p.has("#answer-log", "FC Invoke End")
			p.click("#copy-curl")
			p.has("#curl", "curl -i '"+s.gateway+"/books?for=1ms'")
		}
		if tab == "instances" {
			p.has("#instance-cards", "build")
		}
		p.run(`for (const d of document.querySelectorAll("details")) d.open = true`)
		look(tab)
	}
	p.click("#tab-logs")
	p.click("#log li:last-child .rid")
	p.has("#request[open] #request-log", "FC")
	look("a request")
	p.click("#request [data-close]")
	p.click("#tab-lifecycle")
	p.typed("#timeout-prestop", "33")
	p.click("[data-hook=prestop] [name=write]")
	p.has("#proposal[open]", "+          timeout: 33")
	look("a difference")
	p.click("#proposal [data-close]")
}

func TestLettersAndBarsStandOutInLightAndDark(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get(t, "/")
	s.get(t, "/broken")
	for _, scheme := range []string{"light", "dark"} {
		p := newPage(t)
		p.look(1280, 900, scheme)
		p.open(s.url)
		ground := value[string](p, `getComputedStyle(document.body).backgroundColor`)
		if dark := strings.HasPrefix(ground, "rgb(1") && len(ground) <= len("rgb(18, 20, 23)"); dark != (scheme == "dark") {
			t.Errorf("%s: the ground is %s", scheme, ground)
		}
		everything(p, s, func(where string) {
			for _, poor := range value[[]string](p, contrast) {
				t.Errorf("%s, %s: %s", scheme, where, poor)
			}
		})
	}
}

func TestEveryPartHasAName(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get(t, "/")
	p := newPage(t)
	p.open(s.url)
	everything(p, s, func(where string) {
		for _, bad := range value[[]string](p, nameless) {
			t.Errorf("%s: %s", where, bad)
		}
	})
}

func TestAPhoneShowsEverythingWithoutScrollingSideways(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get(t, "/books/a-rather-long-path/with/many/parts/that-does-not-end/and-goes-on-and-on?and=a&query=too")
	p := newPage(t)
	p.look(360, 740, "light")
	p.open(s.url)
	everything(p, s, func(where string) {
		for _, bad := range value[[]string](p, wide) {
			t.Errorf("%s: %s", where, bad)
		}
	})
}

// Ten thousand events are there when the page opens, and ten thousand more come
// while it is open.
func TestTenThousandEventsAreQuick(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	flood := func(from int) {
		const instances = 10
		for i := range 2500 {
			id, instance := fmt.Sprintf("1-00000000-%012d", from+i), fmt.Sprintf("c-00000000-%012d", i%instances)
			at := time.Now().Add(time.Duration(i-2500) * 10 * time.Millisecond)
			call := emulator.Event{Time: at, Type: emulator.EventStart, Instance: instance, Request: id, Call: emulator.CallHTTP, Method: "GET", Path: "/books"}
			s.Journal().Append(call)
			for _, text := range []string{"one line", "another line"} {
				s.Journal().Append(emulator.Event{Time: at, Type: emulator.EventLog, Instance: instance, Request: id, Stream: "stdout", Text: text})
			}
			call.Time, call.Type, call.Status, call.Duration = at.Add(20*time.Millisecond), emulator.EventEnd, 200, 20
			s.Journal().Append(call)
		}
	}
	flood(0)
	p := newPage(t)
	p.look(1280, 900, "light")
	for _, tab := range []string{"logs", "timeline"} {
		p.do(chromedp.Navigate("about:blank"))
		began := time.Now()
		p.open(s.url + "/#" + tab)
		t.Logf("%s: open after %v", tab, time.Since(began).Round(time.Millisecond))
		spent := value[float64](p, `performance.getEntriesByName("caught-up")[0].startTime`)
		t.Logf("%s: all events shown %.0f ms after the page was asked for", tab, spent)
		work := p.work()
		t.Logf("%s: %.0f ms of the browser's work", tab, work)
		if spent > 15000 || work > 2000 { // far above what it takes, for a machine that is busy
			t.Errorf("%s: it took %.0f ms, and %.0f ms of work, until all events were there", tab, spent, work)
		}
	}
	p.click("#fit")
	p.run(inked)
	p.until(`inked("--call") > 2000`)

	p.run(`window.gaps = []; let last = performance.now(); const tick = () => { const now = performance.now(); gaps.push(now - last); last = now; setTimeout(tick, 10); }; tick()`)
	began := time.Now()
	flood(10000)
	p.click("#tab-logs")
	p.has("#log-count", "10000 of 10000 lines")
	p.click("#tab-timeline")
	p.until(`!document.getElementById("panel-timeline").hidden`)
	t.Logf("ten thousand more: %v", time.Since(began).Round(time.Millisecond))
	longest := value[float64](p, `Math.max(...gaps)`)
	t.Logf("the page was busy for %.0f ms at most", longest)
	if longest > 2000 {
		t.Errorf("the page did not answer for %.0f ms", longest)
	}
	if rows := value[int](p, `document.querySelectorAll("#log li").length`); rows > 1000 {
		t.Errorf("the document has %d lines", rows)
	}
}

// The page of somebody else, in the same browser, gets nowhere.
func TestAnotherSiteGetsNowhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get(t, "/")
	id := s.Instances()[0].ID
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<title>other</title><iframe name="frame"></iframe><iframe id="console" src="%[1]s/"></iframe>
<form method="post" enctype="text/plain" action="%[1]s/api/kill" target="frame"><input name='{"id":"%[2]s","x":"' value='"}'></form>`, s.url, id)
	}))
	defer other.Close()
	port := s.url[strings.LastIndex(s.url, ":"):]
	p := newPage(t, chromedp.Flag("host-resolver-rules", "MAP rebound.example 127.0.0.1"))
	p.mayComplain()
	p.do(chromedp.Navigate(other.URL))
	tries := value[[]string](p, fmt.Sprintf(`(async () => {
  const said = [];
  const url = %q;
  for (const [name, options] of Object.entries({
    plain: { method: "POST", body: '{"id":"%s"}', mode: "no-cors" },
    json: { method: "POST", body: '{"id":"%[2]s"}', headers: { "Content-Type": "application/json", "X-Fcgen-Token": "x" } },
    read: {},
  })) {
    try { const r = await fetch(url + (name === "read" ? "/" : "/api/kill"), options); said.push(name + " " + r.type + " " + (await r.text()).length); } catch (e) { said.push(name + " refused"); }
  }
  document.forms[0].submit();
  await new Promise((done) => setTimeout(done, 500));
  const frame = document.getElementById("console");
  said.push("frame " + (frame.contentDocument ? "ours" : "foreign"));
  return said;
})()`, s.url, id))
	for _, said := range tries {
		if !strings.HasSuffix(said, " refused") && said != "plain opaque 0" && !strings.HasPrefix(said, "frame") {
			t.Errorf("another site was answered: %s", said)
		}
	}
	p.do(chromedp.Navigate("http://rebound.example" + port + "/"))
	if text := value[string](p, `document.body.innerText`); !strings.Contains(text, "answers to localhost") {
		t.Errorf("a foreign name for this machine got\n%s", text)
	}
	alive := s.Instances()
	if len(alive) != 1 || alive[0].ID != id {
		t.Errorf("the instance is gone: %v", alive)
	}
}
