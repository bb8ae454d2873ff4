package cli

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/project"
)

// locate finds the project that a folder belongs to, as it was typed.
func (p *program) locate(ctx context.Context, typed string, choice manifest.Choice) (*project.Project, error) {
	catalog, err := p.catalog()
	if err != nil {
		return nil, err
	}
	found, err := project.Find(ctx, project.Request{Dir: p.path(typed), Choice: choice, Catalog: catalog})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, refusef("there is no folder %q", typed)
	case errors.As(err, new(*project.NoFolder)):
		return nil, refusef("%q is a file, not a folder", typed).hintf("name the folder it is in")
	}
	return found, err
}

// somebodyElses is the project if its server is one that fcgen did not write. The
// error is why fcgen's own was not opened, where there is nothing else to change
// either.
func somebodyElses(found *project.Project) (*project.Project, error) {
	none := errors.As(found.OwnErr, new(*project.None))
	if !none && !errors.As(found.OwnErr, new(*generator.Adopted)) || found.Module == "" && len(found.Mains) == 0 && !hasGo(found.Code()) {
		return nil, found.OwnErr
	}
	return found, nil
}

// hasGo reports whether Go files are in the folder itself.
func hasGo(dir string) bool {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	return err == nil && len(files) > 0
}

// noteFound says in one line what was found elsewhere than where the person is.
func (p *program) noteFound(found *project.Project) {
	if line := p.foundElsewhere(found); line != "" {
		p.msg.sayf("note: %s", line)
	}
}

// foundElsewhere is that line, "" where all lies where one looks first.
func (p *program) foundElsewhere(found *project.Project) string {
	where, why := "", ""
	if found.Why != "" {
		why = " (" + p.msg.of(found.Why) + ")"
	}
	if found.Main != "" && found.Main != found.Start {
		where = p.msg.sprintf("the Go program is in %s", p.shorten(found.Main)) + why
	}
	switch {
	case found.Above && where != "":
		return p.msg.sprintf("found %s; %s", p.shownSYAML(found), where)
	case found.Above:
		return p.msg.sprintf("found %s", p.shownSYAML(found))
	}
	return where
}

// shownSYAML is the s.yaml, with the function that this folder belongs to if it
// has several.
func (p *program) shownSYAML(found *project.Project) string {
	name := filepath.ToSlash(p.shorten(found.SYAML))
	if found.File != nil && len(found.File.Functions()) > 1 && found.Resource != "" {
		name = p.msg.sprintf("%s, its function %s", name, found.Resource)
	}
	return name
}

// toBuild are the commands that build the program.
func toBuild(found *project.Project) []string {
	if found.Module == found.Dir {
		return []string{"go build ./..."}
	}
	if in, err := found.In(found.Module); err == nil && found.Module != "" {
		return []string{"go build -C " + generator.ShellQuote(in) + " ./..."}
	}
	return []string{"go mod init example.com/me/server", "go mod tidy", "go build ./..."}
}

// below reports whether path is dir or lies in it.
func below(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}
