package real

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/routers"
)

// elsewhere are the import paths of modules that the module proxy has not, or not
// under this path, with the reason to describe them.
func elsewhere() map[string]string {
	return map[string]string{
		"*/endless":                              "whatever it was copied to",
		"github.com/fvbock/endless":              "never released",
		"github.com/beego/beego":                 "a path of beego's before version 2",
		"github.com/beego/beego/v2/server/web":   "not in every proxy",
		"github.com/astaxie/beego":               "beego's path before it moved",
		"github.com/gogf/gf/frame/g":             "version 1, not in every proxy",
		"github.com/gogf/gf/net/ghttp":           "version 1, not in every proxy",
		"github.com/gogf/gf/v2/frame/g":          "not in every proxy",
		"github.com/gogf/gf/v2/net/ghttp":        "not in every proxy",
		"github.com/kataras/iris":                "iris's path before version 12",
		"github.com/tal-tech/go-zero/rest":       "go-zero's path before it moved",
		"github.com/awesome-fc/golang-runtime":   "not in every proxy",
		"github.com/aliyun/fc-runtime-go-sdk/fc": "it is declined, whatever it is like",
	}
}

// newer is what only a later major version has that is described with an older one.
func newer() map[string]string {
	return map[string]string{"github.com/labstack/echo": "there is no Echo.StartH2CServer"}
}

// What fcgen says of a package's functions and types is what the package declares.
func TestStubsAreWhatTheModulesDeclare(t *testing.T) {
	t.Parallel()
	for _, r := range routers.All() {
		for _, p := range r.Packages {
			for _, importPath := range p.Paths {
				if elsewhere()[importPath] != "" {
					continue
				}
				t.Run(importPath, func(t *testing.T) {
					t.Parallel()
					for _, wrong := range compare(parse(t, p.Stub), sources(t, importPath)) {
						if wrong != newer()[importPath] {
							t.Error(wrong)
						}
					}
				})
			}
		}
	}
}

// A description that does not fit is found.
func TestDifferencesAreFound(t *testing.T) {
	t.Parallel()
	is := parse(t, []byte("package p\n\ntype R struct {\n\tA int\n\tb int\n}\n\ntype I interface {\n\tJ\n}\n\ntype J interface{ M(string) }\n\nfunc (r *R) F(path string, fs ...func(any)) error { return nil }\n\nvar V = 1\n"))
	for stub, want := range map[string]string{
		"func (*R) F(string, ...func(interface{})) error { return nil }": "",
		"func (*R) F(interface{}, ...interface{}) error { return nil }":  "",
		"type R struct{ private int }":                                   "",
		"type I interface{ M(string) }":                                  "",
		"func (*R) F(string) error { return nil }":                       "R.F is",
		"func (*R) F(string, ...func(interface{})) {}":                   "R.F is",
		"func (*R) F(int, ...func(interface{})) error { return nil }":    "R.F is",
		"func F(string, ...func(interface{})) error { return nil }":      "there is no F",
		"func (*R) G() {}":           "there is no R.G",
		"type S struct{}":            "there is no S",
		"type R struct{ A string }":  "R.A is",
		"type R struct{ B int }":     "there is no R.B",
		"type I interface{ M(int) }": "I.M is",
		"type I interface{ N() }":    "there is no I.N",
		"const V = 2":                "there is no V",
	} {
		got := compare(parse(t, []byte("package p\n\n"+stub+"\n")), is)
		if want == "" && len(got) != 0 || want != "" && (len(got) != 1 || !strings.Contains(got[0], want)) {
			t.Errorf("%s: %q, want %q", stub, got, want)
		}
	}
}

// declared is what a package declares: functions, methods, fields and types by their
// names, "R.F" for a method.
type declared map[string]ast.Expr

func parse(t *testing.T, src []byte) declared {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	d := declared{}
	d.file(f)
	return d
}

