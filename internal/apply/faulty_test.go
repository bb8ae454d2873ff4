package apply

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// faulty makes the calls of folders fail, from the one numbered first (counted
// from 1) up to and including the one numbered last; 0 is none. Late calls do
// their work before they fail, as a network disk may.
type faulty struct {
	first, last int
	late        bool
	noLinks     bool              // as on FAT: Link fails, which is no fault
	before      func(call string) // seen before every call

	calls  int
	failed []string
}

// always is a last call that never comes.
const always = 1 << 30

func faultyOpener(f *faulty) opener {
	return func(dir string) (folder, error) {
		at, err := openFolder(dir)
		if err != nil {
			return nil, err
		}
		return faultyFolder{f, at}, nil
	}
}

// faultyFolder is one of the folders.
type faultyFolder struct {
	*faulty
	folder
}

func (f *faulty) call(what string, do func() error) error {
	f.calls++
	if f.before != nil {
		f.before(what)
	}
	if f.calls < f.first || f.calls > f.last {
		return do()
	}
	f.failed = append(f.failed, what)
	if f.late {
		if err := do(); err != nil {
			return err
		}
	}
	return fmt.Errorf("%s: %w", what, syscall.ENOSPC)
}

func (f faultyFolder) Lstat(name string) (info fs.FileInfo, err error) {
	err = f.call("lstat "+name, func() (err error) { info, err = f.folder.Lstat(name); return err })
	return info, err
}

func (f faultyFolder) ReadFile(name string) (data []byte, err error) {
	err = f.call("read "+name, func() (err error) { data, err = f.folder.ReadFile(name); return err })
	return data, err
}

func (f faultyFolder) ReadDir(name string) (list []fs.DirEntry, err error) {
	err = f.call("list "+name, func() (err error) { list, err = f.folder.ReadDir(name); return err })
	return list, err
}

func (f faultyFolder) Writable(name string) error {
	return f.call("try "+name, func() error { return f.folder.Writable(name) })
}

func (f faultyFolder) Create(name string, perm fs.FileMode) (out output, err error) {
	err = f.call("create "+name, func() (err error) { out, err = f.folder.Create(name, perm); return err })
	if err != nil {
		if out != nil {
			err = errors.Join(err, out.Close())
		}
		return nil, err
	}
	return &faultyOutput{out, f.faulty, name}, nil
}

func (f faultyFolder) Mkdir(name string, perm fs.FileMode) error {
	return f.call("mkdir "+name, func() error { return f.folder.Mkdir(name, perm) })
}

func (f faultyFolder) Chmod(name string, mode fs.FileMode) error {
	return f.call("chmod "+name, func() error { return f.folder.Chmod(name, mode) })
}

func (f faultyFolder) Lchown(name string, uid, gid int) error {
	return f.call("give "+name, func() error { return f.folder.Lchown(name, uid, gid) })
}

func (f faultyFolder) Link(oldname, newname string) error {
	if f.noLinks {
		return &os.LinkError{Op: "link", Old: oldname, New: newname, Err: errors.ErrUnsupported}
	}
	return f.call("link "+oldname, func() error { return f.folder.Link(oldname, newname) })
}

func (f faultyFolder) Rename(oldname, newname string) error {
	return f.call("rename "+oldname, func() error { return f.folder.Rename(oldname, newname) })
}

func (f faultyFolder) Remove(name string) error {
	return f.call("remove "+name, func() error { return f.folder.Remove(name) })
}

func (f faultyFolder) RemoveAll(name string) error {
	return f.call("remove all of "+name, func() error { return f.folder.RemoveAll(name) })
}

// SyncDir does not, as Sync does not.
func (f faultyFolder) SyncDir(name string) error {
	return f.call("sync folder "+name, func() error { return nil })
}

type faultyOutput struct {
	output
	f    *faulty
	name string
}

// Write writes half of the data when it fails, as a disk that fills up does.
func (o *faultyOutput) Write(data []byte) (n int, err error) {
	err = o.f.call("write "+o.name, func() (err error) { n, err = o.output.Write(data); return err })
	if err != nil && n == 0 {
		n, _ = o.output.Write(data[:len(data)/2])
	}
	return n, err
}

func (o *faultyOutput) Chmod(mode fs.FileMode) error {
	return o.f.call("set mode "+o.name, func() error { return o.output.Chmod(mode) })
}

// Sync does not: no test crashes the machine, and it takes the most time.
func (o *faultyOutput) Sync() error { return o.f.call("sync "+o.name, func() error { return nil }) }

func (o *faultyOutput) Close() error {
	err := o.f.call("close "+o.name, o.output.Close)
	_ = o.output.Close() // a close that fails has let go of the file all the same
	return err
}
