package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chrome is the browser's path; without one the test is skipped.
func chrome(t *testing.T) string {
	t.Helper()
	names := []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}
	if own := os.Getenv("FCGEN_CHROME"); own != "" {
		names = []string{own}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skipf("there is none of %q: apt-get install chromium, or set FCGEN_CHROME", names)
	return ""
}

// page is a tab of a browser of its own.
type page struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	troubles []string // what the browser's console says
	expected bool     // that it says something
}

// newPage starts a browser; what it finds wrong with the page fails the test.
func newPage(t *testing.T, flags ...chromedp.ExecAllocatorOption) *page {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chrome(t)), chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.WSURLReadTimeout(patience))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), append(options, flags...)...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	p := &page{t: t}
	if err := chromedp.Listen(ctx, p.hear); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if !p.expected && len(p.troubles) > 0 {
			t.Errorf("the browser says %q", p.troubles)
		}
	})
	if _, err := chromedp.Call(ctx, performance.Enable, performance.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	p.ctx, cancel = context.WithTimeout(ctx, 3*patience)
	t.Cleanup(cancel)
	return p
}

func (p *page) hear(event any) {
	var trouble string
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		trouble = e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			trouble += " " + e.ExceptionDetails.Exception.Description
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Source == log.EntrySourceSecurity {
			trouble = e.Entry.Text + " " + e.Entry.URL
		}
	}
	if trouble != "" {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.troubles = append(p.troubles, trouble)
	}
}

func (p *page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// open shows the address and waits until the page has caught up with the journal.
func (p *page) open(url string) {
	p.t.Helper()
	p.do(chromedp.Navigate(url))
	p.until(`document.documentElement.dataset.ready === "true"`)
}

// look sets the window's size and the person's choice of colours.
func (p *page) look(width, height int64, scheme string) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(width, height))
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		p.t.Fatal(err)
	}
}

// value is what the expression has.
func value[T any](p *page, expression string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// run is for what has no value.
func (p *page) run(script string) {
	p.t.Helper()
	value[bool](p, "(async () => {"+script+"\n;return true})()")
}

// until waits for the condition. While a page is being loaded there may be
// nothing to ask.
func (p *page) until(condition string) {
	p.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		met, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool]("Boolean("+condition+")"))
		if met {
			return
		}
		if time.Now().After(end) || p.ctx.Err() != nil {
			text, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string](`document.body.innerText`))
			p.t.Fatalf("it never became true that %s; the last error: %v; the page:\n%s", condition, err, text)
		}
	}
}

func (p *page) click(css string) { p.t.Helper(); p.do(chromedp.Click(chromedp.CSS(css))) }
func (p *page) key(keys string)  { p.t.Helper(); p.do(chromedp.KeyEvent(keys)) }
func (p *page) text(css string) string {
	p.t.Helper()
	return value[string](p, fmt.Sprintf(`document.querySelector(%q).innerText`, css))
}

// has waits until the element shows the text.
func (p *page) has(css, text string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`(document.querySelector(%q) || {innerText: ""}).innerText.includes(%q)`, css, text))
}

// typed replaces what a field has, as a person does.
func (p *page) typed(css, text string) {
	p.t.Helper()
	p.run(fmt.Sprintf(`const e = document.querySelector(%q); e.focus(); e.select()`, css))
	p.key(text)
}

// work is the time, in milliseconds, that the page's thread has had a processor.
func (p *page) work() float64 {
	p.t.Helper()
	got, err := chromedp.Call(p.ctx, performance.GetMetrics, cdp.Empty{})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, m := range got.Metrics {
		if m.Name == "ThreadTime" {
			return m.Value * 1000
		}
	}
	p.t.Fatal("the browser does not tell the time of its thread")
	return 0
}
