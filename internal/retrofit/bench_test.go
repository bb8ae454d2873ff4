package retrofit

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/fc"
)

// BenchmarkChange adds hooks to a server whose module has 500 files of a
// hundred lines, in fifty packages that each register routes.
func BenchmarkChange(b *testing.B) {
	dir := b.TempDir()
	write := func(name, text string) {
		if err := writeFile(dir, name, text); err != nil {
			b.Fatal(err)
		}
	}
	write("go.mod", "module example.com/m\n\ngo 1.22\n\nrequire github.com/gin-gonic/gin v1.12.0\n")
	var imports, calls strings.Builder
	for p := range 50 {
		fmt.Fprintf(&imports, "\t\"example.com/m/p%d\"\n", p)
		fmt.Fprintf(&calls, "\tp%d.Routes(r.Group(\"/p%d\"))\n", p, p)
		write(fmt.Sprintf("p%d/routes.go", p), fmt.Sprintf("package p%d\n\nimport \"github.com/gin-gonic/gin\"\n\nfunc Routes(g *gin.RouterGroup) {\n\tg.GET(\"/a\", handle0)\n}\n", p))
		for f := range 9 {
			var body strings.Builder
			fmt.Fprintf(&body, "package p%d\n\nimport \"github.com/gin-gonic/gin\"\n\ntype thing%d struct{ name string }\n\n", p, f)
			for i := range 12 {
				fmt.Fprintf(&body, "func (t *thing%[1]d) call%[2]d(n int) string {\n\tif n > %[2]d {\n\t\tt.name = t.call%[2]d(n - 1)\n\t}\n\treturn t.name + \"%[2]d\"\n}\n\n", f, i)
			}
			fmt.Fprintf(&body, "func handle%d(c *gin.Context) { c.JSON(200, gin.H{\"a\": 1}) }\n", f)
			write(fmt.Sprintf("p%d/f%d.go", p, f), body.String())
		}
	}
	write("main.go", "package main\n\nimport (\n\t\"github.com/gin-gonic/gin\"\n"+imports.String()+")\n\nfunc main() {\n\tr := gin.New()\n"+calls.String()+"\tr.Run()\n}\n")
	b.ReportAllocs()
	for b.Loop() {
		r, err := change(b.Context(), Request{Dir: dir, Add: fc.HookNames()})
		if err != nil || len(r.Ops) != 4 {
			b.Fatal(err)
		}
	}
}