// sources reads a package where the module proxy put it, or Go itself.
func sources(t *testing.T, importPath string) declared {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-find", "-f", "{{.Dir}}", importPath).CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	names, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(out)), "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("%s has no files (%v)", importPath, err)
	}
	d := declared{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		d.file(f)
	}
	return d
}

func (d declared) file(f *ast.File) {
	for _, decl := range f.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			name := decl.Name.Name
			if decl.Recv != nil {
				name = base(decl.Recv.List[0].Type) + "." + name
			}
			d[name] = decl.Type
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					d.typ(spec.Name.Name, spec.Type)
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						d[decl.Tok.String()+" "+name.Name] = spec.Type
					}
				}
			}
		}
	}
}

func (d declared) typ(name string, e ast.Expr) {
	d[name] = e
	var members *ast.FieldList
	switch e := e.(type) {
	case *ast.StructType:
		members = e.Fields
	case *ast.InterfaceType:
		members = e.Methods
	default:
		return
	}
	for _, m := range members.List {
		for _, n := range m.Names {
			d[name+"."+n.Name] = m.Type
		}
	}
}

// compare lists what the stub has wrong.
func compare(stub, is declared) []string {
	var wrong []string
	for name, e := range stub {
		of, member, _ := strings.Cut(name, ".")
		if member != "" && !ast.IsExported(member) {
			continue
		}
		real, ok := is.find(of, member)
		switch {
		case !ok:
			wrong = append(wrong, fmt.Sprintf("there is no %s", strings.TrimPrefix(strings.TrimPrefix(name, "const "), "var ")))
		case member != "" || isFunc(e) && isFunc(real):
			if text(e) != text(real) && !fits(e, real) {
				wrong = append(wrong, fmt.Sprintf("%s is %s, not %s", name, text(real), text(e)))
			}
		}
	}
	slices.Sort(wrong)
	return wrong
}

// find is a declaration, or the one that a type has from what it embeds.
func (d declared) find(of, member string) (ast.Expr, bool) {
	if member == "" {
		e, ok := d[of]
		return e, ok
	}
	if e, ok := d[of+"."+member]; ok {
		return e, true
	}
	var list *ast.FieldList
	switch e := d[of].(type) {
	case *ast.InterfaceType:
		list = e.Methods
	case *ast.StructType:
		list = e.Fields
	default:
		return nil, false
	}
	for _, m := range list.List {
		if len(m.Names) == 0 {
			if e, ok := d.find(base(m.Type), member); ok {
				return e, true
			}
		}
	}
	return nil, false
}

func base(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return base(e.X)
	case *ast.IndexExpr:
		return base(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

func isFunc(e ast.Expr) bool { _, ok := e.(*ast.FuncType); return ok }

func text(e ast.Expr) string {
	if e == nil {
		return ""
	}
	return strings.ReplaceAll(types.ExprString(e), "interface{}", "any")
}

// fits compares types, of which any stands for each one in a stub.
func fits(stub, real ast.Expr) bool {
	if text(stub) == text(real) || text(stub) == "any" {
		return true
	}
	switch s := stub.(type) {
	case *ast.FuncType:
		r, ok := real.(*ast.FuncType)
		return ok && fit(s.Params, r.Params) && fit(s.Results, r.Results)
	case *ast.Ellipsis:
		r, ok := real.(*ast.Ellipsis)
		return ok && fits(s.Elt, r.Elt)
	case *ast.StarExpr:
		r, ok := real.(*ast.StarExpr)
		return ok && fits(s.X, r.X)
	case *ast.ArrayType:
		r, ok := real.(*ast.ArrayType)
		return ok && fits(s.Elt, r.Elt)
	}
	return false
}

func fit(stub, real *ast.FieldList) bool {
	return slices.EqualFunc(each(stub), each(real), fits)
}

// each lists the types of parameters or results.
func each(list *ast.FieldList) []ast.Expr {
	var all []ast.Expr
	if list == nil {
		return nil
	}
	for _, f := range list.List {
		for range max(1, len(f.Names)) {
			all = append(all, f.Type)
		}
	}
	return all
}
