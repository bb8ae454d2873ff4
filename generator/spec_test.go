package generator

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// tiny is a catalog with two frameworks, enough to complete specs.
func tiny(t *testing.T) *Catalog {
	t.Helper()
	c, err := NewCatalog(fstest.MapFS{
		"frameworks/nethttp/framework.yaml": {Data: []byte("title: net/http\naliases: [stdlib]\n")},
		"frameworks/gin/framework.yaml":     {Data: []byte("title: Gin\nsummary: quick\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCompleteFillsInDefaults(t *testing.T) {
	t.Parallel()
	s, err := tiny(t).Complete(Spec{Name: "demo", Hooks: []string{"pre-stop", "Initialize", "prestop"}, Framework: "StdLib"})
	if err != nil {
		t.Fatal(err)
	}
	want := Defaults()
	want.Name, want.Module = "demo", "demo"
	if !equalSpecs(s, want) {
		t.Errorf("got %+v, want %+v", s, want)
	}
	again, err := tiny(t).Complete(s)
	if err != nil || !equalSpecs(again, s) {
		t.Errorf("completing twice: got %+v, %v, want %+v", again, err, s)
	}
}

func TestCompleteEventFunction(t *testing.T) {
	t.Parallel()
	s, err := tiny(t).Complete(Spec{Name: "demo", Handler: Event})
	if err != nil {
		t.Fatal(err)
	}
	if s.Concurrency != 1 || s.Trigger != NoTrigger || len(s.Hooks) != 0 || s.InitializerTimeout != 0 {
		t.Errorf("got %+v", s)
	}
}

// Each case is one thing wrong with a good spec.
func TestCompleteRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		spoil func(*Spec)
		field string // of *Invalid or *Missing, or the What of *Unknown
		want  string
	}{
		{"no name", func(s *Spec) { s.Name = "" }, "name", "needs a name"},
		{"name of Go's", func(s *Spec) { s.Name = "main" }, "name", "means something else"},
		{"name of Windows'", func(s *Spec) { s.Name = "CON" }, "name", "means something else"},
		{"device with a number", func(s *Spec) { s.Name = "lpt1" }, "name", "means something else"},
		{"name that is a path", func(s *Spec) { s.Name = "../x" }, "name", "letters, digits"},
		{"bad module", func(s *Spec) { s.Module = "a b" }, "module", "malformed import path"},
		{"absolute module", func(s *Spec) { s.Module = "/x" }, "module", "malformed import path"},
		{"module of the standard library", func(s *Spec) { s.Module = "net/http" }, "module", "Go's own"},
		{"framework", func(s *Spec) { s.Framework = "gim" }, "framework", `unknown framework "gim"`},
		{"hook", func(s *Spec) { s.Hooks = []string{"freeze"} }, "hook", `unknown hook "freeze"`},
		{"handler", func(s *Spec) { s.Handler = "grpc" }, "handler", `unknown handler "grpc"`},
		{"runtime", func(s *Spec) { s.Runtime = "go1" }, "runtime", `unknown runtime "go1"`},
		{"region", func(s *Spec) { s.Region = "hangzhou" }, "region", `unknown region "hangzhou"`},
		{"trigger", func(s *Spec) { s.Trigger = "jwt" }, "trigger", `unknown trigger "jwt"`},
		{"port", func(s *Spec) { s.Port = 65536 }, "port", "outside 1 to 65535"},
		{"ratio", func(s *Spec) { s.CPU = 4 }, "memory", "ratio"},
		{"disk", func(s *Spec) { s.Disk = 1024 }, "disk", "neither"},
		{"timeout", func(s *Spec) { s.Timeout = 86401 }, "timeout", "outside"},
		{"concurrency", func(s *Spec) { s.Concurrency = 201 }, "concurrency", "outside"},
		{"concurrent events", func(s *Spec) { s.Handler, s.Concurrency = Event, 2 }, "concurrency", "one event at a time"},
		{"event with trigger", func(s *Spec) { s.Handler, s.Trigger = Event, Function }, "trigger", "no HTTP trigger"},
		{"container without image", func(s *Spec) { s.Runtime = "custom-container" }, "image", "no value for image"},
		{"image without container", func(s *Spec) { s.Image = "r.example.com/n/r:1" }, "image", "goes with the runtime custom-container"},
		{"timeout of no hook", func(s *Spec) { s.Hooks, s.PrestopTimeout = []string{"initializer"}, 9 }, "prestop-timeout", "no prestop hook"},
		{"negative hook timeout", func(s *Spec) { s.PrestopTimeout = -1 }, "prestop-timeout", "less than 1 second"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := Spec{Name: "demo", Hooks: []string{"initializer", "prestop"}}
			c.spoil(&s)
			_, err := tiny(t).Complete(s)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got error %v, want one with %q", err, c.want)
			}
			if got := fieldOf(err); got != c.field {
				t.Errorf("the error is about %q, want %q", got, c.field)
			}
		})
	}
}

