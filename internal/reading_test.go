package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// readers are the functions and methods that read a file without asking what it
// is: a named pipe hangs them, and a device has no end. Those of an os.Root and
// of a folder have the same names.
var readers = map[string]string{
	"ReadFile": "", "Open": "", "OpenInRoot": "", "DirFS": "os", "ParseDir": "go/parser", "Import": "go/build", "ImportDir": "",
}

// mayRead lists the files that read otherwise than through package projectfile,
// and why.
var mayRead = map[string]string{
	"generator/catalog.go":                 "templates that are part of the program",
	"generator/hookcode.go":                "templates that are part of the program",
	"generator/render.go":                  "templates that are part of the program",
	"internal/apply":                       "fcgen's own state, and what it checks itself",
	"internal/cli/devevents.go":            "the file that --events writes",
	"internal/conformance/memory_linux.go": "what the system says of a process",
	"internal/console/assets.go":           "a page that is part of the program",
	"internal/emulator/memory_linux.go":    "what the system says of a process",
	"internal/event/event.go":              "samples that are part of the program",
	"internal/gocommand":                   "its own mark in the build cache, for tests",
	"internal/process":                     "what the system says of processes, and its null device",
	"internal/projectfile":                 "the door itself",
	"internal/rebuild/module.go":           "go/build, which is given projectfile.OpenFile",
	"internal/release":                     "what the release itself has built",
	"internal/retrofit/freshnames.go":      "a folder, for the names in it",
	"internal/routers/load.go":             "descriptions that are part of the program",
}

// A file of a project is read through package projectfile.
func TestProjectFilesAreReadThroughTheDoor(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for name := range ourFiles(t) {
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, filepath.Join("..", filepath.FromSlash(name)), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !reads(f, call, sel) {
				return true
			}
			for _, allowed := range []string{name, path.Dir(name)} {
				if mayRead[allowed] != "" {
					used[allowed] = true
					return true
				}
			}
			t.Errorf("%s: %s reads a file: use package projectfile, or say in this test why not", fset.Position(n.Pos()), sel.Sel.Name)
			return true
		})
	}
	for name := range mayRead {
		if !used[name] && name != "internal/projectfile" {
			t.Errorf("%s reads nothing by itself: take it from the list", name)
		}
	}
}

func reads(f *ast.File, call *ast.CallExpr, sel *ast.SelectorExpr) bool {
	from := imported(f, sel.X)
	switch name := sel.Sel.Name; {
	case slices.Contains([]string{"github.com/fcgen/fcgen/internal/projectfile", "github.com/fcgen/fcgen/internal/project"}, from):
		return false
	case name == "ParseFile" && from == "go/parser":
		src, ok := call.Args[2].(*ast.Ident)
		return ok && src.Name == "nil"
	case name == "OpenFile":
		return from == "os"
	default:
		of, known := readers[name]
		return known && (of == "" || of == from)
	}
}

// imported is the path of the package that x names, "" if it is none.
func imported(f *ast.File, x ast.Expr) string {
	id, ok := x.(*ast.Ident)
	if !ok {
		return ""
	}
	for _, spec := range f.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil && (spec.Name != nil && spec.Name.Name == id.Name || spec.Name == nil && path.Base(p) == id.Name) {
			return p
		}
	}
	return ""
}
