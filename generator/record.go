package generator

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
)

// The record of the last change lies in the folder that was changed, so that
// Undo can take it back, also where the folder is no project of fcgen's. It is
// for this disk alone: it may hold what no repository should, an s.yaml with a
// password say, and so only its owner may read it, and a .gitignore beside it
// hides both from git.
const (
	undoDir    = memoryDir + "/undo"
	recordPath = undoDir + "/last.json"
	ignorePath = undoDir + "/.gitignore"
)

const ignoreAll = "*\n"

const recordMode fs.FileMode = 0o600

// recordVersion is the version of the record's form.
const recordVersion = 1

// record says what a change did. It is written and removed as one more step of
// a plan: a run that fails or is killed leaves the record as it was, too.
type record struct {
	Version int        `json:"version"`
	Command string     `json:"command,omitempty"`
	Files   []recorded `json:"files"`
	Made    []string   `json:"made"`    // folders that were made
	Emptied []emptied  `json:"emptied"` // folders that went with the last file in them, or may have

	raw []byte // as it was read
}

type recorded struct {
	Path   string       `json:"path"`
	Before *earlierFile `json:"before"` // null: nothing was there
	After  *sum         `json:"after"`  // null: nothing was there afterwards
}

// earlierFile is a file as it was before a change.
type earlierFile struct {
	Data   []byte      `json:"data"` // in base 64: any bytes come back
	Mode   fs.FileMode `json:"mode"`
	Became fs.FileMode `json:"became,omitempty"` // the mode that the change gave it
}

func (f *earlierFile) file() *File {
	if f == nil {
		return nil
	}
	return &File{Data: f.Data, Exec: f.Mode&0o100 != 0}
}

// of lists what the steps are about to change, once they are checked.
func (r *record) of(steps []step, j journal) {
	r.Version, r.Made, r.Emptied = recordVersion, j.Made, j.Emptied
	for i := range steps {
		s := &steps[i]
		if isRecord(s.Path) {
			continue
		}
		file := recorded{Path: s.Path, After: sumOf(s.After)}
		if s.Before != nil {
			file.Before = &earlierFile{Data: s.Before.Data, Mode: s.seen.Mode().Perm()}
			if s.After != nil {
				file.Before.Became = s.mode()
			}
		}
		r.Files = append(r.Files, file)
	}
}

func (r *record) encode() ([]byte, error) {
	data, err := json.MarshalIndent(r, "", "\t")
	return append(data, '\n'), err
}

func isRecord(name string) bool { return strings.EqualFold(name, undoDir) || hasFolder(name, undoDir) }

func hasFolder(name, dir string) bool {
	return len(name) > len(dir) && name[len(dir)] == '/' && strings.EqualFold(name[:len(dir)], dir)
}

// addRecord appends the steps that write the record of a change, or those that
// remove the record of the one that is taken back.
func (a *attempt) addRecord() error {
	add := func(path string, after *File) error {
		before, err := a.fileAt(path)
		if err != nil || before == nil && after == nil {
			return err
		}
		if path == ignorePath && before != nil && (after != nil || string(before.Data) != ignoreAll) {
			return nil // it is there already, or the person's own
		}
		mode := recordMode
		s := step{Op: Op{Path: path, Before: before, After: after}, exact: &mode}
		switch {
		case after == nil:
			s.Action = Delete
		case before == nil:
			s.Action = Create
		default:
			s.Action = Replace
		}
		if path == ignorePath {
			s.exact = nil
		}
		if err := s.check(a.at); err != nil {
			return err
		}
		a.steps = append(a.steps, s)
		return nil
	}
	if a.undoes == nil {
		if err := add(ignorePath, &File{Data: []byte(ignoreAll)}); err != nil {
			return err
		}
		return add(recordPath, &File{}) // filled in when all is known
	}
	if now, err := a.fileAt(recordPath); err != nil {
		return err
	} else if now == nil || !bytes.Equal(now.Data, a.undoes.raw) {
		return &Changed{recordPath, "has other contents"}
	}
	if err := add(recordPath, nil); err != nil {
		return err
	}
	return add(ignorePath, nil)
}

// fileAt reads a file, nil if nothing is there.
func (a *attempt) fileAt(path string) (*File, error) {
	if err := checkParents(a.at, path); err != nil {
		return nil, err
	}
	info, err := a.at.Lstat(path)
	if isAbsent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &Changed{path, "is not a regular file"}
	}
	data, err := a.at.ReadFile(path)
	return &File{Data: data, Exec: isExec(info)}, err
}

// fillRecord completes the step that writes the record, the last one.
func (a *attempt) fillRecord() error {
	if a.undoes != nil {
		return nil
	}
	r := record{Command: a.command}
	r.of(a.steps, a.journal)
	data, err := r.encode()
	if err != nil {
		return err
	}
	last := &a.steps[len(a.steps)-1]
	last.After = &File{Data: data}
	return nil
}

// mayEmpty reports whether a folder may go with the last file in it. What
// undoes a change removes only the folders that the change made.
func (a *attempt) mayEmpty(dir string) bool {
	return a.undoes == nil || dir == memoryDir || dir == undoDir || slices.Contains(a.undoes.Made, dir)
}
