package manifest

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/devs"
	"github.com/fcgen/fcgen/internal/fc"
)

// Account is the account id that stands in for the owner's, which only the
// platform knows.
const Account = "1234567890123456"

// Choice says which function of which file is meant.
type Choice struct {
	File        string              // relative to the folder; "" means s.yaml, else s.yml
	Resource    string              // "" means the only fc3 resource with a custom runtime
	Getenv      func(string) string // for ${env(...)}; nil means that nothing is set
	Root        string              // what File begins in, for Parse and the edits; "" means the process' own folder
	Environment string              // of env.yaml, as s --env names it; "" means none
}

// Load reads the function that choice means in dir. Errors are those of Resolve
// and: *Ambiguous if several resources fit, *NotFound if the resource named is
// not there, and *Invalid, one or several joined, for a value that is needed and
// cannot be used.
func Load(ctx context.Context, dir string, choice Choice) (Function, error) {
	f, err := Resolve(ctx, dir, choice)
	if err != nil {
		return Function{}, err
	}
	return f.Function(choice.Resource)
}

// Parse is Load for a file that is in memory: data is what choice.File holds,
// or will.
func Parse(data []byte, choice Choice) (Function, error) {
	f, err := parsed(data, choice)
	if err != nil {
		return Function{}, err
	}
	return f.Function(choice.Resource)
}

func parsed(data []byte, choice Choice) (*File, error) {
	if data == nil {
		data = []byte{}
	}
	return open(context.Background(), choice.File, data, filepath.Dir(choice.File), choice)
}

// Function is one of the file's functions; "" means the only one with a custom
// runtime. The errors are those of Load.
func (f *File) Function(resource string) (Function, error) {
	id, err := f.choose(resource)
	if err != nil {
		return Function{}, err
	}
	found, _ := f.Resource(id)
	r := &reader{file: f, id: id, props: f.node(found.Props)}
	function := r.function()
	if err := errors.Join(r.errs...); err != nil {
		return Function{}, err
	}
	return function, nil
}

// choose finds the resource that is meant.
func (f *File) choose(resource string) (id string, err error) {
	fit := f.Functions()
	if resource != "" {
		for _, id := range fit {
			if id == resource {
				return id, nil
			}
		}
		return "", &NotFound{File: f.File, Resource: resource, Known: fit}
	}
	switch len(fit) {
	case 0:
		return "", &NotFound{File: f.File}
	case 1:
		return fit[0], nil
	default:
		return "", &Ambiguous{File: f.File, Resources: fit}
	}
}

// Functions are the ids of the resources that are functions with a custom
// runtime, in the order of the file.
func (f *File) Functions() []string {
	var fit []string
	for _, r := range f.Resources {
		if isFC3(r) && mayBeCustom(r.Props.Get("runtime")) {
			fit = append(fit, r.ID)
		}
	}
	return fit
}

// isFC3 reports whether a resource is a function. A component that only a
// variable knows is one if it has a functionName.
func isFC3(r devs.Resource) bool {
	if fc.IsLocalComponent(r.Component) {
		return r.Props.Get("functionName") != nil
	}
	if r.Component != "" {
		return fc.IsComponent(r.Component)
	}
	component := r.Value.Get("component")
	return component != nil && component.Problem != nil && r.Props.Get("functionName") != nil
}

// mayBeCustom is true for the custom runtimes and for one that is not known here.
func mayBeCustom(runtime *devs.Value) bool {
	if runtime == nil || runtime.Problem != nil {
		return true
	}
	_, known := fc.RuntimeNamed(runtime.String())
	return known || strings.HasPrefix(runtime.String(), "custom") || runtime.String() == "micro-sandbox"
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

// isNull is whether there is no value.
func isNull(n *yaml.Node) bool {
	return n == nil || n.Kind == yaml.ScalarNode && n.Tag == "!!null"
}
