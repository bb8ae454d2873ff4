package emulator

import "github.com/fcgen/fcgen/internal/manifest"

// SetFunction takes over another configuration: hooks and timeouts for what is
// called from now on, the rest for instances that are created from now on.
// Reload replaces those that are there. Concurrency stays what it was.
func (e *Emulator) SetFunction(f manifest.Function) {
	e.setting.Lock()
	defer e.setting.Unlock()
	f.Concurrency = e.Function().Concurrency
	e.function.Store(&f)
}
