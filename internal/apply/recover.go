package apply

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/projectfile"
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

// Recover undoes what a run that was killed while it changed the folder dir or
// one above it, or while it made that folder, has left behind. Without such a
// run it changes nothing and takes a few microseconds for each folder: commands
// call it before they read anything. Dir need not exist.
//
// The error is a *Busy if that run still goes on, a *NotOurs if a stranger's
// temporary folder lies in dir, and a *NotRestored if undoing failed; then all
// that is needed to try again stays.
func Recover(dir string, state State) (Recovery, error) { return recoverDir(dir, state, openFolder) }

func recoverDir(dir string, state State, open opener) (all Recovery, err error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return Recovery{}, err
	}
	for at := full; ; at = filepath.Dir(at) {
		r, err := recoverProject(at, state, at == full, open)
		if err != nil {
			return all, err
		}
		all.add(r, at, full)
		if at == filepath.Dir(at) {
			return all, nil
		}
		// A new project, or the outermost folder that had to be made for it, was
		// staged beside its place.
		r, err = recoverIn(filepath.Dir(at), siblingName(filepath.Base(at)), at, nil, open)
		if err != nil && !errors.As(err, new(*NotOurs)) {
			return all, err
		}
		all.Found = all.Found || r.Found
	}
}

// add adds what was done in the folder at, which is full or one above it.
func (r *Recovery) add(more Recovery, at, full string) {
	r.Found = r.Found || more.Found
	up, err := filepath.Rel(full, at)
	if err != nil {
		up = at
	}
	named := func(name string) string { return filepath.ToSlash(filepath.Join(up, filepath.FromSlash(name))) }
	for _, name := range more.Restored {
		r.Restored = append(r.Restored, named(name))
	}
	for _, k := range more.Kept {
		k.Path = named(k.Path)
		if k.Saved != "" {
			k.Saved = named(k.Saved)
		}
		r.Kept = append(r.Kept, k)
	}
}

// Interrupted finds the folder, dir or one above it, in which a run was killed
// that Recover would undo; "" if there is none.
func Interrupted(dir string, state State) (string, error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := full; ; at = filepath.Dir(at) {
		memory, pending, err := findPending(at, state, openFolder)
		if memory != nil {
			memory.Close()
		}
		if err != nil || pending {
			return at, err
		}
		if at == filepath.Dir(at) {
			return "", nil
		}
	}
}

func findPending(dir string, state State, open opener) (m *memory, pending bool, err error) {
	m, err = state.find(dir, open)
	if projectfile.Absent(err) || errors.As(err, new(*NoState)) {
		return nil, false, nil // no such folder, or nothing that could be remembered of it
	}
	if m != nil {
		pending, err = m.has(journalName)
	}
	return m, pending, err
}

// recoverProject undoes what was done in the folder itself. Its journal is
// enough for that, should the temporary folder be gone. Without a journal, the
// temporary folder is looked at only in the folder that is meant.
func recoverProject(dir string, state State, meant bool, open opener) (Recovery, error) {
	memory, pending, err := findPending(dir, state, open)
	if memory != nil {
		defer memory.Close()
	}
	if err != nil {
		return Recovery{}, err
	}
	if !pending {
		if _, err := os.Lstat(filepath.Join(dir, stagingName)); err != nil || !meant {
			return Recovery{}, nil
		}
	}
	return recoverIn(dir, stagingName, dir, memory, open)
}

func recoverIn(dir, name, what string, memory *memory, open opener) (Recovery, error) {
	if _, err := os.Lstat(filepath.Join(dir, name)); err != nil && memory == nil {
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
	r, err := s.recover(memory)
	if err != nil {
		s.leave()
		return Recovery{}, err
	}
	r.Found = true
	if memory != nil {
		memory.tidy()
	}
	if err := s.clean(); err != nil {
		return r, fmt.Errorf("remove the temporary folder %q: %w", s.dir, err)
	}
	return r, nil
}

// recover undoes the run whose journal is remembered, if one is, and empties
// the staging folder but for the lock. A nil memory remembers nothing.
func (s *staging) recover(memory *memory) (r Recovery, err error) {
	var j *journal
	if memory != nil {
		if j, err = memory.read(journalName); err != nil {
			return Recovery{}, err
		}
	}
	if j != nil {
		done, err := s.rollback(*j)
		if err != nil {
			return Recovery{}, &NotRestored{Err: err, Paths: done.failed, Backup: filepath.Join(s.dir, "old")}
		}
		r.Restored = slices.Sorted(slices.Values(done.restored))
		if r.Kept, err = s.saveOld(*j, done.kept); err != nil {
			return Recovery{}, err
		}
		if err := memory.forget(journalName); err != nil {
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
		if j.Files[n].Before != nil {
			name, err := s.freeName(k.Path + ".fcgen-old")
			if err != nil {
				return nil, err
			}
			if err := s.restore(n, j.Files[n], name); err != nil {
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
			if projectfile.Absent(err) {
				return free, nil
			}
			return "", err
		}
	}
}
