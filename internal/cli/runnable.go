package cli

import (
	"cmp"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/emulator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/manifest"
	"github.com/fcgen/fcgen/internal/project"
	"github.com/fcgen/fcgen/internal/rebuild"
)

// runnable is a function and how it is run on this machine.
type runnable struct {
	dir      string // where s.yaml is; relative if it was typed so, since messages name files in it
	found    *project.Project
	function manifest.Function
	program  emulator.Program // without Args[0] while there is a builder
	builder  *rebuild.Builder // nil: there is nothing to build
	main     string           // the package that it builds, as the go command takes it in program.Dir
	roots    []string         // folders and files whose changes count
	about    string           // what is run, for people
	notes    []string         // what is assumed or cannot be as on the platform
}

// close removes what was built.
func (r *runnable) close() error {
	if r.builder == nil {
		return nil
	}
	return r.builder.Close()
}

// with is the program once it is built.
func (r *runnable) with(binary, version string) emulator.Program {
	built := r.program
	built.Args = append([]string{binary}, r.program.Args...)
	built.Version = version
	return built
}

// wanted is what the command line says about what is run.
type wanted struct {
	dir         string          // as typed; "" means here
	choice      manifest.Choice // which function of which s.yaml
	command     []string        // after "--"
	environment environment     // to the program, besides what it gets anyway
	forDebugger bool            // what is built, if anything is
}

// runnable finds the function that a folder belongs to and, if it is to be
// started, what has to be executed: the command that was typed, else a Go program
// that is built, else s.yaml's own command. An error of the last kind comes with
// the function.
func (p *program) runnable(ctx context.Context, w wanted, start bool) (*runnable, error) {
	found, err := p.locate(ctx, w.dir, w.choice)
	if err != nil {
		return nil, err
	}
	return p.runnableOf(ctx, found, w, start)
}

// runnableOf is runnable in a project that was found.
func (p *program) runnableOf(ctx context.Context, found *project.Project, w wanted, start bool) (r *runnable, err error) {
	if w.choice.Resource != "" && w.choice.Resource != found.Resource {
		if found, err = found.With(ctx, w.choice.Resource); err != nil {
			return nil, err
		}
	}
	r = &runnable{dir: found.Folder(), found: found}
	if r.function, err = p.readManifest(r, w.choice); err != nil {
		return nil, err
	}
	if line := p.foundElsewhere(found); line != "" && len(w.command) == 0 {
		r.notes = append([]string{line}, r.notes...)
	}
	if start {
		if err := p.findProgram(r, w); err != nil {
			return r, err
		}
	}
	r.roots = append(r.roots, r.function.Sources...)
	return r, nil
}

// runnables finds the functions of a folder that can be run here: the one that is
// asked for, else all of s.yaml. The notes say which of several cannot be run, and why.
func (p *program) runnables(ctx context.Context, w wanted) (found []*runnable, notes []string, err error) {
	where, err := p.locate(ctx, w.dir, w.choice)
	if err != nil {
		return nil, nil, err
	}
	resources := []string{w.choice.Resource}
	if where.Resource == "" && len(w.command) == 0 && !w.forDebugger && where.File != nil && len(where.File.Functions()) > 1 {
		resources = where.File.Functions()
	}
	var errs []error
	for _, resource := range resources {
		one := w
		one.choice.Resource = resource
		it, err := p.runnableOf(ctx, where, one, true)
		if err != nil {
			errs = append(errs, err)
			notes = append(notes, p.msg.sprintf("the function %s is not run: %s", resource, p.describe(err)))
			continue
		}
		found = append(found, it)
	}
	switch {
	case len(found) > 0:
	case len(errs) == 1:
		return nil, nil, errs[0]
	default:
		return nil, nil, errors.Join(errs...)
	}
	return found, notes, nil
}

