package codefolder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// MaxFiles is how many files, folders and links Fill copies.
const MaxFiles = 20_000

// Part is a file or folder, and its place in the copy.
type Part struct {
	Root string // the folder that From is in; nothing outside of it is read
	From string // relative to Root; "." for all of it
	To   string // relative to the folder that is filled; what a folder holds is added to what is there
}

// TooMuch means that the parts are larger than what is copied.
type TooMuch struct{ Limit int64 } // bytes

func (e *TooMuch) Error() string {
	return fmt.Sprintf("there are more than %d MB or %d files", e.Limit>>20, MaxFiles)
}

// Fill copies the parts into the folder dir, in their order, limit bytes at most.
// A symbolic link stays one, with the text that it has, as in the archive of a
// deployment; one that names its Root by an absolute path would lead nowhere there,
// and is left out, as pipes, sockets and devices are. The error is a *TooMuch, that
// of ctx, or one of the file system; dir then holds a part of it.
func Fill(ctx context.Context, dir string, parts []Part, limit int64) (err error) {
	to, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	f := &filling{ctx: ctx, to: to, limit: limit, left: limit}
	for _, part := range parts {
		if err := f.part(part); err != nil {
			return err
		}
	}
	return nil
}

// filling is a run of Fill.
type filling struct {
	ctx   context.Context
	to    *os.Root
	limit int64
	left  int64 // bytes that may still be copied
	files int   // that were copied
}

func (f *filling) part(part Part) (err error) {
	root, err := os.OpenRoot(part.Root)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	if err := f.to.MkdirAll(filepath.Dir(part.To), 0o777); err != nil {
		return err
	}
	return fs.WalkDir(root.FS(), filepath.ToSlash(part.From), func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if f.files++; f.files > MaxFiles {
			return &TooMuch{f.limit}
		}
		rel, err := filepath.Rel(part.From, filepath.FromSlash(name))
		if err != nil {
			return err
		}
		if err := f.ctx.Err(); err != nil {
			return err
		}
		return f.entry(root, name, filepath.Join(part.To, rel), d)
	})
}

// entry copies one file, link or folder.
func (f *filling) entry(root *os.Root, name, to string, d fs.DirEntry) error {
	switch {
	case d.IsDir():
		return f.to.MkdirAll(to, 0o777)
	case d.Type()&fs.ModeSymlink != 0:
		text, err := root.Readlink(filepath.FromSlash(name))
		if err != nil || absoluteInside(root.Name(), text) {
			return err
		}
		return errors.Join(f.clear(to), f.to.Symlink(text, to))
	case d.Type().IsRegular():
		return errors.Join(f.clear(to), f.file(root, name, to))
	}
	return nil
}

// clear removes what an earlier part has at a place.
func (f *filling) clear(to string) error {
	if err := f.to.Remove(to); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (f *filling) file(root *os.Root, name, to string) (err error) {
	in, err := projectfile.Open(root, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := f.to.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm()|0o200)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	n, err := io.Copy(out, io.LimitReader(in, f.left+1))
	if f.left -= n; f.left < 0 {
		return &TooMuch{f.limit}
	}
	return err
}

// absoluteInside reports whether a link's text names dir, or something in it, by
// an absolute path.
func absoluteInside(dir, text string) bool {
	abs, err := filepath.Abs(dir)
	if err != nil || !filepath.IsAbs(text) {
		return false
	}
	rel, err := filepath.Rel(abs, text)
	return err == nil && filepath.IsLocal(rel)
}

// Add puts a program that was built into the folder dir, under the name to, in place
// of what is there. It is the same file on the same disk: one that was just written
// cannot be started while any other process is being started.
func Add(ctx context.Context, dir, file, to string) (err error) {
	const before = ".fcgen-program" // in dir itself, where no link that was copied leads elsewhere
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	if err := os.Link(file, filepath.Join(dir, before)); err != nil {
		info, err := os.Stat(file)
		if err != nil {
			return err
		}
		if err := Fill(ctx, dir, []Part{{filepath.Dir(file), filepath.Base(file), before}}, info.Size()); err != nil {
			return err
		}
	}
	if err := root.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	return root.Rename(before, to)
}
