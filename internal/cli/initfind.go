package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/project"
)

// toAdopt is the project in the folder that was typed.
func (p *program) toAdopt(ctx context.Context, typed string, choice manifest.Choice) (*project.Project, error) {
	found, err := p.locate(ctx, typed, choice)
	if err != nil {
		return nil, err
	}
	if found.Own != nil && !ownModule(found.Start, found.Own.Dir) {
		return nil, refusef("%q is in a project that fcgen made: all is there already", typed).
			hintf("fcgen add-hook and fcgen remove-hook change it")
	}
	if found.Own != nil {
		found.Own, found.OwnErr = nil, &project.None{Dir: found.Start} // another module in it
	}
	if !errors.As(found.OwnErr, new(*project.None)) && !errors.As(found.OwnErr, new(*generator.Adopted)) {
		return nil, found.OwnErr
	}
	f, err := somebodyElses(found)
	if err != nil || f.Module == "" && len(f.Mains) == 0 {
		return nil, refusef("there is no Go module in %q or above it", typed).
			hintf("a Go program needs one: go mod init example.com/me/server").
			hintf("for a server in another language, write an s.yaml, then: fcgen check -- COMMAND")
	}
	return f, nil
}

// ownModule reports whether dir is in a module of its own, inside of project.
func ownModule(dir, project string) bool {
	dir, err := filepath.Abs(dir)
	mod := above(dir, "go.mod")
	return err == nil && mod != "" && filepath.Dir(mod) != project && below(project, filepath.Dir(mod))
}

// mainPackage is a folder of the module as the go command takes it.
func mainPackage(dir string) string {
	dir = filepath.ToSlash(filepath.Clean(dir))
	if dir == "." {
		return dir
	}
	return "./" + strings.TrimPrefix(dir, "./")
}

// outFolder is where the build goes: dist, if nothing else is in it.
func outFolder(dir string) string {
	entries, err := os.ReadDir(filepath.Join(dir, "dist"))
	if err != nil || len(entries) == 0 || len(entries) == 1 && entries[0].Name() == "bootstrap" {
		return "dist"
	}
	return "dist-fc"
}

// nameOf is a function's name after a folder's.
func nameOf(dir string) string {
	name := manifest.Default(dir).Name
	if generator.CheckName(name) != nil {
		return "f-" + name
	}
	return name
}
