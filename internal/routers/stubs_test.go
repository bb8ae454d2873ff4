package routers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

// describe checks the description of a package and of those that it imports.
func describe(importPath string) (*types.Package, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, importPath, Stub(importPath), parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	config := types.Config{Importer: importerFunc(describe), IgnoreFuncBodies: true}
	return config.Check(importPath, fset, []*ast.File{f}, nil)
}

type importerFunc func(string) (*types.Package, error)

func (f importerFunc) Import(importPath string) (*types.Package, error) { return f(importPath) }

// A stub that does not check would silently be an empty package.
func TestStubsAreSound(t *testing.T) {
	t.Parallel()
	for importPath, object := range map[string]string{
		"net/http": "ServeMux", "github.com/gin-gonic/gin": "Engine", "github.com/labstack/echo/v4": "Echo", "time": "Duration",
		"github.com/labstack/echo/v5": "StartConfig", "github.com/go-chi/chi/v5": "Mux", "github.com/gorilla/mux": "Router",
	} {
		p, err := describe(importPath)
		if err != nil || p.Scope().Lookup(object) == nil {
			t.Errorf("the stub of %s has no %s (%v)", importPath, object, err)
		}
	}
	if Stub("example.com/other") != nil {
		t.Error("there is a stub of a package that nothing is known of")
	}
}
