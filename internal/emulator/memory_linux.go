package emulator

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

// memory is the most that the instance's processes have had, in MB.
func (l *life) memory() float64 {
	kilobytes := 0
	for _, pid := range l.in.Process().Descendants() {
		kilobytes += peak(pid)
	}
	return float64(kilobytes) / 1024
}

// peak is the most memory that a process has had, in KB; 0 if it is gone.
func peak(pid int) int {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if value, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			kilobytes := 0
			_, _ = fmt.Sscan(value, &kilobytes) // 0 then
			return kilobytes
		}
	}
	return 0
}
