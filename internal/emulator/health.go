package emulator

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/instance"
	"github.com/fcgen/fcgen/internal/manifest"
)

// health is what is known of an instance whose function has a health check.
// The checks run beside the owner, one at a time.
type health struct {
	config    *manifest.HealthCheck // as it was when the instance started; nil means none
	running   bool
	last      time.Time // when the last one ended
	failures  int       // one after the other
	successes int
	result    chan bool
	stop      context.CancelFunc
	done      chan struct{}
}

// close ends the check that runs.
func (h *health) close() {
	if h.running {
		h.stop()
		<-h.done
	}
}

// firstCheck is the one that must pass before the first call (D/038): as many
// times as the success threshold says, and within the failure threshold.
func (l *life) firstCheck() error {
	check := l.e.Function().HealthCheck
	if check == nil || l.e.config.Debug {
		return nil
	}
	l.health.config = check
	l.health.result = make(chan bool, 1)
	if err := l.pause(check.InitialDelay); err != nil {
		return err
	}
	for failures, successes := 0, 0; ; {
		status, err := l.checkOnce(l.birth)
		if err == nil {
			failures, successes = 0, successes+1
		} else {
			failures, successes = failures+1, 0
			l.notice(fmt.Sprintf("health check: %v", err))
		}
		switch {
		case l.birth.Err() != nil:
			return l.birth.Err()
		case successes >= max(check.SuccessThreshold, 1):
			l.health.last = time.Now()
			return nil
		case failures >= max(check.FailureThreshold, 1):
			text := fc.HealthStatusFailed(status)
			if status == 0 {
				text = fc.HealthCheckFailed(l.e.Function().Port, check.Timeout)
			}
			return &instance.StartError{Code: fc.CodeNotStarted, Status: fc.StatusNotStarted, Message: text, Logs: l.in.Tail(20)}
		}
		if err := l.pause(check.Period); err != nil {
			return err
		}
	}
}

// pause waits, unless the start is given up or the process ends.
func (l *life) pause(d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-l.birth.Done():
		return l.birth.Err()
	case <-l.in.Done():
		return l.in.ExitError()
	}
}

// checkOnce asks once; any status from 200 to 399 is a success (D/038).
func (l *life) checkOnce(ctx context.Context) (status int, err error) {
	check := l.health.config
	ctx, cancel := context.WithTimeout(ctx, check.Timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://instance"+check.Path, http.NoBody)
	if err != nil {
		return 0, err
	}
	r.Header = l.in.Header(instance.NewHookID(), "")
	response, err := l.in.Transport().RoundTrip(r)
	if err != nil {
		return 0, fmt.Errorf("no answer from %q: %w", check.Path, err)
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.CopyN(io.Discard, response.Body, 64<<10) // so that the connection can be used again
	if response.StatusCode < 200 || response.StatusCode >= 400 {
		return response.StatusCode, fmt.Errorf("%q answered %d", check.Path, response.StatusCode)
	}
	return response.StatusCode, nil
}

// checkHealth starts a check if one is due. The caller holds the pool's lock.
func (l *life) checkHealth(due *next) {
	check := l.health.config
	if check == nil || l.health.running || l.stopping != "" {
		return
	}
	if !due.reached(l.health.last.Add(check.Period)) {
		return
	}
	ctx, stop := context.WithCancel(l.ctx)
	l.health.running, l.health.stop, l.health.done = true, stop, make(chan struct{})
	go func() {
		defer close(l.health.done)
		_, err := l.checkOnce(ctx)
		l.health.result <- err == nil
	}()
}

// checked takes the result of a check: an instance that fails often enough gets
// no calls until it has passed often enough (D/038).
func (l *life) checked(ok bool) {
	h := &l.health
	check := h.config
	<-h.done
	h.stop()
	h.running, h.last = false, time.Now()
	l.p.mu.Lock()
	defer l.p.mu.Unlock()
	if ok {
		h.failures, h.successes = 0, h.successes+1
	} else {
		h.failures, h.successes = h.failures+1, 0
	}
	switch {
	case l.healthy && h.failures >= max(check.FailureThreshold, 1):
		l.healthy = false
		l.notice(fmt.Sprintf("the health check failed %d times: the instance gets no calls", h.failures))
	case !l.healthy && h.successes >= max(check.SuccessThreshold, 1):
		l.healthy = true
		l.notice("the health check passes again: the instance gets calls")
		l.p.serve(l, false)
	}
}
