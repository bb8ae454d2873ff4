package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// Apply makes the plan's changes in the folder dir, which must exist: all of
// them or none. Files that the plan keeps are not touched, and neither is
// anything if the plan changes nothing. What was changed is remembered in the
// state, so that Undo can take it back.
//
// Before the first change, every file must still be as the plan saw it, and
// every new byte must be on the disk, in the folder .fcgen-tmp inside dir. If a
// step fails, the ones before it are undone; if the process dies, Recover
// undoes them, and so does the next Apply.
//
// The error is nil if and only if the changes are made and nothing else is left
// behind. It is a *Leftover if they are made but .fcgen-tmp stayed, and a
// *NotRestored if undoing failed; after any other error, dir is as it was.
// Among those are *Changed, *Symlink, *ReadOnly, *Busy, *NotOurs, *NoState,
// *projectfile.Unsafe and *Conflicts.
func Apply(plan generator.Plan, dir string, state State) error {
	return run(plan, dir, state, nil, openFolder)
}

// run is Apply; reversed is the record that the plan takes back, nil for none.
func run(plan generator.Plan, dir string, state State, reversed *journal, open opener) error {
	steps, err := stepsOf(plan)
	if err != nil || len(steps) == 0 && reversed == nil {
		return err
	}
	if reversed != nil {
		reversed.restore(steps)
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
	memory, err := state.create(dir, open)
	if err != nil {
		return s.abandon(err)
	}
	defer memory.Close()
	if _, err := s.recover(memory); err != nil {
		s.leave()
		return err
	}

	a := attempt{staging: s, memory: memory, steps: steps, reversed: reversed}
	a.journal = journal{Version: journalVersion, Folder: memory.folder, Command: plan.Command, Reverses: reversed != nil}
	if err := a.prepare(); err != nil {
		return a.abandon(err)
	}
	if err := a.commit(); err != nil {
		return a.undo(err)
	}
	if reversed != nil {
		err = memory.forget(lastName)
	}
	memory.tidy()
	if err := errors.Join(err, s.clean()); err != nil {
		return &Leftover{Dir: s.dir, Err: err}
	}
	return nil
}

// attempt is one way of a plan to the disk.
type attempt struct {
	*staging
	memory   *memory
	steps    []step
	reversed *journal // nil, or the change that is taken back
	journal  journal
	tried    int // so many steps were taken, the last of them perhaps in part
}

// abandon cleans up after a run that failed with nothing, or nothing any more, changed.
func (a *attempt) abandon(cause error) error {
	if err := a.memory.forget(journalName); err != nil {
		a.leave() // what belongs to the journal stays with it
		return fmt.Errorf("%w (and its journal could not be removed: %w)", cause, err)
	}
	_ = a.memory.forget(journalTemp) // the next run does it else
	a.memory.tidy()
	return a.staging.abandon(cause)
}

// abandon removes what a run prepared.
func (s *staging) abandon(cause error) error {
	if err := s.clean(); err != nil {
		return fmt.Errorf("%w (and the temporary folder %q could not be removed: %w)", cause, s.dir, err)
	}
	return cause
}

// commit makes the changes. That the journal becomes the record is the last of them.
func (a *attempt) commit() error {
	for i, dir := range a.journal.Made {
		err := a.at.Mkdir(dir, 0o777)
		if errors.Is(err, fs.ErrExist) {
			a.journal.Made = a.journal.Made[:i] // this one is not ours to remove
			return &Changed{dir, "exists now"}
		}
		if err == nil && a.reversed != nil {
			if mode, known := a.reversed.folderMode(dir); known {
				err = a.at.Chmod(dir, mode)
			}
		}
		if err != nil {
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
	if err := a.syncFolders(); err != nil {
		return err
	}
	if err := a.memory.finish(&a.journal); err != nil {
		return fmt.Errorf("remember the change: %w", err)
	}
	return nil
}

// syncFolders makes the changes outlive a crash of the machine before they
// become final: the journal may lie on another disk, which may be faster.
func (a *attempt) syncFolders() error {
	synced := map[string]bool{}
	for i := range a.steps {
		dir := path.Dir(a.steps[i].Path)
		if synced[dir] {
			continue
		}
		synced[dir] = true
		if err := a.at.SyncDir(dir); err != nil && !projectfile.Absent(err) {
			return fmt.Errorf("write the folder %q to the disk: %w", dir, err)
		}
	}
	return nil
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
	if !projectfile.Absent(missing) {
		return missing
	}
	return a.at.Rename(staged, name) // no links here
}

// removeEmpty removes a folder if it is one and nothing is in it.
func (s *staging) removeEmpty(dir string) error {
	info, err := s.at.Lstat(dir)
	if projectfile.Absent(err) || err == nil && !info.IsDir() {
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
