package process

import (
	"errors"
	"io"
)

// ErrUnsupported means that this operating system cannot do it.
var ErrUnsupported = errors.New("not supported on this system")

// ErrInterpreter means that the program is there and what it needs to run is
// not: the interpreter of a script's first line (often the right one with a
// carriage return behind it) or the loader of a dynamically linked program.
// The kernel says ENOENT to both, and so does errors.Is(err, fs.ErrNotExist).
var ErrInterpreter = errors.New("the interpreter that it names is missing")

// Spec says what to start.
type Spec struct {
	Args   []string  // the program and its arguments; without a slash it is looked up in Env's PATH, with one it is relative to Dir
	Dir    string    // "" means the current folder
	Env    []string  // the whole environment; of two values for a name the last counts
	Stdout io.Writer // gets the output in pieces as it comes, from one goroutine; nil drops it
	Stderr io.Writer // the same; may be called at the same time as Stdout, unless it is the same writer
	Guard  *Guard    // kills the group if this program dies; nil leaves it to the kernel, where that can

	// Debugger says that the program starts the one that is meant, in a group of
	// that one's own: Stop asks that one to end, and the program ends after it.
	// Where the system does not tell what a program started, it means nothing.
	Debugger bool
}

// Exit is how a program ended.
type Exit struct {
	Code   int    // -1 if a signal ended it
	Signal string // "" if none did: "killed", "segmentation fault"
}

// Port is a listening TCP socket.
type Port struct {
	Number   int
	Address  string // "0.0.0.0", "::", "127.0.0.1"
	Loopback bool
}

// PID is the id of the program and of its group.
func (p *Process) PID() int { return p.pid }

// Done is closed when the program has ended and its output has been passed on
// (what a descendant still holds open is waited for a moment only). What the
// program started may live on: call Stop or Kill in any case.
func (p *Process) Done() <-chan struct{} { return p.done }

// Exit is how it ended; only meaningful once Done is closed.
func (p *Process) Exit() Exit {
	select {
	case <-p.done:
		return p.exit
	default:
		return Exit{}
	}
}
