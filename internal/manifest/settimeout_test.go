package manifest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sample is an s.yaml whose initializer is as given.
func sample(initializer string) string {
	return "edition: 3.0.0\nname: n\nresources:\n  demo:\n    component: fc3\n    props:\n      region: cn-hangzhou\n" +
		"      functionName: demo\n      runtime: custom.debian11\n      code: ./dist\n      instanceLifecycleConfig:\n" +
		"        initializer:" + initializer + "\n      cpu: 0.35\n"
}

func TestSetHookTimeout(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, before, after string }{
		{"plain", "\n          handler: \"x\"\n          timeout: 30 # s", "\n          handler: \"x\"\n          timeout: 7 # s"},
		{"before the handler", "\n          timeout: 30\n          handler: x", "\n          timeout: 7\n          handler: x"},
		{"quoted", "\n          handler: x\n          timeout: '30'", "\n          handler: x\n          timeout: 7"},
		{"double quoted", "\n          handler: x\n          timeout: \"30\"  # c", "\n          handler: x\n          timeout: 7  # c"},
		{"variable", "\n          handler: x\n          timeout: ${vars.t}", "\n          handler: x\n          timeout: 7"},
		{"quoted variable", "\n          handler: x\n          timeout: \"${vars.t}\"", "\n          handler: x\n          timeout: 7"},
		{"nothing after the key", "\n          handler: x\n          timeout:   # none yet", "\n          handler: x\n          timeout: 7   # none yet"},
		{"null", "\n          handler: x\n          timeout: ~", "\n          handler: x\n          timeout: 7"},
		{"a number of another kind", "\n          handler: x\n          timeout: 0x1E", "\n          handler: x\n          timeout: 7"},
		{"tag", "\n          handler: x\n          timeout: !!int 30", "\n          handler: x\n          timeout: !!int 7"},
		{"anchor of nobody", "\n          handler: x\n          timeout: &t 30", "\n          handler: x\n          timeout: &t 7"},
		{"absent", "\n          handler: \"x\" # why", "\n          handler: \"x\" # why\n          timeout: 7"},
		{"absent, a long handler", "\n          handler: |\n            x\n            y", "\n          timeout: 7\n          handler: |\n            x\n            y"},
		{"absent, a handler over two lines", "\n          handler: x\n            y", "\n          timeout: 7\n          handler: x\n            y"},
		{"absent, quoted keys", "\n          \"handler\": \"x\"", "\n          \"handler\": \"x\"\n          \"timeout\": 7"},
		{"flow", " {handler: \"initialize\", timeout: 30}", " {handler: \"initialize\", timeout: 7}"},
		{"flow, absent", " {handler: \"initialize\"}", " {handler: \"initialize\", timeout: 7}"},
		{"flow, absent, plain", " { handler: initialize }", " { handler: initialize, timeout: 7 }"},
		{"flow, absent, single quotes", " {handler: 'it''s'}", " {handler: 'it''s', timeout: 7}"},
		{"flow, absent, escapes", ` {handler: "a\"}b"}`, ` {handler: "a\"}b", timeout: 7}`},
		{"flow, JSON", ` {"handler":"x"}`, ` {"handler":"x", "timeout": 7}`},
		{"flow over lines", " {\n          handler: x, # h\n          timeout: 30, # t\n          }", " {\n          handler: x, # h\n          timeout: 7, # t\n          }"},
		{"flow, nothing after the key", " {handler: x, timeout: }", " {handler: x, timeout: 7 }"},
		{"letters of several bytes", " {handler: \"启动😀\", timeout: 30} # 超时", " {handler: \"启动😀\", timeout: 7} # 超时"},
		{"the same already", "\n          handler: x\n          timeout: 7", "\n          handler: x\n          timeout: 7"},
	}
	styles := map[string]func(string) string{
		"as is": func(s string) string { return s },
		"CRLF":  func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"BOM":   func(s string) string { return "\uFEFF" + s },
		"no end": func(s string) string {
			return strings.TrimSuffix(strings.ReplaceAll(s, "\n      cpu: 0.35\n", ""), "\n")
		},
		"after Chinese": func(s string) string { return "# 函数\u2028\n" + s },
	}
	for _, test := range tests {
		for style, in := range styles {
			t.Run(test.name+"/"+style, func(t *testing.T) {
				t.Parallel()
				before, want := in(sample(test.before)), in(sample(test.after))
				got, err := SetHookTimeout([]byte(before), Choice{Resource: "demo"}, "initializer", 7)
				if err != nil {
					t.Fatal(err)
				}
				if string(got) != want {
					t.Errorf("got\n%q\nwant\n%q", got, want)
				}
				if strings.Contains(test.before, "!!int") || style == "no end" {
					return
				}
				f, err := load("s.yaml", got, Choice{})
				if err != nil || f.Hooks["initializer"].Timeout != 7*time.Second {
					t.Errorf("reads back as %v, %v", f.Hooks["initializer"], err)
				}
			})
		}
	}
}

func TestSetHookTimeoutRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, data, resource, hook string
		seconds                    int
		want                       string
	}{
		{"no such hook", sample(" {handler: x}"), "demo", "resize", 7, `there is no hook "resize"`},
		{"no time", sample(" {handler: x}"), "demo", "initializer", 0, "a timeout of 0 seconds is none"},
		{"no such resource", sample(" {handler: x}"), "other", "initializer", 7, "there is no other"},
		{"not configured", sample(" {handler: x}"), "demo", "prestop", 7, "there is no preStop"},
		{"no handler", sample(" {timeout: 3}"), "demo", "initializer", 7, "line 12: the hook initializer has no handler"},
		{"empty handler", sample(" {handler: ''}"), "demo", "initializer", 7, "has no handler"},
		{"no mapping", sample(" x"), "demo", "initializer", 7, "has no handler"},
		{"alias", sample(" &h {handler: x}\n        preStop: *h"), "demo", "prestop", 7, "line 13: preStop is shared"},
		{"anchor", sample(" &h {handler: x}\n        preStop: *h"), "demo", "initializer", 7, "line 12: initializer is shared"},
		{"anchored timeout", sample(" {handler: x, timeout: &t 3}\n        preStop: {handler: x, timeout: *t}"), "demo", "initializer", 7, "the timeout is shared"},
		{"merged", "a: &a {initializer: {handler: x}}\n" + sample(" {}\n        <<: *a"), "demo", "prestop", 7, "there is no preStop"},
		{"merged hook", "a: &a {preStop: {handler: x}}\n" + sample(" {}\n        <<: *a"), "demo", "prestop", 7, "line 1: preStop is merged"},
		{"a list", sample(" {handler: x, timeout: [3]}"), "demo", "initializer", 7, "cannot be changed safely"},
		{"twice", sample("\n          handler: x\n          timeout: 3\n          timeout: 4"), "demo", "initializer", 7, "line 15: timeout stands here twice"},
		{"no YAML", "a: [", "demo", "initializer", 7, "it is not YAML"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := SetHookTimeout([]byte(test.data), Choice{Resource: test.resource}, test.hook, test.seconds)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %q, %v, want an error with %q", got, err, test.want)
			}
		})
	}
}

func TestSetHookTimeoutOfAnAlias(t *testing.T) {
	t.Parallel()
	data := sample(" {handler: x, timeout: &t 3}\n        preStop: {handler: x, timeout: *t }")
	got, err := SetHookTimeout([]byte(data), Choice{Resource: "demo"}, "prestop", 7)
	if want := strings.Replace(data, "*t", "7", 1); err != nil || string(got) != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

// What an s.yaml extends is beside it, wherever the process was started.
func TestSetHookTimeoutOfAnExtension(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	base := "edition: 3.0.0\nresources:\n  demo:\n    component: fc3\n    props:\n      runtime: custom\n      instanceLifecycleConfig:\n        preStop: {handler: x}\n"
	if err := os.WriteFile(filepath.Join(dir, "base.yaml"), []byte(base), 0o666); err != nil {
		t.Fatal(err)
	}
	own := "edition: 3.0.0\nextend: ./base.yaml\nresources:\n  demo:\n    props:\n      functionName: demo\n"
	_, err := SetHookTimeout([]byte(own), Choice{File: filepath.Join(dir, "s.yaml"), Resource: "demo"}, "prestop", 7)
	if want := "instanceLifecycleConfig comes from " + filepath.Join(dir, "base.yaml") + ":8"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func FuzzSetHookTimeout(f *testing.F) {
	seedFiles(f, func(data []byte) { f.Add(data, 7) })
	f.Add([]byte(sample("\n          handler: x\n          timeout: 30")), 1)
	f.Add([]byte(sample(" {handler: 'x', timeout: 30}")), 1)
	f.Add([]byte(sample(" {handler: x}\r\n        preStop: &p {handler: x}")), 400)
	f.Fuzz(func(t *testing.T, data []byte, seconds int) {
		for _, resource := range []string{"demo", "myfunc"} {
			got, err := SetHookTimeout(data, Choice{Resource: resource}, "initializer", seconds)
			if err != nil {
				continue
			}
			again, err := SetHookTimeout(got, Choice{Resource: resource}, "initializer", seconds)
			if err != nil || string(again) != string(got) {
				t.Errorf("once: %q; twice: %q, %v", got, again, err)
			}
			if !sameBut(data, got, resource, "initializer", seconds) {
				t.Errorf("more than the timeout differs: %q became %q", data, got)
			}
			before, err := load("s.yaml", data, Choice{Resource: resource})
			after, errAfter := load("s.yaml", got, Choice{Resource: resource})
			if err == nil && (errAfter != nil || after.Hooks["initializer"].Timeout != time.Duration(seconds)*time.Second ||
				after.Hooks["prestop"] != before.Hooks["prestop"] || after.Name != before.Name || after.Port != before.Port) {
				t.Errorf("%q became %q: %+v, %v", data, got, after, errAfter)
			}
		}
	})
}

func FuzzLoad(f *testing.F) {
	seedFiles(f, func(data []byte) { f.Add(data) })
	f.Add([]byte("resources: {a: &a {component: fc3, props: {<<: *a, runtime: '${this.props.runtime}'}}}"))
	f.Add([]byte("vars: {a: '${vars.b}${vars.b}', b: '${vars.a}'}\nresources: {a: {component: fc3, props: {functionName: '${vars.a}', timeout: ${env('T', \"3}\")}}}}"))
	f.Add([]byte("a: &a [*a, *a]\nresources: {a: {component: fc3, props: {triggers: *a}}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		getenv := func(name string) string { return name }
		got, err := load("s.yaml", data, Choice{Getenv: getenv})
		if err != nil {
			if err.Error() == "" {
				t.Error("an error without words")
			}
			return
		}
		if got.Name == "" && got.Resource != "" && !strings.Contains(string(data), "functionName") {
			t.Errorf("no name: %+v", got)
		}
		if got.Port < 1 || got.Port > 65535 || got.Timeout < time.Second || len(got.Hooks) != 2 {
			t.Errorf("port %d, timeout %v, hooks %v", got.Port, got.Timeout, got.Hooks)
		}
	})
}

func seedFiles(f *testing.F, add func([]byte)) {
	f.Helper()
	files, err := filepath.Glob("../../golden/*/s.yaml")
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		add(data)
	}
}
