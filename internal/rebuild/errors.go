package rebuild

import "fmt"

// NoGo means that there is no Go command to build with.
type NoGo struct{ Err error }

func (e *NoGo) Error() string { return fmt.Sprintf("find the go command: %v", e.Err) }

// Unwrap is why it was not found.
func (e *NoGo) Unwrap() error { return e.Err }

// NotMain means that a folder holds no Go main package.
type NotMain struct{ Dir, Why string }

func (e *NotMain) Error() string { return fmt.Sprintf("%q is no Go program: %s", e.Dir, e.Why) }

// Failed means that the compiler, or the go command itself, refused the source.
// What it said is the Output of the Build.
type Failed struct{ Err error }

func (e *Failed) Error() string { return fmt.Sprintf("go build: %v", e.Err) }

// Unwrap is how the go command ended.
func (e *Failed) Unwrap() error { return e.Err }

// TooManyFolders means that the system watches no more folders.
type TooManyFolders struct {
	Dir string // the first one that it refused
	Err error
}

func (e *TooManyFolders) Error() string { return fmt.Sprintf("watch %q: %v", e.Dir, e.Err) }

// Unwrap is the system's own error.
func (e *TooManyFolders) Unwrap() error { return e.Err }
