package manifest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/fc"
)

// withProps is an s.yaml of one function with these lines under props, and a
// server's configuration behind them.
func withProps(lines string) string {
	return "edition: 3.0.0\nname: n\nresources:\n  demo:\n    component: fc3\n    props:\n      region: cn-hangzhou\n" +
		"      runtime: custom.debian11\n      functionName: demo\n" + lines +
		"      # The server.\n      customRuntimeConfig:\n        port: 9000\n"
}

func TestAddHook(t *testing.T) {
	t.Parallel()
	both := "      instanceLifecycleConfig:\n        initializer:\n          handler: \"initialize\"\n          timeout: 3\n"
	tests := []struct{ name, hook, before, after string }{
		{"the first hook stands before the server's comment", "prestop", "", "      instanceLifecycleConfig:\n        preStop:\n          handler: \"pre-stop\"\n          timeout: 30\n"},
		{"the second one stands behind the first", "prestop", both, both + "        preStop:\n          handler: \"pre-stop\"\n          timeout: 30\n"},
		{
			"the initializer stands before", "initializer", "      instanceLifecycleConfig: # hooks\n\n        # last\n        preStop: {handler: x}\n",
			"      instanceLifecycleConfig: # hooks\n\n        initializer:\n          handler: \"initialize\"\n          timeout: 30\n        # last\n        preStop: {handler: x}\n",
		},
		{
			"a deeper indentation is the person's", "prestop", "      instanceLifecycleConfig:\n            initializer:\n                handler: x\n",
			"      instanceLifecycleConfig:\n            initializer:\n                handler: x\n            preStop:\n                  handler: \"pre-stop\"\n                  timeout: 30\n",
		},
		{"flow", "prestop", "      instanceLifecycleConfig: {initializer: {handler: x}} # c\n", "      instanceLifecycleConfig: {initializer: {handler: x}, preStop: {handler: \"pre-stop\", timeout: 30}} # c\n"},
		{"flow before", "initializer", "      instanceLifecycleConfig: { \"preStop\": { \"handler\": \"x\" } }\n", "      instanceLifecycleConfig: { \"initializer\": { \"handler\": \"initialize\", \"timeout\": 30 }, \"preStop\": { \"handler\": \"x\" } }\n"},
		{"empty flow", "prestop", "      instanceLifecycleConfig: {}\n", "      instanceLifecycleConfig: {preStop: {handler: \"pre-stop\", timeout: 30}}\n"},
		{"nothing under the key", "prestop", "      instanceLifecycleConfig: # none yet\n", "      instanceLifecycleConfig: # none yet\n        preStop:\n          handler: \"pre-stop\"\n          timeout: 30\n"},
		{"null", "prestop", "      instanceLifecycleConfig: ~\n", "      instanceLifecycleConfig: {preStop: {handler: \"pre-stop\", timeout: 30}}\n"},
		{"an empty handler is filled in", "prestop", "      instanceLifecycleConfig:\n        preStop:\n          handler: \"\" # off\n          timeout: 5\n", "      instanceLifecycleConfig:\n        preStop:\n          handler: \"pre-stop\" # off\n          timeout: 5\n"},
		{"an empty handler in single quotes", "prestop", "      instanceLifecycleConfig: {preStop: {handler: '', timeout: 5}}\n", "      instanceLifecycleConfig: {preStop: {handler: 'pre-stop', timeout: 5}}\n"},
		{"no handler", "prestop", "      instanceLifecycleConfig:\n        preStop:\n          timeout: 5\n", "      instanceLifecycleConfig:\n        preStop:\n          handler: \"pre-stop\"\n          timeout: 5\n"},
		{"a handler without text", "prestop", "      instanceLifecycleConfig:\n        preStop:\n          handler:\n          timeout: 5\n", "      instanceLifecycleConfig:\n        preStop:\n          handler: \"pre-stop\"\n          timeout: 5\n"},
		{"nothing in the hook", "prestop", "      instanceLifecycleConfig:\n        preStop:\n", "      instanceLifecycleConfig:\n        preStop:\n          handler: \"pre-stop\"\n          timeout: 30\n"},
		{"an empty hook", "prestop", "      instanceLifecycleConfig:\n        preStop: {}\n", "      instanceLifecycleConfig:\n        preStop: {handler: \"pre-stop\", timeout: 30}\n"},
		{"there already", "prestop", "      instanceLifecycleConfig:\n        preStop:\n          handler: 'true'\n", "      instanceLifecycleConfig:\n        preStop:\n          handler: 'true'\n"},
		{
			"text over lines", "prestop", "      instanceLifecycleConfig:\n        initializer:\n          handler: |\n            x\n\n            # y\n\n      description: \"# not\n      a comment\"\n",
			"      instanceLifecycleConfig:\n        initializer:\n          handler: |\n            x\n\n            # y\n\n      description: \"# not\n      a comment\"\n",
		},
		{"an anchor of nobody", "prestop", "      instanceLifecycleConfig: &l\n        initializer: &i {handler: x}\n", "      instanceLifecycleConfig: &l\n        initializer: &i {handler: x}\n        preStop:\n          handler: \"pre-stop\"\n          timeout: 30\n"},
	}
	for _, test := range tests {
		for style, in := range layouts() {
			t.Run(test.name+"/"+style, func(t *testing.T) {
				t.Parallel()
				before, want := in(withProps(test.before)), in(withProps(test.after))
				got, err := AddHook([]byte(before), Choice{}, test.hook, 30)
				if test.name == "text over lines" {
					if err != nil || !strings.Contains(string(got), "preStop:") {
						t.Errorf("got\n%s\n%v", got, err)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if string(got) != want {
					t.Errorf("got\n%s\nwant\n%s", got, want)
				}
			})
		}
	}
}

// layouts are ways to write the same file.
func layouts() map[string]func(string) string {
	return map[string]func(string) string{
		"as is":         func(s string) string { return s },
		"CRLF":          func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"BOM":           func(s string) string { return "\uFEFF" + s },
		"no end":        func(s string) string { return strings.TrimSuffix(s, "\n") },
		"after Chinese": func(s string) string { return "# 函数\u2028\n" + s },
	}
}

func TestAddHookInJSON(t *testing.T) {
	t.Parallel()
	before := "{\n  \"edition\": \"3.0.0\", \"name\": \"n\",\n  \"resources\": {\"demo\": {\"component\": \"fc3\", \"props\": {\n    \"functionName\": \"demo\",\n" +
		"    \"runtime\": \"custom\",\n    \"customRuntimeConfig\": {\"port\": 9000}\n  }}}\n}\n"
	want := strings.Replace(before, "    \"customR", "    \"instanceLifecycleConfig\": {\"initializer\": {\"handler\": \"initialize\", \"timeout\": 3}},\n    \"customR", 1)
	got, err := AddHook([]byte(before), Choice{}, "initializer", 3)
	if err != nil || string(got) != want {
		t.Fatalf("got\n%s\nwant\n%s\n%v", got, want, err)
	}
	if back, err := RemoveHook(got, Choice{}, "initializer"); err != nil || string(back) != before {
		t.Errorf("got\n%s\nwant\n%s\n%v", back, before, err)
	}
}

func TestAddHookRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, data string
		line       int
		want       string
	}{
		{"edition 1.0.0", "edition: 1.0.0\nservices:\n  a:\n    component: fc\n", 1, "edition 1.0.0"},
		{"tabs", withProps("\t  cpu: 1\n"), 9, "it is not YAML"},
		{"two documents", withProps("") + "---\na: 1\n", 13, "more than one document"},
		{"no YAML", strings.Replace(withProps(""), "name: n", "access: {{ access }}", 1) + "a: [\n", 13, "it is not YAML"},
		{"merged props", "base: &b\n  cpu: 1\n" + withProps("      <<: *b\n"), 12, "merged from elsewhere"},
		{"merged lifecycle", "base: &b\n  initializer: {handler: ''}\n" + withProps("      instanceLifecycleConfig:\n        <<: *b\n"), 13, "merged from elsewhere"},
		{"an alias for the lifecycle", "base: &b\n  initializer: {handler: x}\n" + withProps("      instanceLifecycleConfig: *b\n"), 12, "is an alias"},
		{"a shared lifecycle", withProps("      instanceLifecycleConfig: &l\n        initializer: {handler: x}\n      tags: *l\n"), 10, "shared with others"},
		{"a key twice", withProps("      cpu: 1\n      cpu: 2\n"), 11, "twice"},
		{"a variable", withProps("      instanceLifecycleConfig: ${vars.hooks}\n"), 10, "is a variable"},
		{"a list", withProps("      instanceLifecycleConfig: []\n"), 10, "no mapping"},
		{"a command", withProps("      instanceLifecycleConfig:\n        preStop:\n          command: [a]\n"), 12, "has a command"},
		{"no string", withProps("      instanceLifecycleConfig:\n        preStop:\n          handler: true\n"), 12, "the handler true is no string"},
		{"a template", strings.Replace(withProps(""), "    component", "    extend: {name: t}\n    component", 1) + "template:\n  t:\n    instanceLifecycleConfig: {}\n", 16, "instanceLifecycleConfig comes from template t, line 16"},
		{"a template of two", strings.Replace(withProps(""), "    component", "    extend: {name: t}\n    component", 1) + "  b: {component: fc, extend: {name: t}}\ntemplate:\n  t:\n    instanceLifecycleConfig: {initializer: {handler: x}}\n", 17, "comes from template t, line 17, used by 2 functions"},
		{"no props of its own", "edition: 3.0.0\nname: n\nbase: &b {component: fc3, props: {runtime: custom}}\nresources:\n  a: *b\n", 5, "is an alias"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := AddHook([]byte(test.data), Choice{File: "sub/s.yaml"}, "prestop", 30)
			e, ok := errors.AsType[*Refused](err)
			if !ok || got != nil {
				t.Fatalf("got %q, %v", got, err)
			}
			if e.Line != test.line || !strings.Contains(e.Reason, test.want) || e.File != "sub/s.yaml" {
				t.Errorf("got %v, want line %d with %q", e, test.line, test.want)
			}
			if want := "instanceLifecycleConfig:\n  preStop:\n    handler: \"pre-stop\"\n    timeout: 30\n"; e.Paste != want {
				t.Errorf("to paste: %q", e.Paste)
			}
		})
	}
}

