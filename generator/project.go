package generator

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"
)

// SpecPath is the file in which a project remembers what fcgen was asked for.
const SpecPath = memoryDir + "/spec.yaml"

// Beside it stands what fcgen rendered, so that the project can be changed
// later, offline.
const (
	memoryDir = ".fcgen"
	basePath  = memoryDir + "/base.txtar"
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
	if err := tree.put(basePath, File{Data: base}); err != nil {
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

// Project is a folder that fcgen made and remembers.
type Project struct {
	Dir  string // the project's own folder
	Spec Spec   // completed

	base Tree // what fcgen rendered last, .fcgen/ as it is on the disk
}

// Open finds the project that the folder dir is, or is inside of. The error is
// a *NoProject where there is none, an *Adopted for a server that fcgen did not
// write, and a *NewerVersion for a spec that only a later fcgen can read.
func (c *Catalog) Open(dir string) (*Project, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	for at := dir; ; at = filepath.Dir(at) {
		data, err := os.ReadFile(filepath.Join(at, filepath.FromSlash(SpecPath)))
		switch {
		case err == nil:
			return c.open(at, data)
		case !errors.Is(err, fs.ErrNotExist) && !notAFolder(err):
			return nil, err
		case at == filepath.Dir(at):
			return nil, &NoProject{dir}
		}
	}
}

func (c *Catalog) open(dir string, data []byte) (*Project, error) {
	switch foreign, err := adopted(dir, data); {
	case err != nil:
		return nil, err
	case foreign != nil:
		return nil, foreign
	}
	spec, errSpec := c.DecodeSpec(data)
	archive, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(basePath)))
	if newer := c.checkVersion(dir, archive); errSpec != nil && newer != nil {
		return nil, newer // which knows more than this one
	}
	if errSpec != nil {
		return nil, &Unreadable{Path: filepath.Join(dir, filepath.FromSlash(SpecPath)), Err: errSpec}
	}
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		return nil, &Unreadable{Path: pathError.Path, Err: pathError.Err}
	}
	if err != nil {
		return nil, err
	}
	base, err := readArchive(bytes.ReplaceAll(archive, []byte("\r\n"), []byte("\n")))
	if err != nil {
		return nil, &Unreadable{Path: filepath.Join(dir, filepath.FromSlash(basePath)), Err: err}
	}
	// What the person wrote into spec.yaml beside the spec itself, comments
	// say, merges like any edit; the archive is fcgen's alone.
	base[SpecPath] = File{Data: spec.encode()}
	base[basePath] = File{Data: archive}
	return &Project{Dir: dir, Spec: spec, base: base}, nil
}

// DecodeSpec reads the content of a .fcgen/spec.yaml. The error is an
// *OtherVersion where another fcgen wrote it in a form of its own.
func (c *Catalog) DecodeSpec(data []byte) (Spec, error) {
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
	ours, err := ReadTree(p.Dir, p.base, theirs)
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
