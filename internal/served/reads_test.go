package served

import (
	"slices"
	"testing"
)

// TestReads: what the program opens when it runs is found through calls and
// constants; what is embedded, outside of the module or not there is not.
func TestReads(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example.com/m\n\ngo 1.22\n", "views/a.html": "a", "views/sub/b.html": "b", "static/x.css": "x", "help/h.txt": "h", "conf.yaml": "c",
		"main.go": `package main

import (
	"embed"
	"html/template"
	"net/http"
	"os"

	"github.com/gin-gonic/gin"
)

//go:embed help
var help embed.FS

const conf = "conf" + ".yaml"

func unused() { os.ReadFile("go.mod") }

func main() {
	template.Must(template.New("a").ParseFiles("views/sub/b.html"))
	template.Must(template.New("a").ParseGlob("views/*.html"))
	os.ReadFile(conf)
	os.ReadFile("../other")
	help.ReadFile("help/h.txt")
	r := gin.New()
	r.Static("/static", "./static")
	r.StaticFS("/more", http.Dir("help"))
	r.Run(":9000")
}
`,
	} {
		put(t, dir, name, []byte(text))
	}
	p, err := Inspect(t.Context(), dir, Deployment{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range p.Reads {
		got = append(got, r.Path)
	}
	if want := []string{"conf.yaml", "help", "static", "views"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
