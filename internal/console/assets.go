package console

import (
	"embed"
	"html/template"
	"net/http"
	"path"
	"sync"
)

//go:embed web
var web embed.FS

// pageTemplate is the page, parsed when it is asked for first.
var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(web, "web/page.html"))
})

// asset serves the page's style and scripts.
func asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	var media string
	switch path.Ext(name) {
	case ".css":
		media = "text/css; charset=utf-8"
	case ".js":
		media = "text/javascript; charset=utf-8"
	case ".svg":
		media = "image/svg+xml"
	default:
		http.NotFound(w, r)
		return
	}
	data, err := web.ReadFile("web/" + name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", media)
	_, _ = w.Write(data)
}
