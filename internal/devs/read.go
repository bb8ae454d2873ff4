package devs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// Options say what Read cannot know.
type Options struct {
	Getenv      func(string) string // nil means that nothing is set
	Dir         string              // where Serverless Devs would be run; "" means the file's folder
	Environment string              // an environment of env.yaml, as s --env names it; "" means none
	Config      map[string]string   // what ${config('…')} stands for, as far as it is known
	Data        []byte              // what the file holds, or will; nil means that it is read
}

// Project is an s.yaml with everything filled in that can be here.
type Project struct {
	File      string
	Root      *yaml.Node // the file itself, as it is written
	Content   *Value     // all of it, resolved; resources without their templates' keys
	Resources []Resource // in the order of the file
	Extends   string     // the file that it extends; "" for none
	Problems  []*Problem // what Serverless Devs would not take, or what is not known here
	Notes     []*Problem // what it passes over in silence
}

// Resource is one of the resources.
type Resource struct {
	ID        string
	Component string // "" if it has none, or one that cannot be known here
	Value     *Value // the whole entry, resolved
	Props     *Value // nil if there are none
	Template  string // the template it takes props from; "" for none
}

// Resource is the one of that id.
func (p *Project) Resource(id string) (Resource, bool) {
	i := slices.IndexFunc(p.Resources, func(r Resource) bool { return r.ID == id })
	if i < 0 {
		return Resource{}, false
	}
	return p.Resources[i], true
}

// run is one reading of a project.
type run struct {
	ctx      context.Context
	options  Options
	loaded   map[string]setting // of .env files
	problems []*Problem
	notes    []*Problem
	known    map[string]bool // problems that are noted already
	text     int             // bytes that variables made
	count    int             // variables that were filled in
	copies   int             // values that were made
	extended bool
}

// maxVariables is how many variables a file may have filled in.
const maxVariables = 200_000

// maxProduced is how many bytes of text its variables may make.
const maxProduced = 64 << 20

// another counts a variable.
func (r *run) another() *Problem {
	if r.count++; r.count > maxVariables {
		return refused("", "the file has too many variables")
	}
	return nil
}

// produced counts bytes that a variable made.
func (r *run) produced(bytes int) *Problem {
	if r.text += bytes; r.text > maxProduced {
		return refused("", "the file's variables make too much text")
	}
	return nil
}

func (r *run) absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// note keeps a problem, once.
func (r *run) note(p *Problem, at Place, path, written string) {
	p.At, p.Path, p.Text = at, path, written
	key := fmt.Sprint(at, written, p.Why)
	if !r.known[key] {
		r.known[key] = true
		r.problems = append(r.problems, p)
	}
}

func (r *run) remark(at Place, path, format string, args ...any) {
	r.notes = append(r.notes, &Problem{At: at, Path: path, Why: fmt.Sprintf(format, args...)})
}

// Read reads an s.yaml, the files that it extends and its .env files. Errors: an
// fs.ErrNotExist if there is no such file, *OtherTool and *OldEdition for a file
// that Serverless Devs 3 does not read, *Invalid for one that is no s.yaml at
// all, and those of projectfile. Anything else that is wrong is a Problem.
func Read(ctx context.Context, file string, options Options) (*Project, error) {
	if options.Dir == "" {
		options.Dir = filepath.Dir(file)
	}
	r := &run{ctx: ctx, options: options, loaded: map[string]setting{}, known: map[string]bool{}}
	if err := r.loadEnv(options.Dir); err != nil {
		return nil, err
	}
	content, root, err := r.load(file, options.Data)
	if err != nil {
		return nil, err
	}
	p := &Project{File: file, Root: root}
	if content, err = r.extend(p, content); err != nil {
		return nil, err
	}
	if err := checkEdition(file, content); err != nil {
		return nil, err
	}
	r.edition(content, file)
	environment, err := r.environment(content, file)
	if err != nil {
		return nil, err
	}
	for _, e := range content.Get("resources").Entries() {
		if code := e.Value.Get("props").Get("code"); code != nil && code.Kind == Text && code.Text != "" {
			if err := r.loadEnv(r.beside(options.Dir, code.Text)); err != nil {
				return nil, err
			}
		}
	}
	if err := r.loadEnv(filepath.Dir(file)); err != nil {
		return nil, err
	}
	parsed := r.content(content, file, environment)
	p.Content, p.Resources, p.Problems, p.Notes = parsed.all, parsed.resources, r.problems, r.notes
	r.actions(p)
	p.Problems = r.problems
	return p, nil
}

