package manifest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

func TestGoldens(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../golden/*/s.yaml")
	if err != nil || len(files) < 10 {
		t.Fatalf("goldens: %v, %v", files, err)
	}
	for _, file := range files {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			f, err := Load(t.Context(), dir, Choice{})
			if err != nil {
				t.Fatal(err)
			}
			if f.Name != "myfunc" || f.Resource != "myfunc" || f.Region != "cn-hangzhou" || f.File != file {
				t.Errorf("name %q, resource %q, region %q, file %q", f.Name, f.Resource, f.Region, f.File)
			}
			if f.CPU != 0.35 || f.Memory != 512 || f.Timeout != time.Minute || len(f.Unresolved) != 0 {
				t.Errorf("cpu %v, memory %v, timeout %v, unresolved %v", f.CPU, f.Memory, f.Timeout, f.Unresolved)
			}
			for name, file := range map[string]string{"initializer": "initialize.go", "prestop": "prestop.go"} {
				_, err := os.Stat(filepath.Join(dir, file))
				h := f.Hooks[name]
				if h.Configured != (err == nil) {
					t.Errorf("%s is configured: %v; %s: %v", name, h.Configured, file, err)
				}
				if want := map[bool]time.Duration{true: 30 * time.Second, false: 3 * time.Second}[h.Configured]; h.Timeout != want {
					t.Errorf("the timeout of %s is %v, want %v", name, h.Timeout, want)
				}
			}
			if f.Lines["functionName"] == 0 || f.Lines["region"] != f.Lines["functionName"]-1 {
				t.Errorf("lines: %v", f.Lines)
			}
			if f.Runtime == "custom-container" {
				if f.Image != "registry.cn-hangzhou.aliyuncs.com/example/myfunc:v1" || f.Port != 8080 || f.Code != "" || f.Command != nil {
					t.Errorf("image %q, port %d, code %q, command %q", f.Image, f.Port, f.Code, f.Command)
				}
				return
			}
			if f.Port != 9000 || f.Code != filepath.Join(dir, "dist") || len(f.Command) != 1 || f.Command[0] != "/code/bootstrap" {
				t.Errorf("port %d, code %q, command %q", f.Port, f.Code, f.Command)
			}
		})
	}
}

func TestLoadFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := Load(t.Context(), dir, Choice{}); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "s.yaml") {
		t.Errorf("no file: %v", err)
	}
	save(t, dir, "s.yml", props("runtime: custom", "functionName: from-yml"))
	if f, err := Load(t.Context(), dir, Choice{Resource: "main"}); err != nil || f.Name != "from-yml" {
		t.Errorf("s.yml: %q, %v", f.Name, err)
	}
	save(t, dir, "s.yaml", props("runtime: custom", "functionName: from-yaml"))
	if f, err := Load(t.Context(), dir, Choice{Resource: "main"}); err != nil || f.Name != "from-yaml" {
		t.Errorf("both: %q, %v", f.Name, err)
	}
	if f, err := Load(t.Context(), dir, Choice{Resource: "main", File: "s.yml"}); err != nil || f.Name != "from-yml" || f.File != filepath.Join(dir, "s.yml") {
		t.Errorf("named: %q of %q, %v", f.Name, f.File, err)
	}
	if _, err := Load(t.Context(), dir, Choice{File: "other.yaml"}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("named and absent: %v", err)
	}
}

func TestChoice(t *testing.T) {
	t.Parallel()
	const many = `edition: 3.0.0
resources:
  web: {component: fc3, props: {runtime: custom.debian11, functionName: web}}
  page: {component: fc3@0.1.22, props: {runtime: nodejs20, functionName: page}}
  image: {component: devsapp/fc3, props: {runtime: custom-container, functionName: image}}
  domain: {component: fc3-domain, props: {runtime: custom}}
`
	_, err := load("s.yaml", []byte(many), Choice{})
	var ambiguous *Ambiguous
	if !errors.As(err, &ambiguous) || !slices.Equal(ambiguous.Resources, []string{"web", "image"}) {
		t.Errorf("none named: %v", err)
	}
	if f, err := load("s.yaml", []byte(many), Choice{Resource: "image"}); err != nil || f.Name != "image" {
		t.Errorf("one named: %q, %v", f.Name, err)
	}
	const variable = "vars: {c: fc3}\nresources:\n  a: {component: \"${vars.c}\", props: {runtime: custom}}\n" +
		"  b: {component: \"${env('C')}\", props: {functionName: b, runtime: custom}}\n  c: {component: \"${env('C')}\", props: {}}\n"
	if _, err := load("s.yaml", []byte(variable), Choice{}); !errors.As(err, &ambiguous) || !slices.Equal(ambiguous.Resources, []string{"a", "b"}) {
		t.Errorf("components that are variables: %v", err)
	}
	for _, name := range []string{"page", "domain", "none"} {
		var missing *NotFound
		if _, err := load("s.yaml", []byte(many), Choice{Resource: name}); !errors.As(err, &missing) || !slices.Equal(missing.Known, []string{"web", "image"}) {
			t.Errorf("%s named: %v", name, err)
		}
	}
	var missing *NotFound
	if _, err := load("s.yaml", []byte("resources: {a: {component: fc3, props: {runtime: go1}}}"), Choice{}); !errors.As(err, &missing) {
		t.Errorf("no custom runtime: %v", err)
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, data string
		want       string
	}{
		{"empty", "", "s.yaml line 1: it is empty"},
		{"comments only", "# nothing\n", "s.yaml line 1: it is empty"},
		{"a list", "- a\n", "s.yaml line 1: it is no mapping of keys to values"},
		{"syntax", "edition: 3.0.0\nresources:\n\t- a\n", "s.yaml line 3: it is not YAML: found character that cannot start any token"},
		{"two documents", "a: b\n---\nc: d\n", "s.yaml line 2: it holds more than one document"},
		{"syntax in a second document", "a: b\n---\nc: [\n", "it is not YAML"},
		{"edition 1", "# old\nedition: 1.0.0\nservices: {a: {component: fc}}\n", "s.yaml line 2: it is of edition 1.0.0, for Function Compute 2.0; the fc3 component's s2tos3 command migrates it"},
		{"services", "name: a\nservices: {a: {component: fc}}\n", "s.yaml line 2: it is of edition 1.0.0"},
		{"no resources", "edition: 3.0.0\n", "s.yaml has no function with a custom runtime"},
		{"handler true", props("runtime: custom", "functionName: f", "instanceLifecycleConfig:", "  preStop:", "    handler: true"),
			`s.yaml line 14: resources.main.props.instanceLifecycleConfig.preStop.handler: true is not a string: write "pre-stop", with the quotes`},
		{"handler 1", props("runtime: custom", "functionName: f", "instanceLifecycleConfig: {initializer: {handler: 1}}"), "1 is not a string"},
		{"handler a list", props("runtime: custom", "functionName: f", "instanceLifecycleConfig: {initializer: {handler: [a]}}"), "a list is not a string"},
		{"port a word", props("runtime: custom", "functionName: f", "customRuntimeConfig: {port: http}"), `line 12: resources.main.props.customRuntimeConfig.port: "http" is not a number`},
		{"port too large", props("runtime: custom", "functionName: f", "customRuntimeConfig: {port: 65536}"), "65536 is more than 65535"},
		{"half a port", props("runtime: custom", "functionName: f", "customRuntimeConfig: {port: 1.5}"), "1.5 is not a whole number"},
		{"no timeout", props("runtime: custom", "functionName: f", "timeout: 0"), "props.timeout: 0 is less than 1"},
		{"timeout a list", props("runtime: custom", "functionName: f", "timeout: [1]"), "props.timeout: it is not a number"},
		{"not a number", props("runtime: custom", "functionName: f", "cpu: .nan"), "is not a number"},
		{"hook timeout", props("runtime: custom", "functionName: f", "instanceLifecycleConfig: {initializer: {handler: a, timeout: soon}}"), `"soon" is not a number`},
		{"command a word", props("runtime: custom", "functionName: f", "customRuntimeConfig: {command: /code/bootstrap}"), "command: it is not a list"},
		{"command of lists", props("runtime: custom", "functionName: f", "customRuntimeConfig: {command: [[a]]}"), "command[0]: it is not a single value"},
		{"variable in a command", props("runtime: custom", "functionName: f", "customRuntimeConfig: {args: [\"${env('ARG')}\"]}"), "line 12: resources.main.props.customRuntimeConfig.args[0]: env('ARG') not found: set it, write it into a file .env"},
		{"name a mapping", props("runtime: custom", "functionName: {}"), "functionName: it is not a single value"},
		{"environment a list", props("runtime: custom", "functionName: f", "environmentVariables: [A]"), "it is no mapping of names to values"},
		{"environment of lists", props("runtime: custom", "functionName: f", "environmentVariables: {A: [b]}"), "environmentVariables.A: it is not a single value"},
		{"a text for a number", props("runtime: custom", "functionName: f", `cpu: "1"`), `props.cpu: "1" is a string, and the API wants a number: write 1, without the quotes`},
		{"a key twice", props("runtime: custom", "runtime: custom"), "line 11: duplicated mapping key: runtime stands here twice"},
		{"extend of something else", "extend: ./base.txt\n" + props("runtime: custom"), "line 1: extend: ./base.txt file should be yaml or yml file"},
		{"services in 3.0.0", "edition: 3.0.0\nservices: {a: {component: fc3}}\n", "line 2: keyword 'services' has been replaced by 'resources' in 3.0.0 YAML"},
		{"ROS", "ROSTemplateFormatVersion: '2015-09-01'\nResources: {a: !Ref x}\n", "s.yaml:1: it is a template of Resource Orchestration Service (ROS) or of Funcraft, and no s.yaml"},
		{"Kubernetes", "kind: Deployment\napiVersion: v1\n", "s.yaml:2: it is a manifest of Kubernetes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f, err := load("s.yaml", []byte(test.data), Choice{Resource: map[bool]string{true: "main"}[strings.Contains(test.data, "main:")]})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %+v, %v, want an error with %q", f, err, test.want)
			}
		})
	}
}

func TestEveryValue(t *testing.T) {
	t.Parallel()
	const data = "\uFEFFedition: 3.0.0\r\nx-hooks: &hooks\r\n  initializer: {handler: \"true\", timeout: 20}\r\n" + `resources:
  api:
    component: fc3
    props:
      region: ap-southeast-1
      functionName: api
      runtime: custom.debian10
      handler: my.handler
      code:
        src: ./target
        ossBucketName: b
        ossObjectName: o
      cpu: 1
      memorySize: 2048
      timeout: 10
      instanceConcurrency: 5
      environmentVariables: {A: one, B: 2, C: true, D: , E: "x y"}
      instanceLifecycleConfig:
        <<: *hooks
        preStop: {handler: ""}
      customRuntimeConfig:
        command: [python3, -u]
        args: [app.py, 80]
        port: 0x2328
        healthCheckConfig: {httpGetUrl: /health, periodSeconds: 5}
      logConfig: {project: p, logstore: l}
      triggers:
        - {triggerName: t, triggerType: timer, triggerConfig: {cronExpression: x}}
        - triggerName: h
          triggerType: http
          triggerConfig: {authType: function, methods: [GET, POST], corsConfig: {allowOrigins: ["*"], allowMethods: [GET], allowCredentials: true, maxAge: 60}}
      idleTimeout: 600
      scalingConfig: {minInstances: 2}
      provisionConfig: {defaultTarget: 1, alwaysAllocateCPU: true}
`
	f, err := load("dir/s.yaml", []byte(data), Choice{})
	if err != nil {
		t.Fatal(err)
	}
	if f.Lines["instanceLifecycleConfig.initializer"] != 3 || f.Lines["triggers[1].triggerConfig.methods[0]"] != 34 {
		t.Errorf("lines: %v", f.Lines)
	}
	if !slices.Equal(f.Sources, []string{"dir/s.yaml"}) {
		t.Errorf("sources: %v", f.Sources)
	}
	f.Lines, f.Sources = nil, nil
	want := Function{
		File: "dir/s.yaml", Resource: "api", Name: "api", Region: "ap-southeast-1", Runtime: "custom.debian10", Handler: "my.handler", Account: Account,
		Code: filepath.Join("dir", "target"), Command: []string{"python3", "-u", "app.py", "80"}, Port: 9000,
		Env: map[string]string{"A": "one", "B": "2", "C": "true", "E": "x y"},
		CPU: 1, Memory: 2048, Timeout: 10 * time.Second, Concurrency: 5,
		Hooks: map[string]Hook{
			"initializer": {Configured: true, Handler: "true", Timeout: 20 * time.Second},
			"prestop":     {Timeout: 3 * time.Second},
		},
		HealthCheck: &HealthCheck{Path: "/health", Period: 5 * time.Second, Timeout: time.Second, FailureThreshold: 3, SuccessThreshold: 1},
		Trigger: &HTTPTrigger{Name: "h", Auth: "function", Methods: []string{"GET", "POST"},
			CORS: &CORS{Origins: []string{"*"}, Methods: []string{"GET"}, Credentials: true, MaxAge: 60}},
		IdleTimeout: 10 * time.Minute, MinInstances: 2,
		Unplayed: []string{"provisionConfig.alwaysAllocateCPU"}, Timers: []Timer{{Name: "t", Cron: "x"}}, LogProject: "p", Logstore: "l",
	}
	if !reflect.DeepEqual(f, want) {
		t.Errorf("got  %+v\nwant %+v", f, want)
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	f, err := load("s.yaml", []byte("resources: {a: {component: fc3, props: {runtime: custom}}}"), Choice{})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "9 My função")
	d := Default(dir)
	if d.Name != "f-9-My-fun--o" || d.Code != dir || d.File != "" {
		t.Errorf("name %q, code %q, file %q", d.Name, d.Code, d.File)
	}
	for name, f := range map[string]Function{"an empty function": f, "no file": d} {
		if f.Port != 9000 || f.Timeout != 3*time.Second || f.Memory != 512 || f.CPU != 0.35 || f.Concurrency != 1 || f.Handler != "index.handler" || f.Region == "" {
			t.Errorf("%s: %+v", name, f)
		}
		for _, hook := range []string{"initializer", "prestop"} {
			if h := f.Hooks[hook]; h.Configured || h.Timeout != 3*time.Second {
				t.Errorf("%s: %s is %+v", name, hook, h)
			}
		}
	}
	for _, name := range []string{"函数", "-", strings.Repeat("long", 40), "a.b"} {
		if got := functionName(name); fc.CheckFunctionName(got) != nil {
			t.Errorf("%q became the name %q", name, got)
		}
	}
}

func save(t *testing.T, dir, name, data string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
}
