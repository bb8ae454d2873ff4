package cli

import (
	"bytes"
	"io"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// made remembers what a command builds when it starts: a change of that is no
// reason to start it again, which would build it again.
type made struct {
	mu    sync.Mutex
	files map[string]bool
}

// buildTime is how long after the creation of an instance a program that
// appears is taken for its command's own work. A start that takes longer lasts
// until it serves.
const buildTime = 2 * time.Second

// has reports whether a file was made by the command: it is a program, but not
// one that the command line names, and it has changed during a start.
func (m *made) has(path string, starting bool, named []string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.files[path] {
		return true
	}
	if !starting || names(named, path) || !isProgram(path) {
		return false
	}
	if m.files == nil {
		m.files = map[string]bool{}
	}
	m.files[path] = true
	return true
}

// names reports whether one of the words is a path of that file.
func names(words []string, path string) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		return filepath.Base(word) == filepath.Base(path) && sameFile(word, path)
	})
}

// isProgram reports whether a file is compiled: for Linux, macOS or Windows, or
// for Java.
func isProgram(path string) bool {
	f, err := projectfile.OpenFile(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 4)
	if _, err := io.ReadFull(f, head); err != nil {
		return false
	}
	return slices.ContainsFunc([]string{"\x7fELF", "MZ", "PK\x03\x04", "\xcf\xfa\xed\xfe", "\xca\xfe\xba\xbe"},
		func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) })
}

// starting reports whether a change may be the work of a command that starts.
func (d *devFunction) starting() bool {
	e := d.running()
	if e == nil || d.it.builder != nil {
		return false
	}
	for _, in := range e.Instances() {
		if in.Starting || time.Since(in.Created) < buildTime {
			return true
		}
	}
	return false
}

// command is what is executed, with paths as they are found from here.
func (d *devFunction) command() []string {
	var words []string
	for _, word := range d.it.program.Args {
		if !filepath.IsAbs(word) {
			word = filepath.Join(d.it.program.Dir, word)
		}
		words = append(words, word)
	}
	return words
}
