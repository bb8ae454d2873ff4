package served

import "testing"

// A framework's own server has its address where the framework has it, and limits that
// nobody follows: they are not known, and not none.
func TestOwnServers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		imports, body string
		framework     string
		port          int
		sure          bool
	}{
		"fiber":            {`"github.com/gofiber/fiber/v2"`, "app := fiber.New(fiber.Config{IdleTimeout: 5})\n\tapp.Listen(\":9000\")", "fiber", 9000, true},
		"fiber's listener": {"\"net\"\n\t\"github.com/gofiber/fiber/v3\"", "app := fiber.New()\n\tln, _ := net.Listen(\"tcp\", \":9000\")\n\tapp.Listener(ln)", "fiber", 9000, true},
		"hertz's default":  {`"github.com/cloudwego/hertz/pkg/app/server"`, "h := server.Default()\n\th.Spin()", "hertz", 8888, true},
		"hertz's option":   {`"github.com/cloudwego/hertz/pkg/app/server"`, "h := server.New(server.WithKeepAlive(true), server.WithHostPorts(\":9000\"))\n\th.Run()", "hertz", 9000, true},
		"hertz's options":  {"\"github.com/cloudwego/hertz/pkg/app/server\"\n\t\"example.com/other\"", "h := server.New(other.Options())\n\th.Spin()", "hertz", 0, false},
		"iris":             {`"github.com/kataras/iris/v12"`, "app := iris.New()\n\tapp.Listen(\":9000\")", "iris", 9000, true},
		"iris's runner":    {`"github.com/kataras/iris/v12"`, "app := iris.New()\n\tapp.Run(iris.Addr(\":9000\"))", "iris", 9000, true},
		"iris's server":    {"\"net/http\"\n\t\"github.com/kataras/iris/v12\"", "app := iris.New()\n\tapp.Run(iris.Server(&http.Server{Addr: \":9000\"}))", "iris", 9000, true},
		"kratos":           {`"github.com/go-kratos/kratos/v2/transport/http"`, "srv := http.NewServer(http.Address(\":9000\"))\n\t_ = srv", "kratos", 9000, true},
		"go-zero":          {`"github.com/zeromicro/go-zero/rest"`, "server := rest.MustNewServer(rest.RestConf{Port: 9000})\n\tserver.Start()", "gozero", 9000, true},
	} {
		dir := t.TempDir()
		put(t, dir, "go.mod", []byte("module example.com/m\n\ngo 1.22\n"))
		put(t, dir, "main.go", []byte("package main\n\nimport (\n\t"+c.imports+"\n)\n\nfunc main() {\n\t"+c.body+"\n}\n"))
		p, err := Inspect(t.Context(), dir, Deployment{})
		if err != nil || p.Framework != c.framework || p.Port.Number != c.port || p.Port.Sure != c.sure {
			t.Errorf("%s: %s on port %d, sure %v (%v), want %s on %d, %v", name, p.Framework, p.Port.Number, p.Port.Sure, err, c.framework, c.port, c.sure)
		}
		if len(p.Timeouts) != 1 || p.Timeouts[0].Known || len(p.Foreign) == 0 {
			t.Errorf("%s: its limits are %v, and what is not known is %v", name, p.Timeouts, p.Foreign)
		}
	}
}
