package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// tabs are the parts of the page.
var tabs = []string{"requests", "test", "logs", "timeline", "lifecycle", "instances", "configuration"}

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
		switch tab {
		case "requests":
			p.has("#requests", "GET")
		case "instances":
			p.has("#instance-cards", "build")
		}
		p.run(`for (const d of document.querySelectorAll("details")) d.open = true`)
		look(tab)
	}
	p.click("#tab-logs")
	p.click("#log li:last-child .rid")
	p.has("#request[open] #request-log", "FC")
	p.has("#request-answer-size", "bytes")
	p.run(`for (const d of document.querySelectorAll("#request details")) d.open = true`)
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
