package generator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
)

// The journal lies in the staging folder from before the first change to after
// the last one: while it is there, the run is to be undone; removing it is what
// makes the run final. A killed run is undone by the next one.
const (
	journalName = "journal.json"
	journalTemp = "journal.tmp" // being written: no change has been made yet
)

// journal says what a run is about to do, in this order.
type journal struct {
	Made    []string  `json:"made"`    // folders that are missing, outer ones first
	Files   []entry   `json:"files"`   // number n has its new content in new/n, its old one in old/n
	Emptied []emptied `json:"emptied"` // folders that may go with the last file in them, inner ones first
}

type entry struct {
	Path   string `json:"path"`
	Before *sum   `json:"before"` // null: nothing is there
	After  *sum   `json:"after"`  // null: nothing will be
}

type emptied struct {
	Path string      `json:"path"`
	Mode fs.FileMode `json:"mode"`
}

// sum stands for a File.
type sum struct {
	SHA256 string `json:"sha256"`
	Exec   bool   `json:"exec"`
}

func sumOf(f *File) *sum {
	if f == nil {
		return nil
	}
	digest := sha256.Sum256(f.Data)
	return &sum{SHA256: hex.EncodeToString(digest[:]), Exec: f.Exec}
}

// equal reports whether both are the same file, or both none.
func (s *sum) equal(t *sum) bool {
	if s == nil || t == nil {
		return s == t
	}
	return s.SHA256 == t.SHA256 && (s.Exec == t.Exec || !modesKept())
}

// modesKept reports whether the file system remembers who may execute a file.
func modesKept() bool { return runtime.GOOS != "windows" }

func slot(n int) string { return strconv.Itoa(n) }

// write puts the journal in its place, safe against a crash of the machine.
// The files it speaks of must be so already. The order of the steps after it
// needs no further syncing: file systems that survive a crash keep the order
// of renames and removals.
func (j journal) write(s *staging) error {
	data, err := json.MarshalIndent(j, "", "\t")
	if err != nil {
		return err
	}
	temp := s.path(journalTemp)
	if err := writeFile(s.at, temp, data, 0o666, nil, true); err != nil {
		return err
	}
	return s.at.Rename(temp, s.path(journalName))
}

// readJournal reads the journal that a killed run left; nil if there is none.
func readJournal(s *staging) (*journal, error) {
	data, err := s.at.ReadFile(s.path(journalName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var j journal
	if err := json.Unmarshal(data, &j); err != nil {
		return nil, fmt.Errorf("read %q: %w", filepath.Join(s.dir, journalName), err)
	}
	if err := j.check(); err != nil {
		return nil, fmt.Errorf("read %q: %w", filepath.Join(s.dir, journalName), err)
	}
	return &j, nil
}

// check refuses paths that fcgen would not have written.
func (j journal) check() error {
	paths := slices.Clone(j.Made)
	for _, e := range j.Files {
		paths = append(paths, e.Path)
	}
	for _, e := range j.Emptied {
		paths = append(paths, e.Path)
	}
	for _, name := range paths {
		if err := checkPath(name); err != nil {
			return err
		}
	}
	return nil
}

// sumAt says what is at a path now: a file's sum, nil for nothing, and for a
// folder, a link or the like a sum that no file has.
func sumAt(at folder, name string) (*sum, error) {
	info, err := at.Lstat(name)
	if isAbsent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return &sum{}, nil
	}
	data, err := at.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return sumOf(&File{Data: data, Exec: isExec(info)}), nil
}

// isExec is how File.Exec is read from a disk.
func isExec(info fs.FileInfo) bool { return info.Mode()&0o100 != 0 }

// isAbsent reports whether a path could not be looked up because nothing is
// there, be it that a file stands where its folder would be.
func isAbsent(err error) bool {
	return err != nil && (errors.Is(err, fs.ErrNotExist) || notAFolder(err))
}
