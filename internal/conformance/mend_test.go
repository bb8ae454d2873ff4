package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/internal/manifest"
)

// What to do about a hook that is not there is said in the program's language.
func TestMendSpeaksTheProgramsLanguage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, source, want string }{
		{"main.go", "package main\n\nimport \"net/http\"\n\nfunc main() {\n\thttp.Handle(\"/\", http.NotFoundHandler())\n\t_ = http.ListenAndServe(\":9000\", nil)\n}\n", "fcgen add-hook prestop adds"},
		{"app.py", "from flask import Flask\napp = Flask(__name__)\n", "@app.get(\"/pre-stop\")\ndef pre_stop():"},
		{"main.py", "from fastapi import FastAPI\n", "@app.get(\"/pre-stop\")"},
		{"server.py", "import http.server\n", "In do_GET, write:\nif self.path == \"/pre-stop\":"},
		{"app.js", "const app = require('express')()\n", "app.get('/pre-stop', (req, res) => res.send('ok'))"},
		{"app.mjs", "import Koa from 'koa'\n", "router.get('/pre-stop'"},
		{"index.js", "require('fastify')()\n", "fastify.get('/pre-stop'"},
		{"server.js", "require('http')\n", "if (req.method === 'GET' && req.url === '/pre-stop')"},
		{"App.java", "import org.springframework.boot.*;\n", "@GetMapping(\"/pre-stop\")"},
		{"app.rb", "require 'sinatra'\n", "Answer GET /pre-stop with the status 200."},
	} {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			syaml := "edition: 3.0.0\nresources:\n  a:\n    component: fc3\n    props:\n      functionName: a\n      runtime: custom.debian11\n      code: .\n" +
				"      instanceLifecycleConfig:\n        preStop: {handler: \"true\"}\n"
			for name, text := range map[string]string{c.file: c.source, "s.yaml": syaml, "go.mod": "module m\n\ngo 1.24\n"} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			f, err := manifest.Load(t.Context(), dir, manifest.Choice{})
			if err != nil {
				t.Fatal(err)
			}
			r := run(t, Config{Dir: dir, Function: f, Cases: []string{"CFG/6"}}).Results[0]
			if r.Verdict == Pass || !strings.Contains(r.Mend, c.want) || (c.file != "main.go") == strings.Contains(r.Mend, "add-hook") {
				t.Errorf("%s: %s%s\n%s", r.Verdict, r.Got, r.Reason, r.Mend)
			}
		})
	}
}

// What a running server did wrong points at the route, else at s.yaml.
func TestALiveFindingHasAPlace(t *testing.T) {
	t.Parallel()
	c := projectConfig(t, "flask", "python3", "app.py")
	d, err := newDriver(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct{ area, file string }{{"INIT/1", "app.py"}, {"STOP/1", "app.py"}, {"INVOKE/1", "s.yaml"}} {
		file, line := d.place(Case{ID: want.area})
		if filepath.Base(file) != want.file || (want.file == "app.py") != (line > 0) {
			t.Errorf("%s points at %s:%d, want %s", want.area, file, line, want.file)
		}
	}

	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module m\n\ngo 1.24\n",
		"main.go": "package main\n\nimport \"net/http\"\n\nfunc main() {\n\thttp.HandleFunc(\"POST /initialize\", func(w http.ResponseWriter, r *http.Request) {})\n" +
			"\t_ = http.ListenAndServe(\":9000\", nil)\n}\n",
		"s.yaml": "edition: 3.0.0\nresources:\n  a:\n    component: fc3\n    props:\n      functionName: a\n      runtime: custom.debian11\n      code: .\n" +
			"      customRuntimeConfig: {port: 9000}\n      instanceLifecycleConfig:\n        initializer: {handler: \"true\"}\n        preStop: {handler: \"true\"}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f, err := manifest.Load(t.Context(), dir, manifest.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	if d, err = newDriver(t.Context(), Config{Dir: dir, Function: f}); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"INIT/3": "main.go:6", "STOP/1": "s.yaml:12"} {
		file, line := d.place(Case{ID: id})
		if got := fmt.Sprintf("%s:%d", filepath.Base(file), line); got != want {
			t.Errorf("of a program in Go, %s points at %s, want %s", id, got, want)
		}
	}
}
