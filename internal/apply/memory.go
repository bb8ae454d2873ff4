package apply

import (
	"os"
	"path/filepath"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// The files of one project's state. A change is final when its journal becomes
// the record of the last change, which is one rename.
const (
	journalName = "journal.json"
	journalTemp = "journal.tmp" // being written: no change has been made yet
	lastName    = "last.json"
)

// memory is the state of one project.
type memory struct {
	at     folder
	dir    string // as the operating system names it
	folder string // the project that it is about
}

// Close lets go of the folder. Nothing is lost if that fails.
func (m *memory) Close() { _ = m.at.Close() }

// has reports whether a file of that name is remembered.
func (m *memory) has(name string) (bool, error) {
	_, err := m.at.Lstat(name)
	if projectfile.Absent(err) {
		return false, nil
	}
	return err == nil, err
}

// read reads a journal or a record; nil if there is none.
func (m *memory) read(name string) (*journal, error) {
	data, err := m.at.ReadFile(name)
	if projectfile.Absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	j, err := decodeJournal(data, m.folder)
	if err != nil {
		return nil, &Unreadable{Path: filepath.Join(m.dir, name), Err: err}
	}
	return j, nil
}

// begin writes the journal, safe against a crash of the machine. The files that
// it needs must be so already.
func (m *memory) begin(j *journal) error {
	data, err := j.encode()
	if err != nil {
		return err
	}
	if err := m.at.RemoveAll(journalTemp); err != nil { // of a run that was killed here
		return err
	}
	if err := writeFile(m.at, journalTemp, data, 0o600, nil, true); err != nil {
		return err
	}
	if err := m.at.Rename(journalTemp, journalName); err != nil {
		return err
	}
	return m.at.SyncDir(".")
}

// finish makes a change final: the journal becomes the record, or both are
// forgotten if the change took the last one back.
func (m *memory) finish(j *journal) error {
	do := func() error { return m.at.Rename(journalName, lastName) }
	if j.Reverses {
		do = func() error { return m.at.Remove(journalName) }
	}
	if err := do(); err != nil {
		if there, missing := m.has(journalName); missing != nil || there {
			return err
		} // else it did work, whatever a network disk made of it
	}
	_ = m.at.SyncDir(".") // without it a crash of the machine undoes the change, whole
	return nil
}

// forget removes one of the files, if it is there.
func (m *memory) forget(name string) error {
	err := m.at.Remove(name)
	if projectfile.Absent(err) {
		return nil
	}
	return err
}

// tidy removes the memory if nothing is remembered any more. The project must
// be locked.
func (m *memory) tidy() {
	for _, name := range []string{journalTemp, journalName, lastName} {
		if there, err := m.has(name); there || err != nil {
			return
		}
	}
	_ = os.Remove(m.dir)
}
