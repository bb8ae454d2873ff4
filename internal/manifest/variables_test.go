package manifest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// props is an s.yaml with these props, each on a line of its own from line 8.
func props(lines ...string) string {
	return "edition: 3.0.0\nvars:\n  port: 8080\n  name: web\n" +
		"resources:\n  demo: {component: fc3, props: &props {functionName: demo, runtime: custom}}\n  main:\n    component: fc3\n    props:\n" +
		"      " + strings.Join(lines, "\n      ") + "\n"
}

func loadProps(t *testing.T, dir string, getenv map[string]string, lines ...string) (Function, error) {
	t.Helper()
	return load(filepath.Join(dir, "s.yaml"), []byte(props(lines...)), Choice{Resource: "main", Getenv: func(name string) string { return getenv[name] }})
}

func TestVariables(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "name.txt"), []byte("from-file"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"NAME": "from-env", "PORT": "7000"}
	tests := []struct{ value, want string }{
		{"plain", "plain"},
		{"${vars.name}", "web"},
		{"a-${vars.name}-b", "a-web-b"},
		{"${vars.name}${vars.port}", "web8080"},
		{"${env('NAME')}", "from-env"},
		{"${env(NAME)}", "from-env"},
		{"${env('NONE','other')}", "other"},
		{`${env("NONE", "with}brace")}`, "with}brace"},
		{"${env('NONE', 'a, b')}", "a, b"},
		{"${this.props.region}", "cn-beijing"},
		{"${resources.demo.props.functionName}", "demo"},
		{"${file('./name.txt')}", "from-file"},
		{"${config('AccountID')}", Account},
		{"not ${ one", "not ${ one"},
		{"${env('open}", "${env('open}"},
		{"${}", "${}"},
	}
	for _, test := range tests {
		t.Run(test.value, func(t *testing.T) {
			t.Parallel()
			f, err := loadProps(t, dir, env, "runtime: custom", "region: cn-beijing", "functionName: '"+strings.ReplaceAll(test.value, "'", "''")+"'")
			if err != nil || f.Name != test.want {
				t.Errorf("got %q, %v, want %q", f.Name, err, test.want)
			}
		})
	}
}

func TestVariablesOfOtherTypes(t *testing.T) {
	t.Parallel()
	f, err := loadProps(t, "", map[string]string{"PORT": " 7000 "},
		"runtime: custom", "timeout: ${env(T, '60')}", "instanceConcurrency: ${vars.port}",
		"customRuntimeConfig: {port: \"${env('PORT')}\", command: '${vars.port}'}")
	if err == nil || !strings.Contains(err.Error(), "line 13: resources.main.props.customRuntimeConfig.command: it is not a list") {
		t.Fatalf("got %+v, %v", f, err)
	}
	f, err = loadProps(t, "", map[string]string{"PORT": " 7000 "},
		"runtime: custom", "timeout: ${env(T, '60')}", "instanceConcurrency: ${vars.port}", "customRuntimeConfig: {port: \"${env('PORT')}\"}")
	if err != nil || f.Port != 7000 || f.Timeout != time.Minute || f.Concurrency != 8080 {
		t.Errorf("port %d, timeout %v, concurrency %d, %v", f.Port, f.Timeout, f.Concurrency, err)
	}
}

func TestUnresolvable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, value := range []string{
		"${vars.none}", "${env('NONE')}", "${config('AccessKeyID')}", "${resources.demo.output.url}", "${json('{}')}", "${this.props}",
		"${this.props.functionName}", "${file('./none')}", "${file('../outside')}", "${file('/etc/hosts')}", "${file('.')}", "${what.ever}", "${env(}", "${env('NONE', path('.'))}",
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			quoted := "'x" + strings.ReplaceAll(value, "'", "''") + "'"
			_, err := loadProps(t, dir, nil, "runtime: custom", "functionName: "+quoted)
			if err == nil || !strings.Contains(err.Error(), "s.yaml line 11: resources.main.props.functionName: the variable ") {
				t.Errorf("where it is needed: %v", err)
			}
			f, err := loadProps(t, dir, nil, "runtime: custom", "functionName: f", "environmentVariables:", "  A: "+quoted)
			if strings.Contains(value, "this.props.functionName") {
				return // here it is resolvable
			}
			if err != nil || f.Env["A"] != "x"+value {
				t.Errorf("where it is not: %q, %v", f.Env["A"], err)
			}
			if len(f.Unresolved) != 1 || f.Unresolved[0].Key != "environmentVariables.A" || f.Unresolved[0].Line != 13 || f.Unresolved[0].Why == "" {
				t.Errorf("unresolved: %+v", f.Unresolved)
			}
		})
	}
}

func TestVariableFileStaysInside(t *testing.T) {
	t.Parallel()
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Skip("no symbolic links here")
	}
	f, err := loadProps(t, dir, nil, "runtime: custom", "functionName: ${file('link')}")
	if err == nil || strings.Contains(err.Error(), "secret\"") || f.Name != "" {
		t.Errorf("got %q, %v", f.Name, err)
	}
}

func TestWhatMultiplies(t *testing.T) {
	t.Parallel()
	var doubling strings.Builder
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&doubling, "  v%d: '${vars.v%d}${vars.v%d}'\n", i, i-1, i-1)
	}
	tests := []struct{ name, data, want string }{
		{"text", "vars:\n  v0: " + strings.Repeat("x", 100_000) + "\n" + doubling.String() + "resources: {main: {component: fc3, props: {runtime: custom, functionName: '${vars.v29}'}}}\n", "it is too long"},
		{"nothing", "vars:\n  v0: ''\n" + doubling.String() + "resources: {main: {component: fc3, props: {runtime: custom, functionName: '${vars.v29}'}}}\n", "it leads to too many others"},
		{"merges", "resources: {main: &m {<<: [*m, *m], component: fc3, props: &p {<<: [*p, *p, *m], runtime: custom, functionName: {}}}}\n", "it is not a single value"},
		{"aliases", "resources: {main: {component: fc3, props: &p {a: &a [*a, *a, *p], runtime: custom, functionName: {}}}}\n", "it is not a single value"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			if _, err := load("s.yaml", []byte(test.data), Choice{}); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}
