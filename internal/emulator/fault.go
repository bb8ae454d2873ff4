package emulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Faults are failures that the function did not make: they rehearse what the
// platform, and the function's callers, do about them.
type Faults struct {
	SlowStart  time.Duration // the port is taken for closed for so long
	Init       string        // "", "400", "404", "500", "timeout", "dropped"
	InitTimes  int           // how often Init strikes; 0 means always
	Crash      bool          // the instance is killed in the middle of each call
	CrashTimes int           // how often; 0 means always
	PreStop    string        // "", "500", "timeout" (it hangs), "dropped"
}

// FaultForms lists how faults are written, for messages and completion.
func FaultForms() []string {
	return []string{
		"slow-start=10s", "init=400", "init=404", "init=500", "init=timeout", "init=dropped", "crash",
		"prestop=500", "prestop=timeout", "prestop=dropped",
	}
}

// ParseFaults reads the values of --fault: slow-start=10s, init=400, init=500*2
// (twice), init=timeout, init=dropped, crash, crash*1, prestop=500,
// prestop=timeout, prestop=dropped. The error is an *UnknownFault.
func ParseFaults(values []string) (Faults, error) {
	var f Faults
	seen := map[string]bool{}
	for _, value := range values {
		kind, err := f.add(value)
		if err != nil {
			return Faults{}, &UnknownFault{Value: value, Why: err.Error()}
		}
		if seen[kind] {
			return Faults{}, &UnknownFault{Value: value, Why: fmt.Sprintf("%q is given twice", kind)}
		}
		seen[kind] = true
	}
	return f, nil
}

// UnknownFault means that there is no such fault.
type UnknownFault struct {
	Value string // as it was given
	Why   string
}

func (e *UnknownFault) Error() string { return fmt.Sprintf("fault %q: %s", e.Value, e.Why) }

// add reads one value into f and says which kind it is.
func (f *Faults) add(value string) (kind string, err error) {
	what, count, counted := strings.Cut(value, "*")
	kind, how, given := strings.Cut(what, "=")
	times := 0
	if counted {
		if kind != "init" && kind != "crash" {
			return kind, fmt.Errorf("%q cannot be counted", kind)
		}
		times, err = strconv.Atoi(count)
		if err != nil || times < 1 {
			return kind, fmt.Errorf("%q is not a number of times", count)
		}
	}
	switch kind {
	case "slow-start":
		f.SlowStart, err = time.ParseDuration(how)
		if err != nil || f.SlowStart <= 0 {
			return kind, fmt.Errorf("%q is not a duration such as 10s", how)
		}
	case "init":
		if !slices.Contains([]string{"400", "404", "500", "timeout", "dropped"}, how) {
			return kind, fmt.Errorf("an initializer fails with 400, 404, 500, timeout or dropped")
		}
		f.Init, f.InitTimes = how, times
	case "crash":
		if given {
			return kind, fmt.Errorf("a crash takes no value")
		}
		f.Crash, f.CrashTimes = true, times
	case "prestop":
		if !slices.Contains([]string{"500", "timeout", "dropped"}, how) {
			return kind, fmt.Errorf("a pre-stop fails with 500, timeout or dropped")
		}
		f.PreStop = how
	default:
		return kind, fmt.Errorf("there is no such kind; known: slow-start, init, crash, prestop")
	}
	return kind, nil
}
