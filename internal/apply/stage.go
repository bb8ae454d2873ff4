package apply

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// prepare does all that can fail for want of space or of permission, outside
// of the project's own files, and writes the journal.
func (a *attempt) prepare() error {
	for i := range a.steps {
		if err := a.steps[i].check(a.at); err != nil {
			return err
		}
	}
	if err := a.checkReversed(); err != nil {
		return err
	}
	if err := a.planFolders(); err != nil {
		return err
	}
	for _, dir := range []string{"new", "old"} {
		if err := a.at.Mkdir(a.path(dir), 0o777); err != nil {
			return err
		}
	}
	for i := range a.steps {
		step := &a.steps[i]
		if err := a.stage(i, step); err != nil {
			return fmt.Errorf("prepare %q: %w", step.Path, err)
		}
		a.journal.Files = append(a.journal.Files, entryOf(step))
	}
	if err := a.memory.begin(&a.journal); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	return nil
}

// checkReversed makes sure that the change which is taken back is still the
// last one.
func (a *attempt) checkReversed() error {
	if a.reversed == nil {
		return nil
	}
	last, err := a.memory.read(lastName)
	if err == nil && (last == nil || !bytes.Equal(last.raw, a.reversed.raw)) {
		err = &Changed{Path: ".", How: "was changed by another run"}
	}
	return err
}

// mayEmpty reports whether a folder may go with the last file in it. What takes
// a change back removes only the folders that the change made.
func (a *attempt) mayEmpty(dir string) bool {
	return a.reversed == nil || slices.Contains(a.reversed.Made, dir)
}

// stage puts what step n needs, and what undoing it needs, into the staging folder.
func (a *attempt) stage(n int, step *step) error {
	if step.Before != nil {
		// A link keeps everything about the file. Not every file system has them.
		old := a.path("old", slot(n))
		if err := a.at.Link(step.Path, old); err != nil {
			mode := step.seen.Mode().Perm()
			if err := writeFile(a.at, old, step.Before.Data, mode, &mode, true); err != nil {
				return err
			}
			a.keepOwner(old, step.seen)
		}
	}
	staged := a.path("new", slot(n))
	switch {
	case step.After == nil:
		return nil
	case step.Before == nil:
		perm, exact := step.newMode()
		return writeFile(a.at, staged, step.After.Data, perm, exact, true)
	}
	mode := step.mode()
	if err := writeFile(a.at, staged, step.After.Data, mode, &mode, true); err != nil {
		return err
	}
	a.keepOwner(staged, step.seen)
	return nil
}

// keepOwner gives a file to whom the other belongs: what root changes must
// stay the person's. Where that is not allowed, the file is ours.
func (s *staging) keepOwner(name string, other fs.FileInfo) {
	uid, gid, ok := owner(other)
	info, err := s.at.Lstat(name)
	if !ok || err != nil {
		return
	}
	if myUID, myGID, _ := owner(info); myUID != uid || myGID != gid {
		_ = s.at.Lchown(name, uid, gid)
	}
}

// planFolders finds the folders that have to be made, and those that may be
// left empty.
func (a *attempt) planFolders() error {
	for _, step := range a.steps {
		for _, dir := range parents(step.Path) {
			if slices.Contains(a.journal.Made, dir) {
				continue
			}
			info, err := a.at.Lstat(dir)
			switch {
			case projectfile.Absent(err):
				a.journal.Made = append(a.journal.Made, dir)
			case err != nil:
				return err
			case step.After == nil && a.mayEmpty(dir) && !slices.ContainsFunc(a.journal.Emptied, func(e emptied) bool { return e.Path == dir }):
				a.journal.Emptied = append(a.journal.Emptied, emptied{dir, info.Mode().Perm()})
			}
		}
	}
	slices.SortFunc(a.journal.Emptied, func(a, b emptied) int { return len(b.Path) - len(a.Path) })
	return nil
}

// writeFile writes a new file, whole. Perm is what it is created with, less the
// umask; a mode is set exactly. Sync makes its bytes outlive a crash of the
// machine.
func writeFile(at folder, name string, data []byte, perm fs.FileMode, mode *fs.FileMode, sync bool) (err error) {
	f, err := at.Create(name, perm)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(data); err != nil {
		return err
	}
	if mode != nil {
		if err := f.Chmod(*mode); err != nil {
			return err
		}
	}
	if sync {
		return f.Sync()
	}
	return nil
}
