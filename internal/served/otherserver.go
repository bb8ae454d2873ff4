package served

import (
	"cmp"
	"errors"
	"go/ast"
	"slices"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocode"
)

// otherServer is a package that serves HTTP in a way of its own: what it serves
// is no http.Handler, and fcgen puts no hooks into it.
type otherServer struct {
	path   string // of the package or of what is above it
	name   string
	makes  []string // its functions that make a server, or that start the one there is
	on     string   // what a server is called where the code gives it no name
	route  string   // a line that answers a hook; {on} stands for the server, {METHOD}, {Method}, {path} and its quoted {PATH} for the hook's
	reason string   // why there is no such line
}

func otherServers() []otherServer {
	const plain = "func(w http.ResponseWriter, r *http.Request) {}"
	return []otherServer{
		{path: "github.com/gofiber/fiber/v3", name: "fiber", makes: []string{"New"}, on: "app", route: "{on}.{Method}({PATH}, func(c fiber.Ctx) error { return c.SendStatus(200) })"},
		{path: "github.com/gofiber/fiber", name: "fiber", makes: []string{"New"}, on: "app", route: "{on}.{Method}({PATH}, func(c *fiber.Ctx) error { return c.SendStatus(200) })"},
		{path: "github.com/cloudwego/hertz", name: "hertz", makes: []string{"Default", "New"}, on: "h", route: "{on}.{METHOD}({PATH}, func(_ context.Context, c *app.RequestContext) { c.Status(200) })"},
		{path: "github.com/kataras/iris", name: "iris", makes: []string{"Default", "New"}, on: "app", route: "{on}.{Method}({PATH}, func(ctx iris.Context) { ctx.StatusCode(200) })"},
		{path: "github.com/beego/beego/v2/server/web", name: "beego", makes: []string{"Run"}, route: `web.{Method}({PATH}, func(ctx *context.Context) { ctx.WriteString("ok") })`},
		{path: "github.com/astaxie/beego", name: "beego", makes: []string{"Run"}, route: `beego.{Method}({PATH}, func(ctx *context.Context) { ctx.WriteString("ok") })`},
		{path: "github.com/gogf/gf", name: "GoFrame", makes: []string{"Server", "GetServer"}, on: "s", route: `{on}.BindHandler("{METHOD}:{path}", func(r *ghttp.Request) {})`},
		{path: "github.com/zeromicro/go-zero/rest", name: "go-zero", makes: []string{"MustNewServer", "NewServer"}, on: "server", route: `{on}.AddRoute(rest.Route{Method: "{METHOD}", Path: {PATH}, Handler: ` + plain + `})`},
		{path: "github.com/go-kratos/kratos/v2/transport/http", name: "kratos", makes: []string{"NewServer"}, on: "srv", route: "{on}.HandleFunc({PATH}, " + plain + ")"},
		{path: "github.com/valyala/fasthttp", name: "fasthttp", makes: []string{"ListenAndServe", "Serve"}, route: `if string(ctx.Method()) == "{METHOD}" && string(ctx.Path()) == {PATH} { return }`},
		{path: "github.com/awesome-fc/golang-runtime", name: "golang-runtime", makes: []string{"Start"}, reason: "the second argument of its Start is the initializer, and it has no pre-stop"},
		{path: "github.com/aliyun/fc-runtime-go-sdk", name: "fc-runtime-go-sdk", makes: []string{"Start", "StartHttp"}, reason: "it belongs to the built-in runtime for Go, which calls functions and no paths"},
	}
}

// Explain is err, and where that says that nothing is seen to serve, which of
// these packages does.
func (x *Reader) Explain(err error, hooks []string) error {
	if !errors.Is(err, gocode.ErrNoServer) {
		return err
	}
	for _, o := range otherServers() {
		call, at, found := x.makesOther(o)
		switch {
		case !found:
		case call == nil:
			return o.declined(x.Place(at), o.lines(o.on, hooks))
		default:
			return o.declined(x.Place(call), x.withName(o, call, o.lines(cmp.Or(x.calledAs(call), o.on), hooks)))
		}
	}
	return err
}