func TestAddHookAsks(t *testing.T) {
	t.Parallel()
	two := withProps("") + "  other:\n    component: fc3\n    props:\n      runtime: custom\n      functionName: other\n"
	_, err := AddHook([]byte(two), Choice{}, "prestop", 30)
	if e, ok := errors.AsType[*Ambiguous](err); !ok || strings.Join(e.Resources, " ") != "demo other" {
		t.Errorf("two functions: %v", err)
	}
	got, err := AddHook([]byte(two), Choice{Resource: "other"}, "prestop", 30)
	want := strings.Replace(two, "      runtime: custom\n      functionName: other", "      instanceLifecycleConfig:\n        preStop:\n          handler: \"pre-stop\"\n          timeout: 30\n      runtime: custom\n      functionName: other", 1)
	if err != nil || string(got) != want {
		t.Errorf("got\n%s\nwant\n%s\n%v", got, want, err)
	}
	if _, err := AddHook([]byte(two), Choice{Resource: "third"}, "prestop", 30); !errors.As(err, new(*NotFound)) {
		t.Errorf("no such function: %v", err)
	}
	if _, err := AddHook([]byte(two), Choice{}, "resize", 30); err == nil {
		t.Error("there is a hook resize")
	}
	if _, err := AddHook([]byte(two), Choice{}, "prestop", 0); err == nil {
		t.Error("a timeout of 0 seconds is none")
	}
}

