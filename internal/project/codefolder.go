package project

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// CodeFolder is the folder that becomes /code, as it is when a deployment packs it:
// what it holds now, and what is run before the deployment copies into it. The
// program that is built is not among these.
type CodeFolder struct {
	Dir     string    // absolute; it need not be there yet
	Cleared bool      // what it holds now is removed before the deployment
	Brought []Brought // in the order in which they are copied
}

// Brought is a file or folder of the project that is copied into a CodeFolder.
type Brought struct {
	From string // relative to the project's Dir
	To   string // relative to the CodeFolder's Dir; what a folder holds is added to what is there
}

// Unclear means that reading does not tell what a command puts into the code
// folder.
type Unclear struct {
	Command string // "" if there is none, and the folder is empty
	File    string
	Line    int
}

func (e *Unclear) Error() string {
	if e.Command == "" {
		return "nothing says what is put into the code folder"
	}
	return fmt.Sprintf("it is not known what %q puts into the code folder", e.Command)
}

// CodeFolder reads what a function's code folder, dir, will hold. Its error is an
// *Unclear. It reads only, and understands cp, mkdir, rm, and builds with Go.
func (p *Project) CodeFolder(ctx context.Context, resource, dir string) (CodeFolder, error) {
	f := &packing{CodeFolder: CodeFolder{Dir: dir}, ctx: ctx, root: p.Dir}
	all := []run(nil)
	if p.File != nil {
		all = p.runs(resource)
	}
	if entries, err := os.ReadDir(dir); len(all) == 0 && (err != nil || len(entries) == 0) {
		return f.CodeFolder, &Unclear{File: p.SYAML}
	}
	for _, r := range all {
		if !f.line(r.command, r.dir) {
			return f.CodeFolder, &Unclear{Command: r.command, File: r.at.File, Line: r.at.Line}
		}
	}
	return f.CodeFolder, nil
}

// packing is what reading the commands before a deployment has told so far.
type packing struct {
	CodeFolder
	ctx   context.Context
	root  string   // the project's Dir
	made  []string // folders that are made, absolute
	built []string // files that go build writes, absolute
}

// harmless are programs that put no files anywhere, unless their output is led into one.
var harmless = []string{"echo", "printf", "true", "test", "[", "ls", "pwd", "set", "export", "chmod", "strip", "upx", "gofmt", "which", "git"}

// line takes in a line of a shell, and reports whether all of it is understood.
func (f *packing) line(line, dir string) bool {
	for _, words := range commandsIn(line) {
		if words = withoutSettings(words); len(words) == 0 {
			continue
		}
		name, args := words[0], words[1:]
		known := !slices.ContainsFunc(words, func(word string) bool { return strings.ContainsAny(word, "<>`") })
		switch {
		case name == "cd" && len(args) == 1 && !strings.Contains(args[0], "$"):
			dir = join(dir, args[0])
		case name == "go":
			known = known && f.goCommand(args, dir)
		case (name == "sh" || name == "bash") && len(args) == 2 && args[0] == "-c":
			known = f.line(args[1], dir)
		case name == "cp", name == "mkdir", name == "rm":
			flags, paths := splitFlags(args)
			known = known && !slices.ContainsFunc(paths, func(path string) bool { return strings.ContainsAny(path, "$~{[?") }) &&
				map[string]func(string, []string, string) bool{"cp": f.copy, "mkdir": f.makeFolders, "rm": f.remove}[name](flags, paths, dir)
		default:
			known = known && slices.Contains(harmless, name)
		}
		if !known {
			return false
		}
	}
	return true
}

// splitFlags are the letters of a command's flags, and its other words. A long
// flag is "?".
func splitFlags(args []string) (flags string, paths []string) {
	for _, arg := range args {
		switch letters, flag := strings.CutPrefix(arg, "-"); {
		case flag && strings.HasPrefix(letters, "-"):
			flags += "?"
		case flag:
			flags += letters
		default:
			paths = append(paths, arg)
		}
	}
	return flags, paths
}

// goCommand takes in a command of Go.
func (f *packing) goCommand(args []string, dir string) bool {
	if len(args) == 0 {
		return true
	}
	switch args[0] {
	case "build":
		b := &builds{}
		b.goBuild(args[1:], dir)
		for _, found := range b.found {
			f.built = append(f.built, found.Out)
		}
		return true
	case "run":
		return len(args) > 1 && strings.HasSuffix(args[1], ".go") && onlyBuilds(f.ctx, join(dir, args[1]))
	}
	return slices.Contains([]string{"clean", "env", "fmt", "get", "mod", "test", "version", "vet"}, args[0])
}

func (f *packing) makeFolders(flags string, paths []string, dir string) bool {
	for _, path := range paths {
		f.made = append(f.made, join(dir, path))
	}
	return strings.Trim(flags, "pv") == ""
}

func (f *packing) remove(_ string, paths []string, dir string) bool {
	for _, path := range paths {
		switch path = strings.TrimSuffix(join(dir, path), string(filepath.Separator)+"*"); {
		case within(f.Dir, path):
			f.Cleared, f.Brought, f.made = true, nil, nil
		case within(path, f.Dir) && !slices.Contains(f.built, path):
			return false
		}
	}
	return true
}

// copy takes in a cp.
func (f *packing) copy(flags string, paths []string, dir string) bool {
	if len(paths) < 2 || strings.Trim(flags, "Rrafpv") != "" {
		return false
	}
	last := paths[len(paths)-1]
	to := join(dir, last)
	var from []string
	for _, path := range paths[:len(paths)-1] {
		found := []string{join(dir, path)}
		if strings.Contains(path, "*") {
			found = matches(join(dir, path))
		}
		if strings.HasSuffix(path, "/.") {
			found[0] += "/."
		}
		from = append(from, found...)
	}
	into := strings.HasSuffix(last, "/") || len(from) > 1 || to == f.Dir || slices.Contains(f.made, to) || !f.Cleared && isFolder(to)
	for _, path := range from {
		path, holds := strings.CutSuffix(path, "/.")
		at := to
		if into && !holds {
			at = filepath.Join(to, filepath.Base(path))
		}
		if slices.Contains(f.built, path) || !within(at, f.Dir) && !within(f.Dir, at) {
			continue // the program, or what the code folder has nothing of
		}
		info, err := os.Lstat(path)
		rel, errFrom := filepath.Rel(f.root, path)
		inside, errTo := filepath.Rel(f.Dir, at)
		switch {
		case err != nil || errFrom != nil || errTo != nil || !filepath.IsLocal(rel) || !filepath.IsLocal(inside):
			return false
		case info.Mode()&os.ModeSymlink != 0, info.IsDir() && (!strings.ContainsAny(flags, "Rra") || within(f.Dir, path)):
			return false
		}
		f.Brought = append(f.Brought, Brought{rel, inside})
	}
	return true
}

// matches are the files that a shell has for a pattern.
func matches(pattern string) []string {
	found, err := filepath.Glob(pattern)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(found, func(path string) bool {
		return strings.HasPrefix(filepath.Base(path), ".") && !strings.HasPrefix(filepath.Base(pattern), ".")
	})
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
