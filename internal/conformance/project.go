package conformance

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"sync"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/projectfile"
	"github.com/fcgen/fcgen/internal/served"
)

// project is what the static rules read: a function's folder. What several
// rules look at is read once.
type project struct {
	ctx      context.Context // of the run: reading ends with it
	dir      string
	main     string // see Config
	function manifest.Function
	choice   manifest.Choice // how s.yaml is read
	served   *served.Program // what the code serves; nil while it is not read

	dockerfileName string // see Config

	fileOnce sync.Once
	file     *manifest.File // nil before it is read, and if it cannot be
	lint     []fc.Finding
	fileErr  error // why s.yaml is not there, or cannot be read

	imageOnce sync.Once
	image     *dockerfile
	imageErr  error

	codeOnce sync.Once
	code     *code
	codeErr  error
}

// read is a text of the project's.
func (p *project) read(name string) ([]byte, error) {
	return projectfile.ReadFile(p.ctx, name, projectfile.TextLimit)
}

// manifest is the s.yaml with everything filled in.
func (p *project) manifest() (*manifest.File, error) {
	p.fileOnce.Do(func() {
		if p.function.File == "" {
			p.fileErr = fs.ErrNotExist
			return
		}
		if p.file != nil {
			p.lint = p.file.Findings()
			return
		}
		choice := p.choice
		if choice.File, p.fileErr = filepath.Abs(p.function.File); p.fileErr != nil {
			return
		}
		p.file, p.fileErr = manifest.Resolve(p.ctx, p.folder(), choice)
		if p.fileErr == nil {
			p.lint = p.file.Findings()
		}
	})
	return p.file, p.fileErr
}

// linted is what package fc finds in s.yaml; for a file that is none, why.
func (p *project) linted() ([]fc.Finding, error) {
	_, err := p.manifest()
	if invalid, ok := errors.AsType[*manifest.Invalid](err); ok {
		return []fc.Finding{{Line: invalid.Line, Message: invalid.Message}}, nil
	}
	if old, ok := errors.AsType[*manifest.OldEdition](err); ok {
		return []fc.Finding{{Line: old.Line, Message: old.Why()}}, nil
	}
	if other, ok := errors.AsType[*manifest.OtherTool](err); ok {
		return []fc.Finding{{Line: other.Line, Message: other.Why()}}, nil
	}
	return p.lint, err
}

// dockerfile is the Dockerfile beside s.yaml; nil if there is none.
func (p *project) dockerfile() (*dockerfile, error) {
	p.imageOnce.Do(func() {
		name := cmp.Or(p.dockerfileName, filepath.Join(p.folder(), "Dockerfile"))
		data, err := p.read(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			p.imageErr = err
		default:
			p.image = parseDockerfile(p.shown(name), data)
		}
	})
	return p.image, p.imageErr
}

// sources is the program's code.
func (p *project) sources() (*code, error) {
	p.codeOnce.Do(func() {
		if p.served != nil {
			p.code = &code{language: "Go", golang: &goProgram{Program: *p.served}, whole: true, shown: p.shown}
			return
		}
		as := served.Deployment{Port: p.function.Port, Env: p.function.Env}
		p.code, p.codeErr = readCode(p.ctx, p.folder(), p.function.Code, p.main, as, p.shown)
	})
	return p.code, p.codeErr
}

// folder is where the project is: what was asked for, else the place of s.yaml.
func (p *project) folder() string {
	switch {
	case p.dir != "":
		return p.dir
	case p.function.File != "":
		return filepath.Dir(p.function.File)
	default:
		return "."
	}
}

// container reports whether the function starts an image of its own.
func (p *project) container() bool {
	r, _ := fc.RuntimeNamed(p.function.Runtime)
	return r.Container
}

// syamlFinding is a finding at the line of one of the function's keys.
func (p *project) syamlFinding(key, message string) Finding {
	return Finding{File: p.shown(cmp.Or(p.function.Elsewhere[key], p.function.File)), Line: p.function.Lines[key], Message: message}
}

// shown is a path as reports show it on every system: what lies in the project
// stands beside s.yaml, however that was named.
func (p *project) shown(path string) string {
	if beside := filepath.Dir(p.function.File); p.function.File != "" && samePath(beside, p.folder()) {
		if rel, ok := inside(p.folder(), path); ok {
			path = filepath.Join(beside, rel)
		}
	}
	return filepath.ToSlash(filepath.Clean(path))
}

// inside is path as seen from dir, if it lies there; one of them may be absolute.
func inside(dir, path string) (rel string, ok bool) {
	from, err := filepath.Abs(dir)
	to, errTo := filepath.Abs(path)
	if err != nil || errTo != nil {
		return "", false
	}
	rel, err = filepath.Rel(from, to)
	return rel, err == nil && filepath.IsLocal(rel)
}

func samePath(a, b string) bool {
	rel, ok := inside(a, b)
	return ok && rel == "."
}