// makesOther finds where main comes to a call that makes a server of another kind,
// else where its package is imported. A file that a generator writes is the last to
// be meant.
func (x *Reader) makesOther(o otherServer) (call *ast.CallExpr, imported *ast.ImportSpec, found bool) {
	var calls []*ast.CallExpr
	for _, call := range x.Live {
		if importPath, name := x.Outer(call); o.covers(importPath) && slices.Contains(o.makes, name) {
			calls = append(calls, call)
		}
	}
	generated := func(call *ast.CallExpr) bool { return x.FileOf(call.Pos()).Generated }
	if i := slices.IndexFunc(calls, func(call *ast.CallExpr) bool { return !generated(call) }); i > 0 {
		calls = calls[i:]
	}
	if len(calls) > 0 {
		return calls[0], nil, true
	}
	for _, at := range x.Order {
		for _, f := range at.Files {
			for _, spec := range f.Syntax.Imports {
				if to, err := strconv.Unquote(spec.Path.Value); err == nil && o.covers(to) {
					return nil, spec, true
				}
			}
		}
	}
	return nil, nil, false
}

// withName gives a server that is made and started in one statement a name, before
// and after the lines that need it.
func (x *Reader) withName(o otherServer, call *ast.CallExpr, lines []string) []string {
	stack := x.Enclosing(call)
	stmt, ok := x.Statement(stack).(ast.Stmt)
	if _, dotted := stack[len(stack)-2].(*ast.SelectorExpr); !ok || !dotted || o.on == "" || len(lines) == 0 {
		return lines
	}
	made, whole := x.Text(call), x.Text(stmt)
	if strings.Count(whole, made) != 1 || strings.Contains(whole, "\n") {
		return lines
	}
	return slices.Concat([]string{o.on + " := " + made}, lines, []string{strings.Replace(whole, made, o.on, 1)})
}

// otherServed reports whether a server of another kind is made.
func (x *Reader) otherServed() bool {
	return slices.ContainsFunc(otherServers(), func(o otherServer) bool {
		call, _, _ := x.makesOther(o)
		return call != nil
	})
}

// calledAs is the name that a call's value gets where it stands, "" if it gets none.
func (x *Reader) calledAs(call *ast.CallExpr) string {
	stack := x.Enclosing(call)
	switch parent := stack[len(stack)-2].(type) {
	case *ast.AssignStmt:
		if i := slices.Index(parent.Rhs, ast.Expr(call)); i >= 0 && i < len(parent.Lhs) && gocode.Chain(parent.Lhs[i]) {
			return x.Text(parent.Lhs[i])
		}
	case *ast.ValueSpec:
		if i := slices.Index(parent.Values, ast.Expr(call)); i >= 0 && i < len(parent.Names) {
			return parent.Names[i].Name
		}
	}
	return ""
}

// covers reports whether a package is the server's, or below it.
func (o otherServer) covers(importPath string) bool {
	return importPath == o.path || strings.HasPrefix(importPath, o.path+"/")
}

func (o otherServer) declined(at gocode.Place, lines []string) error {
	if o.reason == "" {
		return &gocode.Declined{Reason: o.name + " serves here, and fcgen puts no hooks into it", Place: at, Paste: lines}
	}
	return &gocode.Declined{Cause: gocode.ErrNoHooks, Reason: o.name + " serves here: " + o.reason, Place: at}
}

// lines answer the hooks with 200, for a server of that name.
func (o otherServer) lines(on string, hooks []string) []string {
	var lines []string
	for _, name := range hooks {
		h, _ := fc.HookNamed(name)
		titled := h.Method[:1] + strings.ToLower(h.Method[1:])
		line := strings.NewReplacer("{on}", on, "{METHOD}", h.Method, "{Method}", titled, "{PATH}", strconv.Quote(h.Path), "{path}", h.Path).Replace(o.route)
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
