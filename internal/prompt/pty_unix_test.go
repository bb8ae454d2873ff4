//go:build unix

package prompt

import (
	"bytes"
	"context"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/Netflix/go-expect"
	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"golang.org/x/term"
)

// screenTest is a terminal of 80 by 24 with the test sitting in front of it.
type screenTest struct {
	t       *testing.T
	console *expect.Console
	screen  vt10x.Terminal
	tty     *os.File
	before  *term.State
	raw     *bytes.Buffer // everything that was written to the terminal
}

// replies answers the first n cursor queries, as a terminal does that then stops.
type replies struct {
	n       int
	console *expect.Console
	written []byte // since the last query
}

func (r *replies) Write(p []byte) (int, error) {
	r.written = append(r.written, p...)
	if bytes.HasSuffix(r.written, []byte(cursorQuery)) { // go-expect writes character by character
		r.written = nil
		if r.n--; r.n >= 0 {
			if _, err := r.console.Send("\x1b[3;5R"); err != nil {
				return 0, err
			}
		}
	}
	return len(p), nil
}

const answersAll = -1

// openScreen opens a terminal that answers that many cursor queries.
func openScreen(t *testing.T, answers int) *screenTest {
	t.Helper()
	ptm, pts, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	options := []vt10x.TerminalOption{vt10x.WithSize(80, 24)}
	if answers == answersAll {
		options = append(options, vt10x.WithWriter(pts))
	}
	s := &screenTest{t: t, screen: vt10x.New(options...), raw: &bytes.Buffer{}}
	some := &replies{n: answers}
	s.console, err = expect.NewConsole(expect.WithStdin(ptm), expect.WithStdout(s.screen, s.raw, some),
		expect.WithCloser(ptm, pts), expect.WithDefaultTimeout(15*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	some.console = s.console
	t.Cleanup(func() { _ = s.console.Close() })
	s.tty = s.console.Tty()
	s.resize(24, 80)
	if s.before, err = term.GetState(int(s.tty.Fd())); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *screenTest) resize(rows, columns uint16) {
	s.t.Helper()
	if err := pty.Setsize(s.tty, &pty.Winsize{Rows: rows, Cols: columns}); err != nil {
		s.t.Fatal(err)
	}
	s.screen.Resize(int(columns), int(rows))
}

// prompter is what Choose gives for the terminal, with short waits.
func (s *screenTest) prompter(env ...string) Prompter {
	s.t.Helper()
	p, err := Choose(Streams{In: s.tty, Out: s.tty, Env: func(key string) string {
		for _, pair := range append(env, "TERM=xterm") {
			if k, value, _ := strings.Cut(pair, "="); k == key {
				return value
			}
		}
		return ""
	}})
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

// expect waits until text is written.
func (s *screenTest) expect(text string) {
	s.t.Helper()
	if _, err := s.console.ExpectString(text); err != nil {
		s.t.Fatalf("waiting for %q: %v\nscreen:\n%s", text, err, s.text())
	}
}

func (s *screenTest) send(keys string) {
	s.t.Helper()
	if _, err := s.console.Send(keys); err != nil {
		s.t.Fatal(err)
	}
}

// text is the screen without the blanks at the ends.
func (s *screenTest) text() string {
	var rows []string
	for row := range strings.Lines(s.screen.String()) {
		rows = append(rows, strings.TrimRight(row, " \n"))
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}

const theEnd = "<the end>"

// run asks beside the test; the function it returns waits for the outcome and
// checks that the terminal is as it was before.
func (s *screenTest) run(ask func(context.Context) (string, error)) (finish func() (string, error)) {
	s.t.Helper()
	type outcome struct {
		answer string
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		answer, err := ask(context.Background())
		_, _ = s.tty.WriteString(theEnd)
		done <- outcome{answer, err}
	}()
	return func() (string, error) {
		s.t.Helper()
		s.expect(theEnd)
		s.restored()
		o := <-done
		return o.answer, o.err
	}
}

// restored checks the terminal's mode and cursor.
func (s *screenTest) restored() {
	s.t.Helper()
	after, err := term.GetState(int(s.tty.Fd()))
	if err != nil {
		s.t.Fatal(err)
	}
	if !reflect.DeepEqual(after, s.before) {
		s.t.Errorf("the terminal's mode is %+v, was %+v before", after, s.before)
	}
	if !s.screen.CursorVisible() {
		s.t.Error("the cursor is hidden")
	}
}
