package generator

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"io/fs"
	"path"
	"strings"
	"text/template"

	"github.com/fcgen/fcgen/internal/fc"
)

// HookCode is the Go that brings the platform's hooks to a server that fcgen did
// not write.
type HookCode struct {
	Router    string            // the folder of its templates: "gin", "echov5"
	Form      string            // how the hooks come before the person's handlers: "routes", a template in that folder
	Package   string            // the name of the package that gets them
	Directive string            // the line that says how the file was made
	Path      string            // the router's import path, where the form needs it
	Entry     string            // the function that stands for all hooks, if the form has one
	Object    string            // a package variable that gets its routes when the program starts; "" means that a line of the person's does it
	Hooks     []string          // names, in fc's order; none: what TryAgain needs alone
	Timeouts  map[string]int    // seconds; 0 means the default
	Names     map[string]string // what identifiers are called where their own name is taken
	Taken     map[string]bool   // names of the package, which no import may have
}

const hookCodeDir = "adopt/hooks"

// plainNames are what the templates call what is declared in the person's package
// under a name that says whose it is.
func plainNames() map[string]string {
	return map[string]string{"hook": "fcHook", "hooks": "fcHookList", "hookFor": "fcHookFor", "fromClient": "fcFromClient", "tryAgainError": "fcTryAgainError"}
}

// codePage is what these templates can name.
type codePage struct {
	HookCode
	Hooks  []codeHook
	Beside string // a route that the hooks' cannot stand beside
	Router string // in code
}

type codeHook struct {
	pageHook
	Answer string // the function that answers the platform
}

func (h HookCode) page(router string, name func(string) string) (codePage, error) {
	p := codePage{HookCode: h, Router: router}
	p.Entry = name(h.Entry)
	for _, hook := range h.Hooks {
		known, ok := fc.HookNamed(hook)
		if !ok {
			return codePage{}, fmt.Errorf("unknown hook %q", hook)
		}
		code := codeHook{pageHook: newPageHook(known, h.Timeouts[hook]), Answer: "fc" + strings.ToUpper(hookFunc(hook)[:1]) + hookFunc(hook)[1:]}
		if code.Timeout == 0 {
			code.Timeout = Defaults().HookTimeout(hook)
		}
		code.Answer = name(code.Answer)
		p.Hooks = append(p.Hooks, code)
	}
	return p, nil
}

// name is what an identifier of the templates is called in the package.
func (h HookCode) name(id string) string {
	if own := plainNames()[id]; own != "" {
		id = own
	}
	if other := h.Names[id]; other != "" {
		return other
	}
	return id
}

func asItIs(id string) string { return id }

// HookFile renders the file that answers the platform.
func (c *Catalog) HookFile(h HookCode) ([]byte, error) {
	page, err := h.page("", asItIs)
	if err != nil {
		return nil, err
	}
	name := "file.go"
	if len(h.Hooks) == 0 {
		name = "tryagain.go"
	}
	text, err := c.hookCode(name, h, page)
	if err != nil {
		return nil, err
	}
	text = h.rename(text)
	if h.Object != "" && len(h.Hooks) > 0 {
		router := h.Object
		if router == "http" {
			router = h.importName("http")
		}
		lines, err := c.HookLines(h, router)
		if err != nil {
			return nil, err
		}
		text = append(text, "\nfunc init() {\n"+strings.Join(lines, "\n")+"\n}\n"...)
	}
	return h.finish(text)
}

// HookFunction renders the file with the function for a hook that is the person's.
func (c *Catalog) HookFunction(h HookCode, hook string) ([]byte, error) {
	text, err := c.hookCode(hook+".go", HookCode{}, codePage{HookCode: h})
	if err != nil {
		return nil, err
	}
	return h.finish(h.rename(text))
}

func (h HookCode) finish(text []byte) ([]byte, error) {
	out, err := format.Source(h.renameImports(text))
	if err != nil {
		return nil, fmt.Errorf("format the hooks' file: %w", err)
	}
	return out, nil
}

// HookLines are the lines of the person's that bring the hooks to a router, which
// code there calls by that name. With a form that begins a handler, router is what
// the handler is given.
func (c *Catalog) HookLines(h HookCode, router string) ([]string, error) {
	page, err := h.page(router, h.name)
	if err != nil {
		return nil, err
	}
	t, err := c.parseHookCode("file.go", h)
	if err != nil {
		return nil, err
	}
	return lines(t.Lookup("lines"), page)
}

// HookWildcard are lines for a middleware of gin's that runs before the route at
// beside, a wildcard that no hook's route can stand next to. Code there calls the
// router by that name.
func (c *Catalog) HookWildcard(router, beside string, hooks []string) ([]string, error) {
	page, err := HookCode{Hooks: hooks}.page(router, asItIs)
	if err != nil {
		return nil, err
	}
	page.Beside = beside
	text, err := fs.ReadFile(c.files, path.Join(hookCodeDir, "gin/wildcard"+templateSuffix))
	if err != nil {
		return nil, err
	}
	t, err := c.parse("gin/wildcard", text)
	if err != nil {
		return nil, err
	}
	return lines(t, page)
}

func lines(t *template.Template, page codePage) ([]string, error) {
	if t == nil {
		return nil, errors.New("the form has no lines")
	}
	var b strings.Builder
	if err := t.Execute(&b, page); err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n"), nil
}

func (c *Catalog) hookCode(name string, h HookCode, page codePage) ([]byte, error) {
	t, err := c.parseHookCode(name, h)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, page)
	return b.Bytes(), err
}

// parseHookCode reads a template of these, and the form's if h has one.
func (c *Catalog) parseHookCode(name string, h HookCode) (*template.Template, error) {
	var t *template.Template
	files := []string{name, "hookfor.go", "answer.go"}
	if h.Form != "" && len(h.Hooks) > 0 {
		files = append(files, h.Router+"/"+h.Form+".go")
	}
	for i, file := range files {
		text, err := fs.ReadFile(c.files, path.Join(hookCodeDir, file+templateSuffix))
		if err != nil {
			return nil, err
		}
		switch i {
		case 0:
			t, err = c.parse("the hooks' file", text)
		case 1, 2:
			_, err = t.New(file).Parse(string(text))
		case 3:
			_, err = t.New("form").Parse(string(text))
		}
		if err != nil {
			return nil, err
		}
	}
	return t, nil
}
