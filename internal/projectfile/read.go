package projectfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// TextLimit is the size, in bytes, up to which fcgen reads a text that a person
// or a program wrote: source, YAML, an archive of rendered files.
const TextLimit = 16 << 20

// NotRegular is the error for a name at which something else than a regular
// file lies.
type NotRegular struct {
	Name string // as the caller gave it
	What string // "a folder", "a named pipe", ...
}

func (e *NotRegular) Error() string {
	return fmt.Sprintf("%q is not a regular file: it is %s", e.Name, e.What)
}

// TooLarge is the error for a file of more bytes than its reader takes.
type TooLarge struct {
	Name  string // as the caller gave it
	Limit int64  // bytes
}

func (e *TooLarge) Error() string {
	return fmt.Sprintf("%q is larger than %s, and fcgen reads no more of such a file", e.Name, size(e.Limit))
}

func size(n int64) string {
	for _, unit := range []struct {
		bytes int64
		name  string
	}{{1 << 30, "GB"}, {1 << 20, "MB"}, {1 << 10, "KB"}} {
		if n >= unit.bytes {
			return fmt.Sprintf("%d %s", n/unit.bytes, unit.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}

// Read reads the regular file name, slash-separated, below root. Links that
// stay below root are followed. The error is a *NotRegular for anything but a
// regular file, without opening it; a *TooLarge for more than limit bytes; that
// of the context once it is done; or an fs.PathError. A file that grows while
// it is read is read up to the limit.
func Read(ctx context.Context, root *os.Root, name string, limit int64) ([]byte, error) {
	f, err := Open(root, name)
	if err != nil {
		return nil, err
	}
	return readAll(ctx, f, name, limit)
}

// ReadFile is Read for a file that the operating system's name file leads to,
// wherever it is: what a person typed, or a project's own folder and a name in it.
func ReadFile(ctx context.Context, file string, limit int64) ([]byte, error) {
	f, err := OpenFile(file)
	if err != nil {
		return nil, err
	}
	return readAll(ctx, f, file, limit)
}

// Open opens the regular file name, slash-separated, below root to be read.
func Open(root *os.Root, name string) (*os.File, error) {
	local := filepath.FromSlash(name)
	return open(name, func() (fs.FileInfo, error) { return root.Stat(local) }, func(flag int) (*os.File, error) {
		return root.OpenFile(local, flag, 0)
	})
}

// OpenFile is Open for a file that the operating system's name file leads to.
func OpenFile(file string) (*os.File, error) {
	return open(file, func() (fs.FileInfo, error) { return os.Stat(file) }, func(flag int) (*os.File, error) {
		return os.OpenFile(file, flag, 0)
	})
}

// open asks before it opens, because opening a device can do something, and
// again afterwards, because another process may have changed the file between.
// Opened without waiting, a pipe that came in between does not hang.
func open(name string, stat func() (fs.FileInfo, error), opened func(flag int) (*os.File, error)) (*os.File, error) {
	info, err := stat()
	if err != nil {
		return nil, err
	}
	if err := checkRegular(name, info); err != nil {
		return nil, err
	}
	f, err := opened(os.O_RDONLY | withoutWaiting)
	if err != nil {
		return nil, err
	}
	if info, err = f.Stat(); err == nil {
		err = checkRegular(name, info)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func checkRegular(name string, info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return &NotRegular{Name: name, What: Kind(info.Mode())}
}

// Kind says in words what a mode stands for: "a regular file", "a folder".
func Kind(mode fs.FileMode) string {
	switch {
	case mode.IsRegular():
		return "a regular file"
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "something else"
}

// piece is how many bytes are read before the context is asked again.
const piece = 1 << 20

func readAll(ctx context.Context, f *os.File, name string, limit int64) (data []byte, err error) {
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, &TooLarge{name, limit}
	}
	data = make([]byte, 0, info.Size()+1) // one byte more, to see the end
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if int64(len(data)) > limit {
			return nil, &TooLarge{name, limit}
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := f.Read(data[len(data):min(cap(data), len(data)+piece)])
		data = data[:len(data)+n]
		if errors.Is(err, io.EOF) {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// Absent reports whether an error says that nothing is at a name, be it that a
// file stands where one of its folders would be.
func Absent(err error) bool {
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return err != nil
	}
	pathError, ok := errors.AsType[*fs.PathError](err)
	return ok && strings.Contains(strings.ToLower(pathError.Err.Error()), "not a directory")
}
