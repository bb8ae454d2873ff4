package browser

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestATestShowsItsAnswerItsLogAndItsBars(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := newPage(t)
	p.open(s.url + "/#test")
	p.has("#summary", "no instance")
	p.typed("#path", "/books/7?for=50ms")
	p.click("#send")
	p.has("#answer-status", "✓ 200 OK")
	p.has("#answer-body", "\"path\": \"/books/7\"")
	p.has("#answer-log", "hello to /books/7")
	p.has("#answer-log", "FC Invoke End RequestId: 1-")
	p.has("#history", "/books/7")
	p.has("#summary", "1 frozen")

	p.click("#tab-logs")
	p.has("#log", "hello to /books/7")
	p.has("#log", "FC Initialize Start RequestId: ")
	if line := p.text("#log li.platform"); !strings.Contains(line, "FC") {
		t.Errorf("a line of the platform has no mark: %q", line)
	}

	p.click("#tab-timeline")
	p.run(inked)
	p.until(`inked("--call") > 20 && inked("--frozen") > 200`)
	p.do(focus("#canvas"))
	p.key(kb.ArrowRight)
	p.has("#timeline-said", "GET /books/7")
	p.has("#timeline-said", "200")
	p.key(kb.Enter)
	p.has("#request[open] #request-title", "/books/7")
	p.has("#request-log", "hello to /books/7")
	p.key(kb.Escape)
	p.until(`!document.getElementById("request").open && document.activeElement.id === "canvas"`)
	p.key(kb.ArrowUp)
	p.has("#timeline-said", "invoking")
	p.key(kb.ArrowLeft)
	p.has("#timeline-said", "idle")
	p.key(kb.Home)
	p.has("#timeline-said", "creating")

	p.click("#tab-test")
	p.click("#again")
	p.until(`document.querySelectorAll("#history li").length === 2`)
	p.has("#answer-status", "✓ 200 OK")
}

func TestAFailureLooksLikeOne(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := newPage(t)
	p.open(s.url + "/#test")
	p.typed("#path", "/broken")
	p.click("#send")
	p.has("#answer-status", "✕ 500")
	p.has("#answer-log li.stderr", "panic: the shelf is empty")
	p.has("#answer-log li.stderr .tag", "err")
	p.click("#tab-timeline")
	p.do(focus("#canvas"))
	p.key(kb.End)
	p.has("#timeline-said", "/broken, 500")
}

func TestEventsAreSentAndTestsCancelled(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := newPage(t)
	p.open(s.url + "/#test")
	p.click("input[value=event]")
	p.run(`const preset = document.getElementById("preset");
		preset.value = [...preset.options].find((o) => o.text === "JSON" && !o.disabled).value;
		preset.dispatchEvent(new Event("change", { bubbles: true }))`)
	p.until(`document.getElementById("body").value.includes("world") && document.getElementById("path").offsetParent === null`)
	p.click("#send")
	p.has("#answer-status", "✓ 200")
	p.has("#answer-body", "\"path\": \"/invoke\"")
	p.typed("#body", "@/etc/hostname") // to --data-binary it would be a file
	p.click("#copy-curl")
	p.has("#curl", "--data-raw @/etc/hostname")

	p.click("input[value=http]")
	p.typed("#path", "/slow?for=1m")
	p.click("#send")
	p.until(`!document.getElementById("cancel").hidden`)
	p.has("#summary", "1 invoking")
	p.click("#cancel")
	p.has("#answer-status", "Cancelled.")
	p.click("#tab-logs")
	p.has("#log", "FC Invoke End RequestId")
	p.has("#log", "canceled by client")
}

func TestTheTimeLineMoves(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get(t, "/books/1?for=300ms")
	p := newPage(t)
	p.look(1280, 900, "light")
	p.open(s.url + "/#timeline")
	p.run(inked)
	p.until(`inked("--frozen") > 100`)
	p.click("#fit")
	p.until(`document.getElementById("follow-now").getAttribute("aria-pressed") === "false"`)
	p.run(`await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame)`) // drawn
	// A call that has ended keeps its length; a frozen instance's bar grows with the time.
	before := value[int](p, `inked("--call")`)
	for range 3 {
		p.click("#zoom-out")
	}
	p.until(fmt.Sprintf(`inked("--call") < %d / 2`, before))
	p.click("#follow-now")
	p.until(`document.getElementById("follow-now").getAttribute("aria-pressed") === "true"`)
	box := value[[]float64](p, `(() => { const b = document.getElementById("canvas").getBoundingClientRect(); return [b.x, b.y, b.width] })()`)
	p.do(chromedp.DragAndDropXY(box[0]+box[2]/4, box[1]+150, box[0]+box[2]/4+box[2]/2, box[1]+150))
	p.until(`document.getElementById("follow-now").getAttribute("aria-pressed") === "false"`)
	p.do(focus("#canvas"))
	p.key("l")
	p.until(`document.getElementById("follow-now").getAttribute("aria-pressed") === "true"`)
	p.key(kb.ArrowRight)
	p.key(kb.Enter)
	p.has("#request[open] #request-title", "GET /books/1")
	p.click("#request-bar")
	p.has("#timeline-said", "GET /books/1")
	p.until(`document.activeElement.id === "canvas" && inked("--call") > 500`)
	p.click("#timeline-list summary")
	p.has("#timeline-rows", "GET /books/1")
	p.has("#timeline-rows", "initialize")
	p.click("#timeline-rows tr:first-child button")
	p.has("#request[open] #request-log", "FC Invoke Start")
}

