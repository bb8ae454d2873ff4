package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/projectfile"
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
func UndoFolder(dir string, state State) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, filepath.FromSlash(generator.SpecPath))); err == nil {
			return at, nil
		}
		switch memory, err := state.find(at, openFolder); {
		case memory != nil:
			memory.Close()
			return at, nil
		case err != nil && !projectfile.Absent(err):
			return "", err
		case at == filepath.Dir(at):
			return "", &NothingToUndo{dir}
		}
	}
}

// Reversal is the way back from the last change to a folder.
type Reversal struct {
	// Plan leaves each file as it was before that change, byte for byte. Its
	// Command is that of the change. Files that are as they were are passed over.
	Plan generator.Plan

	dir    string
	state  State
	record *journal
}

// Apply takes the change back, with the modes that files and folders had, and
// forgets the change. Its errors are those of the function Apply.
func (r *Reversal) Apply() error { return r.apply(openFolder) }

func (r *Reversal) apply(open opener) error { return run(r.Plan, r.dir, r.state, r.record, open) }

// Undo plans to take back the last change that Apply made to the folder dir.
//
// The error is a *NothingToUndo where no change is on record, and an
// *EditedSince if a file that it touched has been edited since, renamed or
// removed.
func Undo(dir string, state State) (*Reversal, error) {
	record, err := lastChange(dir, state)
	if err != nil {
		return nil, err
	}
	at, err := openFolder(dir)
	if err != nil {
		return nil, err
	}
	defer at.Close()
	r := &Reversal{Plan: generator.Plan{Command: record.Command}, dir: dir, state: state, record: record}
	var edited []string
	for _, f := range record.Files {
		now, err := sumAt(at, f.Path)
		switch {
		case err != nil:
			return nil, err
		case now.equal(sumOf(f.Before.file())):
			continue
		case !now.equal(f.After):
			edited = append(edited, f.Path)
			continue
		}
		op, err := f.reverse(at)
		if err != nil {
			return nil, err
		}
		r.Plan.Ops = append(r.Plan.Ops, op)
	}
	if len(edited) > 0 {
		slices.Sort(edited)
		return nil, &EditedSince{edited}
	}
	slices.SortFunc(r.Plan.Ops, func(a, b generator.Op) int { return strings.Compare(a.Path, b.Path) })
	return r, nil
}

// lastChange reads the record of the last change to the folder dir.
func lastChange(dir string, state State) (*journal, error) {
	memory, err := state.find(dir, openFolder)
	if errors.Is(err, fs.ErrNotExist) || err == nil && memory == nil {
		return nil, &NothingToUndo{dir}
	}
	if err != nil {
		return nil, err
	}
	defer memory.Close()
	record, err := memory.read(lastName)
	if err == nil && record == nil {
		err = &NothingToUndo{dir}
	}
	return record, err
}

// reverse is the op that takes one entry back.
func (e entry) reverse(at folder) (generator.Op, error) {
	op := generator.Op{Path: e.Path, After: e.Before.file()}
	if e.After == nil {
		op.Action, op.Why = generator.Create, "it was there before"
		return op, nil
	}
	data, err := at.ReadFile(e.Path)
	if err != nil {
		return generator.Op{}, err
	}
	op.Before = &generator.File{Data: data, Exec: e.After.Exec}
	op.Action, op.Why = generator.Replace, "as it was before"
	if op.After == nil {
		op.Action, op.Why = generator.Delete, "it was not there before"
	}
	return op, nil
}

// restore gives the steps of a plan that takes a change back the modes that
// the files had.
func (j *journal) restore(steps []step) {
	modes := map[string]*earlierFile{}
	for _, f := range j.Files {
		modes[f.Path] = f.Before
	}
	for i := range steps {
		if before := modes[steps[i].Path]; before != nil {
			steps[i].earlier = before
		}
	}
}
