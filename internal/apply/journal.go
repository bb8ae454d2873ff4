package apply

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// journalVersion is the version of the journal's form.
const journalVersion = 1

// journal says what a run is about to do, in this order: it is there from
// before the first change to after the last one, so that a killed run can be
// undone. Afterwards it is the record of the change, for Undo.
type journal struct {
	Version  int       `json:"version"`
	Folder   string    `json:"folder"`             // the project, by its real path
	Command  string    `json:"command,omitempty"`  // what was typed
	Reverses bool      `json:"reverses,omitempty"` // it takes the last change back
	Made     []string  `json:"made"`               // folders that are missing, outer ones first
	Files    []entry   `json:"files"`              // number n has its new content in new/n, its old one in old/n
	Emptied  []emptied `json:"emptied"`            // folders that may go with the last file in them, inner ones first

	raw []byte // as it was read
}

type entry struct {
	Path   string       `json:"path"`
	Before *earlierFile `json:"before"` // null: nothing is there
	After  *sum         `json:"after"`  // null: nothing will be
}

// earlierFile is a file as it was before a change.
type earlierFile struct {
	Data   []byte      `json:"data"` // in base 64: any bytes come back
	Mode   fs.FileMode `json:"mode"`
	Became fs.FileMode `json:"became,omitempty"` // the mode that the change gave it
}

type emptied struct {
	Path string      `json:"path"`
	Mode fs.FileMode `json:"mode"`
}

func (f *earlierFile) file() *generator.File {
	if f == nil {
		return nil
	}
	return &generator.File{Data: f.Data, Exec: f.Mode&0o100 != 0}
}

// entryOf is what a step does, once it is checked.
func entryOf(s *step) entry {
	e := entry{Path: s.Path, After: sumOf(s.After)}
	if s.Before != nil {
		e.Before = &earlierFile{Data: s.Before.Data, Mode: s.seen.Mode().Perm()}
		if s.After != nil {
			e.Before.Became = s.mode()
		}
	}
	return e
}

func slot(n int) string { return strconv.Itoa(n) }

func (j *journal) encode() ([]byte, error) {
	data, err := json.MarshalIndent(j, "", "\t")
	return append(data, '\n'), err
}

// decodeJournal reads the journal of the folder, and checks it: that it is the
// user's own is no reason to write anywhere.
func decodeJournal(data []byte, folder string) (*journal, error) {
	j := journal{raw: data}
	if err := json.Unmarshal(data, &j); err != nil {
		return nil, err
	}
	switch {
	case j.Version != journalVersion:
		return nil, fmt.Errorf("version %d is not %d, the one this fcgen reads", j.Version, journalVersion)
	case !sameFolder(j.Folder, folder):
		return nil, fmt.Errorf("it is about the folder %q", j.Folder)
	}
	paths := append([]string{}, j.Made...)
	for _, e := range j.Files {
		if e.Before == nil && e.After == nil {
			return nil, fmt.Errorf("the file %q is neither before the change nor after it", e.Path)
		}
		paths = append(paths, e.Path)
	}
	for _, e := range j.Emptied {
		paths = append(paths, e.Path)
	}
	for _, name := range paths {
		if err := checkPath(name); err != nil {
			return nil, err
		}
	}
	return &j, nil
}

// checkPath lets the folder of a project's memory pass as well: it is made and
// emptied like any other.
func checkPath(name string) error {
	if name == projectfile.Memory {
		return nil
	}
	_, err := projectfile.Parse(name)
	return err
}

// Unreadable says that what fcgen remembers of a change cannot be used.
type Unreadable struct {
	Path string // the file, as the operating system names it
	Err  error
}

func (e *Unreadable) Error() string { return fmt.Sprintf("read %s: %v", e.Path, e.Err) }

// Unwrap gives the reason.
func (e *Unreadable) Unwrap() error { return e.Err }

// folderMode is the mode that a folder had which the change removed.
func (j *journal) folderMode(dir string) (mode fs.FileMode, known bool) {
	for _, e := range j.Emptied {
		if e.Path == dir {
			return e.Mode.Perm(), true
		}
	}
	return 0, false
}
