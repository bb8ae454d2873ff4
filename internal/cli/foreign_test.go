package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/generator"
	"github.com/fcgen/fcgen/internal/fc"
	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/prompt"
	"github.com/fcgen/fcgen/internal/retrofit"
	"github.com/fcgen/fcgen/internal/served"
)

const (
	shopMain = "package main\n\nimport \"net/http\"\n\nfunc main() {\n\tmux := http.NewServeMux()\n\thttp.ListenAndServe(\":9000\", mux)\n}\n"
	shopYAML = "edition: 3.0.0\nname: shop\nresources:\n  shop:\n    component: fc3\n    props:\n      functionName: shop\n      runtime: custom\n      customRuntimeConfig:\n        port: 9000\n"
)

// shop is a server of somebody else's; its code is edited by a stand-in that
// knows this one only, so that what is tested is all around it.
type shop struct {
	dir      string
	port     served.Port
	timeouts []served.Timeout
	fail     error // instead of an edit
}

func newShop(t *testing.T, files map[string]string) *shop {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "shop")
	all := map[string]string{"go.mod": "module example.com/shop\n\ngo 1.24\n", "main.go": shopMain, "s.yaml": shopYAML}
	for name, data := range files {
		all[name] = data
	}
	for name, data := range all {
		file := filepath.Join(dir, name)
		if data == "" {
			continue // it is not there
		}
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o777), os.WriteFile(file, []byte(data), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	return &shop{dir: dir, port: served.Port{Number: 9000, Sure: true, Place: gocode.Place{File: "main.go", Line: 7}}}
}

func (s *shop) program() served.Program {
	return served.Program{
		Root: s.dir, Module: "example.com/shop", Main: ".", Framework: "nethttp", Title: "net/http", Port: s.port, Timeouts: s.timeouts,
		Router: gocode.Place{File: "main.go", Line: 6, What: "http.NewServeMux()"},
	}
}

// change adds a line for each hook, or takes it away.
func (s *shop) change(_ context.Context, r retrofit.Request) (*retrofit.Result, error) {
	if s.fail != nil && r.Router == "" {
		return nil, s.fail
	}
	before, err := os.ReadFile(filepath.Join(s.dir, "main.go"))
	if err != nil {
		return nil, err
	}
	result := &retrofit.Result{Program: s.program()}
	after := string(before)
	for _, name := range append(r.Add, r.Remove...) {
		h, _ := fc.HookNamed(name)
		line := "\tmux.Handle(\"" + h.Method + " " + h.Path + "\", http.NotFoundHandler())\n"
		there := strings.Contains(after, line)
		switch adding := len(r.Add) > 0; {
		case adding && there:
			result.Present = append(result.Present, served.Found{Hook: name, Place: gocode.Place{File: "main.go", Line: 7}})
		case adding:
			after = strings.Replace(after, "ServeMux()\n", "ServeMux()\n"+line, 1)
		case there:
			after = strings.Replace(after, line, "", 1)
		default:
			result.Absent = append(result.Absent, name)
		}
	}
	if after != string(before) {
		result.Ops = []generator.Op{{
			Path: "main.go", Action: generator.Merge, Why: "routes the hooks",
			Before: &generator.File{Data: before}, After: &generator.File{Data: []byte(after)},
		}}
		result.Warnings = []retrofit.Warning{{Place: gocode.Place{File: "main.go", Line: 7, What: "mux"}, Text: "it is served here", Type: "// really"}}
	}
	return result, nil
}

// run runs fcgen in the shop.
func (s *shop) run(args string, who prompt.Prompter) (code int, stdout, stderr string) {
	return s.start(args, who, s.change)
}

// really runs fcgen with nothing put in place of a part of it.
func (s *shop) really(args string) (code int, stdout, stderr string) {
	return s.start(args, nil, retrofit.Change)
}

func (s *shop) start(args string, who prompt.Prompter, change func(context.Context, retrofit.Request) (*retrofit.Result, error)) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	p := newProgram(Env{Args: strings.Fields(args), Stdout: &out, Stderr: &errs, Environ: []string{"XDG_STATE_HOME=" + s.dir + "-state"}, Dir: s.dir, Prompter: who})
	p.retrofit = change
	err := p.run(context.Background())
	p.complain(err)
	return exitCode(err), out.String(), errs.String()
}

// must runs fcgen in the shop and wants it done.
func (s *shop) must(t *testing.T, args string) (stdout, stderr string) {
	t.Helper()
	code, stdout, stderr := s.run(args, nil)
	if code != 0 {
		t.Fatalf("%s: exit code %d\n%s", args, code, stderr)
	}
	return stdout, stderr
}

