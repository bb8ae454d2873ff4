package generator

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Recovery is what Recover found and did. The zero Recovery means that there
// was nothing to do.
type Recovery struct {
	Found    bool     // a killed run had left its temporary folder, which is gone now
	Restored []string // files that are again as they were before that run, sorted
	Kept     []Kept   // files that somebody changed after it, sorted by path
}

// Kept is a file that Recover did not put back because it is neither as it was
// before the killed run nor as that run left it.
type Kept struct {
	Path  string // stays as it is
	Saved string // where the version from before the killed run is now; "" if there was none
}

// String is a sentence without a period, "" for the zero Recovery.
func (r Recovery) String() string {
	if !r.Found {
		return ""
	}
	s := "an interrupted run was cleaned up after"
	if len(r.Restored) > 0 {
		s = "an interrupted run was undone: put back " + quoteAll(r.Restored)
	}
	for _, k := range r.Kept {
		s += fmt.Sprintf("; %q was changed since and stays", k.Path)
		if k.Saved != "" {
			s += fmt.Sprintf(" (its earlier version is in %q)", k.Saved)
		}
	}
	return s
}

// Recover undoes what a run that was killed while it changed the folder dir, or
// while it made that folder, has left behind. Without such a run it changes
// nothing and takes a few microseconds: commands call it before they read the
// folder. Dir need not exist.
//
// The error is a *Busy if that run still goes on, and a *NotRestored if undoing
// failed; then all that is needed to try again stays.
func Recover(dir string) (Recovery, error) { return recoverDir(dir, openFolder) }

func recoverDir(dir string, open opener) (Recovery, error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return Recovery{}, err
	}
	r, err := recoverIn(full, stagingName, dir, open)
	// A new project, or the outermost folder that had to be made for it, was
	// staged beside its place.
	for at := full; err == nil && at != filepath.Dir(at); at = filepath.Dir(at) {
		var beside Recovery
		beside, err = recoverIn(filepath.Dir(at), siblingName(filepath.Base(at)), at, open)
		r.Found = r.Found || beside.Found
	}
	return r, err
}

func recoverIn(dir, name, what string, open opener) (Recovery, error) {
	if _, err := os.Lstat(filepath.Join(dir, name)); err != nil {
		return Recovery{}, nil
	}
	at, err := open(dir)
	if err != nil {
		return Recovery{}, err
	}
	defer at.Close()
	s, err := lockStaging(at, dir, name, what)
	if err != nil {
		return Recovery{}, err
	}
	r, err := s.recover()
	if err != nil {
		_ = s.release() // the folder stays while anything is in it
		return Recovery{}, err
	}
	r.Found = true
	if err := s.clean(); err != nil {
		return r, fmt.Errorf("remove the temporary folder %q: %w", s.dir, err)
	}
	return r, nil
}

// recover undoes the run whose journal lies in the staging folder, if one does,
// and empties the folder but for the lock.
func (s *staging) recover() (Recovery, error) {
	j, err := readJournal(s)
	if err != nil {
		return Recovery{}, err
	}
	var r Recovery
	if j != nil {
		done, err := s.rollback(*j)
		if err != nil {
			return Recovery{}, &NotRestored{Err: err, Paths: done.failed, Backup: filepath.Join(s.dir, "old")}
		}
		r.Restored = slices.Sorted(slices.Values(slices.DeleteFunc(done.restored, isRecord)))
		if r.Kept, err = s.saveOld(*j, done.kept); err != nil {
			return Recovery{}, err
		}
		if err := s.at.Remove(s.path(journalName)); err != nil {
			return Recovery{}, err
		}
	}
	return r, s.empty()
}

// saveOld moves the earlier versions of the kept files beside them.
func (s *staging) saveOld(j journal, kept []int) ([]Kept, error) {
	var all []Kept
	for _, n := range kept {
		k := Kept{Path: j.Files[n].Path}
		old := s.path("old", slot(n))
		if _, err := s.at.Lstat(old); j.Files[n].Before != nil && !isAbsent(err) {
			name, err := s.freeName(k.Path + ".fcgen-old")
			if err != nil {
				return nil, err
			}
			if err := s.at.Rename(old, name); err != nil {
				return nil, err
			}
			k.Saved = name
		}
		all = append(all, k)
	}
	slices.SortFunc(all, func(a, b Kept) int { return strings.Compare(a.Path, b.Path) })
	return all, nil
}

// freeName is name, or name-2, name-3 and so on.
func (s *staging) freeName(name string) (string, error) {
	for n := 2; ; n++ {
		free := name
		if n > 2 {
			free = fmt.Sprintf("%s-%d", name, n-1)
		}
		if _, err := s.at.Lstat(free); err != nil {
			if isAbsent(err) {
				return free, nil
			}
			return "", err
		}
	}
}
