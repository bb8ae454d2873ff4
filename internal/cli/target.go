package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fcgen/fcgen/generator"
)

// target is the folder of a project.
type target struct {
	dir   string // for the operating system
	shown string // as a person would type it
	there bool   // it exists
}

// newTarget finds the folder of a new project. typed is the --dir, which may be missing.
func (p *program) newTarget(name, typed string) (target, error) {
	if typed == "" {
		typed = name
	}
	t := target{dir: p.path(typed), shown: filepath.Clean(typed)}
	info, err := os.Stat(t.dir)
	switch {
	case err == nil && info.IsDir():
		t.there = true
	case err == nil:
		return target{}, refusef("%q is a file, not a folder", t.shown).hintf("choose another folder: --dir FOLDER")
	case !errors.Is(err, fs.ErrNotExist):
		return target{}, err
	default:
		if _, err := os.Lstat(t.dir); err == nil {
			return target{}, refusef("%q is a symbolic link to nothing", t.shown).hintf("choose another folder: --dir FOLDER")
		}
	}
	return t, nil
}

// isProject reports whether fcgen made the folder's project before.
func (t target) isProject() bool {
	_, err := os.Lstat(filepath.Join(t.dir, ".fcgen", "spec.yaml"))
	return err == nil
}

// surroundings warns of what stands above a new project and changes how the go
// command sees it.
func (p *program) surroundings(t target) ([]string, error) {
	dir, err := filepath.Abs(t.dir)
	if err != nil {
		return nil, err
	}
	var warnings []string
	if work := above(dir, "go.work"); work != "" && p.getenv("GOWORK") != "off" {
		warnings = append(warnings, p.msg.sprintf(
			"%s rules this folder, so the go command refuses to work in the new project until you type: go work use %s", work, generator.ShellQuote(t.shown)))
	}
	if mod := above(filepath.Dir(dir), "go.mod"); mod != "" {
		warnings = append(warnings, p.msg.sprintf(
			"the new project is inside the module of %s; it is a module of its own, which ./... there does not reach", mod))
	}
	return warnings, nil
}

// above finds the file in dir or the nearest folder above it, "" if there is none.
func above(dir, file string) string {
	for {
		name := filepath.Join(dir, file)
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			return name
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
}
