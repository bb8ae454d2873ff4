package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/gofrs/flock"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// stagingName is the folder, inside a project, that holds what a run needs
// until it is done: the lock, the new files and the old ones. A new project is
// staged beside its place, in a folder named by siblingName.
const stagingName = projectfile.Staging

const lockName = "lock"

// staged is all that a run puts there beside the lock: the new files and the
// old ones by their numbers, and a folder or a file on its way back.
var staged = []string{"new", "old", "folder", "file"}

func siblingName(name string) string { return "." + name + stagingName }

// staging is a temporary folder that this process, and no other, holds.
type staging struct {
	at   folder
	name string // on the disk
	dir  string // as the operating system names it
	lock *flock.Flock
}

func (s *staging) path(elem ...string) string { return path.Join(s.name, path.Join(elem...)) }

// lockStaging makes the staging folder, or takes over the one that a killed
// run left: the operating system drops the lock of a process that dies. The
// folder being changed is named by what in a Busy error.
func lockStaging(at folder, root, name, what string) (*staging, error) {
	const tries = 100 // each one lost to a run that ended between two of our steps
	for range tries {
		s := &staging{at: at, name: name, dir: filepath.Join(root, name)}
		held, err := s.tryLock()
		if err != nil {
			return nil, fmt.Errorf("lock %q: %w", what, err)
		}
		switch held {
		case lockHeld:
			return s, nil
		case lockBusy:
			return nil, &Busy{Dir: what}
		}
	}
	return nil, &Busy{Dir: what}
}

type lockState int

const (
	lockLost lockState = iota // the folder vanished meanwhile: try again
	lockBusy
	lockHeld
)

func (s *staging) tryLock() (lockState, error) {
	file := s.path(lockName)
	created, err := s.createLock(file)
	if errors.Is(err, fs.ErrNotExist) {
		return lockLost, nil
	}
	if err != nil {
		return 0, err
	}

	s.lock = flock.New(filepath.Join(s.dir, lockName), flock.SetFlag(os.O_RDONLY))
	ok, err := s.lock.TryLock()
	if errors.Is(err, fs.ErrNotExist) {
		return lockLost, nil
	}
	if err != nil {
		if created {
			err = errors.Join(err, s.at.Remove(file), s.at.Remove(s.name))
		}
		return 0, err
	}
	if !ok {
		return lockBusy, nil
	}

	// The run that held the lock may have removed the file after we opened
	// it: then we hold the lock of a file that nobody else will find.
	mine, err := s.lock.Stat()
	if err != nil {
		return 0, errors.Join(err, s.release())
	}
	now, err := s.at.Lstat(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, errors.Join(err, s.release())
	}
	if err != nil || !os.SameFile(mine, now) {
		return lockLost, s.lock.Close()
	}
	return lockHeld, nil
}

// createLock makes the folder and the lock file where they are missing, and
// reports whether the file was. It is not left to flock, which would follow a
// symbolic link out of the folder.
func (s *staging) createLock(file string) (created bool, err error) {
	failed := s.at.Mkdir(s.name, 0o700)
	switch {
	case failed == nil:
		defer func() {
			if err != nil {
				_ = s.at.Remove(s.name) // stays if another run has its lock in it by now
			}
		}()
	case !errors.Is(failed, fs.ErrExist):
		return false, failed
	}
	info, err := s.at.Lstat(s.name)
	if err != nil {
		return false, err
	}
	if !info.IsDir() {
		return false, fmt.Errorf("%q is in the way: it is not a folder", s.dir)
	}
	if failed != nil {
		if err := s.checkOwn(info); err != nil {
			return false, err
		}
	}
	f, err := s.at.Create(file, 0o666)
	if err == nil {
		if err := f.Close(); err != nil {
			return false, errors.Join(err, s.at.Remove(file))
		}
		return true, nil
	}
	if !errors.Is(err, fs.ErrExist) {
		return false, err
	}
	info, err = s.at.Lstat(file)
	if err != nil {
		return false, err
	}
	if !info.Mode().IsRegular() {
		return false, fmt.Errorf("%q is in the way: it is not a file", filepath.Join(s.dir, lockName))
	}
	return false, nil
}

// checkOwn refuses a folder that is not the user's own, or that was not made for
// this: before anything is removed from it, it holds a lock.
func (s *staging) checkOwn(info fs.FileInfo) error {
	switch uid, _, known := owner(info); {
	case known && uid != os.Geteuid():
		return &NotOurs{Dir: s.dir, Why: "it belongs to another user"}
	case known && info.Mode().Perm()&0o022 != 0:
		return &NotOurs{Dir: s.dir, Why: "other users can write to it"}
	}
	entries, err := s.at.ReadDir(s.name)
	if err != nil {
		return err
	}
	locked := len(entries) == 0 || slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == lockName })
	for _, e := range entries {
		if !locked || e.Name() != lockName && !slices.Contains(staged, e.Name()) {
			return &NotOurs{Dir: s.dir, Why: fmt.Sprintf("no run of yours put %q there", e.Name())}
		}
	}
	return nil
}

// clean removes the staging folder with all that is in it, and lets go of the
// lock. Only what fcgen puts there is removed: a stranger's file in it stays,
// and is an error.
func (s *staging) clean() error {
	if err := s.empty(); err != nil {
		s.leave()
		return err
	}
	return s.release()
}

// leave lets go of the lock and of nothing else that is still needed.
func (s *staging) leave() {
	if entries, err := s.at.ReadDir(s.name); err == nil && len(entries) <= 1 {
		_ = s.release()
		return
	}
	_ = s.lock.Close()
}

// empty removes all but the lock. The journal must be gone already.
func (s *staging) empty() error {
	var errs []error
	for _, name := range staged {
		errs = append(errs, s.at.RemoveAll(s.path(name)))
	}
	return errors.Join(errs...)
}

// release removes the lock and the folder, which must be empty but for it.
func (s *staging) release() error {
	file := s.path(lockName)
	err := s.at.Remove(file)
	errClose := s.lock.Close()
	// Windows keeps an open file: there it goes after it is closed, and if
	// another run has opened it since, that run removes it.
	if err != nil && runtime.GOOS == "windows" {
		err = s.at.Remove(file)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		if runtime.GOOS == "windows" {
			return errClose
		}
		return errors.Join(err, errClose)
	}
	err = s.at.Remove(s.name)
	if err != nil {
		if _, taken := s.at.Lstat(file); taken == nil || errors.Is(err, fs.ErrNotExist) {
			err = nil // another run holds the folder by now, or had it and removed it
		}
	}
	return errors.Join(err, errClose)
}
