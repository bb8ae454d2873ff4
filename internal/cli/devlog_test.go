package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/emulator"
)

func TestPrintable(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"plain", "a\tb 函数", "a\tb 函数"},
		{"colour", "\x1b[31mred\x1b[0m \x1b[1;32mgreen\x1b[m", "\x1b[31mred\x1b[0m \x1b[1;32mgreen\x1b[m"},
		{"cursor", "a\x1b[2Jb\x1b[1A\rc", "a·[2Jb·[1A·c"},
		{"title", "\x1b]0;mine\x07", "·]0;mine·"},
		{"one byte", "a\u009b2Jb\x7f", "a·2Jb·"},
		{"cut off", "a\x1b[31", "a·[31"},
		{"turned", "user \u202enimda\u2066\u200f is in", "user ‹U+202E›nimda‹U+2066›‹U+200F› is in"},
		{"right to left", "שלום a", "שלום a"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := printable(test.text); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestDevLog shows which events are told where, and in which colours.
func TestDevLog(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 2, 3, 4, 5, 6, 0, time.Local)
	const id = "c-01234567-89abcdef-0123456789ab"
	events := []emulator.Event{
		{Type: emulator.EventLog, Instance: id, Stream: "stdout", Text: "hello"},
		{Type: emulator.EventLog, Instance: id, Stream: "platform", Text: "FC Invoke Start RequestId: 1-2"},
		{Type: emulator.EventInstance, Instance: id, State: emulator.Invoking},
		{Type: emulator.EventStart, Instance: id},
		{Type: emulator.EventInstance, Instance: id, State: emulator.Failed, Reason: "it ended\nwith two lines"},
		{Type: emulator.EventBuild, State: buildStarted},
		{Type: emulator.EventBuild, State: buildFailed, Reason: "exit status 1", Text: "# f\nmain.go:1: no\n"},
		{Type: emulator.EventBuild, State: buildDone, Text: "built in 1.0 s"},
		{Type: emulator.EventNotice, Text: "by the way"},
	}
	for i := range events {
		events[i].Time = at
	}
	var out, errs bytes.Buffer
	p := newProgram(Env{Stdout: &out, Stderr: &errs, Environ: []string{}})
	log := p.newDevLog(func(error) {})
	log.take(events, 3)
	const stamp = "2026-02-03 04:05:06 "
	const of = stamp + "6789ab "
	if got, want := out.String(), "… 3 entries left out\n"+of+"hello\n"+of+"FC Invoke Start RequestId: 1-2\n"; got != want {
		t.Errorf("standard output\n got %q\nwant %q", got, want)
	}
	want := of + "failed: it ended\n" + of + "with two lines\n" + stamp + "building\n" +
		stamp + "the build failed: exit status 1\n" + stamp + "# f\n" + stamp + "main.go:1: no\n" +
		stamp + "built in 1.0 s\n" + stamp + "by the way\n"
	if got := errs.String(); got != want {
		t.Errorf("standard error\n got %q\nwant %q", got, want)
	}

	out.Reset()
	log.out = style{terminal: true, colour: true}
	log.take(events[:2], 0)
	if got, want := out.String(), "\x1b[2m"+stamp+"6789ab\x1b[0m hello\n\x1b[2m"+of+"FC Invoke Start RequestId: 1-2\x1b[0m\n"; got != want {
		t.Errorf("a terminal\n got %q\nwant %q", got, want)
	}
}

// TestDevLogFails shows that a standard output which takes no more is told once.
func TestDevLogFails(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left on device")
	var errs bytes.Buffer
	p := newProgram(Env{Stdout: brokenStream{full}, Stderr: &errs, Environ: []string{}})
	failed := 0
	log := p.newDevLog(func(err error) {
		if !errors.Is(err, full) {
			t.Errorf("got %v", err)
		}
		failed++
	})
	for range 3 {
		log.take([]emulator.Event{{Type: emulator.EventLog, Text: "x"}}, 0)
	}
	if failed != 1 || errs.String() != "warning: the log is no longer shown: no space left on device\n" {
		t.Errorf("told %d times: %q", failed, errs.String())
	}
}

type brokenStream struct{ err error }

func (s brokenStream) Write([]byte) (int, error) { return 0, s.err }

// TestFollowSlowly shows that one who takes his time holds up nobody, and is
// told how much he missed.
func TestFollowSlowly(t *testing.T) {
	t.Parallel()
	journal := emulator.NewJournal(10, 0)
	var mu sync.Mutex
	var got []string
	missed := int64(0)
	release := make(chan struct{})
	f := follow(journal, func(events []emulator.Event, lost int64) {
		<-release
		mu.Lock()
		defer mu.Unlock()
		missed += lost
		for _, e := range events {
			got = append(got, e.Text)
		}
	})
	for n := range 1000 {
		journal.Append(emulator.Event{Type: emulator.EventLog, Text: fmt.Sprint(n)})
	}
	f.finish(func() <-chan time.Time { return time.After(time.Millisecond) }) // it does not wait for the slow one
	close(release)
	<-f.done
	mu.Lock()
	defer mu.Unlock()
	if len(got)+int(missed) != 1000 || got[len(got)-1] != "999" || missed < 900 {
		t.Errorf("took %d, missed %d, the last is %s", len(got), missed, got[len(got)-1])
	}
}

func TestInCode(t *testing.T) {
	t.Parallel()
	folder := filepath.FromSlash("/home/me/src")
	command := []string{"/code/run", "--at=/code", "--file=/code/a=b", "/codes/x", "code/x", "/code"}
	want := []string{filepath.Join(folder, "run"), "--at=" + folder, "--file=" + filepath.Join(folder, "a=b"), "/codes/x", "code/x", folder}
	if got := strings.Join(inCode(command, folder), "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

func TestShortDuration(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		5 * time.Minute: "5m", 2 * time.Hour: "2h", 90 * time.Second: "1m30s", 10 * time.Second: "10s",
		500 * time.Millisecond: "500ms", time.Hour + time.Second: "1h0m1s", 0: "0s", time.Hour + 10*time.Minute: "1h10m",
	} {
		if got := shortDuration(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}

// TestOutputsAreNoChange shows that a file which fcgen writes is known by any name.
func TestOutputsAreNoChange(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := os.Link(f.Name(), filepath.Join(dir, "other name")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "main.go"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	var o outputs
	o.add(&bytes.Buffer{})
	o.add(f)
	for name, want := range map[string]bool{"out": true, "other name": true, "main.go": false, "missing": false} {
		if got := o.have(filepath.Join(dir, name)); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
