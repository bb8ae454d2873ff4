package generator_test

import (
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/templates"
)

// hookForms are all ways in which the hooks come to a router.
func hookForms(t *testing.T) []generator.HookCode {
	t.Helper()
	files, err := fs.Glob(templates.FS, "adopt/hooks/*/*.go.tmpl")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no forms (%v)", err)
	}
	entries := map[string]string{"around": "fcHooks", "begun": "fcAnswered", "late": "fcRoutes"}
	var all []generator.HookCode
	for _, file := range files {
		form := strings.TrimSuffix(path.Base(file), ".go.tmpl")
		router := path.Base(path.Dir(file))
		all = append(all, generator.HookCode{
			Router: router, Form: form, Package: "shop", Directive: "//fcgen:hooks form=" + form, Path: "example.com/" + strings.NewReplacer("v5", "", "v3", "", "gorilla", "mux", "gozero", "rest", "hertz", "app").Replace(router),
			Entry: entries[form], Hooks: fc.HookNames(), Timeouts: map[string]int{"prestop": 7},
		})
	}
	return all
}

func hookFile(t *testing.T, h generator.HookCode) string {
	t.Helper()
	text, err := catalog(t).HookFile(h)
	if err != nil {
		t.Fatal(err)
	}
	if clean, err := format.Source(text); err != nil || string(clean) != string(text) {
		t.Errorf("%s/%s is not as gofmt writes it (%v)", h.Router, h.Form, err)
	}
	return string(text)
}

// What a server that fcgen did not write gets is what a new project has: the
// deadline, the guard, and the lines in the log.
func TestHookFilesSayWhatProjectsSay(t *testing.T) {
	t.Parallel()
	project, err := catalog(t).Render(complete(t, generator.Spec{Name: "shop", Hooks: fc.HookNames()}))
	if err != nil {
		t.Fatal(err)
	}
	_, shared, _ := strings.Cut(string(project["lifecycle.go"].Data), "// TryAgain marks")
	plain := regexp.MustCompile(`\bfc(HookFor|StatusOf|FromClient|TryAgainError|Hook)\b`)
	for _, h := range hookForms(t) {
		text := hookFile(t, h)
		text = plain.ReplaceAllStringFunc(text, func(id string) string { return strings.ToLower(id[2:3]) + id[3:] })
		_, text, _ = strings.Cut(text, "// TryAgain marks")
		want := strings.NewReplacer("withRequest(r).Context()", "r.Context()", `slog.ErrorContext(ctx, "hook failed", "hook", h.name, "error", err)`, `log.Printf("hook %s failed: %v", h.name, err)`).Replace(shared)
		if text != want {
			t.Errorf("%s/%s has\n%s\nwant\n%s", h.Router, h.Form, text, want)
		}
	}
}

// Whatever names the package has, none of the file's own are among them.
func TestHookFilesSuitTheirPackage(t *testing.T) {
	t.Parallel()
	other := regexp.MustCompile(`(\w+)Other\b`)
	alias := regexp.MustCompile(`\bfc(context|errors|fmt|io|log|http|os|debug|strings|sync|time|gin|echo|mux|fiber|app|iris|rest)(\.| ")`)
	unaliased := regexp.MustCompile(`\b(context|errors|fmt|io|log|http|os|debug|strings|sync|time|gin|echo|mux|fiber|app|iris|rest)\.\w+`)
	for _, h := range hookForms(t) {
		plain := hookFile(t, h)
		h.Names, h.Taken = map[string]string{}, map[string]bool{}
		for _, name := range topLevel(t, plain) {
			h.Names[name] = name + "Other"
		}
		for _, hook := range []string{"initialize", "preStop"} {
			h.Names[hook] = hook + "Other"
		}
		for _, name := range []string{"context", "errors", "fmt", "io", "log", "http", "os", "debug", "strings", "sync", "time", "gin", "echo", "mux", "fiber", "app", "iris", "rest"} {
			h.Taken[name] = true
		}
		text := hookFile(t, h)
		for _, name := range topLevel(t, text) {
			if !strings.HasSuffix(name, "Other") && name != "init" {
				t.Errorf("%s/%s still declares %s", h.Router, h.Form, name)
			}
		}
		if at := unaliased.FindString(text); at != "" {
			t.Errorf("%s/%s still uses %q", h.Router, h.Form, at)
		}
		back := alias.ReplaceAllStringFunc(other.ReplaceAllString(text, "$1"), func(s string) string { return strings.TrimPrefix(strings.TrimSuffix(s, " \""), "fc") })
		back = regexp.MustCompile(`(?m)^\t(http|context|errors|fmt|io|log|os|debug|strings|sync|time|gin|echo|mux|fiber|app|iris|rest)([\w./-]+"|")$`).ReplaceAllString(back, "\t\"$2")
		back = regexp.MustCompile(`(?m)^\t""$`).ReplaceAllString(back, "")
		_, back, _ = strings.Cut(back, ")\n")
		_, want, _ := strings.Cut(plain, ")\n")
		if a, b := sameSpace(back), sameSpace(want); a != b {
			t.Errorf("%s/%s: with other names it is\n%s", h.Router, h.Form, text)
		}
	}
}

