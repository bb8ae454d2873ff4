package instance

import (
	"bytes"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/fcgen/fcgen/internal/secret"
)

// Stream is where a line of output comes from.
type Stream string

// The streams.
const (
	Stdout Stream = "stdout"
	Stderr Stream = "stderr"
)

// Line is a line of a program's output, without its end. What is longer than
// MaxLine is cut into several; what is not UTF-8 is made so; credentials are
// replaced by secret.Redacted. Colours and tabs stay, other
// control characters are made visible ("␀" for NUL, "␍" for a carriage return)
// and other sequences for terminals are left out.
type Line struct {
	Time   time.Time
	Stream Stream
	Text   string
}

// MaxLine is the longest line of a log, in bytes (S/09).
const MaxLine = 32 << 10

// quiet is how long the start of a line waits for its end: a prompt, or a
// progress in dots, is to be seen before that.
const quiet = 100 * time.Millisecond

// output takes what a program writes apart into lines.
type output struct {
	stdout, stderr stream

	log sync.Mutex // held while lines are passed on, so that one goroutine does at a time
	to  func(Line)

	missed *missed
	last   ring
}

func newOutput(c Config) *output {
	o := &output{to: c.Log, missed: newMissed(c)}
	o.stdout = stream{name: Stdout, output: o, clean: c.Secrets.Lines()}
	o.stderr = stream{name: Stderr, output: o, clean: c.Secrets.Lines()}
	return o
}

func (o *output) stream(s Stream) *stream {
	if s == Stderr {
		return &o.stderr
	}
	return &o.stdout
}

// pass hands lines on, to the log and to those that tail knows.
func (o *output) pass(lines []Line) {
	if len(lines) == 0 {
		return
	}
	o.last.add(lines)
	o.log.Lock()
	defer o.log.Unlock()
	for _, line := range lines {
		if o.to != nil {
			o.to(line)
		}
		o.missed.look(line.Text)
	}
}

func (o *output) tail(n int) []Line { return o.last.tail(n) }

// close passes on what has no end yet. Nothing is passed on after it.
func (o *output) close() {
	o.stdout.close()
	o.stderr.close()
}

// stream is one of a program's two outputs.
type stream struct {
	name   Stream
	output *output

	mu      sync.Mutex
	clean   *secret.Lines
	partial []byte      // of a line whose end has not come
	timer   *time.Timer // passes it on after a while; nil until it is first needed
	batch   []Line      // reused
	closed  bool
}

// Write takes a piece of output. It never fails.
func (s *stream) Write(piece []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return len(piece), nil
	}
	now := time.Now()
	rest := piece
	for {
		line, after, ended := bytes.Cut(rest, []byte{'\n'})
		if !ended {
			break
		}
		if len(s.partial) > 0 {
			s.partial = append(s.partial, line...)
			line = s.partial
		}
		s.line(now, s.clean.Line(line))
		s.partial = s.partial[:0]
		rest = after
	}
	s.partial = append(s.partial, rest...)
	s.cut(now)
	s.send()
	if len(s.partial) > 0 {
		s.wait()
	}
	return len(piece), nil
}

// line adds a line without credentials to the batch.
func (s *stream) line(now time.Time, line []byte) {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	text := readable(line)
	for len(text) > MaxLine {
		at := runeStart(text, MaxLine)
		s.batch = append(s.batch, Line{now, s.name, text[:at]})
		text = text[at:]
	}
	s.batch = append(s.batch, Line{now, s.name, text})
}

// cut makes lines of a start that is too long already. What may be the first
// part of a credential is left for later, unless that has no end either.
func (s *stream) cut(now time.Time) {
	for len(s.partial) > 2*MaxLine {
		n := runeStart(s.partial, MaxLine)
		if hold := s.clean.Unfinished(s.partial[:n]); hold < n {
			n -= hold
		}
		s.line(now, s.clean.Part(s.partial[:n]))
		s.partial = append(s.partial[:0], s.partial[n:]...)
	}
}

// runeStart is the last index up to limit where a rune of text starts.
func runeStart[T string | []byte](text T, limit int) int {
	for at := limit; at > limit-utf8.UTFMax; at-- {
		if utf8.RuneStart(text[at]) {
			return at
		}
	}
	return limit
}

func (s *stream) send() {
	s.output.pass(s.batch)
	clear(s.batch)
	s.batch = s.batch[:0]
}

// wait passes the start of a line on if nothing else comes for a while.
func (s *stream) wait() {
	if s.timer == nil {
		s.timer = time.AfterFunc(quiet, s.flush)
		return
	}
	s.timer.Reset(quiet)
}

func (s *stream) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || len(s.partial) == 0 {
		return
	}
	n := len(s.partial) - s.clean.Unfinished(s.partial)
	n -= brokenRune(s.partial[:n])
	if n == 0 {
		return
	}
	s.line(time.Now(), s.clean.Part(s.partial[:n]))
	s.partial = append(s.partial[:0], s.partial[n:]...)
	s.send()
}

// brokenRune is how many bytes at the end of text are the start of a rune that
// is not there as a whole.
func brokenRune(text []byte) int {
	for n := 1; n <= min(len(text), utf8.UTFMax-1); n++ {
		if last := text[len(text)-n:]; utf8.RuneStart(last[0]) {
			if utf8.FullRune(last) {
				return 0
			}
			return n
		}
	}
	return 0
}

func (s *stream) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.timer != nil {
		s.timer.Stop()
	}
	if len(s.partial) > 0 {
		s.line(time.Now(), s.clean.Last(s.partial))
		s.partial = nil
		s.send()
	}
	s.closed = true
}
