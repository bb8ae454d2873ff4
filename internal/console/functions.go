package console

import "net/http"

// functions lists the functions that have a console, for programs: each path
// leads to a page like this one, with the same calls below it.
func (c *console) functions(w http.ResponseWriter, _ *http.Request) {
	list := c.Functions
	if len(list) == 0 {
		list = []Link{{Name: c.platform.Function().Name, Path: c.Base + "/"}}
	}
	reply(w, http.StatusOK, list)
}