// A function that tells every header tells the role's keys: not in this page.
func TestKeysAreNotShown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := newPage(t)
	p.open(s.url + "/#test")
	p.typed("#path", "/keys")
	p.click("#send")
	p.has("#answer-body", "X-Fc-Access-Key-Secret:[[redacted]]")
	p.has("#answer-log", "X-Fc-Access-Key-Secret:[[redacted]]")
}

func TestLogsAreFiltered(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := newPage(t)
	for _, path := range []string{"/one", "/two", "/broken"} {
		s.get(t, path)
	}
	p.open(s.url + "/#logs")
	p.has("#log", "hello to /two")
	p.typed("#log-text", "HELLO TO /two")
	p.until(`document.querySelectorAll("#log li").length === 1`)
	p.click("#log li .rid")
	p.has("#request-log", "FC Invoke Start")
	p.click("#request-logs")
	p.until(`!document.getElementById("request").open && document.getElementById("log-request").value.startsWith("1-")`)
	p.has("#log", "hello to /two")
	if text := p.text("#log"); strings.Contains(text, "/one") {
		t.Errorf("the log of one request is\n%s", text)
	}
	p.typed("#log-request", "")
	p.key(kb.Backspace)
	p.click("input[value=stdout]")
	p.click("input[value=platform]")
	p.has("#log", "panic: the shelf is empty")
	p.until(`[...document.querySelectorAll("#log li")].every((l) => l.className === "stderr")`)
	p.click("input[value=stdout]")
	p.click("#follow")
	p.has("#log-count", "paused")
	before := value[int](p, `document.querySelectorAll("#log li").length`)
	s.get(t, "/while-paused")
	p.has("#log-count", "new")
	if now := value[int](p, `document.querySelectorAll("#log li").length`); now != before {
		t.Errorf("a paused log went from %d to %d lines", before, now)
	}
	p.click("#follow")
	p.has("#log", "hello to /while-paused")
}

func TestATimeoutIsChangedAndWritten(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := newPage(t)
	p.open(s.url + "/#lifecycle")
	p.typed("#timeout-initializer", "700")
	p.click(`[data-hook=initializer] [name=write]`)
	p.has("[data-hook=initializer] .said", "from 1 to 300")
	p.typed("#timeout-initializer", "45")
	p.click(`[data-hook=initializer] [name=set]`)
	p.has("[data-hook=initializer] .said", "Changed for this run")
	if got := s.Function().Hooks["initializer"].Timeout; got != 45*time.Second {
		t.Errorf("this run has %v", got)
	}
	if got := contents(t, s.file); got != syaml {
		t.Errorf("the file has changed:\n%s", got)
	}
	p.click(`[data-hook=initializer] [name=write]`)
	p.has("#proposal[open] #proposal-diff", "+          timeout: 45 # seconds; opens the pool")
	p.has("#proposal-diff", "-          timeout: 3 # seconds; opens the pool")
	if got := contents(t, s.file); got != syaml {
		t.Errorf("showing it has written:\n%s", got)
	}
	p.click("#proposal-write")
	p.has("[data-hook=initializer] .said", "Written to s.yaml")
	if got, want := contents(t, s.file), strings.Replace(syaml, "timeout: 3 #", "timeout: 45 #", 1); got != want {
		t.Errorf("the file is\n%s", got)
	}

	p.typed("#timeout-prestop", "20")
	p.click(`[data-hook=prestop] [name=write]`)
	p.has("#proposal[open] #proposal-diff", "+          timeout: 20")
	edited := strings.Replace(syaml, "cpu: 0.35", "cpu: 0.5", 1)
	if err := os.WriteFile(s.file, []byte(edited), 0o644); err != nil {
		t.Fatal(err)
	}
	p.mayComplain() // of the status 409
	p.click("#proposal-write")
	p.has("#proposal-said", "has changed since")
	if got := contents(t, s.file); got != edited {
		t.Errorf("the file is\n%s", got)
	}
}

