package conformance

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fcgen/fcgen/internal/fc"
)

// place is where a person looks for what a live case found: where the hook's
// path stands in the code, else the s.yaml that configures it.
func (d *driver) place(c Case) (file string, line int) {
	h, about := map[string]fc.Hook{"INIT": initializer(), "STOP": preStop()}[c.area()]
	if about && (d.config.Dir != "" || d.config.Function.File != "") {
		if code, err := d.project.sources(); err == nil {
			if at, found := code.answers(h); found {
				return at.File, at.Line
			}
		}
	}
	if d.config.Function.File == "" {
		return "", 0
	}
	if about {
		line = d.config.Function.Lines["instanceLifecycleConfig."+h.Key]
	}
	return d.project.shown(d.config.Function.File), line
}

// lacksRoute are what cases say of a hook that s.yaml configures and the program
// does not have.
func lacksRoute(r Result, h fc.Hook) bool {
	switch r.ID {
	case "INIT/14":
		return h.Name == initializer().Name && strings.Contains(r.Got, "there is no such route")
	case "INIT/1":
		return h.Name == initializer().Name && strings.Contains(r.Got, "answers 404")
	case "STOP/1":
		return h.Name == preStop().Name && strings.Contains(r.Got, "answers 404")
	case "CFG/6":
		return strings.Contains(r.Got+r.Reason, h.Path)
	}
	return false
}

// mend is how to mend what was found, in the program's own language.
func (d *driver) mend(c Case, r Result) string {
	text := c.Mend
	for _, h := range fc.Hooks() {
		if !lacksRoute(r, h) {
			continue
		}
		code, err := d.project.sources()
		if err != nil {
			continue
		}
		if code.language == "Go" {
			text += fmt.Sprintf("\nfcgen add-hook %s adds the route and the lines in s.yaml.", h.Name)
			continue
		}
		text += "\n" + routeIn(d.dialect(), h)
	}
	return text
}

// dialect is the language, or the framework, that the program's files speak of.
func (d *driver) dialect() string {
	files, err := sourceFiles(d.project.ctx, d.project.folder())
	if err != nil {
		return ""
	}
	mentions := func(names []string, words ...string) string {
		for _, name := range names {
			text, err := d.project.read(name)
			for _, word := range words {
				if err == nil && strings.Contains(strings.ToLower(string(text)), word) {
					return word
				}
			}
		}
		return ""
	}
	kind := func(ends ...string) (found []string) {
		for _, name := range files {
			if slices.Contains(ends, filepath.Ext(name)) {
				found = append(found, name)
			}
		}
		return found
	}
	if python := kind(".py"); len(python) > 0 {
		if framework := mentions(python, "fastapi", "flask"); framework != "" {
			return framework
		}
		return "python"
	}
	if node := kind(".js", ".mjs", ".cjs", ".ts", ".mts"); len(node) > 0 {
		if framework := mentions(node, "express", "koa", "fastify"); framework != "" {
			return framework
		}
		return "node"
	}
	if java := kind(".java", ".kt"); len(java) > 0 && mentions(java, "springframework") != "" {
		return "spring"
	}
	return ""
}

// routeIn is a hook's route as it is written in a language.
func routeIn(dialect string, h fc.Hook) string {
	method := strings.ToLower(h.Method)
	function := strings.ReplaceAll(strings.TrimPrefix(h.Path, "/"), "-", "_")
	const first = "Before any route for all paths, write:\n"
	switch dialect {
	case "flask", "fastapi":
		return fmt.Sprintf("Write:\n@app.%s(\"%s\")\ndef %s():\n    return \"ok\"", method, h.Path, function)
	case "express":
		return fmt.Sprintf("%sapp.%s('%s', (req, res) => res.send('ok'))", first, method, h.Path)
	case "fastify":
		return fmt.Sprintf("Write:\nfastify.%s('%s', async () => 'ok')", method, h.Path)
	case "koa":
		return fmt.Sprintf("%srouter.%s('%s', (ctx) => { ctx.body = 'ok' })", first, method, h.Path)
	case "node":
		return fmt.Sprintf("%sif (req.method === '%s' && req.url === '%s') return res.end('ok')", first, h.Method, h.Path)
	case "python":
		return fmt.Sprintf("In do_%s, write:\nif self.path == \"%s\":\n    self.send_response(200)\n    self.send_header(\"Content-Length\", \"0\")\n    self.end_headers()\n    return", h.Method, h.Path)
	case "spring":
		annotation := map[string]string{"GET": "GetMapping", "POST": "PostMapping"}[h.Method]
		return fmt.Sprintf("In a @RestController, write:\n@%s(\"%s\")\nString %s() { return \"ok\"; }", annotation, h.Path, strings.ReplaceAll(function, "_", ""))
	}
	return fmt.Sprintf("Answer %s %s with the status 200.", h.Method, h.Path)
}