// sameSpace leaves out how gofmt aligns things.
func sameSpace(s string) string { return strings.Join(strings.Fields(s), " ") }

func topLevel(t *testing.T, src string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name != "init" {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names = append(names, s.Name.Name)
				case *ast.ValueSpec:
					names = append(names, s.Names[0].Name)
				}
			}
		}
	}
	return names
}

// The lines of the person's call the router as their code does.
func TestHookLines(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"chi/around":     "s.r.Use(fcHooks2)",
		"echo/around":    "s.r.Pre(fcHooks2)",
		"echov5/around":  "s.r.Pre(fcHooks2)",
		"fiber/routes":   `s.r.Post("/initialize", fcInitialize2)` + "\n" + `s.r.Get("/pre-stop", fcPreStop)`,
		"fiberv3/routes": `s.r.Post("/initialize", fcInitialize2)` + "\n" + `s.r.Get("/pre-stop", fcPreStop)`,
		"gin/late":       "fcRoutes(s.r)",
		"gin/routes":     `s.r.POST("/initialize", fcInitialize2)` + "\n" + `s.r.GET("/pre-stop", fcPreStop)`,
		"gorilla/around": "s.r = fcHooks2(s.r)",
		"gorilla/routes": `s.r.HandleFunc("/initialize", fcInitialize2).Methods("POST")` + "\n" + `s.r.HandleFunc("/pre-stop", fcPreStop).Methods("GET")`,
		"gozero/late":    "fcRoutes(s.r)",
		"hertz/routes":   `s.r.POST("/initialize", fcInitialize2)` + "\n" + `s.r.GET("/pre-stop", fcPreStop)`,
		"iris/routes":    `s.r.Post("/initialize", fcInitialize2)` + "\n" + `s.r.Get("/pre-stop", fcPreStop)`,
		"kratos/routes":  `s.r.HandleFunc("/initialize", fcInitialize2)` + "\n" + `s.r.HandleFunc("/pre-stop", fcPreStop)`,
		"nethttp/around": "s.r = fcHooks2(s.r)",
		"nethttp/begun":  "if fcAnswered(s.r) {\n\treturn\n}",
		"nethttp/paths":  `s.r.HandleFunc("/initialize", fcInitialize2)` + "\n" + `s.r.HandleFunc("/pre-stop", fcPreStop)`,
		"nethttp/routes": `s.r.HandleFunc("POST /initialize", fcInitialize2)` + "\n" + `s.r.HandleFunc("GET /pre-stop", fcPreStop)`,
	}
	for _, h := range hookForms(t) {
		h.Names = map[string]string{"fcHooks": "fcHooks2", "fcInitialize": "fcInitialize2"}
		lines, err := catalog(t).HookLines(h, "s.r")
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(lines, "\n"); got != want[h.Router+"/"+h.Form] {
			t.Errorf("%s/%s: got %s", h.Router, h.Form, got)
		}
	}
}
