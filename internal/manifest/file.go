package manifest

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/devs"
	"github.com/fcgen/fcgen/internal/fc"
)

// File is an s.yaml as Serverless Devs reads it.
type File struct {
	*devs.Project
	values map[*yaml.Node]*devs.Value // what each node of the resolved file is made of
	root   *yaml.Node                 // the resolved file, made when it is asked for
}

// Resolve reads the s.yaml that choice means in dir. Errors: an fs.ErrNotExist if
// there is no such file, *OldEdition for one of FC 2.0, *OtherTool for a file of
// another tool, and *Invalid for what cannot be read, with its line.
func Resolve(ctx context.Context, dir string, choice Choice) (*File, error) {
	names := []string{choice.File}
	if choice.File == "" {
		names = []string{"s.yaml", "s.yml"}
	}
	var first error
	for _, name := range names {
		if !filepath.IsAbs(name) {
			name = filepath.Join(dir, name)
		}
		f, err := open(ctx, name, nil, dir, choice)
		if !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
		if first == nil {
			first = err // the name to speak of
		}
	}
	return nil, first
}

// open reads a file, or data for it, as Serverless Devs would if it were typed in dir.
func open(ctx context.Context, file string, data []byte, dir string, choice Choice) (*File, error) {
	p, err := devs.Read(ctx, file, devs.Options{
		Getenv: choice.Getenv, Dir: dir, Root: choice.Root, Environment: choice.Environment, Data: data,
		Config: map[string]string{"AccountID": Account},
	})
	if bad, ok := errors.AsType[*devs.Invalid](err); ok {
		return nil, &Invalid{File: bad.File, Line: bad.Line, Message: bad.Message}
	}
	if err != nil {
		return nil, err
	}
	return &File{Project: p, values: map[*yaml.Node]*devs.Value{}}, nil
}

// node is a resolved value as YAML, with the line of the file that it stands in.
func (f *File) node(v *devs.Value) *yaml.Node {
	if v == nil {
		return nil
	}
	n := &yaml.Node{Line: v.At.Line, Column: v.At.Col}
	f.values[n] = v
	switch v.Kind {
	case devs.Map:
		n.Kind, n.Tag = yaml.MappingNode, "!!map"
		for _, e := range v.Entries() {
			key := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: e.Key, Line: e.At.Line, Column: e.At.Col}
			f.values[key] = &devs.Value{Kind: devs.Text, Text: e.Key, At: e.At}
			n.Content = append(n.Content, key, f.node(e.Value))
		}
	case devs.List:
		n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
		for _, item := range v.Items {
			n.Content = append(n.Content, f.node(item))
		}
	default:
		n.Kind, n.Value = yaml.ScalarNode, v.String()
		n.Tag = map[devs.Kind]string{devs.Undefined: "!!null", devs.Null: "!!null", devs.Bool: "!!bool", devs.Number: "!!float", devs.Text: "!!str"}[v.Kind]
		if _, err := strconv.ParseInt(n.Value, 10, 64); err == nil && v.Kind == devs.Number {
			n.Tag = "!!int"
		}
	}
	return n
}

// resolved is all of the file, resolved.
func (f *File) resolved() *yaml.Node {
	if f.root == nil {
		f.root = f.node(f.Content)
	}
	return f.root
}

// elsewhere is the file that a node stands in, "" for the s.yaml itself.
func (f *File) elsewhere(n *yaml.Node) string {
	if v := f.values[n]; v != nil && v.At.File != f.File {
		return v.At.File
	}
	return ""
}

// Findings are what is wrong, or may be, with the values and keys of the file:
// what package fc finds in it once its variables are filled in.
func (f *File) Findings() []fc.Finding {
	found := fc.LintContent(f.resolved())
	for i := range found {
		at := &found[i]
		at.File = f.elsewhere(at.Node)
		if remedy := f.typeRemedy(at.Node); at.WrongType && remedy != "" {
			at.Message += ": " + remedy
		}
	}
	return found
}

// typeRemedy says how a text becomes the number or the boolean that it looks like.
func (f *File) typeRemedy(n *yaml.Node) string {
	v := f.values[n]
	if v == nil || v.Kind != devs.Text || v.Problem != nil {
		return ""
	}
	if _, err := strconv.ParseFloat(strings.TrimSpace(v.Text), 64); err != nil && v.Text != "true" && v.Text != "false" {
		return ""
	}
	inside, called := strings.CutPrefix(strings.TrimSpace(v.Written), "${env(")
	switch {
	case called && strings.HasSuffix(inside, ")}"):
		return "write ${json(env(" + strings.TrimSuffix(inside, ")}") + "))}"
	case v.Written == "":
		return "write " + v.Text + ", without the quotes"
	case len(v.Via) > 0 && v.Via[0].Line > 0 && v.Via[0].File != devs.Environment && !strings.HasSuffix(v.Via[0].File, ".env"):
		return "take the quotes away at " + filepath.Base(v.Via[0].File) + ":" + strconv.Itoa(v.Via[0].Line)
	}
	return ""
}
