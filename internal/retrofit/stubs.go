package retrofit

import (
	"embed"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"strings"
	"sync"
)

// stubs describes what the locator knows of the frameworks: the types and
// functions that lead from a router to where it is served. The rest of them, and
// every other package, is taken for empty.
//
//go:embed stubs/*.go.txt
var stubs embed.FS

// stubFile names the description of the package at an import path, and what
// fcgen calls the framework.
func stubFile(importPath string) (file, framework string) {
	switch importPath {
	case "time":
		return "time", ""
	case "net/http":
		return "nethttp", "nethttp"
	case "github.com/gin-gonic/gin":
		return "gin", "gin"
	case "github.com/labstack/echo", "github.com/labstack/echo/v3", "github.com/labstack/echo/v4":
		return "echo", "echo"
	case "github.com/labstack/echo/v5":
		return "echov5", "echo"
	case "github.com/go-chi/chi", "github.com/go-chi/chi/v4", "github.com/go-chi/chi/v5":
		return "chi", "chi"
	case "github.com/gorilla/mux":
		return "gorilla", "gorilla"
	default:
		return "", ""
	}
}

// library answers imports from outside the module. It lives for one reading of
// a program, whose packages may ask at once.
type library struct {
	mu    sync.Mutex
	known map[string]*types.Package
}

func newLibrary() *library {
	return &library{known: map[string]*types.Package{"unsafe": types.Unsafe}}
}

// errUnknown makes the checker take an empty package for one that has every
// name, so that it words no error for each.
var errUnknown = errors.New("nothing is known of the package")

// Import gives what nothing is known of as an empty package of the caller's own,
// which the checker writes to, with errUnknown.
func (l *library) Import(importPath string) (*types.Package, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.get(importPath)
}

// get is Import for who holds the lock.
func (l *library) get(importPath string) (*types.Package, error) {
	p, asked := l.known[importPath]
	if !asked {
		p = l.read(importPath)
		l.known[importPath] = p
	}
	if p == nil {
		return types.NewPackage(importPath, guessName(importPath)), errUnknown
	}
	return p, nil
}

func (l *library) read(importPath string) *types.Package {
	if file, _ := stubFile(importPath); file != "" {
		if p := l.stub(importPath, file); p != nil {
			return p
		}
	}
	return nil
}

func (l *library) stub(importPath, file string) *types.Package {
	src, err := stubs.ReadFile("stubs/" + file + ".go.txt")
	if err != nil {
		return nil
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, src, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	config := types.Config{Importer: importerFunc(l.get), IgnoreFuncBodies: true, Error: func(error) {}}
	p, err := config.Check(importPath, fset, []*ast.File{f}, nil)
	if err != nil {
		return nil
	}
	return p
}

// guessName is what a package at an import path most likely calls itself.
func guessName(importPath string) string {
	dir, name := path.Split(importPath)
	if len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" && dir != "" {
		name = path.Base(dir)
	}
	name, _, _ = strings.Cut(name, ".v") // gopkg.in/yaml.v3
	name = strings.TrimSuffix(strings.TrimPrefix(name, "go-"), "-go")
	name = strings.TrimSuffix(name, ".go")
	if i := strings.LastIndexByte(name, '-'); i >= 0 {
		name = name[i+1:]
	}
	return name
}
