package rebuild

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// DefaultQuiet is how long Watch waits for more changes.
const DefaultQuiet = 100 * time.Millisecond

// patience is how many times the quiet period changes may go on without a
// pause before they are told all the same.
const patience = 50

// missingPause is how often a root that was deleted is looked for.
const missingPause = 250 * time.Millisecond

// Watch calls changed with the absolute paths that changed, sorted, once they
// have been quiet for quiet (0 means DefaultQuiet), until ctx ends. A root is a
// folder, with everything below, or a file; it may be deleted and come back.
// Folders that appear are watched too; .git, dist, node_modules, files of
// editors and whatever the .gitignore at a root's top names are not.
//
// Watch returns when it can watch, with a function that waits for its end. One
// goroutine calls changed, which must not wait long. The error is
// *TooManyFolders if the system has a limit and it is reached.
func Watch(ctx context.Context, roots []string, quiet time.Duration, changed func([]string)) (wait func() error, err error) {
	system, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch for changes: %w", err)
	}
	w := &watcher{
		system: system, quiet: cmp.Or(quiet, DefaultQuiet), changed: changed,
		ignored: map[string]*ignore{}, files: map[string]bool{}, dirs: map[string]bool{}, pending: map[string]bool{}, fresh: map[string]bool{},
	}
	for _, root := range roots {
		if err := w.addRoot(root); err != nil {
			return nil, errors.Join(err, system.Close())
		}
	}
	clear(w.pending) // what is there is no change
	done := make(chan error, 1)
	go func() { done <- errors.Join(w.run(ctx), system.Close()) }()
	return func() error {
		err := <-done
		done <- err // for whoever asks again
		return err
	}, nil
}

// watcher is a running Watch; all fields belong to its goroutine.
type watcher struct {
	system  *fsnotify.Watcher
	quiet   time.Duration
	changed func([]string)

	roots   []string           // folders
	ignored map[string]*ignore // by root
	files   map[string]bool    // single files
	dirs    map[string]bool    // folders that the system watches with all that is below
	missing []string           // roots that were deleted
	pending map[string]bool
	fresh   map[string]bool // those of pending that were not there before
}

func (w *watcher) run(ctx context.Context) error {
	var quiet, latest, lookAgain <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case event, ok := <-w.system.Events:
			if !ok {
				return nil
			}
			if !w.see(event) {
				break
			}
			quiet = time.After(w.quiet)
			if latest == nil {
				latest = time.After(patience * w.quiet)
			}
		case err, ok := <-w.system.Errors:
			if !ok {
				return nil
			}
			if err := w.trouble(err); err != nil {
				return err
			}
			quiet = time.After(w.quiet)
		case <-quiet:
			quiet, latest = nil, nil
			w.tell()
		case <-latest:
			quiet, latest = nil, nil
			w.tell()
		case <-lookAgain:
			lookAgain = nil
			if w.found() {
				quiet = time.After(w.quiet)
			}
		}
		if len(w.missing) > 0 && lookAgain == nil {
			lookAgain = time.After(missingPause)
		}
	}
}

func (w *watcher) tell() {
	for name := range w.fresh {
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			delete(w.pending, name) // an editor's or another tool's own
		}
	}
	paths := slices.Sorted(maps.Keys(w.pending))
	clear(w.pending)
	clear(w.fresh)
	if len(paths) > 0 {
		w.changed(paths)
	}
}

// see takes an event in, and reports whether it is a change that counts.
func (w *watcher) see(event fsnotify.Event) bool {
	if event.Op == fsnotify.Chmod {
		return false // indexers and backups do that, at any time
	}
	name := filepath.Clean(event.Name)
	gone := event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename)
	if gone && slices.Contains(w.roots, name) {
		w.lose(name)
		return true
	}
	if w.files[name] {
		w.pending[name] = true
		return true
	}
	root := w.rootOf(name)
	if root == "" {
		return false // beside a single file
	}
	if name == filepath.Join(root, gitignore) {
		w.ignored[root] = newIgnore(root)
	}
	info, err := os.Lstat(name)
	isDir := err == nil && info.IsDir() || w.dirs[name]
	if w.ignored[root].ignores(name, isDir) {
		return false
	}
	if gone && w.dirs[name] {
		w.forget(name)
	}
	if err == nil && info.IsDir() {
		if !event.Has(fsnotify.Create) {
			return false // its times changed
		}
		before := len(w.pending)
		if err := w.addTree(root, name); err != nil {
			return false // gone again, or no more can be watched: the next event tells
		}
		return len(w.pending) > before
	}
	if event.Has(fsnotify.Create) && !w.pending[name] {
		w.fresh[name] = true
	}
	w.pending[name] = true
	return true
}

// trouble handles what the system says went wrong.
func (w *watcher) trouble(err error) error {
	if !errors.Is(err, fsnotify.ErrEventOverflow) {
		return fmt.Errorf("watch for changes: %w", err)
	}
	// Too much happened at once for the system to tell: look at everything.
	for _, root := range w.roots {
		if err := w.addTree(root, root); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		w.pending[root] = true
	}
	return nil
}
