package generator

import (
	"bytes"
	"fmt"
	"io/fs"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// SpecPath is the file in which a project remembers what fcgen was asked for.
const SpecPath = memoryDir + "/spec.yaml"

// Beside it stands what fcgen rendered, so that the project can be changed
// later, offline.
const (
	memoryDir = projectfile.Memory
	BasePath  = memoryDir + "/base.txtar"
)

const specHead = `# What fcgen was asked for. It reads this file, and .fcgen/base.txtar beside it,
# when it changes the project: keep both in version control.
`

const baseHead = `What fcgen rendered last. The difference to your files is what you wrote, and
that is how fcgen keeps it. Do not edit.
`

// specVersion is the version of the form of .fcgen/spec.yaml.
const specVersion = 1

type specFile struct {
	Version int `yaml:"version"`
	Spec    `yaml:",inline"`
}

// Project renders the spec's files and the two that remember it.
func (c *Catalog) Project(s Spec) (Tree, error) {
	tree, err := c.Render(s)
	if err != nil {
		return nil, err
	}
	base, err := tree.archive(c.head())
	if err != nil {
		return nil, err
	}
	tree = tree.Clone()
	if err := tree.put(BasePath, File{Data: base}); err != nil {
		return nil, err
	}
	return tree, tree.put(SpecPath, File{Data: s.encode()})
}

func (s Spec) encode() []byte {
	b := bytes.NewBufferString(specHead)
	e := yaml.NewEncoder(b)
	e.SetIndent(2)
	if err := e.Encode(specFile{specVersion, s}); err != nil {
		panic(err) // a Spec holds only strings and numbers
	}
	return b.Bytes()
}

// Project is what fcgen remembers of a folder that it made.
type Project struct {
	Dir  string // the project's own folder, as messages name it
	Spec Spec   // completed

	base Tree // what fcgen rendered last, .fcgen/ as it is on the disk
	read Reader
}

// Reader reads what stands on the disk at the paths of the given trees and,
// where a path of the first one is missing, the files that it may have been
// renamed to.
type Reader func(trees ...Tree) (Tree, error)

// Memory is what a project's folder holds that concerns fcgen.
type Memory struct {
	Dir  string // as messages name it
	Spec []byte // the content of SpecPath
	Base []byte // the content of BasePath; nil if there is no such file
	Read Reader
}

// Load makes a Project of what was read. The error is an *Adopted for a server
// that fcgen did not write, an *Unreadable for a memory that cannot be used or
// that names files which no fcgen makes, and a *NewerVersion for one that only
// a later fcgen can read.
func (c *Catalog) Load(m Memory) (*Project, error) {
	switch foreign, err := adopted(m.Dir, m.Spec); {
	case err != nil:
		return nil, err
	case foreign != nil:
		return nil, foreign
	}
	spec, errSpec := c.DecodeSpec(m.Spec)
	base, errBase := c.decodeBase(m.Base)
	switch newer := c.checkVersion(m.Dir, m.Base); {
	case newer != nil && (errSpec != nil || errBase != nil):
		return nil, newer // which knows more than this one
	case errSpec != nil:
		return nil, &Unreadable{Path: filepath.Join(m.Dir, filepath.FromSlash(SpecPath)), Err: errSpec}
	case errBase != nil:
		return nil, &Unreadable{Path: filepath.Join(m.Dir, filepath.FromSlash(BasePath)), Err: errBase}
	}
	// What the person wrote into spec.yaml beside the spec itself, comments
	// say, merges like any edit; the archive is fcgen's alone.
	base[SpecPath] = File{Data: spec.encode()}
	base[BasePath] = File{Data: m.Base}
	return &Project{Dir: m.Dir, Spec: spec, base: base, read: m.Read}, nil
}

// decodeBase reads the archive of what was rendered last. It travels with the
// repository, so it names only files that some fcgen makes.
func (c *Catalog) decodeBase(archive []byte) (Tree, error) {
	if archive == nil {
		return nil, fs.ErrNotExist
	}
	base, err := readArchive(bytes.ReplaceAll(archive, []byte("\r\n"), []byte("\n")))
	if err != nil {
		return nil, err
	}
	made, err := c.Makes()
	if err != nil {
		return nil, err
	}
	for _, name := range base.Paths() {
		if !made(name) {
			return nil, fmt.Errorf("it names the file %q, which no fcgen makes", name)
		}
	}
	return base, nil
}

// DecodeSpec reads the content of a .fcgen/spec.yaml. The error is an
// *OtherVersion where another fcgen wrote it in a form of its own.
func (c *Catalog) DecodeSpec(data []byte) (Spec, error) {
	if err := checkKeys(data); err != nil {
		return Spec{}, err
	}
	var form struct{ Version int }
	if err := yaml.Unmarshal(data, &form); err == nil && form.Version != specVersion {
		return Spec{}, &OtherVersion{form.Version} // whose other keys mean nothing here
	}
	var f specFile
	if err := decodeStrict(data, &f); err != nil {
		return Spec{}, err
	}
	return c.Complete(f.Spec)
}

// Change plans the project's way from what it is to the spec to. The error is a
// *NewerVersion where a later fcgen rendered what it is.
func (p *Project) Change(c *Catalog, to Spec) (Plan, error) {
	if err := p.CheckVersion(c); err != nil {
		return Plan{}, err
	}
	theirs, err := c.Project(to)
	if err != nil {
		return Plan{}, err
	}
	ours, err := p.read(p.base, theirs)
	if err != nil {
		return Plan{}, err
	}
	return Compute(p.base, ours, theirs), nil
}

// Rendered reports whether fcgen's last rendering of the project has the file.
func (p *Project) Rendered(name string) bool {
	_, ok := p.base[name]
	return ok
}
