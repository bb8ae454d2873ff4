package rebuild

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// rootOf is the innermost root that name is in, "" if none is.
func (w *watcher) rootOf(name string) string {
	best := ""
	for _, root := range w.roots {
		if len(root) > len(best) && within(root, name) {
			best = root
		}
	}
	return best
}

func (w *watcher) addRoot(root string) error {
	root, err := realPath(root)
	if err != nil {
		return err
	}
	info, err := os.Stat(root)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		// A file that is saved by renaming another over it is watched no longer;
		// the folder tells of both.
		w.files[root] = true
		return w.add(filepath.Dir(root))
	}
	w.roots = append(w.roots, root)
	w.ignored[root] = newIgnore(root)
	return w.addTree(root, root)
}

// addTree watches the folder and those below. What is in them counts as
// changed: it may have come before the system watched.
func (w *watcher) addTree(root, dir string) error {
	if err := w.add(dir); err != nil {
		return err
	}
	w.dirs[dir] = true
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		if w.ignored[root].ignores(name, e.IsDir()) {
			continue
		}
		if !e.IsDir() {
			w.pending[name] = true
			continue
		}
		if err := w.addTree(root, name); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return err
		}
	}
	return nil
}

func (w *watcher) add(dir string) error {
	err := w.system.Add(dir)
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) {
		return &TooManyFolders{dir, err}
	}
	return err
}

// forget drops a folder that is gone and those below it.
func (w *watcher) forget(dir string) {
	for name := range w.dirs {
		if within(dir, name) {
			_ = w.system.Remove(name) // it may have dropped it itself
			delete(w.dirs, name)
		}
	}
}

// lose notes that a root is gone.
func (w *watcher) lose(root string) {
	w.forget(root)
	w.roots = slices.DeleteFunc(w.roots, func(r string) bool { return r == root })
	w.missing = append(w.missing, root)
	w.pending[root] = true
}

// found looks for roots that were gone and reports whether one is back.
func (w *watcher) found() bool {
	missing := w.missing
	w.missing = nil
	back := false
	for _, root := range missing {
		if w.addRoot(root) != nil {
			w.roots = slices.DeleteFunc(w.roots, func(r string) bool { return r == root })
			w.missing = append(w.missing, root)
			continue
		}
		w.pending[root] = true
		back = true
	}
	return back
}
