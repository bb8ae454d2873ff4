package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"sync"

	"github.com/fcgen/fcgen/internal/emulator"
)

// eventFile writes every event to a file, a JSON object a line. When that
// fails it says so once, and whatever runs goes on.
type eventFile struct {
	mu   sync.Mutex
	file *os.File
	w    *bufio.Writer
	fail func(error)
	err  error
}

// newEventFile creates the file, or empties it. Nobody else can read it: events
// have the log of a function.
func newEventFile(name string, fail func(error)) (*eventFile, error) {
	f, err := createOwn(name)
	if err != nil {
		return nil, err
	}
	return &eventFile{file: f, w: bufio.NewWriterSize(f, 64<<10), fail: fail}, nil
}

// createOwn creates a file that only its owner can read, or makes one that is
// there such a file and empties it. A link is not followed, since it may lead
// to a file of somebody's; a pipe and a device are taken as they are.
func createOwn(name string) (file *os.File, err error) {
	there, statErr := os.Lstat(name)
	if statErr == nil && there.Mode()&os.ModeSymlink != 0 {
		return nil, refusef("%s is a symbolic link, which --events does not follow", name).hintf("name the file itself")
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|ownFlags, 0o600)
	if err != nil && statErr == nil && there.Mode()&os.ModeNamedPipe != 0 {
		return nil, refusef("nothing reads the pipe %s", name).hintf("start what reads it first")
	}
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return f, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		if err := f.Chmod(0o600); err != nil && !errors.Is(err, errors.ErrUnsupported) {
			return nil, refusef("others can read %s, and that cannot be changed: %v", name, err).hintf("name another file")
		}
	}
	return f, f.Truncate(0)
}

// take writes events; numbers that are missing were too many at once.
func (f *eventFile) take(events []emulator.Event, _ int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return
	}
	encode := json.NewEncoder(f.w)
	encode.SetEscapeHTML(false)
	for _, e := range events {
		if f.err = encode.Encode(e); f.err != nil {
			break
		}
	}
	if f.err = errors.Join(f.err, f.w.Flush()); f.err != nil {
		f.fail(f.err)
	}
}

func (f *eventFile) close() error {
	if f.err != nil {
		f.file.Close() // the failure was told
		return nil
	}
	return f.file.Close()
}
