package generator

import (
	"bytes"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// Adoption is a server that fcgen did not write, and what it needs to be
// deployed. Of the Spec, Module and Framework do not matter.
type Adoption struct {
	Spec
	Main         string    // the main package, as the go command takes it: ".", "./cmd/server"
	Framework    string    // what it is written with, "" if that is not known
	Out          string    // the folder to build into; "" means dist
	PortVariable string    // a variable that it reads its port from and that only s.yaml sets; "" means none
	Brought      []Brought // what the program reads when it runs, to go beside it
}

// Brought is a file or folder of the project that the program opens when it runs.
type Brought struct {
	From string // in the project, with slashes
	To   string // what the program calls it, from the folder that it is started in
}

const adoptDir = "adopt/all"

const adoptedHead = `# fcgen init took this server to Function Compute. fcgen did not write it, so it
# has nothing to update here: fcgen add-hook and fcgen remove-hook edit your files.
`

// adoptedFile is the .fcgen/spec.yaml of an adopted server. What s.yaml and the
// code say is left to them.
type adoptedFile struct {
	Version int `yaml:"version"`
	Adopted struct {
		Main      string `yaml:"main"`
		Framework string `yaml:"framework,omitempty"`
	} `yaml:"adopted"`
}

// Adopted is the error of opening a project whose server fcgen did not write:
// there is no rendering of it to compare anything with.
type Adopted struct {
	Dir       string // the project's own folder
	Main      string // the main package, as the go command takes it
	Framework string // "" if it is not known
}

func (e *Adopted) Error() string {
	return fmt.Sprintf("the server in %q is not of fcgen's making, so there is nothing that could be compared", e.Dir)
}

// CompleteAdoption is Complete for a server that was found.
func (c *Catalog) CompleteAdoption(a Adoption) (Adoption, error) {
	a.Spec.Framework, a.Spec.Module = "", "example.com/server" // stand-ins: what was found may be neither known nor free to choose
	spec, err := c.Complete(a.Spec)
	if err != nil {
		return Adoption{}, err
	}
	a.Spec = spec
	setDefault(&a.Main, ".")
	setDefault(&a.Out, "dist")
	return a, nil
}

// Adopt renders the files that a server needs beside its code, and the one
// that remembers it. The adoption must come from CompleteAdoption.
func (c *Catalog) Adopt(a Adoption) (Tree, error) {
	data := newPage(a.Spec, Framework{})
	data.Main, data.Out = a.Main, a.Out
	if a.PortVariable != "" {
		data.Env = append(data.Env, pageVariable{a.PortVariable, fmt.Sprint(a.Port), "the port below; the platform sets no " + a.PortVariable + " itself"})
	}
	data.Builder = "the build above"
	data.Build = "env CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build -trimpath -o " + ShellQuote(a.Out+"/bootstrap") + " " + ShellQuote(a.Main)
	for _, b := range a.Brought {
		data.Copies = append(data.Copies, b.Commands(a.Out)...)
	}
	data.Brought = a.Brought
	tree := Tree{}
	for _, layer := range []string{adoptDir, path.Join("runtimes", runtimeLayer(a.Spec))} {
		files, err := c.renderLayer(layer, data)
		if err != nil {
			return nil, err
		}
		for _, name := range files.Paths() {
			if err := tree.put(name, files[name]); err != nil {
				return nil, err
			}
		}
	}
	return tree, tree.put(SpecPath, File{Data: a.encode()})
}

// Commands are lines of a shell that copy a file or folder into the folder out, as
// s.yaml has them.
func (b Brought) Commands(out string) []string {
	to := path.Join(out, path.Dir(b.To))
	commands := []string{"cp -R " + ShellQuote(b.From) + " " + ShellQuote(to+"/")}
	if path.Dir(b.To) != "." {
		commands = append([]string{"mkdir -p " + ShellQuote(to)}, commands...)
	}
	return commands
}

func runtimeLayer(s Spec) string {
	if r, _ := fc.RuntimeNamed(s.Runtime); r.Container {
		return r.Name
	}
	return "custom"
}

func (a Adoption) encode() []byte {
	f := adoptedFile{Version: specVersion}
	f.Adopted.Main, f.Adopted.Framework = a.Main, a.Framework
	b := bytes.NewBufferString(adoptedHead)
	e := yaml.NewEncoder(b)
	e.SetIndent(2)
	if err := e.Encode(f); err != nil {
		panic(err) // it holds only strings and numbers
	}
	return b.Bytes()
}

// adopted reads a .fcgen/spec.yaml as that of an adopted server; nil if it is none.
func adopted(dir string, data []byte) (*Adopted, error) {
	var keys map[string]yaml.Node
	if err := checkKeys(data); err != nil {
		return nil, &Unreadable{Path: filepath.Join(dir, filepath.FromSlash(SpecPath)), Err: err}
	}
	if yaml.Unmarshal(data, &keys) != nil || keys["adopted"].Kind == 0 {
		return nil, nil
	}
	var f adoptedFile
	if err := decodeStrict(data, &f); err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Join(dir, filepath.FromSlash(SpecPath)), err)
	}
	if f.Version != specVersion {
		return nil, fmt.Errorf("read %s: version %d is not %d, the one this fcgen reads", filepath.Join(dir, filepath.FromSlash(SpecPath)), f.Version, specVersion)
	}
	if _, err := projectfile.Parse(strings.TrimPrefix(f.Adopted.Main, "./")); err != nil && f.Adopted.Main != "." {
		return nil, &Unreadable{Path: filepath.Join(dir, filepath.FromSlash(SpecPath)), Err: err}
	}
	return &Adopted{Dir: dir, Main: f.Adopted.Main, Framework: f.Adopted.Framework}, nil
}
