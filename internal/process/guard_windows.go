package process

import "io"

// Guard does nothing here: a program's job object ends it with the handle that
// this program holds.
type Guard struct{}

// StartGuard starts nothing.
func StartGuard([]string) (*Guard, error) { return &Guard{}, nil }

// Close does nothing.
func (g *Guard) Close() error { return nil }

// RunGuard reads to the end, and has nothing to do then.
func RunGuard(in io.Reader) int {
	_, _ = io.Copy(io.Discard, in)
	return 0
}
