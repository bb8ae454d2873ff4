package devs

import (
	"context"
	"fmt"
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
	Root        string              // what paths that are not absolute begin in; "" means the process' own folder
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
	Files     []string   // all that was read for it, the file itself first
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
	known    map[problemKey]*Problem // that are noted already
	text     int                     // bytes that variables made
	count    int                     // variables that were filled in
	copies   int                     // values that were made
	files    []string                // that were read
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
	if abs, err := filepath.Abs(r.beside(r.options.Root, path)); err == nil {
		return abs
	}
	return path
}

// maxProblems is how many problems are told of a file.
const maxProblems = 1000

// note keeps a problem, once.
func (r *run) note(p *Problem, at Place, path fmt.Stringer, written string) {
	_ = r.noted(p, at, path, written)
}

// noted keeps a problem, once, and returns it. Of too many only that is told.
func (r *run) noted(p *Problem, at Place, path fmt.Stringer, written string) *Problem {
	if len(r.problems) > maxProblems {
		return r.problems[maxProblems]
	}
	p.Why, p.Remedy = shortened(p.Why), shortened(p.Remedy)
	key := problemKey{at, p.Why}
	if known := r.known[key]; known != nil {
		return known
	}
	if len(r.problems) == maxProblems {
		p = refused("", "it has more than %d problems", maxProblems)
	}
	p.At, p.Path, p.Text = at, shortened(path.String()), written
	r.known[key] = p
	r.problems = append(r.problems, p)
	return p
}

// problemKey tells problems apart.
type problemKey struct {
	at  Place
	why string
}

// shortened is a text without the middle of one that is very long.
func shortened(s string) string {
	const most = 400
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most/2], "") + " … " + strings.ToValidUTF8(s[len(s)-most/2:], "")
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
	r := &run{ctx: ctx, options: options, loaded: map[string]setting{}, known: map[problemKey]*Problem{}}
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
	p.Problems, p.Files = r.problems, r.files
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
	r.files = append(r.files, file)
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
	r.note(p, at, &trail{key: "edition"}, edition.String())
}

// actions says which lists of actions are none, as deploying would.
func (r *run) actions(p *Project) {
	check := func(actions *Value, level, path string) {
		for _, e := range actions.Entries() {
			if e.Value.Kind != List {
				r.note(refused("write a list of run, component or plugin", "%s action %s is invalid, it must be array", level, e.Key),
					e.At, &trail{key: path + "." + e.Key}, e.Key)
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
					id.At, &trail{key: fmt.Sprintf("flow.deploy[%d]", i)}, id.String())
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