// readManifest reads s.yaml, or does without and says so.
func (p *program) readManifest(r *runnable, choice manifest.Choice) (manifest.Function, error) {
	if r.found.SYAML == "" {
		if choice.Resource != "" {
			return manifest.Function{}, refusef("there is no s.yaml in %q, so no function %q", p.shown(r.dir), choice.Resource).
				hintf("go to the folder of the s.yaml, or name it with -t FILE")
		}
		f := manifest.Default(r.dir)
		r.notes = append(r.notes, p.msg.sprintf(
			"no s.yaml: the function is called %s, listens on port %d and has no hooks", f.Name, f.Port))
		var err error
		f.Code, err = filepath.Abs(r.dir)
		return f, err
	}
	f, err := r.found.Function(choice.Resource)
	if err != nil {
		return manifest.Function{}, err
	}
	for _, u := range f.Unresolved {
		r.notes = append(r.notes, p.msg.sprintf("%s:%d: %s stays %s: %s", f.File, u.Line, u.Key, u.Text, u.Why))
	}
	return f, nil
}

// findProgram decides what is executed.
func (p *program) findProgram(r *runnable, w wanted) error {
	command := r.function.Command
	if len(command) == 0 {
		command = []string{fc.DefaultCommand}
	}
	dir, err := filepath.Abs(r.dir)
	if err != nil {
		return err
	}
	r.program = emulator.Program{Shown: command, Dir: dir}
	if len(w.command) > 0 {
		r.program.Args, r.program.Shown = w.command, w.command
		r.about = quoted(w.command)
		r.roots = []string{r.dir}
		return nil
	}
	code := cmp.Or(r.function.Code, dir)
	local := inCode(command, code)
	built := inCodeFolder(command[0]) || !filepath.IsAbs(command[0])
	if command[0] == fc.DefaultCommand || built && !isFile(inFolder(code, local[0])) || r.function.Image != "" && len(r.function.Command) == 0 {
		if found, err := p.findGo(r, local[1:], w.forDebugger); found || err != nil {
			return err
		}
	}
	return p.findCommand(r, code, command, local)
}