// beside is a path of the file, seen from a folder.
func (r *run) beside(folder, path string) string {
	if path = filepath.FromSlash(path); filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(folder, path)
}

// load reads a file of YAML, or takes data for it.
func (r *run) load(file string, data []byte) (*Value, *yaml.Node, error) {
	if data == nil {
		var err error
		if data, err = projectfile.ReadFile(r.ctx, r.absolute(file), projectfile.TextLimit); err != nil {
			return nil, nil, err
		}
	}
	root, err := document(file, data)
	switch {
	case err != nil:
		return nil, nil, err
	case root == nil:
		return nil, nil, &Invalid{file, 1, "it is empty"}
	}
	for root.Kind == yaml.AliasNode {
		root = root.Alias
	}
	if root.Kind != yaml.MappingNode {
		return nil, nil, &Invalid{file, max(root.Line, 1), "it is no mapping of keys to values"}
	}
	if err := otherTool(file, root); err != nil {
		return nil, nil, err
	}
	content, err := (&reading{file: file, known: map[*yaml.Node]*Value{}}).read(root, 0)
	return content, root, err
}

// edition says what becomes of a file that is of no edition that is known.
func (r *run) edition(content *Value, file string) {
	edition := content.Get("edition")
	if edition.String() == "3.0.0" {
		return
	}
	p := refused("write edition: 3.0.0", "Serverless Devs finds no resource in a file that is not of edition 3.0.0")
	at := Place{File: file, Line: 1}
	if edition != nil {
		at = edition.At
	}
	r.note(p, at, "edition", edition.String())
}

// extend lays a file over the one that its key extend names. Both are resolved
// for themselves first, each with the other's top level (parse-spec's doExtend).
func (r *run) extend(p *Project, current *Value) (*Value, error) {
	name := current.Get("extend")
	if name == nil || name.Kind != Text {
		return current, nil
	}
	r.extended = true
	if ext := filepath.Ext(name.Text); ext != ".yaml" && ext != ".yml" {
		return nil, &Invalid{p.File, name.At.Line, fmt.Sprintf("extend: %s file should be yaml or yml file", name.Text)}
	}
	file := r.beside(filepath.Dir(p.File), name.Text)
	p.Extends = file
	base, _, err := r.load(file, nil)
	if projectfile.Absent(err) {
		if other := otherEnding(file); other != "" {
			return nil, &Invalid{p.File, name.At.Line, fmt.Sprintf("extend: there is no %s, but a %s", name.Text, filepath.Base(other))}
		}
		r.remark(name.At, "extend", "there is no %s, and Serverless Devs goes on without it", name.Text)
		base, err = newMap(), nil
	}
	if err != nil {
		return nil, err
	}
	edition := current.Get("edition")
	if edition == nil {
		edition = base.Get("edition")
	}
	if edition.String() != "3.0.0" {
		return current, nil
	}
	top := merge(base.without("resources"), current.without("resources"))
	below := r.content(assign(base, top), file, nil)
	above := r.content(assign(current, top), p.File, nil)
	merged := merge(below.all, above.all)
	merged.At = current.At
	return merged, nil
}

