package manifest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// load is Parse for a file of that name.
func load(file string, data []byte, choice Choice) (Function, error) {
	choice.File = file
	return Parse(data, choice)
}

// props is an s.yaml with these props, each on a line of its own from line 11.
func props(lines ...string) string {
	return "edition: 3.0.0\nvars:\n  port: 8080\n  name: web\n" +
		"resources:\n  demo: {component: fc3, props: &props {functionName: demo, runtime: custom}}\n  main:\n    component: fc3\n    props:\n" +
		"      " + strings.Join(lines, "\n      ") + "\n"
}

func loadProps(t *testing.T, dir string, getenv map[string]string, lines ...string) (Function, error) {
	t.Helper()
	return load(filepath.Join(dir, "s.yaml"), []byte(props(lines...)), Choice{Resource: "main", Getenv: func(name string) string { return getenv[name] }})
}

// The types of variables are those that are sent.
func TestVariablesHaveTypes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	save(t, dir, ".env", "TMO=17\nNAME=from-file\n")
	f, err := loadProps(t, dir, map[string]string{"PORT": "7000"},
		"runtime: custom", "functionName: ${env('NAME')}", "timeout: ${json(env('TMO'))}", "instanceConcurrency: ${vars.port}", "customRuntimeConfig: {port: \"${json(env('PORT'))}\"}",
		"environmentVariables: {A: \"${config('AccountID')}\"}")
	if err != nil || f.Name != "from-file" || f.Port != 7000 || f.Timeout != 17*time.Second || f.Concurrency != 8080 || f.Env["A"] != Account {
		t.Errorf("got %+v, %v", f, err)
	}
	for _, test := range []struct{ props, want string }{
		{"timeout: ${env('TMO')}", `main.props.timeout: "17" is a string, and the API wants a number: write ${json(env('TMO'))}`},
		{`timeout: "17"`, `main.props.timeout: "17" is a string, and the API wants a number: write 17, without the quotes`},
		{"customRuntimeConfig: {command: '${vars.port}'}", "command: it is not a list"},
	} {
		if f, err := loadProps(t, dir, nil, "runtime: custom", "functionName: f", test.props); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %+v, %v, want %q", test.props, f, err, test.want)
		}
	}
	quoted := strings.Replace(props("runtime: custom", "functionName: f", "timeout: ${vars.port}"), "port: 8080", `port: "8080"`, 1)
	if _, err := load("s.yaml", []byte(quoted), Choice{Resource: "main"}); err == nil || !strings.Contains(err.Error(), "take the quotes away at s.yaml:3") {
		t.Errorf("a string under vars: %v", err)
	}
}

func TestUnresolvable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, value := range []string{
		"${vars.none}", "${env('NONE')}", "${config('AccessKeyID')}", "${resources.demo.output.url}", "${json('{')}", "${file('./none')}", "${file('.')}", "${what.ever}", "${env(}", "${env.NAME}",
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			quoted := "'x" + strings.ReplaceAll(value, "'", "''") + "'"
			if value == "${resources.demo.output.url}" {
				quoted = "'" + value + "'"
			}
			_, err := loadProps(t, dir, nil, "runtime: custom", "functionName: "+quoted)
			if err == nil || !strings.Contains(err.Error(), "s.yaml line 11: resources.main.props.functionName: ") {
				t.Errorf("where it is needed: %v", err)
			}
			f, err := loadProps(t, dir, nil, "runtime: custom", "functionName: f", "environmentVariables:", "  A: "+quoted)
			if err != nil || f.Env["A"] != strings.ReplaceAll(strings.Trim(quoted, "'"), "''", "'") {
				t.Errorf("where it is not: %q, %v", f.Env["A"], err)
			}
			if len(f.Unresolved) != 1 || f.Unresolved[0].Key != "environmentVariables.A" || f.Unresolved[0].Line != 13 || f.Unresolved[0].Why == "" {
				t.Errorf("unresolved: %+v", f.Unresolved)
			}
		})
	}
}

// Templates, files that are extended and environments count as in a deployment.
func TestWhereValuesComeFrom(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	save(t, dir, "base.yaml", "edition: 3.0.0\nresources:\n  a:\n    component: fc3\n    props:\n      functionName: based\n      runtime: custom\n      timeout: 5\n")
	save(t, dir, "s.yaml", "edition: 3.0.0\nextend: ./base.yaml\nresources:\n  a:\n    props:\n      timeout: 6\n")
	f, err := Load(t.Context(), dir, Choice{})
	if err != nil || f.Name != "based" || f.Timeout != 6*time.Second {
		t.Fatalf("got %+v, %v", f, err)
	}
	if f.Lines["functionName"] != 6 || f.Elsewhere["functionName"] != filepath.Join(dir, "base.yaml") || f.Lines["timeout"] != 6 || f.Elsewhere["timeout"] != "" {
		t.Errorf("lines %v, elsewhere %v", f.Lines, f.Elsewhere)
	}
	save(t, dir, "s.prod.yaml", "edition: 3.0.0\ntemplate: {c: {runtime: custom, timeout: 7}}\nenv: env.yaml\nresources:\n  a: {component: fc3, extend: {name: c}, props: {functionName: a}}\n")
	save(t, dir, "env.yaml", "environments: [{name: prod, overlays: {components: {fc3: {timeout: 8}}}}]\n")
	if f, err := Load(t.Context(), dir, Choice{File: "s.prod.yaml"}); err != nil || f.Name != "a" || f.Timeout != 7*time.Second {
		t.Errorf("a template: %+v, %v", f, err)
	}
	if f, err := Load(t.Context(), dir, Choice{File: "s.prod.yaml", Environment: "prod"}); err != nil || f.Timeout != 8*time.Second {
		t.Errorf("an environment: %+v, %v", f, err)
	}
}

// What is no regular file is not read, wherever it is named.
func TestOnlyRegularFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Symlink("/dev/zero", filepath.Join(dir, "link")); err != nil {
		t.Skip("no symbolic links here")
	}
	if f, err := loadProps(t, dir, nil, "runtime: custom", "functionName: ${file('link')}"); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("got %q, %v", f.Name, err)
	}
	if err := os.Symlink("/dev/zero", filepath.Join(dir, ".env")); err != nil {
		t.Fatal(err)
	}
	if f, err := loadProps(t, dir, nil, "runtime: custom", "functionName: f"); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("got %q, %v", f.Name, err)
	}
}
