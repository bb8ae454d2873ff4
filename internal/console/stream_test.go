package console

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
)

// message is a server-sent event.
type message struct{ id, event, data string }

// events opens the stream; the channel is closed when it ends.
func events(t *testing.T, site *httptest.Server, query, lastID string) (<-chan message, context.CancelFunc) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, site.URL+"/events"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	if got := resp.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("Content-Type: got %q", got)
	}
	all := make(chan message, 1000)
	go func() {
		defer close(all)
		lines := bufio.NewScanner(resp.Body)
		lines.Buffer(nil, 64<<20)
		var m message
		for lines.Scan() {
			key, value, _ := strings.Cut(lines.Text(), ": ")
			switch key {
			case "id":
				m.id = value
			case "event":
				m.event = value
			case "data":
				m.data = value
			case "":
				all <- m
				m = message{}
			}
		}
	}()
	return all, cancel
}

func next(t *testing.T, all <-chan message, event string) message {
	t.Helper()
	limit := time.After(10 * time.Second)
	for {
		select {
		case m, ok := <-all:
			if !ok {
				t.Fatalf("the stream ended before %q", event)
			}
			if m.event == event {
				return m
			}
		case <-limit:
			t.Fatalf("no %q came", event)
		}
	}
}

// batch is the next events and the id of their message.
func batch(t *testing.T, all <-chan message) (list []emulator.Event, id string) {
	t.Helper()
	m := next(t, all, "batch")
	if err := json.Unmarshal([]byte(m.data), &list); err != nil {
		t.Fatal(err)
	}
	return list, m.id
}

func logLine(text string) emulator.Event {
	return emulator.Event{Type: emulator.EventLog, Instance: "c-1", Stream: "stdout", Text: text}
}

func TestThePageGetsWhatWasAndWhatComes(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.journal.Append(logLine("one\ntwo"))
	site, _ := fresh(t, f, Config{})
	all, _ := events(t, site, "", "")
	if m := next(t, all, "hello"); !strings.Contains(m.data, `"lost":0`) || !strings.Contains(m.data, `"now":"`) {
		t.Errorf("hello is %s", m.data)
	}
	if list, id := batch(t, all); len(list) != 1 || list[0].Text != "one\ntwo" || id != "1" {
		t.Errorf("the past is %v, id %q", list, id)
	}
	if m := next(t, all, "instances"); !strings.Contains(m.data, `"id":"c-1"`) || !strings.Contains(m.data, `"pid":4242`) {
		t.Errorf("instances are %s", m.data)
	}
	f.journal.Append(emulator.Event{Type: emulator.EventInstance, Instance: "c-1", State: emulator.Frozen})
	if list, id := batch(t, all); len(list) != 1 || list[0].State != emulator.Frozen || id != "2" {
		t.Errorf("the news are %v, id %q", list, id)
	}
	next(t, all, "instances")
}

func TestAPageThatComesBackGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	f := newFake()
	site, _ := fresh(t, f, Config{})
	all, _ := events(t, site, "", "")
	var greeting hello
	if err := json.Unmarshal([]byte(next(t, all, "hello").data), &greeting); err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		f.journal.Append(logLine(fmt.Sprint(i + 1)))
	}
	again, _ := events(t, site, "?run="+greeting.Run, "3")
	if list, id := batch(t, again); len(list) != 2 || list[0].Text != "4" || id != "5" {
		t.Errorf("after 3 came %v, id %q", list, id)
	}
	other, _ := events(t, site, "?run=another", "3")
	if list, _ := batch(t, other); len(list) != 5 {
		t.Errorf("a page of another run got %v", list)
	}
}

func TestAPageStartsWithWhatTheJournalHas(t *testing.T) {
	t.Parallel()
	f := newFake()
	const kept = 4000
	f.journal = emulator.NewJournal(kept, 0)
	for i := range kept + 2500 {
		f.journal.Append(logLine(fmt.Sprint(i + 1)))
	}
	site, _ := fresh(t, f, Config{})
	all, _ := events(t, site, "", "")
	if m := next(t, all, "hello"); !strings.Contains(m.data, `"lost":2500`) {
		t.Errorf("hello is %s", m.data)
	}
	want := int64(2501)
	for want <= kept+2500 {
		list, _ := batch(t, all)
		if len(list) == 0 || len(list) > batchEvents {
			t.Fatalf("%d events in one message", len(list))
		}
		for _, e := range list {
			if e.Seq != want {
				t.Fatalf("got event %d, want %d", e.Seq, want)
			}
			want++
		}
	}
}

// The journal keeps 100 events, far fewer than happen while the page sleeps;
// it is told how many it missed, and whoever appends waits for nobody.
func TestASlowPageMissesEventsAndHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.journal = emulator.NewJournal(100, 0)
	site, _ := fresh(t, f, Config{})
	all, _ := events(t, site, "", "")
	next(t, all, "instances")
	began := time.Now()
	const n = 20_000
	for range n {
		f.journal.Append(logLine("x"))
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("appending %d events took %v", n, took)
	}
	var seen, lost int64
	for seen+lost < n {
		select {
		case m := <-all:
			switch m.event {
			case "lost":
				var missed int64
				if err := json.Unmarshal([]byte(m.data), &missed); err != nil {
					t.Fatal(err)
				}
				lost += missed
			case "batch":
				var list []emulator.Event
				if err := json.Unmarshal([]byte(m.data), &list); err != nil {
					t.Fatal(err)
				}
				seen += int64(len(list))
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%d events came and %d were said to be missing, of %d", seen, lost, n)
		}
	}
	if seen+lost != n {
		t.Errorf("%d events came and %d were said to be missing, of %d", seen, lost, n)
	}
}

func TestAStreamEndsWithItsPage(t *testing.T) {
	t.Parallel()
	f := newFake()
	con := newConsole(Config{}, f)
	ended := make(chan struct{})
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		con.stream(w, r)
		close(ended)
	}))
	defer site.Close()
	all, cancel := events(t, site, "", "")
	next(t, all, "instances")
	cancel()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("it goes on without a page")
	}
}

// A connection that was cut without a word is found out by writing to it.
func TestAQuietStreamIsStillWrittenTo(t *testing.T) {
	t.Parallel()
	con := newConsole(Config{}, newFake())
	con.pace.ping = 5 * time.Millisecond
	site := httptest.NewServer(con.handler())
	defer site.Close()
	all, cancel := events(t, site, "", "")
	defer cancel()
	next(t, all, "ping")
	next(t, all, "ping")
}