func TestRemoveHook(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, before, after string }{
		{"the last one takes the lifecycle along", "      cpu: 1\n      instanceLifecycleConfig:\n        preStop:\n          handler: x\n          # c\n          timeout: 3\n\n", "      cpu: 1\n\n"},
		{"the other one stays", "      instanceLifecycleConfig:\n        preStop:\n          handler: x\n        # first\n        initializer:\n          handler: y\n", "      instanceLifecycleConfig:\n        # first\n        initializer:\n          handler: y\n"},
		{"flow over lines", "      instanceLifecycleConfig:\n        preStop: {\n          handler: x\n        } # c\n        initializer: {handler: y}\n", "      instanceLifecycleConfig:\n        initializer: {handler: y}\n"},
		{"flow", "      instanceLifecycleConfig: {initializer: {handler: y}, preStop: {handler: x}}\n", "      instanceLifecycleConfig: {initializer: {handler: y}}\n"},
		{"flow before", "      instanceLifecycleConfig: {preStop: {handler: 'a, }', timeout: 3}, initializer: {handler: y}}\n", "      instanceLifecycleConfig: {initializer: {handler: y}}\n"},
		{"an empty handler", "      instanceLifecycleConfig:\n        preStop:\n          handler: \"\"\n", ""},
		{"long text", "      instanceLifecycleConfig:\n        preStop:\n          handler: |\n            a\n\n            # b\n        initializer: {handler: y}\n", "      instanceLifecycleConfig:\n        initializer: {handler: y}\n"},
		{"not there", "      cpu: 1\n", "      cpu: 1\n"},
	}
	for _, test := range tests {
		for style, in := range layouts() {
			t.Run(test.name+"/"+style, func(t *testing.T) {
				t.Parallel()
				got, err := RemoveHook([]byte(in(withProps(test.before))), Choice{}, "prestop")
				if err != nil {
					t.Fatal(err)
				}
				if want := in(withProps(test.after)); string(got) != want {
					t.Errorf("got\n%s\nwant\n%s", got, want)
				}
			})
		}
	}
	lent := withProps("      instanceLifecycleConfig:\n        initializer: &h {handler: y}\n        preStop: *h\n")
	for _, hook := range fc.HookNames() {
		if _, err := RemoveHook([]byte(lent), Choice{}, hook); !errors.As(err, new(*Refused)) {
			t.Errorf("%s: %v", hook, err)
		}
	}
}

// TestHooksOfGoldens takes each hook of each generated project away and brings
// it back, and the other way round.
func TestHooksOfGoldens(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../golden/*/s.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		choice := Choice{File: file}
		f, err := load(file, data, choice)
		if err != nil {
			t.Fatal(err)
		}
		for name, hook := range f.Hooks {
			first, second := addWith(name, 30), removeWith(name)
			if hook.Configured {
				first, second = second, addWith(name, int(hook.Timeout.Seconds()))
			}
			between, err := first(data, choice)
			if err != nil || string(between) == string(data) {
				t.Fatalf("%s, %s: %v\n%s", file, name, err, between)
			}
			if back, err := second(between, choice); err != nil || string(back) != string(data) {
				t.Errorf("%s, %s: %v\ngot\n%s\nwant\n%s", file, name, err, back, data)
			}
		}
	}
}

func addWith(hook string, seconds int) func([]byte, Choice) ([]byte, error) {
	return func(data []byte, c Choice) ([]byte, error) { return AddHook(data, c, hook, seconds) }
}

func removeWith(hook string) func([]byte, Choice) ([]byte, error) {
	return func(data []byte, c Choice) ([]byte, error) { return RemoveHook(data, c, hook) }
}
