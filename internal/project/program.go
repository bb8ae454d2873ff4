package project

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/gocode"
)

// findProgram finds the function that is meant and its main package.
func (p *Project) findProgram(ctx context.Context) error {
	m := &mains{ctx: ctx, known: map[string]bool{}}
	p.chooseResource(m)
	p.findMain(m)
	if p.Main != "" {
		p.Module = folderAbove(p.Main, "go.mod")
	}
	return ctx.Err()
}

// mains knows which folders hold a main package.
type mains struct {
	ctx   context.Context
	known map[string]bool
}

// here reports whether a folder's own package is main.
func (m *mains) here(dir string) bool {
	found, done := m.known[dir]
	if !done {
		found = gocode.IsMain(m.ctx, dir)
		m.known[dir] = found
	}
	return found
}

// chooseResource finds the function whose program Start belongs to, where the
// s.yaml has several.
func (p *Project) chooseResource(m *mains) {
	p.Resource = p.taken.Resource
	if p.File == nil || p.Resource != "" {
		return
	}
	ids := p.File.Functions()
	if len(ids) == 1 {
		p.Resource = ids[0]
		return
	}
	if p.Start == p.syamlFolder() {
		return
	}
	var fit []string
	longest := 0
	for _, id := range ids {
		for _, dir := range p.programFolders(m, id) {
			if !within(p.Start, dir) || len(dir) < longest || slices.Contains(fit, id) {
				continue
			}
			if len(dir) > longest {
				fit, longest = nil, len(dir)
			}
			fit = append(fit, id)
		}
	}
	if len(fit) == 1 {
		p.Resource = fit[0]
	}
}

// programFolders are the folders that belong to one function: its program's, and
// that of its code or the module around it, unless all of the project is in it.
func (p *Project) programFolders(m *mains, id string) []string {
	var dirs []string
	if b := p.builtMain(m, id); b != nil {
		dirs = append(dirs, b.Main)
	}
	for _, dir := range p.codeFolders(id) {
		if module := folderAbove(dir, "go.mod"); module != "" && within(module, p.syamlFolder()) {
			dirs = append(dirs, module)
		}
		dirs = append(dirs, dir)
	}
	return slices.DeleteFunc(dirs, func(dir string) bool { return within(p.syamlFolder(), dir) })
}

// builtMain is the first of a function's builds whose program is there.
func (p *Project) builtMain(m *mains, id string) *Build {
	for _, b := range p.builds(m.ctx, id) {
		if m.here(b.Main) {
			return &b
		}
	}
	return nil
}

// findMain finds the main package of the function that is meant.
func (p *Project) findMain(m *mains) {
	at := p.syamlFolder()
	if p.Start != at && m.here(p.Start) {
		p.Main = p.Start
	}
	p.Build = p.builtMain(m, p.Resource)
	switch adopted, taken := errors.AsType[*generator.Adopted](p.OwnErr); {
	case p.Main != "":
		if p.Build != nil && p.Build.Main != p.Main {
			p.Build = nil
		}
		return
	case taken && m.here(filepath.Join(adopted.Dir, filepath.FromSlash(adopted.Main))):
		p.Main = filepath.Join(adopted.Dir, filepath.FromSlash(adopted.Main))
		p.Why = generator.SpecPath
	case p.Build != nil:
		p.Main = p.Build.Main
		p.Why = p.Build.By
		if p.Build.Line > 0 {
			p.Why = fmt.Sprintf("%s, %s:%d", p.Build.By, filepath.Base(p.Build.File), p.Build.Line)
		}
	default:
		p.searchMain(m)
	}
}

// searchMain looks for a main package where nothing says which it is: in Start
// and below it, in the code folder and those above it, beside the s.yaml.
func (p *Project) searchMain(m *mains) {
	at := p.syamlFolder()
	if p.File != nil && p.Resource == "" {
		for _, id := range p.File.Functions() {
			if b := p.builtMain(m, id); b != nil && !slices.Contains(p.Mains, b.Main) {
				p.Mains = append(p.Mains, b.Main)
			}
		}
		switch len(p.Mains) {
		case 0:
		case 1:
			p.Main, p.Mains = p.Mains[0], nil
			return
		default:
			return
		}
	}
	var places []string
	if p.Start != at {
		places = append(places, p.Start)
	}
	if p.File != nil {
		for _, id := range p.File.Functions() {
			if p.Resource != "" && id != p.Resource {
				continue
			}
			for _, dir := range p.codeFolders(id) {
				for ; within(dir, at) && dir != at; dir = filepath.Dir(dir) {
					places = append(places, dir)
				}
			}
		}
	}
	if at != "" {
		places = append(places, at)
	}
	if p.Module != "" {
		places = append(places, p.Module)
	}
	for _, dir := range places {
		if m.here(dir) {
			p.Main = dir
			return
		}
	}
	for _, dir := range places {
		found := gocode.MainsIn(m.ctx, dir)
		switch named := p.ofTheName(found); {
		case len(found) == 1:
			p.Main = found[0]
			return
		case named != "":
			p.Main, p.Why = named, "the function's name"
			return
		case len(found) > 1:
			p.Mains = found
			return
		}
	}
}

// ofTheName is the folder that is called as the function is.
func (p *Project) ofTheName(found []string) string {
	if p.Resource == "" || p.File == nil {
		return ""
	}
	r, _ := p.File.Resource(p.Resource)
	for _, name := range []string{p.Resource, textOr(r.Props.Get("functionName"), "")} {
		for _, dir := range found {
			if name != "" && strings.EqualFold(filepath.Base(dir), name) {
				return dir
			}
		}
	}
	return ""
}
