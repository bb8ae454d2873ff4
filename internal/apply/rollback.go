package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// undone is what became of the files and folders of a journal.
type undone struct {
	restored []string
	failed   []string
	kept     []int // numbers of journal.Files
}

// rollback undoes the steps of a journal, last one first, whether they were
// taken or not; it may be repeated. It goes on after an error.
func (s *staging) rollback(j journal) (u undone, err error) {
	var errs []error
	note := func(name string, err error) {
		if err != nil {
			u.failed = append(u.failed, name)
			errs = append(errs, err)
		}
	}
	for _, dir := range slices.Backward(j.Emptied) {
		note(dir.Path, s.remake(dir))
	}
	for n, e := range slices.Backward(j.Files) {
		now, err := sumAt(s.at, e.Path)
		switch {
		case err != nil:
			note(e.Path, err)
		case now.equal(sumOf(e.Before.file())):
		case e.Before != nil && s.untouched(n, e.Path):
		case now != nil && !now.equal(e.After):
			u.kept = append(u.kept, n)
		default:
			err := s.putBack(n, e)
			note(e.Path, err)
			if err == nil {
				u.restored = append(u.restored, e.Path)
			}
		}
	}
	for _, dir := range slices.Backward(j.Made) {
		note(dir, s.removeEmpty(dir))
	}
	slices.Reverse(u.kept)
	return u, errors.Join(errs...)
}

// untouched reports whether the run had not come to a file, which somebody has
// edited since: the earlier version is a link to it, and was edited with it.
func (s *staging) untouched(n int, name string) bool {
	old, err := s.at.Lstat(s.path("old", slot(n)))
	if err != nil {
		return false
	}
	now, err := s.at.Lstat(name)
	return err == nil && os.SameFile(old, now)
}

// remake makes a folder that was removed because it was empty. It appears with
// its mode, so that a second try after a crash finds it whole or not at all.
func (s *staging) remake(dir emptied) error {
	if _, err := s.at.Lstat(dir.Path); !projectfile.Absent(err) {
		return err
	}
	staged := s.path("folder")
	if err := s.at.Mkdir(staged, dir.Mode.Perm()); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := s.at.Chmod(staged, dir.Mode.Perm()); err != nil {
		return err
	}
	return s.at.Rename(staged, dir.Path)
}

func (s *staging) putBack(n int, e entry) error {
	if e.Before == nil {
		return s.at.Remove(e.Path)
	}
	for _, dir := range parents(e.Path) { // gone only if somebody removed them since
		if err := s.at.Mkdir(dir, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return s.restore(n, e, e.Path)
}

// restore moves the earlier version of file n to a path. What lies in the
// staging folder is taken only if it is that version; otherwise it comes from
// the journal.
func (s *staging) restore(n int, e entry, to string) error {
	old := s.path("old", slot(n))
	kept, err := sumAt(s.at, old)
	if err != nil {
		return err
	}
	if !kept.equal(sumOf(e.Before.file())) {
		old = s.path("file")
		if err := s.at.RemoveAll(old); err != nil {
			return err
		}
		mode := e.Before.Mode.Perm()
		if err := writeFile(s.at, old, e.Before.Data, mode, &mode, true); err != nil {
			return err
		}
	}
	return s.at.Rename(old, to)
}

// undo puts back what a run that failed has changed. What it did not come to
// is none of its business, even if somebody changed it meanwhile.
func (a *attempt) undo(cause error) error {
	j := a.journal
	j.Files = j.Files[:a.tried]
	done, err := a.rollback(j)
	for _, n := range done.kept {
		name := j.Files[n].Path
		done.failed = append(done.failed, name)
		err = errors.Join(err, fmt.Errorf("%q was written to just now", name))
	}
	if err != nil {
		a.leave() // Recover goes on with it
		return &NotRestored{Cause: cause, Err: err, Paths: done.failed, Backup: filepath.Join(a.dir, "old")}
	}
	return a.abandon(cause)
}
