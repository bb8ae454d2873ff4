package retrofit

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/fc"
)

// BenchmarkChange adds hooks to servers of some thousand to 200 thousand lines. What
// a line costs is to be the same in all of them.
func BenchmarkChange(b *testing.B) {
	for _, c := range []struct {
		name     string
		server   func(int) map[string]string
		thousand int
	}{
		{"packages", largeServer, 12},
		{"packages", largeServer, 50},
		{"packages", largeServer, 100},
		{"packages", largeServer, 200},
		{"one file", largeMain, 10},
		{"one file", largeMain, 50},
	} {
		b.Run(fmt.Sprintf("%s, %d lines", c.name, c.thousand*1000), func(b *testing.B) {
			dir := b.TempDir()
			lines := 0
			for name, text := range c.server(c.thousand) {
				if err := writeFile(dir, name, text); err != nil {
					b.Fatal(err)
				}
				lines += strings.Count(text, "\n")
			}
			b.ReportAllocs()
			before := processorTime()
			for b.Loop() {
				r, err := change(b.Context(), Request{Dir: dir, Add: fc.HookNames()})
				if err != nil || len(r.Ops) != 4 {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(processorTime()-before)/float64(b.N)/float64(lines), "cpu-ns/line")
		})
	}
}

// largeServer is a module of packages that each register routes on gin's groups, with
// ten files of about a hundred lines: methods of the same name on many types, calls
// through interfaces and fields, closures, and handlers that are passed on.
func largeServer(packages int) map[string]string {
	files := map[string]string{"go.mod": "module example.com/m\n\ngo 1.22\n\nrequire github.com/gin-gonic/gin v1.12.0\n"}
	var imports, calls strings.Builder
	for p := range packages {
		fmt.Fprintf(&imports, "\t\"example.com/m/p%d\"\n", p)
		fmt.Fprintf(&calls, "\tp%d.Routes(r.Group(\"/p%d\"))\n", p, p)
		var routes strings.Builder
		for f := range 9 {
			fmt.Fprintf(&routes, "\ts%[1]d := &service%[1]d{store: s.store}\n\tg.GET(\"/a%[1]d\", s%[1]d.get)\n\tg.POST(\"/a%[1]d/:id\", s%[1]d.put)\n\ts%[1]d.Run(1)\n", f)
			files[fmt.Sprintf("p%d/f%d.go", p, f)] = largeFile(p, f)
		}
		files[fmt.Sprintf("p%d/routes.go", p)] = fmt.Sprintf("package p%d\n\nimport \"github.com/gin-gonic/gin\"\n\ntype runner interface{ Run(n int) string }\n\ntype server struct{ store runner }\n\nfunc Routes(g *gin.RouterGroup) {\n\ts := &server{}\n%s}\n", p, routes.String())
	}
	files["main.go"] = "package main\n\nimport (\n\t\"github.com/gin-gonic/gin\"\n" + imports.String() + ")\n\nfunc main() {\n\tr := gin.New()\n" + calls.String() + "\tr.Run()\n}\n"
	return files
}

// largeMain is a server whose routes, and little else, are all in one file.
func largeMain(thousand int) map[string]string {
	var calls, routes strings.Builder
	for i := range thousand * 10 {
		fmt.Fprintf(&calls, "\troutes%d(r.Group(\"/g%d\"))\n", i, i)
		fmt.Fprintf(&routes, "func routes%d(g *gin.RouterGroup) {\n", i)
		for j := range 97 {
			fmt.Fprintf(&routes, "\tg.GET(\"/r%d/:id\", func(c *gin.Context) { c.Status(200) })\n", j)
		}
		routes.WriteString("}\n\n")
	}
	return map[string]string{
		"go.mod":  "module example.com/m\n\ngo 1.22\n\nrequire github.com/gin-gonic/gin v1.12.0\n",
		"main.go": "package main\n\nimport \"github.com/gin-gonic/gin\"\n\nfunc main() {\n\tr := gin.New()\n" + calls.String() + "\tr.Run()\n}\n\n" + routes.String(),
	}
}

func largeFile(p, f int) string {
	var body strings.Builder
	fmt.Fprintf(&body, "package p%[1]d\n\nimport \"github.com/gin-gonic/gin\"\n\ntype service%[2]d struct {\n\tname  string\n\tstore runner\n\tnext  func(int) string\n}\n\n", p, f)
	for i := range 11 {
		fmt.Fprintf(&body, "func (t *service%[1]d) call%[2]d(n int) string {\n\tif n > %[2]d && t.store != nil {\n\t\tt.name = t.call%[2]d(n-1) + t.store.Run(n)\n\t}\n\tt.next = func(k int) string { return t.name + \"%[2]d\" }\n\treturn t.next(n)\n}\n\n", f, i)
	}
	fmt.Fprintf(&body, "func (t *service%[1]d) Run(n int) string {\n\treturn t.call0(n) + t.call10(n)\n}\n\nfunc (t *service%[1]d) get(c *gin.Context) { c.JSON(200, gin.H{\"a\": t.Run(1)}) }\n\nfunc (t *service%[1]d) put(c *gin.Context) { c.JSON(200, gin.H{\"a\": t.Run(2)}) }\n", f)
	return body.String()
}