// otherEnding is the file of that name with the other ending of YAML.
func otherEnding(file string) string {
	stem := strings.TrimSuffix(file, filepath.Ext(file))
	for _, ending := range []string{".yaml", ".YAML", ".YML", ".yml"} {
		if _, err := os.Stat(stem + ending); err == nil {
			return stem + ending
		}
	}
	return ""
}

// assign is a map with the keys of another over its own, none of them merged.
func assign(m, over *Value) *Value {
	out := m.empty()
	for _, from := range []*Value{m, over} {
		for _, e := range from.Entries() {
			out.set(e.Key, e.At, e.Value)
		}
	}
	return out
}

// environment is the one of env.yaml that was asked for; nil for none
// (parse-spec's doEnvironment).
func (r *run) environment(content *Value, file string) (*Value, error) {
	key := content.Get("env")
	if r.extended && (key != nil || r.options.Environment != "") {
		at := Place{File: file, Line: 1}
		if key != nil {
			at = key.At
		}
		r.note(refused("take env or extend away", "Environment and extend is conflict"), at, "env", "")
		return nil, nil
	}
	if r.options.Environment == "" {
		return nil, nil
	}
	name := "env.yaml"
	if key != nil && key.Kind == Text {
		name = key.Text
	}
	at := Place{File: file, Line: 1}
	if key != nil {
		at = key.At
	}
	envFile := r.beside(filepath.Dir(file), name)
	all, _, err := r.load(envFile, nil)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.remark(at, "env", "there is no %s, and Serverless Devs goes on without the environment %s", name, r.options.Environment)
		return nil, nil
	case err != nil:
		return nil, err
	}
	list := all.Get("environments")
	if list == nil {
		list = undefined()
	}
	for _, item := range list.Items {
		if found := item.Get("name"); found != nil && found.Kind == Text && found.Text == r.options.Environment {
			project := undefined()
			if name := content.Get("name"); name != nil {
				project = name
			}
			if devs, from := r.getenv("ALIYUN_DEVS_REMOTE_PROJECT_NAME"); devs != "" {
				project = &Value{Kind: Text, Text: devs, Via: []Place{from}}
			}
			region := item.Get("region")
			if region == nil {
				region = undefined()
			}
			item = setPath(item, region, "overlays", "resources", "region")
			return setPath(item, project, "__project"), nil
		}
	}
	r.remark(at, "env", "%s has no environment %s, and Serverless Devs goes on without it", name, r.options.Environment)
	return nil, nil
}

// setPath is a map in which the value at a path of keys is another.
func setPath(m, value *Value, keys ...string) *Value {
	out := assign(m, nil)
	if m != nil && m.Kind != Map {
		out = newMap()
	}
	if len(keys) == 1 {
		out.set(keys[0], value.At, value)
		return out
	}
	inner := setPath(m.Get(keys[0]), value, keys[1:]...)
	out.set(keys[0], inner.At, inner)
	return out
}

// actions says which lists of actions are none, as deploying would.
func (r *run) actions(p *Project) {
	check := func(actions *Value, level, path string) {
		for _, e := range actions.Entries() {
			if e.Value.Kind != List {
				r.note(refused("write a list of run, component or plugin", "%s action %s is invalid, it must be array", level, e.Key),
					e.At, path+"."+e.Key, e.Key)
			}
		}
	}
	check(p.Content.Get("actions"), "Global", "actions")
	for _, res := range p.Resources {
		check(res.Value.Get("actions"), "Project", "resources."+res.ID+".actions")
	}
	flow := p.Content.Get("flow").Get("deploy")
	for i, step := range flow.list() {
		for _, id := range step.list() {
			if _, there := p.Resource(id.String()); !there {
				r.note(refused("name a resource of the file", "Resource %s is not found. Please check the content of flow", id),
					id.At, fmt.Sprintf("flow.deploy[%d]", i), id.String())
			}
		}
	}
}

func (v *Value) list() []*Value {
	if v == nil {
		return nil
	}
	return v.Items
}
