package console

import (
	"net/http"
	"strings"
)

// Link leads to the console of a function.
type Link struct {
	Name string `json:"name"`
	Path string `json:"path"` // "/functions/web/"
}

// Page is the console of one of several functions. Its Config's Base is the path
// without the slash at its end.
type Page struct {
	Link
	Handler http.Handler
}

// Pages is the http.Handler of several consoles: each is below its path, and the
// first one at the root as well.
type Pages []Page

func (p Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, page := range p {
		base := strings.TrimSuffix(page.Path, "/")
		switch {
		case r.URL.Path == base:
			http.Redirect(w, r, page.Path, http.StatusMovedPermanently)
			return
		case strings.HasPrefix(r.URL.Path, page.Path):
			http.StripPrefix(base, page.Handler).ServeHTTP(w, r)
			return
		}
	}
	p[0].Handler.ServeHTTP(w, r)
}

// functions lists the functions that have a console, for programs: each path
// leads to a page like this one, with the same calls below it.
func (c *console) functions(w http.ResponseWriter, _ *http.Request) {
	list := c.Functions
	if len(list) == 0 {
		list = []Link{{Name: c.platform.Function().Name, Path: c.Base + "/"}}
	}
	reply(w, http.StatusOK, list)
}
