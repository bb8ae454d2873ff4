package process

import (
	"errors"
	"io"
	"os"
	"reflect"
	"sync"
	"time"
)

// moment is how long output is waited for that a descendant may still write
// after the program itself has ended.
const moment = 500 * time.Millisecond

// output carries what a program writes to the writers that were given.
type output struct {
	null    *os.File
	readers []*os.File // our ends
	writers []*os.File // the program's ends
	copiers sync.WaitGroup
}

// streams returns the program's ends of the ways to both; there is one way to
// what is the same writer, so that all comes in order and from one goroutine.
func (o *output) streams(stdout, stderr io.Writer) (out, errs *os.File, err error) {
	if out, err = o.stream(stdout); err != nil || sameWriter(stdout, stderr) {
		return out, out, err
	}
	errs, err = o.stream(stderr)
	return out, errs, err
}

// sameWriter is false for writers that cannot be compared.
func sameWriter(a, b io.Writer) bool {
	return a != nil && b != nil && reflect.ValueOf(a).Comparable() && reflect.ValueOf(b).Comparable() && a == b
}

// stream returns the program's end of a way to w.
func (o *output) stream(w io.Writer) (*os.File, error) {
	if w == nil {
		return o.null, nil
	}
	r, child, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	o.readers = append(o.readers, r)
	o.writers = append(o.writers, child)
	o.copiers.Add(1)
	go func() {
		defer o.copiers.Done()
		defer r.Close()
		pass(w, r)
	}()
	return child, nil
}

// closeOurs closes our copies of the program's ends. If the program was not
// started, the copiers now see the end of their pipes and return.
func (o *output) closeOurs() {
	for _, w := range o.writers {
		w.Close()
	}
	if o.null != nil {
		o.null.Close()
	}
}

// finish returns when the output has been passed on; it waits for the writers
// that were given, and for a moment only for descendants that hold the pipes.
func (o *output) finish() {
	last := time.AfterFunc(moment, func() {
		for _, r := range o.readers {
			hurry(r)
		}
	})
	o.copiers.Wait()
	last.Stop()
}

// pass copies until the pipe ends. A writer that fails gets no more, but the
// program can go on writing: it shall not block because a log is full.
func pass(w io.Writer, r *os.File) {
	buf := make([]byte, 32<<10)
	for {
		n, err := r.Read(buf)
		if n > 0 && w != nil {
			if _, werr := w.Write(buf[:n]); werr != nil {
				w = nil
			}
		}
		if errors.Is(err, os.ErrDeadlineExceeded) {
			remainder(r, buf, func(b []byte) {
				if w != nil {
					_, _ = w.Write(b)
				}
			})
		}
		if err != nil {
			return
		}
	}
}
