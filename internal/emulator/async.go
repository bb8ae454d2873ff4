package emulator

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
)

// isAsync reads which type of call a request asks for. The error says that
// there is no such type.
func isAsync(r *http.Request) (bool, *failure) {
	switch kind := r.Header.Get(fc.HeaderInvocationType); kind {
	case "", "Sync":
		return false, nil
	case "Async":
		return true, nil
	default:
		return false, refused(http.StatusBadRequest, fc.CodeInvalidArgument,
			fmt.Sprintf("%s must be Sync or Async, not %q", fc.HeaderInvocationType, kind))
	}
}

// readBody reads a request's whole body of at most that many bytes.
func readBody(r *http.Request, limit int64) ([]byte, *failure) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, limit))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, refused(http.StatusBadRequest, fc.CodeInvalidArgument, fmt.Sprintf("the payload is larger than %d bytes", limit))
	}
	if err != nil {
		return nil, refused(http.StatusBadRequest, fc.CodeInvalidArgument, fmt.Sprintf("read the payload: %v", err))
	}
	return body, nil
}

// accept answers a call that is made later.
func accept(w http.ResponseWriter, r *http.Request, id string) {
	w.Header().Set(fc.HeaderRequestID, id)
	if asyncID := r.Header.Get(fc.HeaderAsyncID); asyncID != "" {
		w.Header().Set(fc.HeaderAsyncID, asyncID)
	}
	w.WriteHeader(http.StatusAccepted)
}

// invokeLater makes an event call that nobody waits for.
func (e *Emulator) invokeLater(id string, v invocation) *failure {
	return e.later(id, func(retry int) bool {
		c := e.newCall(CallAsync, fc.InvokeMethod, fc.InvokePath)
		c.job.id, c.attempt = id, retry+1
		v.retry = retry
		return e.invoke(e.ctx, c, v).ErrorType == ""
	})
}

// passLater makes an HTTP call that nobody waits for.
func (e *Emulator) passLater(id string, r *http.Request) *failure {
	body, why := readBody(r, fc.MaxAsyncBody)
	if why != nil {
		return why
	}
	sent, method, path := r.Clone(e.ctx), r.Method, shownPath(r)
	sent.ContentLength, sent.TransferEncoding, sent.Trailer = int64(len(body)), nil, nil
	return e.later(id, func(retry int) bool {
		c := e.newCall(CallAsync, method, path)
		c.job.id, c.attempt = id, retry+1
		c.record = e.exchanges.record(c, sent.Header)
		if e.begin(e.ctx, c) != nil {
			return false
		}
		sent := sent.Clone(e.ctx)
		sent.Body = io.NopCloser(bytes.NewReader(body))
		e.pass(&unread{header: http.Header{}}, sent, c)
		return c.why == nil && !c.failed
	})
}

// unread is where the answer to an asynchronous call goes.
type unread struct{ header http.Header }

func (u *unread) Header() http.Header         { return u.header }
func (u *unread) Write(p []byte) (int, error) { return len(p), nil }
func (u *unread) WriteHeader(int)             {}

// later runs a call, beside whoever asks, until it succeeds, or has been tried
// and kept for as long as s.yaml says (D/091). The error says that no more calls
// are taken.
func (e *Emulator) later(id string, try func(retry int) (succeeded bool)) *failure {
	e.pool.mu.Lock()
	defer e.pool.mu.Unlock()
	if e.pool.closed {
		return closing()
	}
	e.asyncs.Add(1)
	go func() {
		defer e.asyncs.Done()
		e.untilDone(id, try)
	}()
	return nil
}

func (e *Emulator) untilDone(id string, try func(retry int) bool) {
	came := time.Now()
	giveUp := func(why string) {
		e.journal.Append(Event{Type: EventNotice, Request: id, Text: fmt.Sprintf("the asynchronous call %s %s and is given up", id, why)})
	}
	for retry := 0; ; retry++ {
		if try(retry) {
			return
		}
		limits := manifest.Async{Retries: fc.AsyncRetries, MaxAge: fc.AsyncMaxAge * time.Second}
		if set := e.function.Load().Async; set != nil {
			limits = *set
		}
		switch age := time.Since(came) + e.config.AsyncPause; {
		case retry >= limits.Retries:
			giveUp("failed " + times(retry+1))
			return
		case age > limits.MaxAge:
			giveUp(fmt.Sprintf("failed %s, would be older than %v at the next try,", times(retry+1), limits.MaxAge))
			return
		}
		select {
		case <-time.After(e.config.AsyncPause):
		case <-e.quit:
			return
		}
	}
}

// times is a number of times in words.
func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
