package prompt

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"time"
)

// keyboard is the reader that survey gets: it hands out one key at a time, and
// ends the question with an error of ours where survey has none.
//
// survey asks the terminal where the cursor is and loses what was typed
// meanwhile (its terminal/cursor.go makes a new buffered reader for every
// query), and it waits for the answer for ever. Here a reply overtakes what was
// typed, and a terminal that does not reply ends the question.
type keyboard struct {
	file *os.File
	in   *input

	typed []byte // read, not yet handed out
	given []byte // handed out since the question began
	owed  int    // replies that the terminal has been asked for

	ctx    context.Context // of the question being asked
	filter *filter         // keeps keys from that question that it cannot answer to; nil: none
	bell   io.Writer       // rings for them
	ended  error           // why that question ended; nil while it goes on

	replyWait  time.Duration // how long the terminal may take to reply
	escapeWait time.Duration // how long the rest of a key may take to follow its escape character
	settleWait time.Duration // how long a reply may take once its question has ended
}

// errSilent says that the terminal did not tell where its cursor is.
var errSilent = errors.New("the terminal does not answer")

// Fd is the terminal's, whose mode survey sets.
func (k *keyboard) Fd() uintptr { return k.file.Fd() }

// start begins a question. again are keys that it was given before, when it had
// to be asked anew.
func (k *keyboard) start(ctx context.Context, q Question, again []byte) {
	k.ctx, k.ended, k.owed, k.filter, k.given = ctx, nil, 0, nil, nil
	k.typed = append(bytes.Clone(again), k.typed...)
	if q.Kind == Select || q.Kind == MultiSelect {
		k.filter = &filter{question: q}
	}
}

// Read gives survey one key, or the reply that it waits for.
func (k *keyboard) Read(p []byte) (int, error) {
	for k.ended == nil {
		send, wait := k.take()
		if send != nil {
			return copy(p, send), nil
		}
		if k.ended == nil {
			k.fill(wait)
		}
	}
	return 0, k.ended
}

// take returns what survey should see next, nothing if more must be read
// first. wait is how long that may take; 0 is for ever.
func (k *keyboard) take() (send []byte, wait time.Duration) {
	if k.owed > 0 {
		if reply, rest := takeReply(k.typed); reply != nil {
			k.typed, k.owed = rest, k.owed-1
			return reply, 0
		}
		if bytes.IndexByte(k.typed, ctrlC) >= 0 {
			k.ended = &Interrupted{os.Interrupt}
		}
		return nil, k.replyWait
	}
	for len(k.typed) > 0 {
		what, n, send := nextKey(k.typed)
		if what == keyUnfinished {
			return nil, k.escapeWait
		}
		k.typed = k.typed[n:]
		switch what {
		case keyPlain:
			if k.filter == nil || k.filter.takes(send) {
				k.given = append(k.given, send...)
				return send, 0
			}
			_, _ = k.bell.Write([]byte("\a"))
		case keyBack:
			k.ended = ErrBack
		case keyInterrupt:
			k.ended = &Interrupted{os.Interrupt}
		case keyEnd:
			k.ended = ErrEOF
		}
		if k.ended != nil {
			return nil, 0
		}
	}
	return nil, 0
}

// fill reads more, or ends the question.
func (k *keyboard) fill(wait time.Duration) {
	data, err := k.in.next(k.ctx, wait)
	k.typed = append(k.typed, data...)
	switch {
	case !errors.Is(err, errTimeout):
		k.ended = err
	case k.owed > 0:
		k.ended = errSilent
	default: // a lone escape character, or half a sequence
		k.typed = nil
	}
}

// settle waits a moment for the replies that an ended question is still owed:
// one that came when the terminal has its own mode back would be shown there.
func (k *keyboard) settle() {
	ctx := context.WithoutCancel(k.ctx)
	for k.owed > 0 && !errors.Is(k.ended, errSilent) {
		if reply, rest := takeReply(k.typed); reply != nil {
			k.typed, k.owed = rest, k.owed-1
			continue
		}
		data, err := k.in.next(ctx, k.settleWait)
		k.typed = append(k.typed, data...)
		if err != nil {
			return
		}
	}
}

// screen is the writer that survey gets: it counts the replies that the
// keyboard is to wait for.
type screen struct {
	*os.File
	keyboard *keyboard
}

const cursorQuery = "\x1b[6n"

func (s *screen) Write(p []byte) (int, error) {
	s.keyboard.owed += bytes.Count(p, []byte(cursorQuery))
	return s.File.Write(p)
}
