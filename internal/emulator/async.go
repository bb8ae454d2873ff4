package emulator

import (
	"fmt"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// invokeLater makes an event call that nobody waits for; one that fails is made
// again (D/091). The error says that no more calls are taken.
func (e *Emulator) invokeLater(id string, v invocation) *failure {
	e.pool.mu.Lock()
	defer e.pool.mu.Unlock()
	if e.pool.closed {
		return closing()
	}
	e.asyncs.Add(1)
	go func() {
		defer e.asyncs.Done()
		e.invokeUntilDone(id, v)
	}()
	return nil
}

// invokeUntilDone makes the call until it succeeds, the tries are used up, or
// no more calls are taken.
func (e *Emulator) invokeUntilDone(id string, v invocation) {
	for v.retry = 0; ; v.retry++ {
		c := e.newCall(CallAsync, fc.InvokeMethod, fc.InvokePath)
		c.job.id, c.attempt = id, v.retry+1
		result := e.invoke(e.ctx, c, v)
		if result.ErrorType == "" {
			return
		}
		if v.retry == fc.AsyncRetries {
			e.journal.Append(Event{Type: EventNotice, Request: id,
				Text: fmt.Sprintf("the asynchronous call %s failed %d times and is given up", id, v.retry+1)})
			return
		}
		select {
		case <-time.After(e.config.AsyncPause):
		case <-e.quit:
			return
		}
	}
}
