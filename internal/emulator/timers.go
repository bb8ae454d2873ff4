package emulator

import (
	"fmt"
	"strings"
	"time"

	"github.com/fcgen/fcgen/internal/event"
	"github.com/fcgen/fcgen/internal/manifest"
)

// firing is a timer trigger that fires, and when.
type firing struct {
	timer manifest.Timer
	at    time.Time
	next  func(after time.Time) time.Time // zero: never again
}

// plan says when the timers fire first after a time, and what is to be told of
// them. One whose expression is wrong does not fire.
func plan(timers []manifest.Timer, after time.Time) (firings []firing, told []string) {
	for _, t := range timers {
		if !t.Enabled {
			told = append(told, fmt.Sprintf("the timer trigger %q is not enabled", t.Name))
			continue
		}
		schedule, err := parseCron(t.Cron)
		if err != nil {
			told = append(told, fmt.Sprintf("the timer trigger %q never fires: %v", t.Name, err))
			continue
		}
		f := firing{timer: t, next: func(after time.Time) time.Time { return nextTime(schedule, after) }}
		if f.at = f.next(after); f.at.IsZero() {
			told = append(told, fmt.Sprintf("the timer trigger %q never fires: no time is like %q", t.Name, t.Cron))
			continue
		}
		told = append(told, fmt.Sprintf("the timer trigger %q fires next at %s", t.Name, f.at.Format(time.RFC3339)))
		firings = append(firings, f)
	}
	return firings, told
}

// due takes those out whose time has come, moves them to their next one, and says
// how long it is until another one's time comes: 0 means never.
func due(firings []firing, now time.Time) (fire []firing, wait time.Duration) {
	for i := range firings {
		f := &firings[i]
		if !f.at.IsZero() && !f.at.After(now) {
			fire = append(fire, *f)
			f.at = f.next(now)
		}
		if left := f.at.Sub(now); !f.at.IsZero() && (wait == 0 || left < wait) {
			wait = left
		}
	}
	return fire, wait
}

// runTimers lets the function's timer triggers fire until no more calls are taken.
func (e *Emulator) runTimers() {
	defer e.timing.Done()
	told := ""
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		firings, text := plan(e.function.Load().Timers, time.Now())
		if now := strings.Join(text, "\n"); now != told && now != "" {
			e.journal.Append(Event{Type: EventNotice, Text: now})
			told = now
		}
		for replan := false; !replan; {
			fire, wait := due(firings, time.Now())
			for _, f := range fire {
				e.fire(f.timer, f.at)
			}
			if wait == 0 {
				wait = time.Hour // somebody may change s.yaml
			}
			timer.Reset(wait)
			select {
			case <-timer.C:
			case <-e.replan:
				replan = true
			case <-e.quit:
				return
			}
		}
	}
}

// fire calls the function as a timer trigger does: nobody waits for the answer.
func (e *Emulator) fire(t manifest.Timer, at time.Time) {
	call := e.newCall(CallAsync, "", "")
	_ = e.invokeLater(call.job.id, invocation{payload: event.Timer(t.Name, t.Payload, at)}) // it is refused at the end only
}
