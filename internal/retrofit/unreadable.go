package retrofit

import (
	"context"
	"errors"
	"go/scanner"
	"strings"
)

// noProgram is the error for a folder without a main package. A file that
// cannot be read comes first: it may be the one.
func (m *module) noProgram(ctx context.Context, dir string) error {
	dirs, err := m.folders(ctx, dir)
	if err != nil {
		return err
	}
	for _, at := range dirs {
		names, err := m.goFiles(at)
		if err != nil {
			return err
		}
		for _, name := range names {
			if _, err := m.read(ctx, pathIn(at, name)); err != nil && !strings.HasSuffix(name, "_test.go") {
				return err
			}
		}
	}
	return &Declined{Cause: ErrNoProgram, Reason: "there is no main package in this folder or below it: a library is served by the program that imports it"}
}

// unparsed is the error for a file that is no Go, with the place where it stops
// being it.
func (x *index) unparsed(f *file) error {
	d := &Declined{Cause: ErrBroken, Reason: "the file does not parse", Place: Place{File: f.name, Line: 1}}
	if list, ok := errors.AsType[scanner.ErrorList](f.broken); ok && len(list) > 0 {
		d.Place.Line = list[0].Pos.Line
		d.Reason += ": " + list[0].Msg
	}
	return d
}
