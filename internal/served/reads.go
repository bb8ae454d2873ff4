package served

import (
	"go/ast"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/gocode"
)

// Read is a file or folder of the project that the program opens when it runs: what
// is built holds none of them.
type Read struct {
	Path  string // of the file or folder, relative to Root, with slashes
	As    string // what the program calls it, from the folder that it is started in
	Place gocode.Place
}

// reads lists what main can come to that opens a file which is there. A path counts
// from the module's folder or from the main package's, where a person would start
// the program.
func (x *Reader) reads() []Read {
	var list []Read
	for _, call := range x.Live {
		for _, arg := range x.opened(call) {
			name := x.Constant(arg)
			if name == "" || !filepath.IsLocal(filepath.FromSlash(name)) {
				continue
			}
			r, ok := x.there(whole(name))
			if r.Place = x.Place(call); !ok || slices.ContainsFunc(list, func(have Read) bool { return underOrSame(have.As, r.As) }) {
				continue
			}
			list = slices.DeleteFunc(list, func(have Read) bool { return underOrSame(r.As, have.As) })
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b Read) int { return strings.Compare(a.As, b.As) })
	return list
}

// opened are the arguments of a call that name files.
func (x *Reader) opened(call *ast.CallExpr) []ast.Expr {
	at := func(i int) []ast.Expr {
		if i < len(call.Args) {
			return call.Args[i : i+1]
		}
		return nil
	}
	importPath, name := x.Outer(call)
	switch importPath + "." + name {
	case "os.Open", "os.OpenFile", "os.ReadFile", "os.ReadDir", "os.DirFS", "os.OpenRoot", "io/ioutil.ReadFile", "io/ioutil.ReadDir",
		"net/http.Dir", "html/template.ParseGlob", "text/template.ParseGlob":
		return at(0)
	case "html/template.ParseFiles", "text/template.ParseFiles":
		return call.Args
	case "net/http.ServeFile":
		return at(2)
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || importPath != "" {
		return nil
	}
	switch sel.Sel.Name { // of templates and of routers
	case "ParseGlob", "LoadHTMLGlob", "SetConfigFile":
		return at(0)
	case "ParseFiles", "LoadHTMLFiles":
		return call.Args
	case "Static", "StaticFile", "File":
		return at(1)
	}
	return nil
}

// whole is the folder of a pattern, or the name itself.
func whole(name string) string {
	for strings.ContainsAny(name, "*?[") {
		name = path.Dir(name)
	}
	return path.Clean(name)
}

func (x *Reader) there(name string) (Read, bool) {
	if name == "." {
		return Read{}, false
	}
	for _, dir := range []string{".", x.Main.Dir} {
		if _, err := fs.Stat(x.Root.FS(), path.Join(dir, name)); err == nil {
			return Read{Path: path.Join(dir, name), As: name}, true
		}
	}
	return Read{}, false
}

// underOrSame reports whether a path is a folder or below it.
func underOrSame(dir, name string) bool { return dir == name || strings.HasPrefix(name, dir+"/") }

// needC lists the imports that only work with cgo: of C itself, and of packages that
// are known to need it.
func (x *Reader) needC() []gocode.Place {
	var list []gocode.Place
	for _, at := range x.Order {
		for _, f := range slices.Concat(at.Files, at.Others) {
			if strings.HasSuffix(f.Name, "_test.go") {
				continue
			}
			for _, spec := range f.Syntax.Imports {
				if to := strings.Trim(spec.Path.Value, "`\""); to == "C" && !f.Tagged || slices.ContainsFunc(withC(), func(p string) bool { return underOrSame(p, to) }) {
					place := x.placeIn(f, spec)
					place.What = to
					list = append(list, place)
				}
			}
		}
	}
	return list
}

func (x *Reader) placeIn(f *gocode.File, n ast.Node) gocode.Place {
	return gocode.Place{File: f.Name, Line: x.Fset.PositionFor(n.Pos(), false).Line}
}

// withC are packages that hold nothing, or fail when they are called, without cgo.
func withC() []string {
	return []string{
		"github.com/mattn/go-sqlite3", "github.com/mattn/go-oci8", "github.com/godror/godror",
		"github.com/confluentinc/confluent-kafka-go", "github.com/h2non/bimg", "github.com/davidbyttow/govips/v2/vips", "gopkg.in/gographics/imagick.v2",
		"gopkg.in/gographics/imagick.v3", "gocv.io/x/gocv", "github.com/tecbot/gorocksdb", "github.com/linxGnu/grocksdb", "github.com/marcboeker/go-duckdb",
		"github.com/yanyiwu/gojieba", "gorm.io/driver/sqlite", "github.com/yalue/onnxruntime_go", "github.com/libgit2/git2go",
	}
}
