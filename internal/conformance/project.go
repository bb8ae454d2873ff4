package conformance

import (
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
	function manifest.Function

	lintOnce sync.Once
	lint     []fc.Finding
	lintErr  error

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

// linted is what package fc finds in s.yaml.
func (p *project) linted() ([]fc.Finding, error) {
	p.lintOnce.Do(func() {
		var data []byte
		if data, p.lintErr = p.read(p.function.File); p.lintErr == nil {
			p.lint = fc.LintSYAML(data)
		}
	})
	return p.lint, p.lintErr
}

// dockerfile is the Dockerfile beside s.yaml; nil if there is none.
func (p *project) dockerfile() (*dockerfile, error) {
	p.imageOnce.Do(func() {
		name := filepath.Join(p.folder(), "Dockerfile")
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
		as := served.Deployment{Port: p.function.Port, Env: p.function.Env}
		p.code, p.codeErr = readCode(p.ctx, p.folder(), p.function.Code, as, p.shown)
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
	return Finding{File: p.shown(p.function.File), Line: p.function.Lines[key], Message: message}
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
