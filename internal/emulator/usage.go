package emulator

import (
	"sync"
	"time"
)

// usage remembers what memory said: that looks through all the processes of the
// machine, which is too much for each of many calls.
type usage struct {
	mu   sync.Mutex
	at   time.Time
	peak float64
}

// usageAge is how old what is remembered may be.
const usageAge = time.Second

// recentMemory is the most memory that the instance has had until lately, in MB.
func (l *life) recentMemory() float64 {
	u := &l.usage
	u.mu.Lock()
	defer u.mu.Unlock()
	if now := time.Now(); now.Sub(u.at) > usageAge {
		u.at, u.peak = now, l.memory()
	}
	return u.peak
}
