package manifest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// Choice says which function of which file is meant.
type Choice struct {
	File     string              // relative to the folder; "" means s.yaml, else s.yml
	Resource string              // "" means the only fc3 resource with a custom runtime
	Getenv   func(string) string // for ${env(...)}; nil means that nothing is set
}

// Load reads the function that choice means in dir. Errors: an fs.ErrNotExist
// if there is no such file, *Ambiguous if several resources fit, *NotFound if
// the resource named is not there, *OldEdition for a file of FC 2.0, and
// *Invalid, one or several joined, for what cannot be read, with its line.
func Load(ctx context.Context, dir string, choice Choice) (Function, error) {
	file, data, err := read(ctx, dir, choice.File)
	if err != nil {
		return Function{}, err
	}
	return load(file, data, choice)
}

// Parse is Load for a file that is in memory: data is what choice.File holds,
// or will.
func Parse(data []byte, choice Choice) (Function, error) {
	return load(choice.File, data, choice)
}

// read is the s.yaml that name means in dir.
func read(ctx context.Context, dir, name string) (file string, data []byte, err error) {
	names := []string{name}
	if name == "" {
		names = []string{"s.yaml", "s.yml"}
	}
	for _, name := range names {
		file = name
		if !filepath.IsAbs(name) {
			file = filepath.Join(dir, name)
		}
		if data, err = projectfile.ReadFile(ctx, file, projectfile.TextLimit); !errors.Is(err, fs.ErrNotExist) {
			return file, data, err
		}
	}
	if name == "" {
		_, err = os.Stat(filepath.Join(dir, "s.yaml")) // the name to speak of
	}
	return "", nil, err
}

func load(file string, data []byte, choice Choice) (Function, error) {
	root, err := parse(file, data)
	if err != nil {
		return Function{}, err
	}
	if err := checkEdition(file, root); err != nil {
		return Function{}, err
	}
	id, resource, err := choose(file, root, choice)
	if err != nil {
		return Function{}, err
	}
	left := maxFilled
	r := &reader{
		file: file, id: id, resource: resource, root: root, props: child(resource, "props"),
		vars: variables{root: root, resource: resource, dir: filepath.Dir(file), getenv: choice.Getenv, left: &left},
	}
	f := r.function()
	if err := errors.Join(r.errs...); err != nil {
		return Function{}, err
	}
	return f, nil
}

// checkEdition finds files of Function Compute 2.0.
func checkEdition(file string, root *yaml.Node) error {
	k, edition := pair(root, "edition")
	services, _ := pair(root, "services")
	switch {
	case edition != nil && strings.HasPrefix(edition.Value, "1."):
		return &OldEdition{File: file, Line: k.Line}
	case services != nil && child(root, "resources") == nil:
		return &OldEdition{File: file, Line: services.Line}
	}
	return nil
}

// choose finds the resource that is meant.
func choose(file string, root *yaml.Node, choice Choice) (id string, resource *yaml.Node, err error) {
	var fit []string
	var functions []*yaml.Node
	left := maxFilled
	for id, r := range pairs(child(root, "resources")) {
		vars := variables{root: root, resource: r, dir: filepath.Dir(file), getenv: choice.Getenv, left: &left}
		if isFC3(vars) && mayBeCustom(vars, child(child(r, "props"), "runtime")) {
			fit, functions = append(fit, id.Value), append(functions, r)
		}
	}
	if choice.Resource != "" {
		if i := slices.Index(fit, choice.Resource); i >= 0 {
			return fit[i], functions[i], nil
		}
		return "", nil, &NotFound{File: file, Resource: choice.Resource, Known: fit}
	}
	switch len(fit) {
	case 0:
		return "", nil, &NotFound{File: file}
	case 1:
		return fit[0], functions[0], nil
	default:
		return "", nil, &Ambiguous{File: file, Resources: fit}
	}
}

// isFC3 reports whether a resource is a function. A component that only a
// variable knows is one if it has a functionName.
func isFC3(vars variables) bool {
	component := child(vars.resource, "component")
	if n, err := vars.value(component); err == nil && n != nil && fc.IsComponent(n.Value) {
		return true
	}
	return component != nil && strings.Contains(component.Value, "${") && child(child(vars.resource, "props"), "functionName") != nil
}

// mayBeCustom is true for the custom runtimes and for one that is not known here.
func mayBeCustom(vars variables, runtime *yaml.Node) bool {
	n, err := vars.value(runtime)
	if err != nil || isNull(n) {
		return true
	}
	_, known := fc.RuntimeNamed(n.Value)
	return known || strings.HasPrefix(n.Value, "custom") || n.Value == "micro-sandbox"
}

// Default is the function that a folder without s.yaml is taken for: named
// after the folder, every default, no hook configured.
func Default(dir string) Function {
	f := defaults()
	if abs, err := filepath.Abs(dir); err == nil {
		f.Name = functionName(filepath.Base(abs))
	}
	f.Resource = f.Name
	f.Runtime = fc.Runtimes()[0].Name
	f.Code = dir
	return f
}

// functionName makes a name that the platform takes out of any text.
func functionName(text string) string {
	name := strings.Map(func(c rune) rune {
		if fc.CheckFunctionName("a"+string(c)) != nil {
			return '-'
		}
		return c
	}, text)
	name = strings.Trim(name, "-")
	if name != "" && fc.CheckFunctionName(name[:1]) != nil {
		name = "f-" + name
	}
	name = name[:min(len(name), fc.MaxFunctionName)]
	if name == "" {
		return "function"
	}
	return name
}
