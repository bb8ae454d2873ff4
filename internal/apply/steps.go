package apply

import (
	"bytes"
	"io/fs"
	"os"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// step is one op on its way to the disk.
type step struct {
	generator.Op
	seen fs.FileInfo // what was at the path when it was checked; nil for nothing

	earlier *earlierFile // the file as it was, where a change is taken back
}

// stepsOf lists what a plan writes, after checking that all of it may be
// applied: there is no conflict left, and every path is a projectfile.Path.
func stepsOf(plan generator.Plan) ([]step, error) {
	var conflicts []string
	var steps []step
	for _, op := range plan.Ops {
		if op.Action == generator.Conflict {
			conflicts = append(conflicts, op.Path)
			continue
		}
		if !op.Writes() || op.Before != nil && op.After != nil && op.Before.Equal(*op.After) {
			continue
		}
		if _, err := projectfile.Parse(op.Path); err != nil {
			return nil, err
		}
		steps = append(steps, step{Op: op})
	}
	if len(conflicts) > 0 {
		return nil, &Conflicts{Paths: conflicts}
	}
	return steps, nil
}

// check compares the path with what the plan saw there, and remembers it for unmoved.
func (s *step) check(at folder) error {
	if err := checkParents(at, s.Path); err != nil {
		return err
	}
	info, err := at.Lstat(s.Path)
	if projectfile.Absent(err) {
		if s.Before != nil {
			return &Changed{s.Path, "is gone"}
		}
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		return &Symlink{s.Path}
	}
	switch {
	case s.Before == nil:
		return &Changed{s.Path, "exists now"}
	case info.IsDir():
		return &Changed{s.Path, "is a folder now"}
	case !info.Mode().IsRegular():
		return &Changed{s.Path, "is not a regular file"}
	case modesKept() && isExec(info) != s.Before.Exec:
		return &Changed{s.Path, "has another mode"}
	case info.Mode().Perm()&0o200 == 0:
		return &ReadOnly{Path: s.Path}
	}
	data, err := at.ReadFile(s.Path)
	if err != nil {
		return err
	}
	if !bytes.Equal(data, s.Before.Data) {
		return &Changed{s.Path, "has other contents"}
	}
	if err := at.Writable(s.Path); err != nil {
		return &ReadOnly{s.Path, err}
	}
	s.seen = info
	return nil
}

// checkParents refuses a path that leads through a link or a file.
func checkParents(at folder, name string) error {
	for _, dir := range parents(name) {
		info, err := at.Lstat(dir)
		if projectfile.Absent(err) {
			return nil
		}
		if err != nil {
			return err
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return &Symlink{dir}
		}
		if !info.IsDir() {
			return &Changed{dir, "is not a folder"}
		}
	}
	return nil
}

// parents lists the folders on the way to a path, the outermost first.
func parents(name string) []string {
	var dirs []string
	for i := range len(name) {
		if name[i] == '/' {
			dirs = append(dirs, name[:i])
		}
	}
	return dirs
}

// unmoved reports, without reading it again, whether the file is still the one
// that was checked. It is asked right before the file is replaced.
func (s *step) unmoved(at folder) error {
	info, err := at.Lstat(s.Path)
	if projectfile.Absent(err) {
		return &Changed{s.Path, "is gone"}
	}
	if err != nil {
		return err
	}
	if !os.SameFile(info, s.seen) || info.Size() != s.seen.Size() || !info.ModTime().Equal(s.seen.ModTime()) || info.Mode() != s.seen.Mode() {
		return &Changed{s.Path, "was written to just now"}
	}
	return nil
}

// mode is what the new content's mode bits are: those of the file that it
// replaces, but for who may execute it.
func (s *step) mode() fs.FileMode {
	mode := s.seen.Mode().Perm()
	if s.earlier != nil && mode == s.earlier.Became {
		return s.earlier.Mode.Perm()
	}
	if s.After.Exec {
		return mode | mode&0o444>>2
	}
	return mode &^ 0o111
}

// newMode is the mode of a file that was not there: what the umask leaves of
// perm, or exactly the other if it is not nil.
func (s *step) newMode() (perm fs.FileMode, exact *fs.FileMode) {
	if s.earlier == nil {
		return s.After.Mode(), nil
	}
	mode := s.earlier.Mode.Perm()
	return mode, &mode
}
