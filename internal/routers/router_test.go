package routers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"
)

// describe checks the description of a package and of those that it imports.
func describe(importPath string) (*types.Package, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, importPath, At(importPath).Stub, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	config := types.Config{Importer: importerFunc(describe), IgnoreFuncBodies: true}
	return config.Check(importPath, fset, []*ast.File{f}, nil)
}

type importerFunc func(string) (*types.Package, error)

func (f importerFunc) Import(importPath string) (*types.Package, error) { return f(importPath) }

// Every file is read, and what it describes checks: a description that does not would
// silently be an empty package. What a directive names is declared.
func TestStubsAreSound(t *testing.T) {
	t.Parallel()
	for _, r := range All() {
		for _, p := range r.Packages {
			for _, importPath := range p.Paths {
				described, err := describe(importPath)
				if err != nil {
					t.Errorf("the description of %s: %v", importPath, err)
					continue
				}
				for name := range p.funcs {
					of, _, _ := strings.Cut(name, ".")
					if described.Scope().Lookup(of) == nil {
						t.Errorf("%s has no %s", importPath, of)
					}
				}
			}
		}
	}
	if Stub("example.com/other") != nil || At("example.com/other").Func("", "New") != (Func{}) {
		t.Error("there is a stub of a package that nothing is known of")
	}
}

// The typed description says what the file does.
func TestDirectives(t *testing.T) {
	t.Parallel()
	gin, http := At("github.com/gin-gonic/gin"), At("net/http")
	run := gin.Func("Engine", "Run").Serve
	if run == nil || run.Handler != (Arg{From: Receiver}) || run.Addr != (Arg{From: Argument}) || run.Env != "PORT" || run.Default != 8080 {
		t.Errorf("gin's Run: %+v", run)
	}
	get, same := gin.Func("RouterGroup", "GET").Route, gin.Func("IRoutes", "GET").Route
	if get == nil || get.Method != "GET" || get.Path != (Arg{From: Argument}) || same != get {
		t.Errorf("gin's GET: %+v, of an interface %+v", get, same)
	}
	if s := http.Func("Server", "Serve").Serve; s == nil || s.Handler != (Arg{From: Receiver, Field: "Handler"}) {
		t.Errorf("Serve of a server: %+v", s)
	}
	if name, fields := http.Server(); name != "Server" || fields != (Server{"Handler", "Addr"}) || !http.Func("Server", "IdleTimeout").Timeout {
		t.Errorf("the server is %s %+v", name, fields)
	}
}

// What holds for a router as a whole, and for methods of which only the name is known.
func TestRouters(t *testing.T) {
	t.Parallel()
	if !Named("gin").ServesItself() || Named("chi").ServesItself() || At("example.com/their/endless").Func("", "ListenAndServe").Serve == nil {
		t.Error("who serves itself is not known")
	}
	for _, f := range Called("Handle")[:1] {
		if f.Route == nil || !f.Route.MethodArg.Given() {
			t.Errorf("what Handle may do begins with %+v", f)
		}
	}
	if v4, v5 := At("github.com/labstack/echo/v4").Hooks, At("github.com/labstack/echo/v5").Hooks; v4 != "echo" || v5 != "echov5" {
		t.Errorf("echo's templates are in %q and %q", v4, v5)
	}
	if v2, v3 := At("github.com/gofiber/fiber/v2").Paste, At("github.com/gofiber/fiber/v3").Paste; v2 == v3 || v2 == "" {
		t.Errorf("fiber's lines are %q and %q", v2, v3)
	}
}

