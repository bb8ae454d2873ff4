package secret

import (
	"io"
	"strings"
	"sync"
	"sync/atomic"
)

// Redacted stands in the place of a credential.
const Redacted = "[redacted]"

// Redactor takes credentials out of text: the values that it was told, and what
// is known by its shape. A nil one knows the shapes only. Its methods may be
// called from any goroutine.
type Redactor struct {
	now    atomic.Pointer[matcher]
	adding sync.Mutex
}

// NewRedactor knows the shapes and no value yet.
func NewRedactor() *Redactor {
	r := &Redactor{}
	r.now.Store(shapesOnly())
	return r
}

var shapesOnly = sync.OnceValue(newMatcher)

func (r *Redactor) matcher() *matcher {
	if r == nil {
		return shapesOnly()
	}
	return r.now.Load()
}

// Add hides these values from now on, each of their lines by itself, also as
// JSON, URLs and quotes write them. What is shorter than MinLength is not hidden.
func (r *Redactor) Add(values ...string) {
	var pieces []string
	for _, v := range values {
		pieces = append(pieces, piecesOf(v)...)
	}
	r.add(pieces)
}

func (r *Redactor) add(pieces []string, marks ...mark) {
	if len(pieces)+len(marks) == 0 {
		return
	}
	r.adding.Lock()
	defer r.adding.Unlock()
	if now := r.now.Load(); !now.knows(pieces, marks) {
		r.now.Store(now.with(pieces, marks...))
	}
}

// AddEnviron hides what looks like a credential among "NAME=value" settings.
func (r *Redactor) AddEnviron(environ []string) {
	var found []string
	for _, setting := range environ {
		if name, value, ok := strings.Cut(setting, "="); ok {
			found = append(found, credentialsIn(name, value)...)
		}
	}
	r.Add(found...)
}

// AddVariables does the same with variables by name.
func (r *Redactor) AddVariables(variables map[string]string) {
	var found []string
	for name, value := range variables {
		found = append(found, credentialsIn(name, value)...)
	}
	r.Add(found...)
}

// AddCommand hides the values of flags such as --password=x and --token x.
func (r *Redactor) AddCommand(args []string) {
	var found []string
	for i, arg := range args {
		name, value, ok := strings.Cut(arg, "=")
		found = append(found, inside(arg)...)
		if !IsName(name) {
			continue
		}
		if !ok && strings.HasPrefix(arg, "-") && i+1 < len(args) {
			value = args[i+1]
		}
		found = append(found, value)
	}
	r.Add(found...)
}

// AddMarked hides credentials that all have the mark behind a prefix of their
// own, and whatever part of one has the mark in it.
func (r *Redactor) AddMarked(text string, whole ...string) {
	k := mark{text: text}
	for _, w := range whole {
		if at := strings.Index(w, text); at >= 0 {
			k.of = append(k.of, marked{w, at})
		}
	}
	r.add(whole, k)
}

// Redact returns the text without credentials.
func (r *Redactor) Redact(text string) string {
	if !r.matcher().suspects(text) {
		return text
	}
	return string(r.RedactBytes([]byte(text)))
}

// RedactBytes does the same with bytes, which it does not change.
func (r *Redactor) RedactBytes(text []byte) []byte {
	spans := r.matcher().find(text)
	if len(spans) == 0 {
		return text
	}
	return cut(text, spans, 0)
}

// Beginning returns the beginning of a text that goes on, without credentials
// and without what may be the first part of one.
func (r *Redactor) Beginning(text []byte) []byte {
	text = text[:len(text)-r.matcher().unfinished(text)]
	return r.RedactBytes(text)
}

// cut returns what follows the first skip bytes, without the spans.
func cut(text []byte, spans []span, skip int) []byte {
	clean := make([]byte, 0, len(text))
	at := skip
	for _, s := range spans {
		if s.to <= skip {
			continue
		}
		if s.from > at {
			clean = append(clean, text[at:s.from]...)
		}
		clean = append(clean, Redacted...)
		at = s.to
	}
	return append(clean, text[at:]...)
}

// Writer is a writer to w of texts that are each whole: a sentence, a line.
func (r *Redactor) Writer(w io.Writer) io.Writer { return &writer{r, w} }

type writer struct {
	r *Redactor
	w io.Writer
}

func (w *writer) Write(text []byte) (int, error) {
	if _, err := w.w.Write(w.r.RedactBytes(text)); err != nil {
		return 0, err
	}
	return len(text), nil
}
