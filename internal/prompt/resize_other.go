//go:build !unix

package prompt

import "os"

// resizes never says that the terminal gets another size: no signal does.
func resizes() (resized <-chan os.Signal, stop func()) { return nil, func() {} }
