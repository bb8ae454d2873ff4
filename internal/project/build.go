package project

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/fcgen/fcgen/internal/devs"
	"github.com/fcgen/fcgen/internal/projectfile"
)

// Build is how a Go program is built for the platform, as the project's own
// files say.
type Build struct {
	Main       string // the folder of the main package
	Out        string // the file that it writes, absolute; "" where that is not said
	By         string // what says so: "pre-deploy", "build.go", "Makefile" or "Dockerfile"
	File       string // the file that it stands in, absolute
	Line       int    // in that file
	Dockerfile string // of an image's build, absolute; "" for others
}

// run is a command that is run before a deployment.
type run struct {
	command string
	dir     string // absolute
	at      devs.Place
}

// runs are the commands that an s.yaml has before a function's deployment, in
// their order.
func (p *Project) runs(id string) []run {
	var all []run
	r, _ := p.File.Resource(id)
	for _, actions := range []*devs.Value{r.Value.Get("actions"), p.File.Content.Get("actions")} {
		for _, e := range actions.Entries() {
			if !strings.HasPrefix(e.Key, "pre-") || !strings.Contains(e.Key, "deploy") || e.Value == nil {
				continue
			}
			for _, step := range e.Value.Items {
				if command := step.Get("run"); command != nil && command.Kind == devs.Text {
					all = append(all, run{command.Text, p.inFile(textOr(step.Get("path"), ".")), command.At})
				}
				if component := step.Get("component"); component != nil && component.Kind == devs.Text {
					all = append(all, run{component.Text, p.inFile("."), component.At})
				}
			}
		}
	}
	return all
}

func textOr(v *devs.Value, otherwise string) string {
	if v == nil || v.Kind != devs.Text || v.Problem != nil || v.Text == "" {
		return otherwise
	}
	return v.Text
}

// builds are the builds of Go programs for a function, the likeliest first: what
// is run before a deployment, then what else the project has.
func (p *Project) builds(ctx context.Context, id string) []Build {
	var all []Build
	if p.File != nil && id != "" {
		for _, run := range p.runs(id) {
			b := &builds{ctx: ctx}
			b.command(run.command, run.dir)
			for _, found := range b.found {
				if found.By == "" {
					found.By, found.File, found.Line = "pre-deploy", absolute(run.at.File), run.at.Line
				}
				all = append(all, found)
			}
		}
	}
	if len(all) > 0 {
		return all
	}
	dirs := []string{p.Start}
	if at := p.syamlFolder(); at != "" {
		dirs = []string{at}
	}
	if p.Module != "" && p.Module != dirs[0] {
		dirs = append(dirs, p.Module)
	}
	b := &builds{ctx: ctx}
	for _, dir := range dirs {
		b.dockerfile(filepath.Join(dir, "Dockerfile"), dir)
	}
	for _, dir := range dirs {
		b.makefile(dir, "build")
	}
	return b.found
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// builds gathers the builds that commands do.
type builds struct {
	ctx   context.Context
	found []Build
	by    Build // what says so, where that is not the s.yaml
	depth int   // of files that name other files
	files int   // that were read
}

// maxDepth is how many files are followed from one to the other: a Makefile that
// runs a script that runs a Go program.
const maxDepth = 4

// maxFiles is how many files are read for the builds of a command.
const maxFiles = 30

// read is a text of the project's; nil where it cannot be had.
func (b *builds) read(file string) []byte {
	data, err := projectfile.ReadFile(b.ctx, file, projectfile.TextLimit)
	if err != nil {
		return nil
	}
	return data
}

// in notes that what follow finds stands in a file.
func (b *builds) in(by, file string, follow func(data []byte)) {
	if b.files++; b.depth >= maxDepth || b.files > maxFiles {
		return
	}
	data := b.read(file)
	if data == nil {
		return
	}
	was := b.by
	b.by, b.depth = Build{By: by, File: file}, b.depth+1
	follow(data)
	b.by, b.depth = was, b.depth-1
}

// note keeps a build of the package pkg, as the go command in dir names it. What
// only the shell knows is not known.
func (b *builds) note(pkg, dir, out string) {
	if strings.Contains(pkg, "$") {
		return
	}
	if strings.Contains(out, "$") {
		out = ""
	}
	found := b.by
	found.Main = filepath.Join(dir, filepath.FromSlash(pkg))
	if strings.HasSuffix(pkg, ".go") {
		found.Main = filepath.Dir(found.Main)
	}
	if filepath.IsAbs(pkg) {
		return
	}
	if out != "" {
		if found.Out = filepath.FromSlash(out); !filepath.IsAbs(found.Out) {
			found.Out = filepath.Join(dir, found.Out)
		}
	}
	b.found = append(b.found, found)
}
