package project

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/tool"
)

// findSYAML finds the s.yaml: the one that was named, the one in Start, the
// nearest one up to the module's folder, or one above it whose function's code
// is here.
func (p *Project) findSYAML(ctx context.Context, choice manifest.Choice) error {
	if choice.File != "" {
		return p.take(ctx, p.name, choice.File)
	}
	top := p.Start
	if p.Module != "" {
		top = p.Module
	}
	for at := p.Start; within(at, top); at = filepath.Dir(at) {
		if name := syamlIn(at); name != "" {
			return p.take(ctx, p.named(at), name)
		}
	}
	for at := top; p.mayRead(at); {
		at = filepath.Dir(at)
		name := syamlIn(at)
		if name == "" {
			continue
		}
		other := *p
		err := other.take(ctx, p.named(at), name)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil && other.File != nil && other.concernsStart(ctx) {
			*p = other
		}
		return nil
	}
	return nil
}

// take reads the s.yaml of that name in a folder, as if Serverless Devs were run
// there.
func (p *Project) take(ctx context.Context, dir, name string) error {
	p.SYAML, p.readIn, p.readAs = name, dir, name
	if !filepath.IsAbs(name) {
		p.SYAML = filepath.Join(dir, name)
	}
	choice := p.taken
	choice.File = name
	p.File, p.FileErr = manifest.Resolve(ctx, dir, choice)
	p.Above = p.taken.File == "" && p.syamlFolder() != p.Start
	return ctx.Err()
}

// mayRead reports whether the folder above dir is looked into: within the work
// tree and, where there is none, as far as folders have Start's owner. Others
// could have put a file there.
func (p *Project) mayRead(dir string) bool {
	above := filepath.Dir(dir)
	if above == dir {
		return false
	}
	if top := tool.WorkTree(p.Start); top != "" {
		return dir != top
	}
	mine, err := os.Stat(p.Start)
	theirs, errAbove := os.Stat(above)
	return errors.Join(err, errAbove) == nil && sameOwner(mine, theirs) && !anybody(theirs)
}

// anybody reports whether anybody may put files into a folder.
func anybody(folder fs.FileInfo) bool { return folder.Mode().Perm()&0o002 != 0 }

// concernsStart reports whether Start has to do with one of the file's functions:
// the module that it is in is built for it or holds its code or, without a module,
// Start is in its code.
func (p *Project) concernsStart(ctx context.Context) bool {
	for _, id := range p.File.Functions() {
		dirs := p.codeFolders(id)
		for _, b := range p.builds(ctx, id) {
			dirs = append(dirs, b.Main)
		}
		for _, dir := range dirs {
			if p.Module != "" && within(dir, p.Module) || p.Module == "" && within(p.Start, dir) {
				return true
			}
		}
	}
	return false
}

// codeFolders are the folders that an s.yaml names for a function: its code, and
// where its builds run.
func (p *Project) codeFolders(id string) []string {
	var dirs []string
	r, _ := p.File.Resource(id)
	code := r.Props.Get("code")
	if src := code.Get("src"); src != nil {
		code = src
	}
	if code != nil && code.Text != "" && code.Problem == nil {
		dirs = append(dirs, p.inFile(code.Text))
	}
	for _, run := range p.runs(id) {
		dirs = append(dirs, run.dir)
	}
	return dirs
}

// inFile is a path of the s.yaml as an absolute one.
func (p *Project) inFile(path string) string {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(p.syamlFolder(), path)
}

// syamlIn is the name of a folder's s.yaml, "" if it has none.
func syamlIn(dir string) string {
	for _, name := range []string{"s.yaml", "s.yml"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			return name
		}
	}
	return ""
}
