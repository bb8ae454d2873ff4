package apply

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// folder is what applying a plan asks of a folder on the disk. Names are slash-separated and
// relative to the folder; none of them can leave it. Tests put one that
// fails in the place of the real one.
type folder interface {
	io.Closer
	Lstat(name string) (fs.FileInfo, error)
	ReadFile(name string) ([]byte, error)
	ReadDir(name string) ([]fs.DirEntry, error)
	Writable(name string) error
	Create(name string, perm fs.FileMode) (output, error)
	Mkdir(name string, perm fs.FileMode) error
	Chmod(name string, mode fs.FileMode) error
	Lchown(name string, uid, gid int) error
	Link(oldname, newname string) error
	Rename(oldname, newname string) error
	Remove(name string) error
	RemoveAll(name string) error
	SyncDir(name string) error
}

// output is a file that is being written.
type output interface {
	io.WriteCloser
	Chmod(mode fs.FileMode) error
	Sync() error
}

// opener opens the folder dir; openFolder is the real one.
type opener func(dir string) (folder, error)

// rootFolder is a folder behind an os.Root. It may itself be reached
// through a symbolic link; nothing below it is followed out of it.
type rootFolder struct{ *os.Root }

func openFolder(dir string) (folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return rootFolder{root}, nil
}

// ReadFile reads a regular file.
func (d rootFolder) ReadFile(name string) ([]byte, error) {
	return projectfile.Read(context.Background(), d.Root, name, projectfile.TextLimit)
}

// SyncDir makes what was made, renamed and removed in a folder outlive a crash
// of the machine, where the system can do that.
func (d rootFolder) SyncDir(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := d.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// ReadDir lists a folder in no particular order.
func (d rootFolder) ReadDir(name string) ([]fs.DirEntry, error) {
	f, err := d.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.ReadDir(-1)
}

// Writable asks the system whether the file may be written to, without
// touching it. A rename over the file would not ask.
func (d rootFolder) Writable(name string) error {
	f, err := d.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return f.Close()
}

// Create creates a file that must not exist.
func (d rootFolder) Create(name string, perm fs.FileMode) (output, error) {
	f, err := d.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return nil, err
	}
	return f, nil
}
