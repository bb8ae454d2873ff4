package project

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/manifest"
)

// Project is a function's code and what deploys it, wherever each of them lies.
// Folders are absolute.
type Project struct {
	Start string // the folder that was asked about
	Dir   string // the folder that all of it is in: paths of plans begin there

	SYAML    string         // the s.yaml as messages name it; "" if there is none
	File     *manifest.File // what it says; nil if there is none, or it cannot be read
	FileErr  error          // why it cannot be read
	Resource string         // the id of the function that is meant; "" where nothing tells which
	Above    bool           // SYAML was found above Start

	Module string   // the folder with the go.mod; "" if there is none
	Main   string   // the folder of the main package; "" if there is none, or several
	Mains  []string // the folders of main packages between which nothing decides
	Why    string   // what says that Main is the function's program: "pre-deploy, s.yaml:9"; "" where it is plain to see
	Build  *Build   // how the program is built; nil if that is not known

	Own    *generator.Project // what fcgen remembers of a project that it made; nil for others
	OwnErr error              // why Own is nil: the errors of Open

	name  string // of Start, as it was typed
	taken manifest.Choice

	readIn, readAs string // the folder and the name with which SYAML was read
}

// Request says which project is meant.
type Request struct {
	Dir     string          // any folder of it, as messages name it; "" means the process' own
	Choice  manifest.Choice // its File is relative to Dir; "" means that it is looked for
	Catalog *generator.Catalog
}

// Find finds the project that a folder belongs to. Its errors are those of a
// folder that is none; what the project lacks is empty in the result.
func Find(ctx context.Context, r Request) (*Project, error) {
	start, err := filepath.Abs(r.Dir)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(start)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &NoFolder{r.Dir}
	}
	p := &Project{Start: start, name: r.Dir, taken: r.Choice}
	if r.Catalog != nil {
		p.Own, p.OwnErr = Open(ctx, r.Catalog, start)
	}
	p.Module = folderAbove(start, "go.mod")
	if err := p.findSYAML(ctx, r.Choice); err != nil {
		return nil, err
	}
	if err := p.findProgram(ctx); err != nil {
		return nil, err
	}
	p.Dir = start
	if p.Module != "" {
		p.Dir = p.Module
	}
	if at := p.syamlFolder(); at != "" {
		p.Dir = commonFolder(p.Dir, at)
	}
	return p, ctx.Err()
}

// With is the project with another of its functions.
func (p *Project) With(ctx context.Context, resource string) (*Project, error) {
	other := *p
	other.taken.Resource = resource
	other.Main, other.Mains, other.Why, other.Build = "", nil, "", nil
	err := other.findProgram(ctx)
	return &other, err
}

// NoFolder means that what was named is a file.
type NoFolder struct{ Name string }

func (e *NoFolder) Error() string { return fmt.Sprintf("%q is a file, not a folder", e.Name) }

// Function is what SYAML says of the function; "" means the one that the folder
// belongs to, or the only one. The errors are those of manifest.Load.
func (p *Project) Function(resource string) (manifest.Function, error) {
	if p.File == nil {
		return manifest.Function{}, p.FileErr
	}
	if resource == "" {
		resource = p.Resource
	}
	f, err := p.File.Function(resource)
	if err == nil && f.Code != "" {
		f.Code, err = filepath.Abs(f.Code)
	}
	return f, err
}

// FunctionNow is Function of the s.yaml as it is now.
func (p *Project) FunctionNow(ctx context.Context, resource string) (manifest.Function, error) {
	now := *p
	if err := now.take(ctx, p.readIn, p.readAs); err != nil {
		return manifest.Function{}, err
	}
	if now.File != nil {
		if _, there := now.File.Resource(now.Resource); !there {
			now.Resource = "" // it may have another name
		}
	}
	return now.Function(resource)
}

// Code is where the Go program is looked for: its own folder, or where several
// are, the one that holds them; Start where there is none.
func (p *Project) Code() string {
	switch {
	case p.Main != "":
		return p.Main
	case len(p.Mains) > 0 && within(p.Mains[0], p.Start):
		return p.Start
	case p.Module != "":
		return p.Module
	}
	return p.Start
}

// Root is the folder of the module, or of the program that is none.
func (p *Project) Root() string {
	if p.Module != "" {
		return p.Module
	}
	return p.Code()
}

// Folder is where the project is as messages name it: the folder of its s.yaml,
// else the one that was asked about.
func (p *Project) Folder() string {
	if at := p.syamlFolder(); at != "" && at != p.Start {
		return p.named(at)
	}
	return p.name
}

// In is a path of the system's as one of the project's, with slashes.
func (p *Project) In(file string) (string, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(p.Dir, abs)
	return filepath.ToSlash(rel), err
}

// Under makes the paths of a module at root those of the project.
func (p *Project) Under(root string, ops []generator.Op) ([]generator.Op, error) {
	prefix, err := p.In(root)
	if err != nil || prefix == "." {
		return ops, err
	}
	var moved []generator.Op
	for _, op := range ops {
		op.Path = strings.TrimSuffix(prefix, "/") + "/" + op.Path
		moved = append(moved, op)
	}
	return moved, nil
}

// syamlFolder is the folder of the s.yaml, "" if there is none.
func (p *Project) syamlFolder() string {
	if p.SYAML == "" {
		return ""
	}
	abs, err := filepath.Abs(p.SYAML)
	if err != nil {
		return ""
	}
	return filepath.Dir(abs)
}

// named is a folder as messages name it: from the one that was typed.
func (p *Project) named(dir string) string {
	if filepath.IsAbs(p.name) {
		return dir
	}
	rel, err := filepath.Rel(p.Start, dir)
	if err != nil {
		return dir
	}
	return filepath.Join(p.name, rel)
}

// within reports whether path is dir or lies in it.
func within(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}

// commonFolder is the nearest folder that both are in.
func commonFolder(a, b string) string {
	for !within(b, a) {
		if a == filepath.Dir(a) {
			break
		}
		a = filepath.Dir(a)
	}
	return a
}

// folderAbove is the nearest folder, from dir upwards, that holds the file; ""
// if none does.
func folderAbove(dir, file string) string {
	for {
		if info, err := os.Stat(filepath.Join(dir, file)); err == nil && info.Mode().IsRegular() {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
}