func (s *shop) file(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// all is every file of the shop with what it holds.
func (s *shop) all(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(s.dir, func(name string, e os.DirEntry, err error) error {
		if err == nil && e.Name() == "undo" {
			return filepath.SkipDir // the record of the last change
		}
		if err == nil && e.Name() == ".fcgen" {
			return nil
		}
		if err != nil || e.IsDir() {
			b.WriteString(name + "\n")
			return err
		}
		data, err := os.ReadFile(name)
		b.WriteString(name + ": " + string(data) + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const preStopLines = "      instanceLifecycleConfig:\n        preStop:\n          handler: \"pre-stop\"\n          timeout: 30\n"

func TestForeignHook(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	before := s.all(t)
	diff, _ := s.must(t, "add-hook prestop --diff")
	if !strings.Contains(diff, "+\tmux.Handle(\"GET /pre-stop\"") || !strings.Contains(diff, "+        preStop:") || s.all(t) != before {
		t.Errorf("the dry run says\n%s", diff)
	}
	_, said := s.must(t, "add-hook prestop")
	want := "note: the change was not tried out: there is no go command\nwarning: main.go:8: it is served here; write:\n  // really\nhooks on http.NewServeMux() at main.go:6, which serves :9000\nmerge     main.go  routes the hooks\nmerge     s.yaml   configures prestop\nnext:\n  go build ./...\n  fcgen check\n  s deploy\n"
	if said != want {
		t.Errorf("got\n%s\nwant\n%s", said, want)
	}
	if got, want := s.file(t, "s.yaml"), strings.Replace(shopYAML, "      customR", preStopLines+"      customR", 1); got != want {
		t.Errorf("s.yaml is\n%s", got)
	}
	after := s.all(t)
	receipt, said := s.must(t, "add-hook prestop --json")
	if s.all(t) != after || !strings.Contains(said, "the prestop hook is already there: main.go:7\n") || !strings.Contains(receipt, `"framework": "nethttp"`) || !strings.Contains(receipt, `"spec": null`) {
		t.Errorf("twice: %s\n%s", said, receipt)
	}
	s.must(t, "add-hook prestop --prestop-timeout 60")
	if !strings.Contains(s.file(t, "s.yaml"), "timeout: 60") {
		t.Error("the timeout did not change")
	}
	s.must(t, "remove-hook prestop")
	if s.all(t) != before {
		t.Errorf("there and back: before\n%s\nafter\n%s", before, s.all(t))
	}
	if _, said := s.must(t, "remove-hook prestop"); !strings.Contains(said, "the prestop hook is already gone\nnothing to change") {
		t.Errorf("removed twice: %s", said)
	}
}

// TestForeignUndecided: what a person has to decide or to write is printed as
// it is to be typed, and nothing is changed.
func TestForeignUndecided(t *testing.T) {
	t.Parallel()
	main := gocode.Place{File: "main.go", Line: 6, What: "http.NewServeMux()"}
	tests := []struct {
		name, args string
		files      map[string]string
		fail       error
		want       string
	}{
		{
			"several routers", "add-hook prestop", nil,
			&gocode.Choices{What: "several handlers are served", Places: []gocode.Place{main, {File: "admin/admin.go", Line: 3, What: "gin.New()"}}},
			"fcgen: several handlers are served; nothing was changed\nhint: http.NewServeMux(): fcgen add-hook prestop --router main.go:6\nhint: gin.New(): fcgen add-hook prestop --router admin/admin.go:3\n",
		},
		{
			"a router that is not found", "add-hook prestop", nil,
			&gocode.Declined{Reason: "the router is made in a library", Place: main, Paste: []string{"mux.HandleFunc(\"GET /pre-stop\", preStop)", "\t// and so on"}},
			"fcgen: main.go:6: the router is made in a library; nothing was changed\nhint: before the server is started, write:\n  mux.HandleFunc(\"GET /pre-stop\", preStop)\n  \t// and so on\n",
		},
		{
			"an s.yaml that does not parse", "add-hook prestop", map[string]string{"s.yaml": "access: {{ access }}\nresources: {{{\n"}, nil,
			"fcgen: s.yaml line 2: it is not YAML: did not find expected node content; nothing was changed\nhint: for the code alone: fcgen add-hook prestop --code-only; under props, write yourself:\n" +
				"  instanceLifecycleConfig:\n    preStop:\n      handler: \"pre-stop\"\n      timeout: 30\n",
		},
		{
			"edition 1.0.0", "add-hook prestop", map[string]string{"s.yaml": "edition: 1.0.0\nservices: {}\n"}, nil,
			"fcgen: s.yaml line 1: it is of edition 1.0.0, for Function Compute 2.0; nothing was changed\nhint: the fc3 component's s2tos3 command migrates the file to 3.0.0; then type the same again. For the code alone: fcgen add-hook prestop --code-only\n",
		},
		{
			"merge keys", "init --hook prestop", map[string]string{"s.yaml": strings.Replace(shopYAML, "resources", "base: &base {cpu: 1}\nresources", 1) + "      <<: *base\n"}, nil,
			"fcgen: s.yaml line 12: what stands beside instanceLifecycleConfig is merged from elsewhere with <<; nothing was changed\nhint: for the code alone: fcgen init --hook=prestop --code-only; under props, write yourself:\n" +
				"  instanceLifecycleConfig:\n    preStop:\n      handler: \"pre-stop\"\n      timeout: 30\n",
		},
		{
			"several functions", "add-hook prestop", map[string]string{"s.yaml": shopYAML + "  worker:\n    component: fc3\n    props: {functionName: w, runtime: custom}\n"}, nil,
			"fcgen: s.yaml has 2 functions: shop, worker\nhint: say which: fcgen add-hook prestop --resource shop\n",
		},
		{"a function that is not there", "add-hook prestop --resource shp", nil, nil, "fcgen: s.yaml has no function \"shp\"\nhint: did you mean \"shop\"? known: shop\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, test.files)
			s.fail = test.fail
			before := s.all(t)
			code, out, said := s.run(test.args, nil)
			if code != 2 || out != "" || said != test.want {
				t.Errorf("exit code %d, %q, got\n%s\nwant\n%s", code, out, said, test.want)
			}
			if after := s.all(t); after != before {
				t.Errorf("before\n%s\nafter\n%s", before, after)
			}
		})
	}
	s := newShop(t, map[string]string{"s.yaml": "resources: {{{\n"})
	s.must(t, "add-hook prestop --code-only")
	if s.file(t, "s.yaml") != "resources: {{{\n" || s.file(t, "main.go") == shopMain {
		t.Error("the code alone was not changed")
	}
}

// TestForeignLayouts: whatever an s.yaml looks like, all of it is there
// afterwards, and what is taken away again leaves it as it was.
func TestForeignLayouts(t *testing.T) {
	t.Parallel()
	for name, layout := range map[string]func(string) string{
		"BOM":               func(s string) string { return "\uFEFF" + s },
		"CRLF":              func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"no final line end": func(s string) string { return strings.TrimSuffix(s, "\n") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, map[string]string{"s.yaml": layout(shopYAML)})
			s.must(t, "add-hook prestop")
			if got, want := s.file(t, "s.yaml"), layout(strings.Replace(shopYAML, "      customR", preStopLines+"      customR", 1)); got != want {
				t.Errorf("got %d bytes, want %d", len(got), len(want))
			}
			s.must(t, "remove-hook prestop")
			if s.file(t, "s.yaml") != layout(shopYAML) {
				t.Error("there and back is not the same")
			}
		})
	}
}

// editing is a person who is asked which function is meant, and changes a file
// before the answer.
type editing struct{ file string }

func (e editing) Ask(_ context.Context, q prompt.Question) (string, error) {
	if q.Key != "resource" {
		return q.Default, nil
	}
	if e.file == "" {
		return q.Options[1].Value, nil
	}
	return q.Options[1].Value, os.WriteFile(e.file, []byte(shopMain+"// just now\n"), 0o666)
}

func (editing) Show(string) error  { return nil }
func (editing) Print(string) error { return nil }

// TestForeignAsks: on a terminal it is asked which of several functions is
// meant. Where a file changes before the plan is applied, nothing is.
func TestForeignAsks(t *testing.T) {
	t.Parallel()
	s := newShop(t, map[string]string{"s.yaml": shopYAML + "  worker:\n    component: fc3\n    props: {functionName: w, runtime: custom}\n"})
	before := s.all(t)
	code, _, said := s.run("add-hook prestop", editing{filepath.Join(s.dir, "main.go")})
	if code != 2 || !strings.Contains(said, `"main.go" changed since the plan was made: it has other contents; nothing was changed`) {
		t.Errorf("exit code %d, %s", code, said)
	}
	if after := strings.Replace(s.all(t), "// just now\n", "", 1); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	if code, _, said := s.run("init", editing{}); code != 0 {
		t.Fatalf("exit code %d, %s", code, said)
	}
	if got := s.file(t, "s.yaml"); !strings.Contains(got, "{functionName: w, instanceLifecycleConfig: {initializer: {handler: \"initialize\", timeout: 30}, preStop: {") {
		t.Errorf("s.yaml is\n%s", got)
	}
}
