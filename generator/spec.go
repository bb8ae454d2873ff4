package generator

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/fcgen/fcgen/internal/fc"
)

// The kinds of handler.
const (
	HTTP  = "http"  // the client's requests pass through
	Event = "event" // each event arrives as POST /invoke
)

// The ways an HTTP trigger can ask for a caller's identity, and NoTrigger for
// a function without one. JWT needs a key set of the person's own and is left to them.
const (
	Anonymous = "anonymous" // anyone may call
	Function  = "function"  // calls must be signed
	NoTrigger = "none"
)

// What becomes of a function's log: AutoLog has the deployment make a log
// project and a store for it, NoLog keeps none (FC3 src/subCommands/logs).
const (
	AutoLog = "auto"
	NoLog   = "none"
)

// GitHub is the one kind of CI that fcgen writes a workflow for.
const GitHub = "github"

// Spec is everything that determines a project. Its zero fields mean "the
// default": Complete fills them in, and everything else in this package takes
// completed specs only. The yaml names are those of .fcgen/spec.yaml.
type Spec struct {
	Name      string   `yaml:"name" json:"name"`           // the function's name
	Module    string   `yaml:"module" json:"module"`       // the Go module's path; default: Name
	Framework string   `yaml:"framework" json:"framework"` // a folder of templates/frameworks
	Hooks     []string `yaml:"hooks,flow" json:"hooks"`
	Handler   string   `yaml:"handler" json:"handler"` // HTTP or Event; default HTTP
	Runtime   string   `yaml:"runtime" json:"runtime"` // default custom.debian11
	Image     string   `yaml:"image,omitempty" json:"image,omitempty"`

	Region      string  `yaml:"region" json:"region"`           // default cn-hangzhou
	Port        int     `yaml:"port" json:"port"`               // default fc.DefaultPort
	CPU         float64 `yaml:"cpu" json:"cpu"`                 // vCPU; default 0.35
	Memory      int     `yaml:"memory" json:"memory"`           // MB; default 512
	Disk        int     `yaml:"disk" json:"disk"`               // MB; default 512
	Timeout     int     `yaml:"timeout" json:"timeout"`         // seconds; default 60
	Concurrency int     `yaml:"concurrency" json:"concurrency"` // requests in one instance at a time; default 20, for events 1
	Trigger     string  `yaml:"trigger" json:"trigger"`         // Anonymous, Function or NoTrigger, for events NoTrigger or a kind of fc.EventTriggers; default Anonymous, for events NoTrigger

	InitializerTimeout int `yaml:"initializer-timeout,omitempty" json:"initializer-timeout,omitempty"` // seconds; default 30 with the hook, else 0
	PrestopTimeout     int `yaml:"prestop-timeout,omitempty" json:"prestop-timeout,omitempty"`         // seconds; default 30 with the hook, else 0

	Description string            `yaml:"description,omitempty" json:"description,omitempty"`
	Role        string            `yaml:"role,omitempty" json:"role,omitempty"` // the ARN of the RAM role whose credentials calls get; "" means none
	Env         map[string]string `yaml:"env,omitempty" json:"env,omitempty"`   // environment variables of the function
	Log         string            `yaml:"log,omitempty" json:"log,omitempty"`   // NoLog, or "" for AutoLog

	CI       string `yaml:"ci,omitempty" json:"ci,omitempty"`               // GitHub; "" means no workflow
	NoAgents bool   `yaml:"no-agents,omitempty" json:"no-agents,omitempty"` // without AGENTS.md
}

// Defaults is the spec of a project for which nothing was asked: every field
// that has a default holds it.
func Defaults() Spec {
	return Spec{
		Framework: "nethttp", Hooks: fc.HookNames(), Handler: HTTP, Runtime: "custom.debian11",
		Region: "cn-hangzhou", Port: fc.DefaultPort, CPU: 0.35, Memory: 512, Disk: fc.SmallDisk,
		Timeout: 60, Concurrency: 20, Trigger: Anonymous,
		InitializerTimeout: 30, PrestopTimeout: 30,
	}
}

// DefaultsOf is Defaults for a kind of handler.
func DefaultsOf(handler string) Spec {
	d := Defaults()
	if handler == Event {
		d.Handler, d.Concurrency, d.Trigger = Event, EventConcurrency, NoTrigger
	}
	return d
}

