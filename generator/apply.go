package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Apply makes the plan's changes in the folder dir, which must exist: all of
// them or none. Files that the plan keeps are not touched, and neither is
// anything if the plan changes nothing. What was changed is recorded in
// .fcgen/undo, also in a folder that has no .fcgen yet, so that Undo can take
// it back; applying what Undo plans removes the record.
//
// Before the first change, every file must still be as the plan saw it, and
// every new byte must be on the disk, in the folder .fcgen-tmp inside dir. If a
// step fails, the ones before it are undone; if the process dies, Recover
// undoes them, and so does the next Apply.
//
// The error is nil if and only if the changes are made and nothing else is left
// behind. It is a *Leftover if they are made but .fcgen-tmp stayed, and a
// *NotRestored if undoing failed; after any other error, dir is as it was.
// Among those are *Changed, *Symlink, *ReadOnly, *Busy and *Conflicts.
func (p Plan) Apply(dir string) error { return p.apply(dir, openFolder) }

func (p Plan) apply(dir string, open opener) error {
	steps, err := p.steps()
	if err != nil || len(steps) == 0 && p.undoes == nil {
		return err
	}
	if p.undoes != nil {
		p.undoes.restore(steps)
	}
	at, err := open(dir)
	if err != nil {
		return err
	}
	defer at.Close()
	s, err := lockStaging(at, dir, stagingName, dir)
	if err != nil {
		return err
	}
	if _, err := s.recover(); err != nil {
		_ = s.release() // the folder stays while anything is in it
		return err
	}

	a := attempt{staging: s, steps: steps, command: p.Command, undoes: p.undoes}
	if err := a.prepare(); err != nil {
		return s.abandon(err)
	}
	if err := a.commit(); err != nil {
		return a.undo(err)
	}
	if err := s.clean(); err != nil {
		return &Leftover{Dir: s.dir, Err: err}
	}
	return nil
}

// abandon cleans up after a run that failed with nothing, or nothing any more, changed.
func (s *staging) abandon(cause error) error {
	err := s.at.Remove(s.path(journalName))
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = s.clean()
	} else {
		_ = s.release() // what belongs to the journal stays with it
	}
	if err != nil {
		return fmt.Errorf("%w (and the temporary folder %q could not be removed: %w)", cause, s.dir, err)
	}
	return cause
}

// attempt is one way of a plan to the disk.
type attempt struct {
	*staging
	steps   []step
	command string  // goes into the record
	undoes  *record // nil, or the change that is taken back
	journal journal
	tried   int // so many steps were taken, the last of them perhaps in part
}

// commit makes the changes. Removing the journal is the last of them.
func (a *attempt) commit() error {
	for i, dir := range a.journal.Made {
		err := a.at.Mkdir(dir, 0o777)
		if errors.Is(err, fs.ErrExist) {
			a.journal.Made = a.journal.Made[:i] // this one is not ours to remove
			return &Changed{dir, "exists now"}
		}
		if err != nil {
			return fmt.Errorf("create the folder %q: %w", dir, err)
		}
		if err := a.dress(dir); err != nil {
			return fmt.Errorf("create the folder %q: %w", dir, err)
		}
	}
	for i := range a.steps {
		err := a.put(i, &a.steps[i])
		if !errors.As(err, new(*Changed)) {
			a.tried = i + 1
		}
		if err != nil {
			return err
		}
	}
	for _, dir := range a.journal.Emptied {
		if err := a.removeEmpty(dir.Path); err != nil {
			return fmt.Errorf("remove the folder %q: %w", dir.Path, err)
		}
	}
	if err := a.at.Remove(a.path(journalName)); err != nil {
		return fmt.Errorf("remove the journal: %w", err)
	}
	return nil
}

// dress gives a folder that was just made the mode that it had before a change
// removed it; fcgen's own folders belong to whom the project does.
func (a *attempt) dress(dir string) error {
	if isRecord(dir) || dir == memoryDir {
		if project, err := a.at.Lstat("."); err == nil {
			a.keepOwner(dir, project)
		}
	}
	if a.undoes == nil {
		return nil
	}
	mode, known := a.undoes.folderMode(dir)
	if !known {
		return nil
	}
	return a.at.Chmod(dir, mode)
}

func (a *attempt) put(n int, step *step) error {
	if step.Before != nil {
		if err := step.unmoved(a.at); err != nil {
			return err
		}
	}
	staged := a.path("new", slot(n))
	var err error
	switch {
	case step.After == nil:
		err = a.at.Remove(step.Path)
	case step.Before == nil:
		err = a.create(staged, step.Path)
	default:
		err = a.at.Rename(staged, step.Path)
	}
	if err != nil && !errors.As(err, new(*Changed)) {
		return fmt.Errorf("%s %q: %w", step.Action, step.Path, err)
	}
	return err
}

// create moves a staged file to a path where nothing must be.
func (a *attempt) create(staged, name string) error {
	err := a.at.Link(staged, name) // unlike a rename, it never replaces anything
	if err == nil {
		return nil
	}
	now, missing := a.at.Lstat(name)
	if missing == nil {
		if ours, err := a.at.Lstat(staged); err != nil || os.SameFile(now, ours) {
			return err // it did work, whatever a network disk made of it
		}
		return &Changed{name, "exists now"}
	}
	if !isAbsent(missing) {
		return missing
	}
	return a.at.Rename(staged, name) // no links here
}

// removeEmpty removes a folder if it is one and nothing is in it.
func (s *staging) removeEmpty(dir string) error {
	info, err := s.at.Lstat(dir)
	if isAbsent(err) || err == nil && !info.IsDir() {
		return nil
	}
	if err != nil {
		return err
	}
	if entries, err := s.at.ReadDir(dir); err != nil || len(entries) > 0 {
		return err
	}
	return s.at.Remove(dir)
}
