package generator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// NothingToUndo is the error for a folder in which no change is on record.
type NothingToUndo struct{ Dir string }

func (e *NothingToUndo) Error() string {
	return fmt.Sprintf("there is nothing to take back in %q", e.Dir)
}

// EditedSince says that a change cannot be taken back, because files that it
// touched are no longer as it left them.
type EditedSince struct {
	Paths []string // sorted
}

func (e *EditedSince) Error() string {
	return quoteAll(e.Paths) + " changed since, so nothing is taken back"
}

// UndoFolder finds the folder whose last change is to be taken back: dir, or
// the nearest above it that is a project or that fcgen has changed. The error
// is a *NothingToUndo where there is none.
func UndoFolder(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := dir; ; at = filepath.Dir(at) {
		for _, trace := range []string{recordPath, SpecPath, stagingName} {
			if _, err := os.Lstat(filepath.Join(at, filepath.FromSlash(trace))); err == nil {
				return at, nil
			}
		}
		if at == filepath.Dir(at) {
			return "", &NothingToUndo{dir}
		}
	}
}

// Undo plans to take back the last change that Apply made to the folder dir.
// Applying it leaves each file as it was before that change, byte for byte and
// with its mode, and forgets the change. The plan's Command is that of the
// change. Files that are as they were already are passed over.
//
// The error is a *NothingToUndo where no change is on record, and an
// *EditedSince if a file that it touched has been edited since, renamed or
// removed.
func Undo(dir string) (Plan, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return Plan{}, &NothingToUndo{dir}
	}
	if err != nil {
		return Plan{}, err
	}
	defer root.Close()
	at := rootFolder{root}
	r, err := readRecord(at, dir)
	if err != nil {
		return Plan{}, err
	}
	p := Plan{Command: r.Command, undoes: r}
	var edited []string
	for _, f := range r.Files {
		before := f.Before.file()
		now, err := sumAt(at, f.Path)
		switch {
		case err != nil:
			return Plan{}, err
		case now.equal(sumOf(before)):
			continue
		case !now.equal(f.After):
			edited = append(edited, f.Path)
			continue
		}
		op, err := f.undo(at, before)
		if err != nil {
			return Plan{}, err
		}
		p.Ops = append(p.Ops, op)
	}
	if len(edited) > 0 {
		return Plan{}, &EditedSince{edited}
	}
	p.sort()
	return p, nil
}

func (f recorded) undo(at folder, before *File) (Op, error) {
	op := Op{Path: f.Path}
	if f.After == nil {
		return op.to(Create, before, "it was there before"), nil
	}
	data, err := at.ReadFile(f.Path)
	if err != nil {
		return Op{}, err
	}
	op.Before = &File{Data: data, Exec: f.After.Exec}
	if before == nil {
		return op.to(Delete, nil, "it was not there before"), nil
	}
	return op.to(Replace, before, "as it was before"), nil
}

func readRecord(at folder, dir string) (*record, error) {
	file := filepath.Join(dir, filepath.FromSlash(recordPath))
	data, err := at.ReadFile(recordPath)
	if isAbsent(err) {
		return nil, &NothingToUndo{dir}
	}
	if err != nil {
		return nil, err
	}
	r := record{raw: data}
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, &Unreadable{Path: file, Err: err}
	}
	if r.Version != recordVersion {
		return nil, &Unreadable{Path: file, Err: fmt.Errorf("version %d is not %d, the one this fcgen reads", r.Version, recordVersion)}
	}
	for _, f := range r.Files {
		if err := checkPath(f.Path); err != nil {
			return nil, &Unreadable{Path: file, Err: err}
		}
		if f.Before == nil && f.After == nil || isRecord(f.Path) {
			return nil, &Unreadable{Path: file, Err: fmt.Errorf("the file %q cannot be in it", f.Path)}
		}
	}
	return &r, nil
}

// restore gives the steps of a plan that takes a change back the modes that
// the files had.
func (r *record) restore(steps []step) {
	modes := map[string]*earlierFile{}
	for _, f := range r.Files {
		modes[f.Path] = f.Before
	}
	for i := range steps {
		if before := modes[steps[i].Path]; before != nil {
			steps[i].earlier = before
		}
	}
}

// folderMode is the mode that a folder had which the change removed.
func (r *record) folderMode(dir string) (mode fs.FileMode, known bool) {
	for _, e := range r.Emptied {
		if e.Path == dir {
			return e.Mode.Perm(), true
		}
	}
	return 0, false
}
