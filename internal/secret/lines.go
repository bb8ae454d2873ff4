package secret

import (
	"bytes"
	"slices"
)

// Lines takes credentials out of the output of a program, which comes line by
// line and sometimes in pieces of a line. It belongs to one stream.
type Lines struct {
	r      *Redactor
	before []byte // the last bytes of the line that were passed on already
	key    int    // how many lines of a private key may still come; 0 outside of one
}

// maxKeyLines is more than the lines of a private key.
const maxKeyLines = 200

// Lines begins a stream.
func (r *Redactor) Lines() *Lines { return &Lines{r: r} }

// Line returns a whole line, or the rest of one whose start was a Part, without
// credentials. The result may be the argument.
func (l *Lines) Line(line []byte) []byte {
	clean := l.clean(line)
	l.before = l.before[:0]
	return clean
}

// Part returns the start of a line that goes on.
func (l *Lines) Part(text []byte) []byte {
	text = bytes.Clone(text) // before keeps it
	clean := l.clean(text)
	l.before = append(l.before, text...)
	l.before = append(l.before[:0], l.before[max(0, len(l.before)-held+1):]...)
	return clean
}

// Last returns the rest of what was not finished when the stream ended. Also
// the first part of a credential is hidden then.
func (l *Lines) Last(text []byte) []byte {
	if n := l.Unfinished(text); n >= MinLength {
		return append(bytes.Clone(l.Line(text[:len(text)-n])), Redacted...)
	}
	return l.Line(text)
}

// Unfinished is how many bytes at the end of a line's start must wait for what
// comes next.
func (l *Lines) Unfinished(text []byte) int {
	if len(l.before) == 0 {
		return l.r.matcher().unfinished(text)
	}
	return min(len(text), l.r.matcher().unfinished(slices.Concat(l.before, text)))
}

func (l *Lines) clean(line []byte) []byte {
	if l.key > 0 {
		if rest, hidden := l.insideKey(line); hidden {
			return rest
		}
	}
	skip := len(l.before)
	if skip > 0 {
		line = append(bytes.Clone(l.before), line...)
	}
	spans := l.r.matcher().find(line)
	if len(spans) == 0 {
		return line[skip:]
	}
	if s := spans[len(spans)-1]; s.to == len(line) && bytes.Contains(line[s.from:], []byte(keyLabel)) && !bytes.Contains(line[s.from:], []byte(keyEnd)) {
		l.key = maxKeyLines
	}
	return cut(line, spans, skip)
}

// insideKey hides a line of a private key that began earlier.
func (l *Lines) insideKey(line []byte) (clean []byte, hidden bool) {
	end, ended := keyBody(line, 0)
	if ended && (end == 0 || !bytes.HasSuffix(line[:end], []byte(keyLabel)) && !looksLikeKey(line[:end])) {
		l.key = 0
		return nil, false
	}
	l.key--
	if ended {
		l.key = 0
	}
	return append([]byte(Redacted), l.r.RedactBytes(line[end:])...), true
}

// looksLikeKey tells a line of base64 from words.
func looksLikeKey(text []byte) bool {
	return len(text) >= 2*MinLength && bytes.IndexByte(text, ' ') < 0
}
