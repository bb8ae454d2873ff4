package generator

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"go.yaml.in/yaml/v3"

	"github.com/fcgen/fcgen/internal/fc"
)

// page is what a template can name. It is a struct so that a misspelt name is an error.
type page struct {
	Name, Module                string
	Framework, FrameworkTitle   string
	Handler, Runtime, Region    string
	Image                       string       // "" without a container
	Auth                        string       // "" without an HTTP trigger
	Trigger                     *pageTrigger // nil without a trigger that sends events
	Port, Memory, Disk, Timeout int          // Memory and Disk in MB, Timeout in seconds
	Concurrency                 int
	CPU                         float64
	Hooks                       []pageHook
	Description, Role           string         // "" for none
	Log                         string         // "" if none is kept
	Env                         []pageVariable // sorted by key

	Build   string    // the command that makes the program, for a shell
	Builder string    // what it is called in a sentence
	Main    string    // the package that it builds
	Out     string    // the folder that it makes
	Copies  []string  // commands that bring files beside the program, for a shell; mostly none
	Brought []Brought // the same files
}

type pageVariable struct {
	Key, Value string
	Why        string // a remark behind it, mostly ""
}

type pageHook struct {
	fc.Hook
	Func    string // the person's function
	File    string // the file it stands in
	Timeout int    // seconds
}

func newPage(s Spec, f Framework) page {
	p := page{
		Name: s.Name, Module: s.Module, Framework: f.Name, FrameworkTitle: f.Title,
		Handler: s.Handler, Runtime: s.Runtime, Region: s.Region, Image: s.Image,
		Port: s.Port, Memory: s.Memory, Disk: s.Disk, Timeout: s.Timeout, Concurrency: s.Concurrency, CPU: s.CPU,
		Description: s.Description, Role: s.Role, Log: cmp.Or(s.Log, AutoLog),
		Build: "go run build.go", Builder: "build.go", Main: ".", Out: "dist",
	}
	if s.Trigger == Anonymous || s.Trigger == Function {
		p.Auth = s.Trigger
	}
	if p.Log == NoLog {
		p.Log = ""
	}
	p.Trigger = newPageTrigger(s)
	for _, key := range slices.Sorted(maps.Keys(s.Env)) {
		p.Env = append(p.Env, pageVariable{Key: key, Value: s.Env[key]})
	}
	for _, h := range fc.Hooks() {
		if s.HasHook(h.Name) {
			p.Hooks = append(p.Hooks, newPageHook(h, s.HookTimeout(h.Name)))
		}
	}
	return p
}

func newPageHook(h fc.Hook, timeout int) pageHook {
	name := hookFunc(h.Name)
	return pageHook{h, name, strings.ToLower(name) + ".go", timeout}
}

// hookFunc names the function for a hook that is the person's.
func hookFunc(hook string) string {
	return map[string]string{"initializer": "initialize", "prestop": "preStop"}[hook]
}

// functions are what templates may call: yaml, and from sprig the few that are
// in use, by name, because its whole map also holds functions that read the
// environment, the clock or the network.
var functions = sync.OnceValue(func() template.FuncMap {
	funcs := template.FuncMap{"yaml": yamlScalar}
	all := sprig.GenericFuncMap()
	for _, name := range []string{"default", "lower", "quote", "title"} {
		funcs[name] = all[name]
	}
	return funcs
})

// yamlScalar writes s as a YAML scalar that every parser reads back as the string s.
func yamlScalar(s string) (string, error) {
	out, err := yaml.Marshal(s)
	return strings.TrimSuffix(string(out), "\n"), err
}

// ShellQuote writes s as one word of a POSIX shell: as it is if it needs no
// quotes, else in single ones.
func ShellQuote(s string) string {
	plain := func(c rune) bool {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.ContainsRune("@%+=:,./_-", c)
	}
	if s != "" && strings.IndexFunc(s, func(c rune) bool { return !plain(c) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
