package conformance

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
)

// writeText writes for people: a line a case, grouped by area, and under what
// did not pass everything that there is to say about it.
func writeText(w io.Writer, r Report, o Options) error {
	var b bytes.Buffer
	area := ""
	for i := 0; i < len(r.Results); i++ {
		result := r.Results[i]
		if o.Brief && result.Verdict == Pass {
			continue
		}
		if a, _, _ := strings.Cut(result.ID, "/"); a != area {
			if area != "" {
				b.WriteString("\n")
			}
			area = a
			fmt.Fprintf(&b, "%s\n", paint(o, "1", areaTitle(area)))
		}
		if n := alike(r.Results[i:]); n > 2 {
			fmt.Fprintf(&b, "  %s  %s to %s\n", paint(o, outcomeColor(outcomeSkip), "skip   "), result.ID, r.Results[i+n-1].ID)
			textField(&b, "because", wrapped(result.Reason))
			i += n - 1
			continue
		}
		textResult(&b, result, o)
	}
	if area != "" {
		b.WriteString("\n")
	}
	b.WriteString(summaryLine(r))
	_, err := w.Write(b.Bytes())
	return err
}

// alike counts the results at the beginning that were skipped in the same area
// and for the same reason.
func alike(results []Result) int {
	first := results[0]
	area, _, _ := strings.Cut(first.ID, "/")
	n := 0
	for n < len(results) && first.Verdict == Skip && results[n].Verdict == Skip && results[n].Reason == first.Reason &&
		strings.HasPrefix(results[n].ID, area+"/") {
		n++
	}
	return n
}

// outcomeColor is the terminal's code for an outcome.
func outcomeColor(o outcome) string {
	return map[outcome]string{
		outcomePass: "32", outcomeFail: "1;31", outcomeWarn: "33", outcomeNote: "36", outcomeSkip: "2", outcomeUnknown: "35",
	}[o]
}

func textResult(b *bytes.Buffer, r Result, o Options) {
	verdict := r.outcome()
	fmt.Fprintf(b, "  %s  %-9s %s\n", paint(o, outcomeColor(verdict), fmt.Sprintf("%-7s", verdict)), r.ID, r.Title)
	if r.Reason != "" {
		textField(b, "because", wrapped(r.Reason))
	}
	if r.Verdict == Pass || r.Verdict == Skip {
		return
	}
	textField(b, "expected", wrapped(r.Expected))
	textField(b, "got", r.Got)
	textField(b, "repeat", r.Repeat)
	textField(b, "log", strings.Join(r.Log, "\n"))
	textField(b, "source", r.Source)
	textField(b, "mend", wrapped(r.Mend))
}

// wrapped is prose in lines that fit beside a field's name.
func wrapped(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrap(line, 90)...)
	}
	return strings.Join(lines, "\n")
}

// textField writes a name once and the text's lines below each other beside it.
func textField(b *bytes.Buffer, name, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		b.WriteString(strings.TrimRight(fmt.Sprintf("           %-9s %s", name, plain(line)), " ") + "\n")
		name = ""
	}
}

// plain takes out of what a server wrote what a terminal would obey and what
// XML has no place for.
func plain(line string) string {
	line = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]").ReplaceAllLiteralString(line, "")
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\t':
			return ' '
		case c < ' ' || 0x7F <= c && c < 0xA0 || c == 0xFFFE || c == 0xFFFF:
			return -1
		}
		return c
	}, line)
}

func paint(o Options, code, text string) string {
	if !o.Color {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// summaryLine says how many cases came out how: "40 passed, 1 failed, 2 skipped in 12.3s".
func summaryLine(r Report) string {
	s := r.Summary()
	parts := []string{fmt.Sprintf("%d passed", s.Pass)}
	for _, part := range []struct {
		n    int
		word string
	}{{s.Fail, "failed"}, {s.Warn, "warned"}, {s.Note, "noted"}, {s.Skip, "skipped"}, {s.Unknown, "unknown"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.word))
		}
	}
	line := strings.Join(parts, ", ")
	if r.Duration > 0 {
		took := time.Duration(r.Duration * float64(time.Millisecond))
		line += fmt.Sprintf(" in %v", took.Round(max(time.Millisecond, min(took/10, 100*time.Millisecond)).Truncate(time.Millisecond)))
	}
	if r.Strict && s.Fail == 0 && s.Warn > 0 {
		line += ": strict, so warnings fail"
	}
	return line + "\n"
}
