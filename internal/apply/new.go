package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// New makes the project in the folder dir, which must not exist, nor need
// the folders above it. Everything is written into a hidden folder beside, and
// appears by one rename, whole, or not at all.
//
// The error is nil if and only if the project is there and nothing else is left
// behind. It is a *Leftover if the project is there but the hidden folder
// stayed; after any other error nothing has changed. Among those are *Exists,
// *Busy, *NotOurs and *Conflicts. If the process dies, at most the hidden folder stays:
// ".", then the name of the first folder that was missing, then ".fcgen-tmp".
// Recover removes it, and so does the next New to the same place.
//
// The files are not forced to the disk: a crash of the machine, unlike one of
// the process, may take a project with it that was made seconds before.
func New(plan generator.Plan, dir string) error { return makeNew(plan, dir, openFolder) }

func makeNew(plan generator.Plan, dir string, open opener) error {
	steps, err := stepsOf(plan)
	if err != nil {
		return err
	}
	for _, step := range steps {
		if step.Before != nil {
			return &Changed{step.Path, "is gone"}
		}
	}
	parent, first, rest, err := splitTarget(dir)
	if err != nil {
		return err
	}
	at, err := open(parent)
	if err != nil {
		return err
	}
	defer at.Close()
	s, err := lockStaging(at, parent, siblingName(first), dir)
	if err != nil {
		return err
	}
	if err := s.build(steps, first, rest); err != nil {
		return s.abandon(err)
	}
	if err := s.clean(); err != nil {
		return &Leftover{Dir: s.dir, Err: err}
	}
	return nil
}

// splitTarget finds the nearest folder above dir that exists, the name of the first
// one below it, which does not, and the slash-separated rest of the way.
func splitTarget(dir string) (parent, first, rest string, err error) {
	if _, err := os.Lstat(dir); err == nil {
		return "", "", "", &Exists{Path: dir}
	}
	at := filepath.Clean(dir)
	for {
		parent, first = filepath.Dir(at), filepath.Base(at)
		info, err := os.Stat(parent)
		switch {
		case err == nil && !info.IsDir():
			return "", "", "", fmt.Errorf("create %q: %q is not a folder", dir, parent)
		case err == nil:
			return parent, first, rest, nil
		case !projectfile.Absent(err) || parent == at:
			return "", "", "", fmt.Errorf("create %q: %w", dir, err)
		}
		rest = path.Join(first, rest)
		at = parent
	}
}

// build writes the whole project into the staging folder and moves it to its place.
func (s *staging) build(steps []step, first, rest string) error {
	if err := s.empty(); err != nil {
		return err
	}
	exists := &Exists{Path: filepath.Join(filepath.Dir(s.dir), first)}
	if _, err := s.at.Lstat(first); err == nil {
		return exists
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	top := s.path("new")
	project := path.Join(top, rest)
	made := map[string]bool{s.name: true}
	for _, step := range append([]step{{}}, steps...) {
		name := path.Join(project, step.Path)
		for _, dir := range append(parents(name), project) {
			if !made[dir] {
				if err := s.at.Mkdir(dir, 0o777); err != nil {
					return fmt.Errorf("create the folder of %q: %w", step.Path, err)
				}
				made[dir] = true
			}
		}
		if step.After == nil {
			continue
		}
		if err := writeFile(s.at, name, step.After.Data, step.After.Mode(), nil, false); err != nil {
			return fmt.Errorf("create %q: %w", step.Path, err)
		}
	}
	if err := s.at.Rename(top, first); err != nil {
		_, there := s.at.Lstat(first)
		_, staged := s.at.Lstat(top)
		switch {
		case there == nil && errors.Is(staged, fs.ErrNotExist):
			return nil // done, whatever a network disk made of it
		case there == nil:
			return exists
		}
		return fmt.Errorf("move the project to its place: %w", err)
	}
	return nil
}
