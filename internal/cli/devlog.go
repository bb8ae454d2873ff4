package cli

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/mattn/go-isatty"

	"github.com/fcgen/fcgen/internal/emulator"
)

// devLog writes what happens: the lines of the log to standard output, the rest
// to standard error. Several functions may have one.
type devLog struct {
	mu          sync.Mutex
	p           *program
	out, err    style
	told        bool // that standard output takes no more
	outputFails func(error)
}

// style is how lines look on a stream.
type style struct {
	terminal bool // control characters would move its cursor
	colour   bool
}

// styleOf asks what a stream is; NO_COLOR and TERM=dumb turn colours off.
func (p *program) styleOf(stream any) style {
	f, ok := stream.(*os.File)
	if !ok || !isatty.IsTerminal(f.Fd()) && !isatty.IsCygwinTerminal(f.Fd()) {
		return style{}
	}
	return style{terminal: true, colour: p.getenv("NO_COLOR") == "" && p.getenv("TERM") != "dumb"}
}

func (s style) dim(text string) string { return s.with("2", text) }
func (s style) red(text string) string { return s.with("31", text) }

func (s style) with(code, text string) string {
	if !s.colour || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (p *program) newDevLog(outputFails func(error)) *devLog {
	return &devLog{p: p, out: p.styleOf(p.Stdout), err: p.styleOf(p.Stderr), outputFails: outputFails}
}

// take writes events in their order, in as few pieces as that allows.
func (l *devLog) take(events []emulator.Event, lost int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out, errs bytes.Buffer
	flush := func() {
		l.write(out.Bytes())
		_, _ = l.p.Stderr.Write(errs.Bytes())
		out.Reset()
		errs.Reset()
	}
	if lost > 0 {
		fmt.Fprintln(&out, l.out.dim(l.p.msg.sprintf("… %d entries left out", lost)))
	}
	for _, e := range events {
		if e.Type == emulator.EventLog {
			if errs.Len() > 0 {
				flush()
			}
			fmt.Fprintln(&out, l.logLine(e))
			continue
		}
		for _, line := range l.lines(e) {
			if out.Len() > 0 {
				flush()
			}
			fmt.Fprintf(&errs, "%s %s\n", l.err.dim(l.stamp(e)), line)
		}
	}
	flush()
}

// write writes to standard output. Where that takes no more, it is said once.
func (l *devLog) write(data []byte) {
	if len(data) == 0 {
		return
	}
	if l.told {
		return
	}
	// Not through p.out, whose error is looked at in the end: a terminal that was
	// stopped may hold up this write for longer than the run.
	if _, err := l.p.Stdout.Write(data); err != nil {
		l.told = true
		l.p.msg.sayf("warning: the log is no longer shown: %v", err)
		l.outputFails(err)
	}
}

func (l *devLog) logLine(e emulator.Event) string {
	text := e.Text
	if l.out.terminal {
		text = printable(text)
	}
	if e.Stream == "platform" {
		return l.out.dim(l.stamp(e) + " " + text)
	}
	return l.out.dim(l.stamp(e)) + " " + text
}

// stamp begins a line: when, and which instance.
func (l *devLog) stamp(e emulator.Event) string {
	at := e.Time.Format("2006-01-02 15:04:05")
	if e.Function != "" {
		at += " " + e.Function
	}
	if e.Instance == "" {
		return at
	}
	return at + " " + shortID(e.Instance)
}

// shortID is the end of an instance's id, which tells instances apart.
func shortID(id string) string {
	const length = 6
	return id[max(0, len(id)-length):]
}

// lines is what standard error gets of an event; most are for the console only.
func (l *devLog) lines(e emulator.Event) []string {
	switch e.Type {
	case emulator.EventNotice:
		return l.several(e.Text)
	case emulator.EventBuild:
		return l.build(e)
	case emulator.EventInstance:
		return l.instance(e)
	}
	return nil
}

func (l *devLog) build(e emulator.Event) []string {
	switch e.State {
	case buildStarted:
		if e.Text != "" {
			return []string{l.p.msg.sprintf("building: %s", e.Text)}
		}
		return []string{l.p.msg.of("building")}
	case buildFailed:
		return append([]string{l.err.red(l.p.msg.sprintf("the build failed: %s", e.Reason))}, l.several(e.Text)...)
	default:
		return l.several(e.Text)
	}
}

func (l *devLog) instance(e emulator.Event) []string {
	state := l.p.msg.of(string(e.State))
	switch e.State {
	case emulator.Creating, emulator.PreStopping, emulator.Stopped:
	case emulator.Failed:
		state = l.err.red(state)
	default:
		return nil // at every call
	}
	if e.Reason == "" {
		return []string{state}
	}
	reason := l.several(e.Reason)
	reason[0] = state + ": " + reason[0]
	return reason
}

func (l *devLog) several(text string) []string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i := range lines {
		lines[i] = printable(lines[i])
	}
	return lines
}
