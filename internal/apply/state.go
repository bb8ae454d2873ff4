package apply

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// State is the folder in which fcgen keeps, for each folder that it changed,
// what must not come from anybody but the user: the journal of a run that goes
// on, and the record of the last change. It is not in the project, because a
// project's files may be a stranger's.
type State struct {
	dir string // absolute; "" is no folder at all
	uid int    // to whom it must belong, where the system knows owners
	err error  // why there is none
}

// UserState is the state of the user whose environment getenv reads:
// $XDG_STATE_HOME/fcgen, else what the system has in its place. Nothing is
// made or read before it is needed. Where the environment names no folder,
// whatever needs one fails with a *NoState.
func UserState(getenv func(string) string) State {
	home := getenv("HOME")
	variable, base := "HOME", ""
	switch runtime.GOOS {
	case "windows":
		variable, base = "LocalAppData", getenv("LocalAppData")
	case "darwin":
		if home != "" {
			base = filepath.Join(home, "Library", "Application Support")
		}
	default:
		if home != "" {
			base = filepath.Join(home, ".local", "state")
		}
	}
	if xdg := getenv("XDG_STATE_HOME"); filepath.IsAbs(xdg) {
		base = xdg
	}
	if !filepath.IsAbs(base) {
		return State{err: fmt.Errorf("the environment variable %s names no folder", variable)}
	}
	return StateIn(filepath.Join(base, "fcgen"))
}

// StateIn is the state in the folder dir, which need not exist.
func StateIn(dir string) State { return State{dir: dir, uid: os.Geteuid()} }

// NoState says that fcgen has no folder of the user's own for what it must
// remember, so that no change can be made safely.
type NoState struct {
	Dir string // "" if not even its name is known
	Err error
}

func (e *NoState) Error() string {
	if e.Dir == "" {
		return fmt.Sprintf("fcgen has no folder to remember its changes in: %v", e.Err)
	}
	return fmt.Sprintf("fcgen cannot remember its changes in %q: %v", e.Dir, e.Err)
}

// Unwrap gives the reason.
func (e *NoState) Unwrap() error { return e.Err }

// maxRemembered is for how many folders the last change is remembered. The
// oldest are forgotten first.
const maxRemembered = 200

// identify is the real path of the folder dir, and the name of its memory.
func identify(dir string) (folder, name string, err error) {
	folder, err = filepath.EvalSymlinks(dir)
	if err != nil {
		return "", "", err
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return "", "", err
	}
	key := folder
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		key = strings.ToLower(key) // two spellings of one folder are one folder
	}
	sum := sha256.Sum256([]byte(key))
	return folder, hex.EncodeToString(sum[:16]), nil
}

// find opens the memory of the folder dir; nil if there is none.
func (s State) find(dir string, open opener) (*memory, error) {
	if s.dir == "" {
		return nil, nil
	}
	folder, name, err := identify(dir)
	if err != nil {
		return nil, err
	}
	own := filepath.Join(s.dir, name)
	info, err := os.Lstat(own)
	if projectfile.Absent(err) {
		return nil, nil
	}
	if err == nil {
		err = errors.Join(s.checkOwn(s.dir), s.checkOwnInfo(own, info))
	}
	if err != nil {
		return nil, &NoState{Dir: s.dir, Err: err}
	}
	at, err := open(own)
	if err != nil {
		return nil, &NoState{Dir: s.dir, Err: err}
	}
	return &memory{at: at, dir: own, folder: folder}, nil
}

// create opens the memory of the folder dir, and makes it if there is none.
func (s State) create(dir string, open opener) (*memory, error) {
	if s.dir == "" {
		return nil, &NoState{Err: s.err}
	}
	_, name, err := identify(dir)
	if err != nil {
		return nil, err
	}
	if err := s.make(name); err != nil {
		return nil, &NoState{Dir: s.dir, Err: err}
	}
	m, err := s.find(dir, open)
	if m == nil && err == nil {
		err = &NoState{Dir: s.dir, Err: fs.ErrNotExist}
	}
	return m, err
}

// make makes the state's folder and the one named name in it. Root makes
// nothing in a folder of somebody else's, who could not use it any more.
func (s State) make(name string) error {
	if _, err := os.Lstat(s.dir); projectfile.Absent(err) {
		if err := s.checkAbove(); err != nil {
			return err
		}
		if err := os.MkdirAll(s.dir, 0o700); err != nil {
			return err
		}
	}
	if err := s.checkOwn(s.dir); err != nil {
		return err
	}
	s.forgetOldest()
	if err := os.Mkdir(filepath.Join(s.dir, name), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// checkAbove looks at the folder in which the state's is to be made.
func (s State) checkAbove() error {
	for at := filepath.Dir(s.dir); ; at = filepath.Dir(at) {
		info, err := os.Stat(at)
		if projectfile.Absent(err) && at != filepath.Dir(at) {
			continue
		}
		if err != nil {
			return err
		}
		if uid, _, known := owner(info); known && s.uid == 0 && uid != 0 {
			return fmt.Errorf("%q belongs to another user", at)
		}
		return nil
	}
}

func (s State) checkOwn(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	return s.checkOwnInfo(dir, info)
}

// checkOwnInfo refuses a folder that another user owns or can write to.
func (s State) checkOwnInfo(dir string, info fs.FileInfo) error {
	uid, _, known := owner(info)
	switch {
	case !info.IsDir():
		return fmt.Errorf("%q is not a folder", dir)
	case known && uid != s.uid:
		return fmt.Errorf("%q belongs to another user", dir)
	case known && info.Mode().Perm()&0o022 != 0:
		return fmt.Errorf("other users can write to %q", dir)
	}
	return nil
}

// forgetOldest keeps the number of remembered folders bounded. What cannot be
// removed stays: it does no harm.
func (s State) forgetOldest() {
	entries, err := os.ReadDir(s.dir)
	if err != nil || len(entries) < maxRemembered {
		return
	}
	type remembered struct {
		name string
		info fs.FileInfo
	}
	var all []remembered
	for _, e := range entries {
		if info, err := os.Lstat(filepath.Join(s.dir, e.Name(), lastName)); err == nil {
			all = append(all, remembered{e.Name(), info})
		}
	}
	slices.SortFunc(all, func(a, b remembered) int { return b.info.ModTime().Compare(a.info.ModTime()) })
	for _, old := range all[min(len(all), maxRemembered-1):] {
		own := filepath.Join(s.dir, old.name)
		if _, err := os.Lstat(filepath.Join(own, journalName)); err == nil {
			continue // a killed run is still to be undone
		}
		_ = os.Remove(filepath.Join(own, lastName))
		_ = os.Remove(own)
	}
}