// EventConcurrency is the concurrency of an event function: the platform gives
// an instance one event at a time (https://help.aliyun.com/zh/functioncompute/fc/support/faq-about-function-invocations).
const EventConcurrency = 1

// Complete returns s with aliases resolved, hooks in the platform's order and
// defaults filled in, or the first thing that is wrong with it: *Unknown,
// *Invalid or *Missing. Hooks stay as they are: none is a choice.
func (c *Catalog) Complete(s Spec) (Spec, error) {
	d := DefaultsOf(s.Handler)
	d.Module = s.Name
	s.Trigger = TriggerNamed(s.Trigger)
	for _, x := range Settings() {
		if !x.Optional && x.Name != "hooks" {
			x.Fill(&s, d)
		}
	}
	if s.Log == AutoLog {
		s.Log = "" // so that the projects of before there was a choice say the same
	}
	if len(s.Env) == 0 {
		s.Env = nil
	}

	f, err := c.Framework(s.Framework)
	if err != nil {
		return Spec{}, err
	}
	s.Framework = f.Name
	if s.Hooks, err = canonicalHooks(s.Hooks); err != nil {
		return Spec{}, err
	}
	for _, h := range fc.Hooks() {
		if t := s.hookTimeout(h.Name); s.HasHook(h.Name) {
			setDefault(t, *d.hookTimeout(h.Name))
		} else if *t != 0 {
			field := h.Name + "-timeout"
			return Spec{}, &Invalid{field, fmt.Errorf("%s is given, but the function has no %s hook", field, h.Name)}
		}
	}
	return s, s.check()
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// HasHook reports whether the spec asks for the hook of that exact name.
func (s Spec) HasHook(name string) bool { return slices.Contains(s.Hooks, name) }

// HookTimeout is the timeout of the hook of that name, in seconds.
func (s Spec) HookTimeout(name string) int { return *s.hookTimeout(name) }

func (s *Spec) hookTimeout(name string) *int {
	if name == "initializer" {
		return &s.InitializerTimeout
	}
	return &s.PrestopTimeout
}

// WithHook returns s with the hook of that exact name and its timeout in
// seconds; 0 keeps the one it has, or stands for the default.
func (s Spec) WithHook(name string, timeout int) Spec {
	if !s.HasHook(name) {
		s.Hooks, _ = canonicalHooks(append(slices.Clone(s.Hooks), name))
	}
	if timeout != 0 {
		*s.hookTimeout(name) = timeout
	}
	d := Defaults()
	setDefault(s.hookTimeout(name), *d.hookTimeout(name))
	return s
}

// WithoutHook returns s without the hook of that exact name.
func (s Spec) WithoutHook(name string) Spec {
	s.Hooks = slices.DeleteFunc(slices.Clone(s.Hooks), func(h string) bool { return h == name })
	*s.hookTimeout(name) = 0
	return s
}

// canonicalHooks resolves spellings, drops repetitions and sorts into the platform's order.
func canonicalHooks(names []string) ([]string, error) {
	wanted := map[string]bool{}
	for _, name := range names {
		hook, err := CanonicalHook(name)
		if err != nil {
			return nil, err
		}
		wanted[hook] = true
	}
	hooks := []string{}
	for _, name := range fc.HookNames() {
		if wanted[name] {
			hooks = append(hooks, name)
		}
	}
	return hooks, nil
}

// check says what is wrong with a spec whose defaults are filled in.
func (s Spec) check() error {
	if err := s.checkTrigger(); err != nil {
		return err
	}
	for _, x := range Settings() {
		if err := x.check(s); err != nil {
			return err
		}
	}
	if err := s.checkImage(); err != nil {
		return err
	}
	if err := fc.CheckRatio(s.CPU, s.Memory); err != nil {
		return &Invalid{"memory", err}
	}
	if s.Handler == Event && s.Concurrency != EventConcurrency {
		return &Invalid{"concurrency", fmt.Errorf("concurrency %d: an event function takes one event at a time in an instance", s.Concurrency)}
	}
	return nil
}

func oneOf(what, value string, known ...string) error {
	if slices.Contains(known, value) {
		return nil
	}
	return &Unknown{what, value, known}
}

func (s Spec) checkImage() error {
	switch {
	case s.IsContainer() && s.Image == "":
		return &Missing{[]string{"image"}}
	case !s.IsContainer() && s.Image != "":
		return &Invalid{"image", fmt.Errorf("an image goes with the runtime custom-container, not with %s", s.Runtime)}
	}
	return nil
}

// Warnings says what the platform may not accept although it is not plainly wrong.
func (s Spec) Warnings() []string {
	var w []string
	for _, h := range fc.Hooks() {
		if t := s.HookTimeout(h.Name); t > h.MaxTimeout {
			w = append(w, fmt.Sprintf("the %s timeout of %d seconds is above the platform's limit of %d; see %s", h.Name, t, h.MaxTimeout, fc.QuotaPage))
		}
	}
	if r, _ := fc.RuntimeNamed(s.Runtime); r.Container && s.Port < 1024 {
		w = append(w, fmt.Sprintf("port %d is below 1024: the image runs as a user who may not be allowed to listen there", s.Port))
	}
	return w
}

// CheckName says why name cannot be the name of a project: it must suit the
// platform, be a folder on every system, and not be a word that Go or Windows reserves.
func CheckName(name string) error {
	if err := fc.CheckFunctionName(name); err != nil {
		return err
	}
	if reservedName(strings.ToLower(name)) {
		return fmt.Errorf("the name %q means something else to Go or to Windows", name)
	}
	return nil
}

func reservedName(lower string) bool {
	switch lower {
	case "go", "main", "internal", "vendor", "all", "std", "cmd", "tool", "testdata", "con", "prn", "aux", "nul":
		return true
	}
	device := len(lower) == 4 && (strings.HasPrefix(lower, "com") || strings.HasPrefix(lower, "lpt"))
	return device && '0' <= lower[3] && lower[3] <= '9'
}

// CheckModule says why path cannot be the path of a Go module.
func CheckModule(path string) error {
	if path == "" {
		return errors.New("a module needs a path")
	}
	if err := module.CheckImportPath(path); err != nil {
		return err
	}
	if first, _, _ := strings.Cut(path, "/"); reservedName(strings.ToLower(first)) || first == "golang.org" || isStandard(first) {
		return fmt.Errorf("the module path %q begins with %q, which is Go's own", path, first)
	}
	return nil
}

// isStandard reports whether a path beginning with first would be taken for
// Go's standard library.
func isStandard(first string) bool {
	switch first {
	case "archive", "bufio", "builtin", "bytes", "cmp", "compress", "container", "context", "crypto", "database",
		"debug", "embed", "encoding", "errors", "expvar", "flag", "fmt", "hash", "html", "image", "index", "io",
		"iter", "log", "maps", "math", "mime", "net", "os", "path", "plugin", "reflect", "regexp", "runtime",
		"slices", "sort", "strconv", "strings", "structs", "sync", "syscall", "testing", "text", "time",
		"unicode", "unique", "unsafe", "weak", "simd", "uuid":
		return true
	}
	return false
}

// CheckImage says why image cannot be pushed and deployed: it needs a
// registry, a repository and a tag, and only characters that an image name has.
// The platform pins an image's digest when it deploys, so a tag is to be used
// once (https://help.aliyun.com/zh/functioncompute/fc-3-0/user-guide/overview-2).
func CheckImage(image string) error {
	slash := strings.LastIndex(image, "/")
	repo, tag, tagged := strings.Cut(image[slash+1:], ":")
	host, _, _ := strings.Cut(image, "/")
	switch {
	case strings.Contains(image, "@"):
		return fmt.Errorf("the image %q names a digest: give a tag to build and push", image)
	case slash < 0 || !strings.ContainsAny(host, ".:"):
		return fmt.Errorf("the image %q names no registry: registry/namespace/repository:tag", image)
	case !tagged || tag == "" || repo == "":
		return fmt.Errorf("the image %q has no tag: registry/namespace/repository:tag", image)
	}
	for _, c := range image {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:", c) {
			return fmt.Errorf("the image %q has the character %q", image, c)
		}
	}
	if path := image[strings.Index(image, "/") : slash+1+len(repo)]; path != strings.ToLower(path) || strings.Contains(path, "//") {
		return fmt.Errorf("the image %q: a repository is written in lower case", image)
	}
	return nil
}
