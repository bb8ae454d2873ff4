package retrofit

import (
	"errors"
	"go/ast"
	"strconv"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// otherServer is a package that serves HTTP in a way of its own: what it serves
// is no http.Handler, and fcgen puts no hooks into it.
type otherServer struct {
	path   string // of the package or of what is above it
	name   string
	route  string // a line that answers a hook; {METHOD}, {Method}, {path} and its quoted {PATH} stand for the hook's
	reason string // why there is no such line
}

func otherServers() []otherServer {
	const plain = "func(w http.ResponseWriter, r *http.Request) {}"
	return []otherServer{
		{path: "github.com/gofiber/fiber/v3", name: "fiber", route: "app.{Method}({PATH}, func(c fiber.Ctx) error { return c.SendStatus(200) })"},
		{path: "github.com/gofiber/fiber", name: "fiber", route: "app.{Method}({PATH}, func(c *fiber.Ctx) error { return c.SendStatus(200) })"},
		{path: "github.com/cloudwego/hertz", name: "hertz", route: "h.{METHOD}({PATH}, func(_ context.Context, c *app.RequestContext) { c.Status(200) })"},
		{path: "github.com/kataras/iris", name: "iris", route: "app.{Method}({PATH}, func(ctx iris.Context) { ctx.StatusCode(200) })"},
		{path: "github.com/beego/beego/v2/server/web", name: "beego", route: `web.{Method}({PATH}, func(ctx *context.Context) { ctx.WriteString("ok") })`},
		{path: "github.com/astaxie/beego", name: "beego", route: `beego.{Method}({PATH}, func(ctx *context.Context) { ctx.WriteString("ok") })`},
		{path: "github.com/gogf/gf", name: "GoFrame", route: `s.BindHandler("{METHOD}:{path}", func(r *ghttp.Request) {})`},
		{path: "github.com/zeromicro/go-zero/rest", name: "go-zero", route: `server.AddRoute(rest.Route{Method: "{METHOD}", Path: {PATH}, Handler: ` + plain + `})`},
		{path: "github.com/go-kratos/kratos/v2/transport/http", name: "kratos", route: "srv.HandleFunc({PATH}, " + plain + ")"},
		{path: "github.com/valyala/fasthttp", name: "fasthttp", route: `if string(ctx.Method()) == "{METHOD}" && string(ctx.Path()) == {PATH} { return }`},
		{path: "github.com/awesome-fc/golang-runtime", name: "golang-runtime", reason: "the second argument of its Start is the initializer, and it has no pre-stop"},
		{path: "github.com/aliyun/fc-runtime-go-sdk", name: "fc-runtime-go-sdk", reason: "it belongs to the built-in runtime for Go, which calls functions and no paths"},
	}
}

// served is err, and where that says that nothing is seen to serve, which of
// these packages does.
func (x *index) served(err error, hooks []string) error {
	if !errors.Is(err, ErrNoServer) {
		return err
	}
	for _, o := range otherServers() {
		for _, at := range x.order {
			for _, f := range at.files {
				for _, spec := range f.ast.Imports {
					if o.imported(spec) {
						return o.declined(x.place(spec), hooks)
					}
				}
			}
		}
	}
	return err
}

func (o otherServer) imported(spec *ast.ImportSpec) bool {
	to, err := strconv.Unquote(spec.Path.Value)
	return err == nil && (to == o.path || strings.HasPrefix(to, o.path+"/"))
}

func (o otherServer) declined(at Place, hooks []string) error {
	if o.reason == "" {
		return &Declined{Reason: o.name + " serves here, and fcgen puts no hooks into it", Place: at, Paste: o.lines(hooks)}
	}
	return &Declined{Cause: ErrNoHooks, Reason: o.name + " serves here: " + o.reason, Place: at}
}

// lines answer the hooks with 200.
func (o otherServer) lines(hooks []string) []string {
	var lines []string
	for _, name := range hooks {
		h, _ := fc.HookNamed(name)
		titled := h.Method[:1] + strings.ToLower(h.Method[1:])
		line := strings.NewReplacer("{METHOD}", h.Method, "{Method}", titled, "{PATH}", strconv.Quote(h.Path), "{path}", h.Path).Replace(o.route)
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
