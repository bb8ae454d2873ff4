package prompt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// input reads a reader so that the wait for the next bytes can be ended.
//
// A read that blocks in the kernel cannot be taken back, so it runs beside,
// one at a time; if the wait ends first, the read stays for the next call to
// collect. After an answer there is none under way: an answer is what the last
// read brought.
type input struct {
	r       io.Reader
	results chan result
	reading bool
	back    []byte // given back by unread
	err     error  // came along with bytes; due at the next call
}

type result struct {
	data []byte
	err  error
}

func newInput(r io.Reader) *input {
	return &input{r: r, results: make(chan result, 1)}
}

// errTimeout is next's error when nothing arrived in time.
var errTimeout = errors.New("nothing arrived in time")

// next returns the bytes that arrive next. Its error is errTimeout after wait
// (0 waits for ever), the context's cause, or one that is ErrEOF.
func (in *input) next(ctx context.Context, wait time.Duration) ([]byte, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if data := in.back; len(data) > 0 {
		in.back = nil
		return data, nil
	}
	if in.err != nil {
		return nil, in.err
	}
	if !in.reading {
		in.reading = true
		go func() {
			data := make([]byte, 1024)
			n, err := in.r.Read(data)
			in.results <- result{data[:n], err}
		}()
	}
	var late <-chan time.Time
	if wait > 0 {
		t := time.NewTimer(wait)
		defer t.Stop()
		late = t.C
	}
	select {
	case r := <-in.results:
		in.reading = false
		in.err = inputError(r.err)
		if len(r.data) > 0 {
			return r.data, nil
		}
		return nil, in.err
	case <-late:
		return nil, errTimeout
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// unread makes data what next returns next.
func (in *input) unread(data []byte) { in.back = append(bytes.Clone(data), in.back...) }

// inputError makes every end of an input an ErrEOF: a terminal that hangs up
// is an I/O error on some systems.
func inputError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF):
		return ErrEOF
	default:
		return fmt.Errorf("%w: %w", ErrEOF, err)
	}
}

// interruptible returns a context that ends, with an *Interrupted as its
// cause, when a signal asks the process to stop or when ctx does. The signals
// are caught only until stop is called, so that no terminal is left in a mode
// of ours and nothing is swallowed in between.
func interruptible(ctx context.Context) (_ context.Context, stop func()) {
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	inner, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case s := <-caught:
			cancel(&Interrupted{s})
		case <-ctx.Done():
			cancel(&Interrupted{whichSignal(caught)})
		case <-inner.Done():
		}
	}()
	return inner, func() {
		signal.Stop(caught)
		cancel(nil)
		<-done
	}
}

// whichSignal waits a moment for a signal that the caller's own context has
// been ended by and that is on its way here too.
func whichSignal(caught <-chan os.Signal) os.Signal {
	select {
	case s := <-caught:
		return s
	case <-time.After(20 * time.Millisecond):
		return os.Interrupt
	}
}