func fieldOf(err error) string {
	var invalid *Invalid
	var unknown *Unknown
	var missing *Missing
	switch {
	case errors.As(err, &invalid):
		return invalid.Field
	case errors.As(err, &unknown):
		return unknown.What
	case errors.As(err, &missing):
		return strings.Join(missing.Fields, ",")
	default:
		return ""
	}
}

func TestCheckImage(t *testing.T) {
	t.Parallel()
	for _, image := range []string{
		"registry.cn-hangzhou.aliyuncs.com/team/demo:v1", "registry-vpc.cn-hangzhou.aliyuncs.com/a/b/c:1.2_3-x", "127.0.0.1:5000/demo:1",
	} {
		if err := CheckImage(image); err != nil {
			t.Errorf("%q: %v", image, err)
		}
	}
	for image, want := range map[string]string{
		"demo:v1":                         "names no registry",
		"team/demo:v1":                    "names no registry",
		"r.example.com/team/demo":         "has no tag",
		"r.example.com:5000/demo":         "has no tag",
		"r.example.com/team/demo:":        "has no tag",
		"r.example.com/team/:v1":          "has no tag",
		"r.example.com/team/Demo:v1":      "lower case",
		"r.example.com/team//demo:v1":     "lower case",
		"r.example.com/demo@sha256:0":     "names a digest",
		"r.example.com/team/demo:v1; rm":  "has the character ';'",
		"r.example.com/<namespace>/x:v1":  "has the character '<'",
		"${env('REGISTRY')}/team/demo:v1": "",
	} {
		if err := CheckImage(image); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got error %v, want one with %q", image, err, want)
		}
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	s := Defaults()
	if w := s.Warnings(); len(w) != 0 {
		t.Errorf("the defaults warn: %q", w)
	}
	s.InitializerTimeout, s.PrestopTimeout, s.Runtime, s.Port = 301, 91, "custom-container", 80
	if w := s.Warnings(); len(w) != 3 || !strings.Contains(w[0], "above the platform's limit of 300") {
		t.Errorf("got %q, want three warnings", w)
	}
}

func TestHooksOfASpec(t *testing.T) {
	t.Parallel()
	s := Spec{Name: "demo"}
	both := s.WithHook("prestop", 9).WithHook("initializer", 0)
	if !slices.Equal(both.Hooks, []string{"initializer", "prestop"}) || both.PrestopTimeout != 9 || both.InitializerTimeout != 30 {
		t.Errorf("got %+v", both)
	}
	if again := both.WithHook("prestop", 0); !equalSpecs(again, both) {
		t.Errorf("adding twice: got %+v, want %+v", again, both)
	}
	if none := both.WithoutHook("prestop").WithoutHook("initializer"); len(none.Hooks) != 0 || none.PrestopTimeout != 0 || none.InitializerTimeout != 0 {
		t.Errorf("got %+v", none)
	}
	if !slices.Equal(both.Hooks, []string{"initializer", "prestop"}) {
		t.Errorf("the first spec changed: %+v", both)
	}
}

func equalSpecs(a, b Spec) bool {
	return string(a.encode()) == string(b.encode())
}

func FuzzCheckName(f *testing.F) {
	for _, s := range []string{"demo", "", "..", "a/b", "CON", "con.txt", "x\x00", "-x", "函数", "a\nb"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if CheckName(name) != nil {
			return
		}
		if strings.ContainsAny(name, "/\\ .:\x00\n") || len(name) > 64 || strings.HasPrefix(name, "-") {
			t.Errorf("the name %q is accepted", name)
		}
		if CheckModule(name) != nil && !isStandard(name) {
			t.Errorf("the name %q is accepted, but not as a module: %v", name, CheckModule(name))
		}
	})
}

func FuzzCheckModule(f *testing.F) {
	for _, s := range []string{"demo", "example.com/x/v2", "net/http", "../x", "a//b", "A", "x\n", "example.com/\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if CheckModule(path) != nil {
			return
		}
		if strings.ContainsAny(path, "\"`'\\ \n\r\t{}$;&|<>") || strings.HasPrefix(path, "/") || strings.Contains(path, "//") {
			t.Errorf("the module path %q is accepted", path)
		}
	})
}
