package emulator

import (
	"sync"
	"time"
)

// striker deals out the faults, each as often as it was asked for.
type striker struct {
	mu     sync.Mutex
	faults Faults
	inits  int // how often Init struck
	crashs int // how often Crash struck
}

// slowStart is for how long the next port is taken for closed.
func (s *striker) slowStart() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.faults.SlowStart
}

// initializer is how the next initializer fails, "" if it does not.
func (s *striker) initializer() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults.Init == "" || !again(&s.inits, s.faults.InitTimes) {
		return ""
	}
	return s.faults.Init
}

// crash reports whether the next call ends with its instance.
func (s *striker) crash() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.faults.Crash && again(&s.crashs, s.faults.CrashTimes)
}

// preStop is how the next pre-stop fails, "" if it does not.
func (s *striker) preStop() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.faults.PreStop
}

// reachesFunction reports whether a hook with that fault is called all the same,
// and only its answer is lost.
func reachesFunction(fault string) bool { return fault == "" || fault == "dropped" }

// again counts one more, unless there were enough of them; 0 means no limit.
func again(n *int, limit int) bool {
	if limit > 0 && *n >= limit {
		return false
	}
	*n++
	return true
}