func TestAReloadIsSeen(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := newPage(t)
	s.get(t, "/")
	p.open(s.url + "/#instances")
	p.has("#instance-cards", "build 1")
	p.click("#reload")
	p.has("#instance-cards", "build 2")
	p.has("#ended", "reload")
	p.until(`!document.getElementById("instance-cards").innerText.includes("build 1")`)
	p.has("#builds", "✓ built")
	p.click("#tab-lifecycle")
	p.has("[data-hook=prestop] tbody", "✓ 200")

	edited := strings.Replace(syaml, "timeout: 3 #", "timeout: 8 #", 1)
	if err := os.WriteFile(s.file, []byte(edited), 0o644); err != nil {
		t.Fatal(err)
	}
	s.reload(t)
	p.has("[data-hook=initializer] [data-timeout]", "8 s")
	p.until(`document.getElementById("timeout-initializer").value === "8"`)

	s.broken = true
	p.click("#tab-instances")
	p.until(`!document.getElementById("reload").disabled`)
	p.click("#reload")
	p.has("#build-error", "./main.go:12:2: undefined: shelf")
	s.get(t, "/still-served")
	p.has("#instance-cards", "build 3")
	s.broken = false
	p.until(`!document.getElementById("reload").disabled`)
	p.click("#reload")
	p.until(`document.getElementById("build-error").hidden`)
	p.has("#instance-cards", "build 4")
}

func TestInstancesAreStoppedAndKilled(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := newPage(t)
	s.get(t, "/")
	p.open(s.url + "/#instances")
	p.click("#instance-cards li button")
	p.has("#ended", "stopped in the console")
	p.has("#instances-none", "There is none")
	s.get(t, "/")
	p.click("#instance-cards li button.danger")
	p.until(`document.querySelectorAll("#ended tbody tr").length === 2`)
	p.until(`document.querySelectorAll("#instance-cards li").length === 0`)
}

// A page that stays open while fcgen is ended and started again is a page of
// the new one then.
func TestAPageOutlivesItsFcgen(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get(t, "/one")
	p := newPage(t)
	p.mayComplain() // of the connection that is cut
	p.open(s.url + "/#logs")
	p.has("#log", "hello to /one")

	p.run(`window.same = true`)
	s.server.CloseClientConnections()
	s.get(t, "/two")
	p.has("#log", "hello to /two")
	p.has("#connection", "live")
	if lines := value[int](p, `[...document.querySelectorAll("#log .text")].filter((l) => l.textContent === "hello to /one").length`); lines != 1 || !value[bool](p, `window.same`) {
		t.Errorf("after a cut connection one line is there %d times", lines)
	}

	s.restart(t)
	s.server.CloseClientConnections()
	p.until(`!window.same && document.documentElement.dataset.ready === "true"`)
	p.click("#tab-test")
	p.typed("#path", "/three")
	p.click("#send")
	p.has("#answer-status", "200")
}

// The whole page works without a mouse.
func TestTheKeyboardReachesEverything(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := newPage(t)
	p.open(s.url)
	p.click("#tab-test")
	p.do(focus("#tab-test"))
	for _, step := range []struct{ key, tab string }{
		{kb.ArrowRight, "logs"}, {kb.ArrowRight, "timeline"}, {kb.End, "configuration"}, {kb.ArrowRight, "requests"},
		{kb.ArrowLeft, "configuration"}, {kb.Home, "requests"}, {kb.ArrowRight, "test"},
	} {
		p.key(step.key)
		p.until(`document.activeElement.id === "tab-` + step.tab + `" && !document.getElementById("panel-` + step.tab + `").hidden && location.hash === "#` + step.tab + `"`)
		if open := value[int](p, `document.querySelectorAll("[role=tabpanel]:not([hidden])").length`); open != 1 {
			t.Errorf("%d panels are open", open)
		}
	}
	for range 4 {
		p.key(kb.Tab)
	}
	p.until(`document.activeElement.id === "path"`)
	p.key("x")
	p.do(focus("#body"))
	p.run(`document.getElementById("path").value = "/by-keys"`)
	p.do(ctrlEnter())
	p.has("#answer-status", "200")
	p.has("#answer-log", "hello to /by-keys")
	for _, tab := range tabs {
		p.click("#tab-" + tab)
		unseen := value[[]string](p, unseenFocus)
		if len(unseen) > 0 {
			t.Errorf("%s: with the focus these look as without: %q", tab, unseen)
		}
	}
}

func contents(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
