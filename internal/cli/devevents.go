package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"

	"github.com/fcgen/fcgen/internal/emulator"
)

// eventFile writes every event to a file, a JSON object a line. When that
// fails it says so once, and whatever runs goes on.
type eventFile struct {
	file *os.File
	w    *bufio.Writer
	fail func(error)
	err  error
}

// newEventFile creates the file, or empties it.
func newEventFile(name string, fail func(error)) (*eventFile, error) {
	f, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	return &eventFile{file: f, w: bufio.NewWriterSize(f, 64<<10), fail: fail}, nil
}

// take writes events; numbers that are missing were too many at once.
func (f *eventFile) take(events []emulator.Event, _ int64) {
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
