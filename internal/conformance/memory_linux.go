package conformance

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// peakMemory is the most memory that the processes ever held, in bytes, as far
// as they still run.
func peakMemory(pids []int) (bytes int64) {
	for _, pid := range pids {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if err != nil {
			continue // it has ended
		}
		for line := range strings.Lines(string(status)) {
			value, ok := strings.CutPrefix(line, "VmHWM:")
			if !ok {
				continue
			}
			kb, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
			if err == nil {
				bytes += kb << 10
			}
		}
	}
	return bytes
}
