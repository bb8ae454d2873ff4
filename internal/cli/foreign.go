package cli

import (
	"context"
	"errors"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/project"
	"github.com/fcgen/fcgen/internal/projectfile"
	"github.com/fcgen/fcgen/internal/tool"
)

// foreign is a project with a server that fcgen did not write: a Go module, or a
// program that is none, and, if there is one, the s.yaml that deploys it.
type foreign struct {
	dir   string // the folder that both are in, from the root
	code  string // where the Go program is looked for
	syaml string // the file as the system names it, "" if there is none
}

// foreignAt finds the project of somebody else's that dir is, or is inside of.
// cause is why fcgen's own was not opened: it remains the error where there is
// nothing else to change either.
func (p *program) foreignAt(ctx context.Context, dir string, cause error) (foreign, error) {
	_, none := errors.AsType[*project.None](cause)
	known, adopted := errors.AsType[*generator.Adopted](cause)
	if !none && !adopted {
		return foreign{}, cause
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return foreign{}, err
	}
	f := foreign{code: dir}
	if mod := above(dir, "go.mod"); adopted && (mod == "" || below(filepath.Dir(mod), known.Dir)) {
		f.code = filepath.Join(known.Dir, filepath.FromSlash(known.Main))
	}
	mod := above(f.code, "go.mod")
	if mod == "" {
		return p.withoutModule(ctx, dir, cause)
	}
	f.dir = filepath.Dir(mod)
	if f.code != f.dir && !hasMain(ctx, f.code) {
		f.code = f.dir // a folder of the project that holds no program
	}
	f.findSYAML(ctx, dir)
	return f, nil
}

// withoutModule is the project of a program that is no module: the one that the
// s.yaml in dir deploys, else the one in dir.
func (p *program) withoutModule(ctx context.Context, dir string, cause error) (foreign, error) {
	f := foreign{dir: dir, code: dir, syaml: syamlIn(dir)}
	if f.syaml != "" {
		function, err := p.loadManifest(ctx, dir, manifest.Choice{Getenv: p.getenv})
		if err == nil && function.Code != "" && below(dir, function.Code) && (above(function.Code, "go.mod") != "" || mainIn(ctx, function.Code)) {
			f.code = function.Code
			return f, nil
		}
	}
	if !hasGo(dir) {
		return foreign{}, cause
	}
	return f, nil // where none of them is a program, reading it says so
}

// hasGo reports whether Go files are in the folder itself.
func hasGo(dir string) bool {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	return err == nil && len(files) > 0
}

// mainIn reports whether a file of a main package is in the folder itself.
func mainIn(ctx context.Context, dir string) bool {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	return err == nil && slices.ContainsFunc(files, func(name string) bool { return isMain(ctx, name) })
}

// findSYAML looks for the s.yaml from dir up to the module's folder, and
// further up for one whose code is the module.
func (f *foreign) findSYAML(ctx context.Context, dir string) {
	for at := dir; below(f.dir, at); at = filepath.Dir(at) {
		if f.syaml = syamlIn(at); f.syaml != "" {
			return
		}
	}
	top := tool.WorkTree(f.dir)
	if top == "" {
		return
	}
	for at := f.dir; at != top; {
		at = filepath.Dir(at)
		file := syamlIn(at)
		if file == "" {
			continue
		}
		if function, err := manifest.Load(ctx, at, manifest.Choice{File: filepath.Base(file)}); err == nil && function.Code != "" && below(f.dir, function.Code) {
			f.dir, f.syaml = at, file
		}
		return
	}
}

// adoptedMain is the folder of the main package that .fcgen/spec.yaml names, ""
// where a project is not of that kind.
func (p *program) adoptedMain(ctx context.Context, dir string) string {
	catalog, err := p.catalog()
	if err != nil {
		return ""
	}
	_, err = project.Open(ctx, catalog, dir)
	if known, ok := errors.AsType[*generator.Adopted](err); ok && known.Dir == dir {
		return filepath.Join(known.Dir, filepath.FromSlash(known.Main))
	}
	return ""
}

// hasMain reports whether a main package is in the folder or below it.
func hasMain(ctx context.Context, dir string) bool {
	found := false
	_ = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error { // what cannot be read holds none
		switch {
		case ctx.Err() != nil || found:
			return fs.SkipAll
		case err != nil:
			return nil
		case e.IsDir():
			if name != dir && (strings.HasPrefix(e.Name(), ".") || e.Name() == "vendor" || e.Name() == "testdata") {
				return fs.SkipDir
			}
			return nil
		}
		found = isMain(ctx, name)
		return nil
	})
	return found
}

// isMain reports whether a file is one of a main package.
func isMain(ctx context.Context, name string) bool {
	if filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
		return false
	}
	src, err := projectfile.ReadFile(ctx, name, projectfile.TextLimit)
	if err != nil {
		return false
	}
	f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.PackageClauseOnly)
	return err == nil && f.Name.Name == "main"
}

// below reports whether path is dir or lies in it.
func below(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}

// syamlIn is the s.yaml of a folder, "" if it has none.
func syamlIn(dir string) string {
	for _, name := range []string{"s.yaml", "s.yml"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			return filepath.Join(dir, name)
		}
	}
	return ""
}

// module is the folder of the module that the code is in, or of the program that
// is none.
func (f foreign) module() string {
	if mod := above(f.code, "go.mod"); mod != "" {
		return filepath.Dir(mod)
	}
	return f.code
}

// toBuild are the commands that build the program.
func (f foreign) toBuild() []string {
	if above(f.code, "go.mod") != "" {
		return []string{"go build ./..."}
	}
	return []string{"go mod init example.com/me/server", "go mod tidy", "go build ./..."}
}

// in is a path of the system's as one of the project's.
func (f foreign) in(file string) (string, error) {
	rel, err := filepath.Rel(f.dir, file)
	return filepath.ToSlash(rel), err
}

// under makes the paths of a module at root those of the project.
func (f foreign) under(root string, ops []generator.Op) ([]generator.Op, error) {
	prefix, err := f.in(root)
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