// inCodeFolder reports whether a program is one of the function's own code.
func inCodeFolder(program string) bool {
	return strings.HasPrefix(program, "/code/") || !filepath.IsAbs(program) && strings.ContainsAny(program, `/\`)
}

// findGo takes the project's Go program, if it has one.
func (p *program) findGo(r *runnable, args []string, forDebugger bool) (bool, error) {
	switch {
	case len(r.found.Mains) > 0:
		return false, p.severalPrograms(r.found)
	case r.found.Main == "" || r.found.Module == "":
		return false, nil
	}
	b, err := rebuild.NewBuilder(rebuild.Source{Dir: r.found.Main, Environ: p.Environ, Guard: p.guard.get, Debug: forDebugger})
	if err != nil {
		return false, err
	}
	r.builder, r.roots = b, b.Roots()
	r.program.Args, r.main = args, "."
	if below(r.program.Dir, r.found.Main) && below(r.found.Module, r.program.Dir) {
		rel, err := filepath.Rel(r.program.Dir, r.found.Main)
		if err != nil {
			return false, err
		}
		r.main = mainPackage(rel) // it runs in the project's folder, as its code does
	} else {
		r.program.Dir = r.found.Main
	}
	r.about = p.msg.sprintf("the Go program in %s", p.shorten(r.found.Main))
	return true, nil
}

// severalPrograms is the error for a folder with several programs, none of which
// is known to be the function's.
func (p *program) severalPrograms(found *project.Project) error {
	const most = 8
	refused := refusef("there are several programs in %s, and nothing says which is the function's", p.shorten(found.Code()))
	for _, dir := range found.Mains[:min(len(found.Mains), most)] {
		refused = refused.hintf("fcgen %s %s", p.command(), generator.ShellQuote(filepath.ToSlash(p.shorten(dir))))
	}
	return refused
}

// findCommand takes the command of s.yaml as it is, with the folder of the code
// for /code.
func (p *program) findCommand(r *runnable, code string, command, local []string) error {
	program := inFolder(code, local[0])
	archive, err := os.Stat(code)
	switch {
	case r.function.Image != "" && len(r.function.Command) == 0:
		return p.nothingToRun(r, p.msg.sprintf("what the image %q starts cannot be known here", r.function.Image))
	case err == nil && archive.Mode().IsRegular():
		return p.nothingToRun(r, p.msg.sprintf("the code is the archive %s, which fcgen does not unpack", p.shorten(code)))
	case command[0] == fc.DefaultCommand && !isFile(program):
		return p.nothingToRun(r, p.msg.sprintf("%s has no Go program, and there is no %s", p.shorten(r.program.Dir), p.shorten(program)))
	case inCodeFolder(command[0]) && !isFile(program):
		return p.nothingToRun(r, p.msg.sprintf("the start command is %s, and there is no %s", command[0], p.shorten(program)))
	case filepath.IsAbs(local[0]) && !isFile(local[0]):
		// The platform's own interpreters have places of their own.
		if found, err := exec.LookPath(filepath.Base(local[0])); err == nil {
			r.notes = append(r.notes, p.msg.sprintf("%s is not on this machine: %s is run instead", local[0], found))
			local[0] = found
		}
	}
	r.program.Args, r.program.Dir = local, code
	r.about = quoted(command)
	r.roots = []string{code}
	return nil
}

// nothingToRun is the error for a function of which nothing can be started.
func (p *program) nothingToRun(r *runnable, why string) error {
	nothing := &nothing{refusal: refusef("there is nothing to run: %s", why)}
	for _, dir := range project.Below(r.dir, 4) {
		if r.function.File == "" {
			nothing.refusal = nothing.hintf("fcgen %s %s", p.command(), generator.ShellQuote(filepath.ToSlash(filepath.Join(p.shorten(r.found.Start), filepath.FromSlash(dir)))))
		}
	}
	nothing.refusal = nothing.hintf("say what starts the server: fcgen %s -- %s", p.command(), likelyCommand(r.dir))
	return nothing
}

// nothing is the error of nothingToRun: cases of the checks that need no program
// can be run all the same.
type nothing struct{ *refusal }

func (e *nothing) Unwrap() error { return e.refusal }

// likelyCommand guesses, for a hint, what starts the server in a folder.
func likelyCommand(dir string) string {
	for _, guess := range []struct{ pattern, command string }{
		{"package.json", "npm start"},
		{"server.js", "node server.js"},
		{"manage.py", "python3 manage.py runserver --noreload 0.0.0.0:9000"},
		{"main.py", "python3 main.py"},
	} {
		found, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(guess.pattern)))
		if err != nil || len(found) == 0 {
			continue
		}
		return guess.command
	}
	return "python3 app.py"
}

// inCode is a command with the folder for /code, at the beginning of its words
// and behind a "=".
func inCode(command []string, folder string) []string {
	const code = "/code"
	local := make([]string, len(command))
	for i, word := range command {
		flag, path := "", word
		if at := strings.Index(word, "="+code); at >= 0 {
			flag, path = word[:at+1], word[at+1:]
		}
		if rest, ok := strings.CutPrefix(path, code); ok && (rest == "" || rest[0] == '/') {
			path = filepath.Join(folder, filepath.FromSlash(rest))
		}
		local[i] = flag + path
	}
	return local
}

// inFolder is a program's path seen from the folder that it runs in; what has
// no slash is looked for elsewhere.
func inFolder(folder, program string) string {
	if filepath.IsAbs(program) || !strings.ContainsAny(program, `/\`) {
		return program
	}
	return filepath.Join(folder, program)
}

// isFile reports whether the program is there; one that has no slash is left to
// the system to find.
func isFile(program string) bool {
	if !strings.ContainsAny(program, `/\`) {
		return true
	}
	info, err := os.Stat(program)
	return err == nil && info.Mode().IsRegular()
}

// shown is a path as a person would type it here.
func (p *program) shown(path string) string {
	here, err := filepath.Abs(p.path("."))
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(here, path); err == nil && !strings.HasPrefix(rel, "..") {
		return rel
	}
	return path
}
