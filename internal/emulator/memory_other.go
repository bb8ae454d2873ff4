//go:build !linux

package emulator

// memory would be the most that the instance's processes have had, in MB; it is
// not found out on this system.
func (l *life) memory() float64 { return 0 }