// A directive that is malformed, or stands where it means nothing, is refused.
func TestMalformedIsRefused(t *testing.T) {
	t.Parallel()
	const method = "type R struct{ private int }\n\n//fcgen:%s\nfunc (*R) F(int, string) {}\n"
	for name, c := range map[string]struct{ code, want string }{
		"unknown":         {strings.Replace(method, "%s", "serves handler=recv", 1), "no directive of a function"},
		"no handler":      {strings.Replace(method, "%s", "serve addr=0", 1), "needs handler="},
		"no such key":     {strings.Replace(method, "%s", "serve handler=recv at=0", 1), "knows no at="},
		"no such word":    {strings.Replace(method, "%s", "serve handler=recv soon", 1), `knows no "soon"`},
		"said twice":      {strings.Replace(method, "%s", "serve handler=recv handler=0", 1), "says it twice"},
		"no value":        {strings.Replace(method, "%s", "serve handler=", 1), "says nothing"},
		"no argument":     {strings.Replace(method, "%s", "route GET path=2", 1), "nothing that the call has"},
		"negative":        {strings.Replace(method, "%s", "route GET path=-1", 1), "nothing that the call has"},
		"wrong kind":      {strings.Replace(method, "%s", "route GET path=recv", 1), "cannot be"},
		"no path":         {strings.Replace(method, "%s", "route GET", 1), "needs path="},
		"two methods":     {strings.Replace(method, "%s", "route GET method=0 path=1", 1), "two methods"},
		"no port":         {strings.Replace(method, "%s", "serve handler=recv default=99999", 1), "no port"},
		"no receiver":     {"//fcgen:serve handler=recv\nfunc F() {}\n", "nothing that the call has"},
		"same function":   {"//fcgen:same\nfunc F() {}\n", "about a method"},
		"on a type":       {"//fcgen:route GET path=0\ntype R struct{ private int }\n", "no directive of a type"},
		"on a constant":   {"//fcgen:engine\nconst C = 1\n", "stands above nothing"},
		"in a body":       {"func F() {\n\t//fcgen:same\n}\n", "stands above nothing"},
		"apart":           {"//fcgen:engine\n\ntype R struct{ private int }\n", "stands above nothing"},
		"as nothing":      {"//fcgen:as S\ntype R interface{ F() }\n", "of which nothing is said"},
		"server's fields": {"//fcgen:server handler=H\ntype R struct{ H, A int }\n", "names of its fields"},
		"not Go":          {"func F( {}\n", "expected"},
		"a field":         {"type R struct {\n\t//fcgen:server handler=0\n\tS int\n}\n", "handler=recv"},
	} {
		_, err := load("x.txtar", txtar.Parse([]byte("-- example.com/x --\npackage x\n\n"+c.code)))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "x.txtar: ") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	for name, c := range map[string]struct{ head, want string }{
		"unknown":      {"//fcgen:fw x\n", "no directive of a file"},
		"twice":        {"//fcgen:router x\n//fcgen:router y\n", "said twice"},
		"empty":        {"//fcgen:router\n", "needs a text"},
		"another name": {"//fcgen:router gin\n", "has another name"},
		"two hooks":    {"//fcgen:hook form=routes\n//fcgen:hook form=around\n", "said twice"},
		"no form":      {"//fcgen:hook import\n", "needs form="},
		"another word": {"//fcgen:hook form=routes soon\n", `knows no "soon"`},
		"no comment":   {"router x\n", "no comment"},
	} {
		if _, err := load("x.txtar", txtar.Parse([]byte(c.head+"-- example.com/x --\npackage x\n"))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := load("x.txtar", txtar.Parse(nil)); err == nil {
		t.Error("a file without a package is taken")
	}
	twice := fstest.MapFS{"a.txtar": {Data: []byte("-- m --\npackage m\n")}, "b.txtar": {Data: []byte("-- m --\npackage m\n")}}
	if _, err := open(twice); err == nil || !strings.Contains(err.Error(), "both describe") {
		t.Errorf("two files describe one package: %v", err)
	}
}

// Until a package is asked for, its file is not read.
func TestFilesAreReadWhenTheyAreNeeded(t *testing.T) {
	t.Parallel()
	c, err := open(fstest.MapFS{"broken.txtar": {Data: []byte("-- m --\nno Go\n")}, "fine.txtar": {Data: []byte("-- n --\npackage n\n")}})
	if err != nil || c.at("n") == nil || c.at("other") != nil {
		t.Fatalf("a file that is not asked for is read (%v)", err)
	}
	if a, b := c.at("n"), c.at("n"); a != b {
		t.Error("a file is read twice")
	}
}
