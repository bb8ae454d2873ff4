package project

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// None is the error for a folder that is not, and is not inside, a project that fcgen made.
type None struct{ Dir string }

func (e *None) Error() string {
	return fmt.Sprintf("%q is not inside a project that fcgen made: no %s found", e.Dir, generator.SpecPath)
}

// Open finds the project that the folder dir is, or is inside of. The error is
// a *None where there is none, a *generator.Adopted for a server that fcgen did
// not write, a *generator.Unreadable for a memory that cannot be used, and a
// *generator.NewerVersion for one that only a later fcgen can read.
func Open(ctx context.Context, c *generator.Catalog, dir string) (*generator.Project, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	for at := dir; ; at = filepath.Dir(at) {
		file := filepath.Join(at, filepath.FromSlash(generator.SpecPath))
		spec, err := projectfile.ReadFile(ctx, file, projectfile.TextLimit)
		switch {
		case err == nil:
			return open(ctx, c, at, spec)
		case !projectfile.Absent(err):
			return nil, unreadable(file, err)
		case at == filepath.Dir(at):
			return nil, &None{dir}
		}
	}
}

func open(ctx context.Context, c *generator.Catalog, dir string, spec []byte) (*generator.Project, error) {
	file := filepath.Join(dir, filepath.FromSlash(generator.BasePath))
	base, err := projectfile.ReadFile(ctx, file, projectfile.TextLimit)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // an adopted server has none; for any other the catalogue says so
	}
	if err != nil {
		return nil, unreadable(file, err)
	}
	return c.Load(generator.Memory{
		Dir: dir, Spec: spec, Base: base,
		Read: func(trees ...generator.Tree) (generator.Tree, error) { return ReadTree(ctx, dir, trees...) },
	})
}

// unreadable names the file once. What is no file to read says so itself.
func unreadable(file string, err error) error {
	_, other := errors.AsType[*projectfile.NotRegular](err)
	_, large := errors.AsType[*projectfile.TooLarge](err)
	if other || large || errors.Is(err, context.Canceled) || errors.Is(err, os.ErrPermission) {
		return err
	}
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	return &generator.Unreadable{Path: file, Err: err}
}
