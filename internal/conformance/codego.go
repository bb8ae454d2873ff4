package conformance

import (
	"context"
	"errors"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// goCode is what Go sources say in so many words: types are not looked at.
type goCode struct {
	listens   []listen
	servers   []listen  // the Addr of each http.Server
	readsPort bool      // it names a variable that the platform puts the port in
	profiles  bool      // it serves net/http/pprof, maybe on a port of its own
	foreign   bool      // it imports what may do anything, hooks included
	timeouts  []Finding // of an http.Server, which close connections
}

// listen is a place where a port is opened.
type listen struct {
	address string // "" if it is not written out
	at      Finding
	method  bool // of an http.Server, which holds the address
}

// readGo reads the Go sources that go into the program in dir for the platform.
func (c *code) readGo(ctx context.Context, dir string, files []string) error {
	fset := token.NewFileSet()
	parsed := map[string]*ast.File{}
	mainHere := false
	for _, name := range files {
		data, err := projectfile.ReadFile(ctx, name, maxSourceSize)
		if errors.As(err, new(*projectfile.TooLarge)) {
			c.whole = false
			continue
		}
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(fset, name, data, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			c.whole = false
			continue
		}
		if !forPlatform(name, f) {
			continue
		}
		parsed[name] = f
		mainHere = mainHere || f.Name.Name == "main" && sameFolder(name, dir)
	}
	module := modulePath(ctx, dir)
	constants := map[string]map[string]string{} // by folder
	for _, name := range files {
		f := parsed[name]
		if f == nil {
			continue
		}
		if mainHere && f.Name.Name == "main" && !sameFolder(name, dir) {
			delete(parsed, name) // another program
			continue
		}
		folder := filepath.Dir(name)
		if constants[folder] == nil {
			constants[folder] = map[string]string{}
		}
		gatherConstants(f, constants[folder])
	}
	for _, name := range files {
		if f := parsed[name]; f != nil {
			r := goReader{code: c, fset: fset, file: f, constants: constants[filepath.Dir(name)], imports: importNames(f)}
			r.read(module)
		}
	}
	return nil
}

func sameFolder(file, dir string) bool {
	return filepath.Clean(filepath.Dir(file)) == filepath.Clean(dir)
}

// modulePath is the module's name in dir's go.mod; "" if there is none.
func modulePath(ctx context.Context, dir string) string {
	data, err := projectfile.ReadFile(ctx, filepath.Join(dir, "go.mod"), projectfile.TextLimit)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "module "); ok {
			return strings.Trim(strings.TrimSpace(rest), `"`)
		}
	}
	return ""
}

// forPlatform reports whether a file is compiled for linux/amd64: its name and
// its build constraint say so.
func forPlatform(name string, f *ast.File) bool {
	tags := []string{"linux", "amd64", "unix", "gc"}
	others := []string{
		"aix", "android", "darwin", "dragonfly", "freebsd", "illumos", "ios", "js", "netbsd", "openbsd", "plan9", "solaris", "wasip1", "windows",
		"386", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64", "s390x", "wasm",
	}
	parts := strings.Split(strings.TrimSuffix(filepath.Base(name), ".go"), "_")
	for _, part := range parts[max(1, len(parts)-2):] {
		if slices.Contains(others, part) {
			return false
		}
	}
	for _, group := range f.Comments {
		if group.Pos() > f.Package {
			break
		}
		for _, comment := range group.List {
			if !constraint.IsGoBuild(comment.Text) {
				continue
			}
			x, err := constraint.Parse(comment.Text)
			has := func(tag string) bool { return slices.Contains(tags, tag) || strings.HasPrefix(tag, "go1.") }
			if err == nil && !x.Eval(has) {
				return false
			}
		}
	}
	return true
}

// gatherConstants adds the constants of f whose value is written out.
func gatherConstants(f *ast.File, constants map[string]string) {
	for _, decl := range f.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.CONST {
			continue
		}
		for _, spec := range gen.Specs {
			s, ok := spec.(*ast.ValueSpec)
			if !ok {
				continue
			}
			for i, name := range s.Names {
				if i < len(s.Values) {
					if v, ok := literal(s.Values[i]); ok {
						constants[name.Name] = v
					}
				}
			}
		}
	}
}

// literal is a string or a whole number that is written out.
func literal(x ast.Expr) (string, bool) {
	b, ok := x.(*ast.BasicLit)
	if !ok {
		return "", false
	}
	switch b.Kind {
	case token.STRING:
		v, err := strconv.Unquote(b.Value)
		return v, err == nil
	case token.INT:
		return b.Value, true
	default:
		return "", false
	}
}

// importNames maps the names of a file's imports to their paths.
func importNames(f *ast.File) map[string]string {
	names := map[string]string{}
	for _, spec := range f.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path[strings.LastIndex(path, "/")+1:]
		if strings.HasPrefix(name, "v") && strings.Count(path, "/") > 1 && strings.Trim(name[1:], "0123456789") == "" {
			short := strings.TrimSuffix(path, "/"+name)
			name = short[strings.LastIndex(short, "/")+1:]
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = path
	}
	return names
}
