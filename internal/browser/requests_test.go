package browser

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// shown are the requests in the list, "GET /one", newest first.
const shown = `[...document.querySelectorAll("#requests tbody .what")].map((e) => e.innerText)`

func TestRequestsAreListedNewestFirst(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := newPage(t)
	p.open(s.url)
	p.has("#requests-none", "No request yet")
	p.has("#requests-none", "curl -i "+s.gateway+"/")
	for _, path := range []string{"/one", "/two", "/broken"} {
		s.get(t, path)
	}
	p.until(shown + `.join() === "GET /broken,GET /two,GET /one"`)
	p.has("#requests tbody tr:last-child", "✓ 200")
	p.has("#requests tbody tr:last-child", "cold")
	p.has("#requests tbody tr:last-child", "MB")
	p.has("#requests tbody tr:last-child", "ms")
	p.has("#requests tbody tr:first-child", "✕ 500")
	p.has("#requests-count", "3 requests · 1 failed · 1 cold")
	if id := s.Instances()[0].ID; !strings.HasSuffix(id, p.text("#requests tbody tr:first-child .inst")) {
		t.Errorf("the instance %s is called %s", id, p.text("#requests tbody tr:first-child .inst"))
	}

	only := func(steps, want string) {
		t.Helper()
		p.run(steps)
		p.until(shown + `.join() === "` + want + `"`)
	}
	only(`document.querySelector("#requests-filter [name=failed]").click()`, "GET /broken")
	only(`document.querySelector("#requests-filter [name=cold]").click()`, "")
	p.has("#requests-none", "No request fits the filter")
	only(`document.querySelector("#requests-filter [name=failed]").click()`, "GET /one")
	only(`document.querySelector("#requests-filter [name=cold]").click()`, "GET /broken,GET /two,GET /one")
	p.typed("#requests-text", "TWO")
	only("", "GET /two")
	p.has("#requests-count", "1 of 3 requests")
	p.typed("#requests-text", " ")
	only(`const i = document.getElementById("requests-instance"); i.selectedIndex = 1; i.dispatchEvent(new Event("input", { bubbles: true }))`, "GET /broken,GET /two,GET /one")
	only(`document.querySelector("#requests-filter [name=hooks]").click()`, "GET /broken,GET /two,GET /one,initialize")
	only(`document.querySelector("#requests-filter [name=hooks]").click()`, "GET /broken,GET /two,GET /one")

	p.click("#requests-follow")
	s.get(t, "/while-paused")
	p.has("#requests-count", "paused, 1 new")
	only("", "GET /broken,GET /two,GET /one")
	p.click("#requests-follow")
	only("", "GET /while-paused,GET /broken,GET /two,GET /one")

	p.do(focus("#requests tbody tr:first-child button"))
	p.key(kb.ArrowDown)
	p.key(kb.Enter)
	p.has("#request[open] #request-title", "GET /broken")
}

