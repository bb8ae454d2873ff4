package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/gocode"
	"github.com/fcgen/fcgen/internal/served"
)

// TestInit: a server gets what a deployment needs, its hooks with it, and
// hears what else stands in the way, at the lines where it will stand.
func TestInit(t *testing.T) {
	t.Parallel()
	main := strings.Replace(shopMain, "http.ListenAndServe(\":9000\", mux)", "s := &http.Server{Addr: \"127.0.0.1:8080\", Handler: mux, IdleTimeout: 5e9 * 1}\n\ts.ReadTimeout = 0\n\ts.ListenAndServe()", 1)
	main = strings.Replace(main, "5e9 * 1", "5 * time.Second", 1)
	main = strings.Replace(main, "import \"net/http\"", "import (\n\t\"net/http\"\n\t\"time\"\n)", 1)
	s := newShop(t, map[string]string{"main.go": main, "s.yaml": ""})
	s.port = served.Port{Number: 8080, Sure: true, Loopback: true, Place: gocode.Place{File: "main.go", Line: 10}}
	s.timeouts = []served.Timeout{{Field: "IdleTimeout", Value: 5 * time.Second, Known: true, Place: gocode.Place{File: "main.go", Line: 10}}}
	before := s.all(t)
	list, _ := s.must(t, "init --yes --dry-run")
	if want := "create    .dockerignore     new\ncreate    .fcgen/spec.yaml  new\ncreate    Dockerfile        new\nmerge     main.go           routes the hooks\ncreate    s.yaml            new\n"; list != want || s.all(t) != before {
		t.Errorf("the dry run says\n%s", list)
	}
	_, said := s.must(t, "init --hook pre-stop,init --name my-shop --prestop-timeout 10")
	want := `note: the change was not tried out: there is no go command
warning: main.go:7: it is served here; write:
  // really
warning: main.go:12: it listens on the loopback address only, where the platform does not come in; write:
  ":8080"
warning: main.go:12: IdleTimeout is 5s: the server closes connections that the platform keeps; write:
  IdleTimeout: 0, // the platform keeps connections open and has a timeout of its own
found a net/http server in ., its router at main.go:6
`
	if !strings.HasPrefix(said, want) || !strings.HasSuffix(said, "next:\n  go build ./...\n  fcgen check\n  s deploy\n") {
		t.Errorf("got\n%s\nwant\n%s", said, want)
	}
	for file, texts := range map[string][]string{
		"s.yaml":           {"functionName: my-shop\n", "port: 8080\n", "initializer:\n          handler: \"initialize\"\n          timeout: 30\n        preStop:\n          handler: \"pre-stop\"\n          timeout: 10\n"},
		"Dockerfile":       {"EXPOSE 8080\n"},
		".fcgen/spec.yaml": {"adopted:\n  main: .\n  framework: nethttp\n"},
		"main.go":          {"/pre-stop", "/initialize"},
	} {
		for _, text := range texts {
			if !strings.Contains(s.file(t, file), text) {
				t.Errorf("%s lacks %q", file, text)
			}
		}
	}

	after := s.all(t)
	if _, said := s.must(t, "init --hook prestop,initializer"); s.all(t) != after || !strings.Contains(said, "nothing to change; no file was touched") {
		t.Errorf("twice: %s", said)
	}
	if code, _, said := s.run("new --dir . --yes", nil); code != 2 || !strings.Contains(said, `"." holds a server that fcgen init took over`) {
		t.Errorf("a new project there: exit code %d, %s", code, said)
	}
	s.must(t, "remove-hook initializer prestop")
	if got := s.file(t, "s.yaml"); strings.Contains(got, "instanceLifecycleConfig") || s.file(t, "main.go") != main {
		t.Errorf("after the hooks are gone, s.yaml is\n%s", got)
	}
}

// TestInitPort: the port in a new s.yaml is the one that the server will choose there.
func TestInitPort(t *testing.T) {
	t.Parallel()
	at := gocode.Place{File: "main.go", Line: 7}
	tests := []struct {
		name, args string
		port       served.Port
		yaml, said string
	}{
		{"fixed", "", served.Port{Number: 8080, Sure: true, Place: at}, "        port: 8080\n", ""},
		{"fixed, and another is asked for", " --port 9001", served.Port{Number: 8080, Sure: true, Place: at}, "        port: 9001\n", "main.go:7: it listens on port 8080, and s.yaml says 9001; write:\n  port: 8080 # in s.yaml\n"},
		{"from the platform's variable", "", served.Port{Number: 8080, Env: []string{"FC_SERVER_PORT"}, Place: at}, "        port: 9000\n", ""},
		{"from PORT, else fixed", "", served.Port{Number: 8080, Env: []string{"PORT"}, Place: at}, "        port: 8080\n", ""},
		{"from PORT only", "", served.Port{Env: []string{"PORT"}, Place: at}, "        PORT: \"9000\" # the port below; the platform sets no PORT itself\n", ""},
		{"from an address", "", served.Port{Env: []string{"ADDR"}, Place: at}, "        port: 9000\n", "main.go:7: it reads its port from ADDR, which the platform does not set; write:\n  environmentVariables: # in s.yaml, under props\n    ADDR: \":9000\"\n"},
		{"not known", "", served.Port{}, "        port: 9000\n", "main.go:6: the code does not say which port the server listens on; s.yaml says 9000 now, and --port sets another\n"},
		{"in part", "", served.Port{Number: 8080, Place: at}, "        port: 8080\n", "main.go:7: the port may be another than 8080, which s.yaml says now: not all of it stands in the code; --port sets it\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, map[string]string{"s.yaml": ""})
			s.port = test.port
			_, said := s.must(t, "init --no-hooks"+test.args)
			if got := s.file(t, "s.yaml"); !strings.Contains(got, test.yaml) {
				t.Errorf("got\n%s\nwant %q", got, test.yaml)
			}
			if !strings.Contains(said, test.said) || strings.Contains(said, "warning") != (test.said != "") {
				t.Errorf("got\n%s\nwant %q", said, test.said)
			}
		})
	}
}

// TestInitKeeps: no file that is there is written over.
func TestInitKeeps(t *testing.T) {
	t.Parallel()
	s := newShop(t, map[string]string{"s.yaml": "", "s.yml": strings.Replace(shopYAML, "9000", "7000", 1), "dockerfile": "FROM mine\n", ".dockerignore": "mine\n"})
	_, said := s.must(t, "init --hook prestop --memory 1024")
	for _, line := range []string{
		"note: --memory changes nothing: s.yml is there already\n",
		"keep      .dockerignore     yours stays: a file of yours stands there\n",
		"keep      Dockerfile        yours stays: dockerfile, the same name but for its case, stands there\n",
		"merge     s.yml             configures prestop\n",
	} {
		if !strings.Contains(said, line) {
			t.Errorf("%q is missing in\n%s", line, said)
		}
	}
	if _, err := os.Lstat(filepath.Join(s.dir, "s.yaml")); err == nil {
		t.Error("there is a second s.yaml")
	}
	if s.file(t, "dockerfile") != "FROM mine\n" || s.file(t, ".dockerignore") != "mine\n" {
		t.Error("a file was written over")
	}
}
