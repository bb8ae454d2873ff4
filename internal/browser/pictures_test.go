package browser

import (
	"bytes"
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

var update = flag.Bool("update", false, "write the pictures in docs/")

// TestPictures takes the pictures of the README. They show what happened while
// they were taken, so they are compared by eye only, and written when somebody
// wants new ones.
func TestPictures(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := newPage(t)
	p.open(s.url + "/#test")
	busy(t, s)
	p.typed("#path", "/books/7?for=120ms")
	p.click("#send")
	p.has("#answer-log", "FC Invoke End")
	p.has("#summary", "frozen")
	folder := filepath.Join("..", "..", "docs")
	for _, picture := range []struct {
		name, tab, scheme string
		width, height     int64
	}{
		{"console-requests", "requests", "light", 1200, 760},
		{"console-requests-dark", "requests", "dark", 1200, 760},
		{"console-request", "request", "light", 1200, 860},
		{"console-test", "test", "light", 1200, 1000},
		{"console-timeline", "timeline", "light", 1200, 860},
		{"console-timeline-dark", "timeline", "dark", 1200, 860},
		{"console-logs", "logs", "light", 1200, 860},
		{"console-lifecycle", "lifecycle", "light", 1200, 800},
		{"console-phone", "timeline", "light", 360, 740},
	} {
		p.look(picture.width, picture.height, picture.scheme)
		switch picture.tab {
		case "timeline":
			p.click("#tab-timeline")
			p.click("#fit")
		case "request":
			p.click("#tab-requests")
			p.click("#requests tbody tr:last-child button")
			p.has("#request[open] #request-answer-size", "bytes")
		default:
			p.click("#tab-" + picture.tab)
		}
		if picture.width < 500 {
			p.run(`document.querySelector(".tabs").scrollIntoView()`)
		} else {
			p.run(`scrollTo(0, 0); document.activeElement.blur()`)
		}
		time.Sleep(500 * time.Millisecond) // what is drawn next is there
		data, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		size, err := png.DecodeConfig(bytes.NewReader(data))
		if err != nil || int64(size.Width) != picture.width || int64(size.Height) != picture.height {
			t.Errorf("%s is %d×%d, want %d×%d: %v", picture.name, size.Width, size.Height, picture.width, picture.height, err)
		}
		p.run(`document.getElementById("request").close()`)
		if *update {
			if err := os.WriteFile(filepath.Join(folder, picture.name+".png"), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// busy is a few seconds in the life of a function: a cold start, more calls than
// one instance takes, a failure, frozen instances, a reload.
func busy(t *testing.T, s *site) {
	var calls sync.WaitGroup
	call := func(path string) {
		calls.Go(func() { s.get(t, path) })
		time.Sleep(90 * time.Millisecond)
	}
	s.get(t, "/books?for=200ms")
	for _, path := range []string{"/books/1?for=700ms", "/books/2?for=500ms", "/orders?for=650ms", "/books/3?for=400ms", "/broken"} {
		call(path)
	}
	calls.Wait()
	time.Sleep(900 * time.Millisecond)
	call("/books/4?for=300ms")
	call("/broken")
	calls.Wait()
	time.Sleep(700 * time.Millisecond)
	s.reload(t)
	call("/books/5?for=450ms")
	call("/books/6?for=300ms")
	calls.Wait()
}