func TestARequestIsOpenedReplayedAndCopied(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := newPage(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.gateway+"/books?for=1ms", strings.NewReader(`{"title":"it's \u202eone"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer of-the-callers")
	r.Header.Set("X-Shelf", "7")
	s.send(t, r)
	p.open(s.url)
	p.click("#requests tbody tr button")
	p.has("#request[open] #request-status", "✓ 200, cold start")
	p.has("#request-sent-body", `"title": "it's ‹U+202E›one"`)
	p.has("#request-answer-body", `"path": "/books"`)
	p.has("#request-answer-size", "200 OK")
	p.has("#request-log", "hello to /books")
	for _, part := range []string{"creating", "starting", "initializing", "call"} {
		p.has("#request-spans", part)
	}
	p.run(`for (const d of document.querySelectorAll("#request details")) d.open = true`)
	p.has("#request-sent-headers", "X-Shelf")
	p.has("#request-sent-headers", "[redacted]")
	p.has("#request-answer-headers", "application/json")
	if text := value[string](p, `document.documentElement.outerHTML`); strings.Contains(text, "of-the-callers") {
		t.Error("the page has the caller's credential")
	}
	p.click("#request-curl")
	p.has("#request-said", "curl -i -X POST '"+s.gateway+"/books?for=1ms' -H 'Authorization: [redacted]' -H 'X-Shelf: 7' --data-raw")

	first := p.text("#request-facts")
	p.click("#request-replay")
	p.has("#request-said", "This is the replay")
	p.has("#request-status", "✓ 200")
	p.until(`!document.getElementById("request-status").innerText.includes("cold")`)
	if now := p.text("#request-facts"); now == first {
		t.Errorf("the replay is the same request: %s", now)
	}
	p.has("#request-sent-body", `"title": "it's`)
	p.click("#request-older")
	p.has("#request-status", "cold start")
	p.click("#request-edit")
	p.until(`!document.getElementById("request").open && document.getElementById("path").value === "/books?for=1ms" && document.getElementById("method").value === "POST"`)
	if headers := value[string](p, `document.getElementById("headers").value`); !strings.Contains(headers, "X-Shelf: 7") || strings.Contains(headers, "Content-Length") {
		t.Errorf("the form has the headers %q", headers)
	}
	p.click("#tab-requests")
	p.until(shown + `.length === 2`)
	p.click("#requests tbody tr button")
	p.click("#request-bar")
	p.has("#timeline-said", "POST /books")
}

func TestAStreamIsShownAsItComes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := newPage(t)
	p.open(s.url + "/#test")
	p.typed("#path", "/pieces")
	p.click("#send")
	p.has("#answer-body", "data: first")
	p.has("#answer-status", "200 OK, still coming")
	p.has("#answer-facts", "Request id")

	p.click("#tab-requests")
	p.has("#requests tbody tr", "● running")
	p.click("#requests tbody tr button")
	p.has("#request[open] #request-answer-body", "data: first")
	p.has("#request-answer-size", "still coming")
	if text := p.text("#request-answer-body"); strings.Contains(text, "last") {
		t.Errorf("it shows %q before it was sent", text)
	}
	s.get(t, "/go-on")
	p.has("#request-answer-body", "data: last")
	p.has("#request-status", "✓ 200")
	p.has("#request-answer-size", "200 OK")
	p.click("#request [data-close]")
	p.click("#tab-test")
	p.has("#answer-status", "✓ 200 OK")
	p.has("#answer-body", "data: last")
}

func TestFaultsAreSwitchedOnAndOff(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := newPage(t)
	p.open(s.url + "/#lifecycle")
	p.has("#faults-now", "none")
	p.run(`const f = document.getElementById("faults").elements; f.crash.value = "crash"; f.crashTimes.value = "1"; f.slow.value = "0.25"`)
	p.click("#faults .main")
	p.has("#faults-said", "On, until")
	p.has("#fault-chip", "slow-start=250ms, crash*1")
	if got := fmt.Sprint(s.Faults().Values()); got != "[slow-start=250ms crash*1]" {
		t.Errorf("what strikes is %s", got)
	}
	s.get(t, "/struck")
	p.click("#tab-requests")
	p.has("#requests tbody tr", "✕ 502")
	p.has("#requests tbody tr .error", "Process exited")
	p.open(s.url + "/?again#lifecycle")
	p.has("#fault-chip", "slow-start=250ms, crash*1")
	p.until(`document.getElementById("fault-crash-times").value === "1" && document.getElementById("fault-slow").value === "0.25"`)
	p.click("#faults-off")
	p.has("#faults-said", "All faults are off")
	p.until(`document.getElementById("fault-chip").hidden && document.getElementById("fault-crash").value === ""`)
	if got := s.Faults().Values(); len(got) > 0 {
		t.Errorf("what strikes is %v", got)
	}
}

func TestConfigurationIsShown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := newPage(t)
	p.open(s.url + "/#configuration")
	p.has("#configuration", "instanceConcurrency")
	p.has("#configuration", "s.yaml, line 16")
	p.has("#configuration", "FC_FUNCTION_NAME")
	p.has("#configuration", playFunction)
	text := p.text("#configuration")
	if strings.Contains(text, "ALIBABA_CLOUD_ACCESS_KEY_SECRET") && !strings.Contains(text, "[redacted]") {
		t.Errorf("the page has\n%s", text)
	}
	p.click("#tab-lifecycle")
	p.has("#panel-lifecycle", "--init-failure retry")
	if head := p.text("header"); strings.Contains(head, "initializer") {
		t.Errorf("the head still has the policy:\n%s", head)
	}
}

// A line of the log cannot turn the order of its letters around.
func TestALineShowsItsMarks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get(t, "/turned")
	p := newPage(t)
	p.open(s.url + "/#logs")
	p.has("#log", "user ‹U+202E›nimda‹U+202C› is in")
	if how := value[string](p, `getComputedStyle(document.querySelector("#log .text")).unicodeBidi`); how != "isolate" {
		t.Errorf("its text is not isolated: %s", how)
	}
}
