package golden

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
)

// TestSYAML reads every golden's s.yaml with Serverless Devs' own parser, the
// one that stands between s.yaml and a deployment.
func TestSYAML(t *testing.T) {
	t.Parallel()
	modules := os.Getenv("FCGEN_PARSE_SPEC")
	if modules == "" {
		t.Skip("npm install @serverless-devs/parse-spec@0.0.29 anywhere, then set FCGEN_PARSE_SPEC to its node_modules folder")
	}
	all := projects(t)
	for i, parsed := range parseSpecs(t, modules, all) {
		t.Run(all[i].name, func(t *testing.T) {
			parsed.check(t, all[i])
		})
	}
}

// parsedSpec is what .ci/parse-spec.js prints of one s.yaml.
type parsedSpec struct {
	Use3x   bool
	AppName string
	Steps   []parsedStep
}

type parsedStep struct {
	ProjectName, Component, Access string
	Props                          map[string]any
	Actions                        []struct{ HookType, ActionType, Value, Path string }
}

func parseSpecs(t *testing.T, modules string, all []project) []parsedSpec {
	t.Helper()
	args := []string{filepath.Join("..", ".ci", "parse-spec.js")}
	for _, p := range all {
		args = append(args, filepath.Join(p.dir, "s.yaml"))
	}
	cmd := exec.CommandContext(t.Context(), "node", args...)
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules, "HOME="+t.TempDir()) // no one's accounts
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("parse the s.yaml files: %v\n%s", err, stderr.String())
	}
	if strings.Contains(string(out), "${") {
		t.Errorf("a variable is left unresolved:\n%s", out)
	}
	var parsed []parsedSpec
	if err := json.Unmarshal(out, &parsed); err != nil || len(parsed) != len(all) {
		t.Fatalf("%d files parsed of %d: %v", len(parsed), len(all), err)
	}
	return parsed
}

// check wants one function, with everything that was asked for.
func (parsed parsedSpec) check(t *testing.T, p project) {
	t.Helper()
	if !parsed.Use3x || parsed.AppName != p.spec.Name || len(parsed.Steps) != 1 {
		t.Fatalf("got edition 3: %v, name %q, %d resources; want edition 3, %q and one", parsed.Use3x, parsed.AppName, len(parsed.Steps), p.spec.Name)
	}
	step := parsed.Steps[0]
	if step.Component != "fc3" || step.Access != "default" || step.ProjectName != p.spec.Name {
		t.Errorf("got %q of component %q with access %q, want %q, fc3 and default", step.ProjectName, step.Component, step.Access, p.spec.Name)
	}
	for key, want := range map[string]any{
		"functionName":            p.spec.Name,
		"region":                  p.spec.Region,
		"runtime":                 p.spec.Runtime,
		"cpu":                     p.spec.CPU,
		"memorySize":              float64(p.spec.Memory),
		"diskSize":                float64(p.spec.Disk),
		"timeout":                 float64(p.spec.Timeout),
		"instanceConcurrency":     float64(p.spec.Concurrency),
		"instanceLifecycleConfig": wantHooks(p.spec),
	} {
		if got := step.Props[key]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %v, want %v", key, got, want)
		}
	}
	checkServer(t, step.Props, p.spec)
	checkTriggers(t, step.Props["triggers"], p.spec)

	if len(step.Actions) == 0 {
		t.Error("nothing builds the code before it is deployed")
	}
	for _, a := range step.Actions {
		if a.HookType != "pre" || a.ActionType != "run" || filepath.Clean(a.Path) != p.dir {
			t.Errorf("before a deployment %+v happens, want commands that run in %s", a, p.dir)
		}
	}
}

// wantHooks is nil without hooks, so that the key is not there at all.
func wantHooks(spec generator.Spec) any {
	hooks := map[string]any{}
	for _, h := range fc.Hooks() {
		if spec.HasHook(h.Name) {
			hooks[h.Key] = map[string]any{"handler": h.Handler, "timeout": float64(spec.HookTimeout(h.Name))}
		}
	}
	if len(hooks) == 0 {
		return nil
	}
	return hooks
}

// checkServer wants what the runtime starts: a program from a folder, or an image.
func checkServer(t *testing.T, props map[string]any, spec generator.Spec) {
	t.Helper()
	custom, _ := props["customRuntimeConfig"].(map[string]any)
	container, _ := props["customContainerConfig"].(map[string]any)
	port := float64(spec.Port)
	if r, _ := fc.RuntimeNamed(spec.Runtime); r.Container {
		if container["image"] != spec.Image || container["port"] != port || custom != nil || props["code"] != nil {
			t.Errorf("got %v, want the image %s on port %d, and no code", props, spec.Image, spec.Port)
		}
		return
	}
	if props["code"] != "./dist" || custom["port"] != port || !reflect.DeepEqual(custom["command"], []any{"/code/bootstrap"}) || container != nil {
		t.Errorf("got %v, want /code/bootstrap from ./dist on port %d, and no image", props, spec.Port)
	}
}

func checkTriggers(t *testing.T, triggers any, spec generator.Spec) {
	t.Helper()
	list, _ := triggers.([]any)
	if spec.Trigger == generator.NoTrigger {
		if len(list) != 0 {
			t.Errorf("got triggers %v, want none", list)
		}
		return
	}
	if len(list) != 1 {
		t.Fatalf("got %d triggers, want one", len(list))
	}
	trigger, _ := list[0].(map[string]any)
	config, _ := trigger["triggerConfig"].(map[string]any)
	if trigger["triggerType"] != "http" || config["authType"] != spec.Trigger {
		t.Errorf("got the trigger %v, want http with authType %s", trigger, spec.Trigger)
	}
}
