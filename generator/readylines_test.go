package generator_test

import (
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
)

// Each setting that stands ready in s.yaml, as a comment, is one that the platform
// takes once its comment sign is gone.
func TestReadyLines(t *testing.T) {
	t.Parallel()
	for _, runtime := range []string{"custom.debian11", "custom-container"} {
		spec := generator.Spec{Name: "myfunc", Hooks: fc.HookNames(), Runtime: runtime}
		if runtime == "custom-container" {
			spec.Image = "registry.example.com/a/b:1"
		}
		tree, err := catalog(t).Render(complete(t, spec))
		mustDo(t, err)
		text := string(tree["s.yaml"].Data)
		for _, want := range []string{
			"      role: ", "      environmentVariables: {", "      vpcConfig: {", "      layers: [", "      scalingConfig: {", "      concurrencyConfig: {", "  domain: {",
		} {
			indent := want[:len(want)-len(strings.TrimLeft(want, " "))]
			commented := indent + "# " + strings.TrimLeft(want, " ")
			if strings.Count(text, commented) != 1 {
				t.Errorf("%s: s.yaml has no line %q", runtime, commented)
				continue
			}
			ready := strings.Replace(text, commented, want, 1)
			if want == "  domain: {" { // the one that goes over two lines
				ready = strings.Replace(ready, "\n  #   protocol:", "\n    protocol:", 1)
			}
			mustDo(t, fc.CheckSYAML([]byte(ready)))
			for _, f := range fc.LintSYAML([]byte(ready)) {
				if f.UnknownKey || !f.Warning {
					t.Errorf("%s with%s: line %d: %s: %s", runtime, want, f.Line, f.Path, f.Message)
				}
			}
		}
	}
}

// Without a log there is no logConfig; with a role, variables and a description
// they stand there, however they are spelt.
func TestSettingsInSYAML(t *testing.T) {
	t.Parallel()
	tree, err := catalog(t).Render(complete(t, generator.Spec{
		Name: "myfunc", Hooks: []string{}, Log: generator.NoLog, Role: "acs:ram::1:role/a", Description: "a: b # c",
		Env: map[string]string{"PORT": "8080", "YES": "yes", "TEXT": "it's \"so\": # no comment"},
	}))
	mustDo(t, err)
	text := string(tree["s.yaml"].Data)
	for _, want := range []string{
		"\n      role: acs:ram::1:role/a\n", "\n      description: 'a: b # c'\n",
		"\n      environmentVariables:\n        PORT: \"8080\"\n        TEXT: 'it''s \"so\": # no comment'\n        \"YES\": \"yes\"\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("s.yaml lacks %q:\n%s", want, text)
		}
	}
	for _, bad := range []string{"logConfig", "# role", "# environmentVariables"} {
		if strings.Contains(text, bad) {
			t.Errorf("s.yaml has %q:\n%s", bad, text)
		}
	}
}
