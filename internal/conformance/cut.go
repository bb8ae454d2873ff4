package conformance

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The most that a result shows, in bytes: reports are read by people and kept by
// CI systems, and a server may print what it is sent.
const (
	maxShownLine = 400
	maxShownText = 12 << 10
)

// cutLine is a line of somebody's, not too long.
func cutLine(line string) string { return cutAt(line, maxShownLine) }

// cutAt is a text of at most about n bytes, and says how much is left out.
func cutAt(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return fmt.Sprintf("%s… (%d bytes more)", text[:n], len(text)-n)
}

// cut shortens what a result shows of a server's output.
func (r Result) cut() Result {
	for i, line := range r.Log {
		r.Log[i] = cutLine(plain(line))
	}
	for i := range r.Findings {
		r.Findings[i].Message = cutAt(plain(r.Findings[i].Message), maxShownText)
	}
	for _, text := range []*string{&r.Got, &r.Reason} {
		lines := strings.Split(*text, "\n")
		for i, line := range lines {
			lines[i] = cutAt(plain(line), 4*maxShownLine)
		}
		*text = cutAt(strings.Join(lines, "\n"), maxShownText)
	}
	return r
}
