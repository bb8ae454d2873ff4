package apply

import (
	"fmt"
	"io/fs"
	"strings"
)

// Changed says that a file is not as the plan saw it, so that the plan was not applied.
type Changed struct {
	Path string // in the project, slash-separated
	How  string // continues "it ...": "is gone", "has other contents"
}

func (e *Changed) Error() string {
	return fmt.Sprintf("%q changed since the plan was made: it %s", e.Path, e.How)
}

// NotOurs says that a folder stands where fcgen prepares its changes, and that
// it is not from a run of this user's. Nothing in it was believed or touched.
type NotOurs struct {
	Dir string // as the operating system names it
	Why string
}

func (e *NotOurs) Error() string { return fmt.Sprintf("%q is in the way: %s", e.Dir, e.Why) }

// Symlink says that a path of the plan is, or leads through, a symbolic link.
// Links are neither followed nor replaced.
type Symlink struct {
	Path string // the link itself: in the project, slash-separated
}

func (e *Symlink) Error() string { return fmt.Sprintf("%q is a symbolic link", e.Path) }

// ReadOnly says that a file which the plan would change may not be written to.
type ReadOnly struct {
	Path string
	Err  error // what the system said; nil if the file's mode says it
}

func (e *ReadOnly) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("%q is read-only", e.Path)
	}
	return fmt.Sprintf("%q cannot be written to: %v", e.Path, e.Err)
}

// Unwrap makes a ReadOnly an fs.ErrPermission where the system gave no reason of its own.
func (e *ReadOnly) Unwrap() error {
	if e.Err == nil {
		return fs.ErrPermission
	}
	return e.Err
}

// Busy says that another process is changing the folder right now.
type Busy struct {
	Dir string
}

func (e *Busy) Error() string { return fmt.Sprintf("another fcgen is changing %q", e.Dir) }

// Exists says that a new project cannot be made because something is there.
type Exists struct {
	Path string // the project's folder, or the first folder on the way to it that was missing before
}

func (e *Exists) Error() string { return fmt.Sprintf("%q exists already", e.Path) }

// Unwrap makes an Exists an fs.ErrExist.
func (e *Exists) Unwrap() error { return fs.ErrExist }

// Conflicts says that a plan still has conflicts and was not applied; see Plan.Resolve.
type Conflicts struct {
	Paths []string // sorted
}

func (e *Conflicts) Error() string { return "conflicts in " + quoteAll(e.Paths) }

// NotRestored says that applying a plan failed and that undoing it failed too:
// Paths may not be as they were. The next Recover tries again; until then the
// earlier versions stay in Backup.
type NotRestored struct {
	Cause  error    // why the plan was not applied; nil from Recover
	Err    error    // why it could not be undone
	Paths  []string // files and folders that may differ from before, in the order of undoing
	Backup string   // folder, as the operating system names it
}

func (e *NotRestored) Error() string {
	s := fmt.Sprintf("could not put back %s (the earlier versions are in %q): %v", quoteAll(e.Paths), e.Backup, e.Err)
	if e.Cause != nil {
		s = fmt.Sprintf("%v; then %s", e.Cause, s)
	}
	return s
}

// Unwrap gives both reasons.
func (e *NotRestored) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Err}
	}
	return []error{e.Cause, e.Err}
}

// Leftover says that the plan was applied whole, and that only the temporary
// folder could not be removed. The next Recover or Apply removes it.
type Leftover struct {
	Dir string // as the operating system names it
	Err error
}

func (e *Leftover) Error() string {
	return fmt.Sprintf("all changes are made, but the temporary folder %q could not be removed: %v", e.Dir, e.Err)
}

// Unwrap gives the reason.
func (e *Leftover) Unwrap() error { return e.Err }

func quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = fmt.Sprintf("%q", name)
	}
	return strings.Join(quoted, ", ")
}
