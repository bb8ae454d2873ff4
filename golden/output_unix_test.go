//go:build unix && !linux

package golden

import "os"

// outputPipe connects a child's stdout. A pipe does not keep writes apart.
func outputPipe() (ours, childs *os.File, perWrite bool, err error) {
	ours, childs, err = os.Pipe()
	return ours, childs, false, err
}
