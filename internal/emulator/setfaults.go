package emulator

import (
	"fmt"
	"strings"
)

// Faults are the faults that strike from now on.
func (e *Emulator) Faults() Faults {
	e.faults.mu.Lock()
	defer e.faults.mu.Unlock()
	return e.faults.faults
}

// SetFaults lets these faults strike from now on, and no others. What is counted
// is counted from 0.
func (e *Emulator) SetFaults(f Faults) {
	e.faults.mu.Lock()
	e.faults.faults, e.faults.inits, e.faults.crashs = f, 0, 0
	e.faults.mu.Unlock()
	text := "faults are switched off"
	if values := f.Values(); len(values) > 0 {
		text = "faults from now on: " + strings.Join(values, ", ")
	}
	e.journal.Append(Event{Type: EventNotice, Text: text})
}

// Values are the faults as ParseFaults reads them.
func (f Faults) Values() []string {
	values := []string{}
	counted := func(value string, times int) {
		if times > 0 {
			value = fmt.Sprintf("%s*%d", value, times)
		}
		values = append(values, value)
	}
	if f.SlowStart > 0 {
		values = append(values, "slow-start="+f.SlowStart.String())
	}
	if f.Init != "" {
		counted("init="+f.Init, f.InitTimes)
	}
	if f.Crash {
		counted("crash", f.CrashTimes)
	}
	if f.PreStop != "" {
		values = append(values, "prestop="+f.PreStop)
	}
	return values
}
