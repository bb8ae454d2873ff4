package cli

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path"
	"path/filepath"

	"github.com/fcgen/fcgen/internal/codefolder"
	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/project"
)

// codeCopy is a temporary folder that holds what /code holds after a deployment.
type codeCopy struct {
	dir     string // "" if there is none, and the program is started where it was
	program emulator.Program
	folder  project.CodeFolder
	from    string   // the folder that the program would be started in without it
	root    string   // that Brought is relative to
	syaml   string   // absolute
	sources []string // where the program's files may lie, as it names them
}

func (c *codeCopy) close() error {
	if c.dir == "" {
		return nil
	}
	return os.RemoveAll(c.dir)
}

// copyCode lays out the function's code folder with the program that was built, if
// that folder does not hold the program's sources anyway. What keeps it from that is
// said, and then the program is started where its sources are. The error is that of
// ctx.
func (p *program) copyCode(ctx context.Context, it *runnable, built emulator.Program) (*codeCopy, error) {
	syaml, err := filepath.Abs(it.function.File)
	if err != nil {
		return nil, err
	}
	c := &codeCopy{syaml: syaml, from: it.program.Dir, root: it.found.Dir, sources: []string{it.program.Dir, it.found.Module, it.found.Main}}
	code := it.function.Code
	if it.builder == nil || it.function.File == "" || code == "" || below(code, c.from) || c.from == code {
		return c, nil
	}
	c.folder, err = it.found.CodeFolder(ctx, it.function.Resource, code)
	if err == nil {
		err = c.fill(ctx, built)
	}
	if err == nil {
		return c, nil
	}
	if errClose := c.close(); errClose != nil || ctx.Err() != nil {
		return nil, cmp.Or(ctx.Err(), errClose)
	}
	p.msg.sayf("note: %s: the program is started in the project's folder", p.whyNoCopy(err, code))
	return &codeCopy{}, nil
}

// whyNoCopy says why there is no copy of the code folder.
func (p *program) whyNoCopy(err error, code string) string {
	unclear, ok := errors.AsType[*project.Unclear](err)
	switch {
	case !ok:
		return p.msg.sprintf("%s cannot be laid out as a deployment does: %v", p.shorten(code), err)
	case unclear.Command == "":
		return p.msg.sprintf("nothing in %s says what is put into %s", unclear.File, p.shorten(code))
	}
	return p.msg.sprintf("%s:%d: what %q puts into %s is not known", unclear.File, unclear.Line, unclear.Command, p.shorten(code))
}

// maxCopied is how many bytes of a code folder are copied: the platform takes an
// archive of half of it at most.
const maxCopied = 1 << 30

// fill makes the copy.
func (c *codeCopy) fill(ctx context.Context, built emulator.Program) (err error) {
	if c.dir, err = os.MkdirTemp("", "fcgen-code-"); err != nil {
		return err
	}
	if real, err := filepath.EvalSymlinks(c.dir); err == nil {
		c.dir = real // as the program names it in what it prints
	}
	var parts []codefolder.Part
	if info, err := os.Stat(c.folder.Dir); err == nil && info.IsDir() && !c.folder.Cleared {
		parts = append(parts, codefolder.Part{Root: c.folder.Dir, From: ".", To: "."})
	}
	for _, b := range c.folder.Brought {
		parts = append(parts, codefolder.Part{Root: c.root, From: b.From, To: b.To})
	}
	binary := c.binary(built.Shown[0])
	if ext := filepath.Ext(built.Args[0]); filepath.Ext(binary) != ext && ext == ".exe" {
		binary += ext // Windows starts nothing else
	}
	c.program = built
	c.program.Dir = c.dir
	c.program.Args = append([]string{filepath.Join(c.dir, binary)}, inCode(built.Shown[1:], c.dir)...)
	if err := codefolder.Fill(ctx, c.dir, parts, maxCopied); err != nil {
		return err
	}
	return codefolder.Add(ctx, c.dir, built.Args[0], binary)
}

// binary is where the start command has the program, relative to the code folder.
func (c *codeCopy) binary(command string) string {
	local := inFolder(c.dir, inCode([]string{command}, c.dir)[0])
	if rel, err := filepath.Rel(c.dir, local); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return path.Base(fc.DefaultCommand)
}
