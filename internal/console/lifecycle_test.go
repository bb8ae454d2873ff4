package console

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fcgen/fcgen/internal/manifest"
)

const syaml = `edition: 3.0.0
name: demo
access: default
resources:
  demo:
    component: fc3
    props:
      functionName: demo
      region: cn-hangzhou
      runtime: custom.debian11
      instanceLifecycleConfig:
        initializer:
          handler: "true"
          timeout: 3 # enough for the pool
`

// propose asks for the difference.
func propose(t *testing.T, post func(path, body string) (int, string), seconds string) proposal {
	t.Helper()
	status, body := post("/api/hook/diff", `{"name":"initializer","timeout":`+seconds+`}`)
	if status != http.StatusOK {
		t.Fatalf("got %d %s", status, body)
	}
	var p proposal
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAHookIsChangedForThisRun(t *testing.T) {
	t.Parallel()
	f := newFake()
	site, token := fresh(t, f, Config{})
	for _, test := range []struct {
		body string
		want int
	}{
		{`{"name":"initializer","configured":false,"timeout":30}`, 200},
		{`{"name":"prestop","configured":true,"timeout":90}`, 200},
		{`{"name":"initializer","configured":true,"timeout":301}`, 400},
		{`{"name":"prestop","configured":true,"timeout":91}`, 400},
		{`{"name":"prestop","configured":true,"timeout":0}`, 400},
		{`{"name":"prefreeze","configured":true,"timeout":3}`, 400},
		{`{"name":"prestop","configured":true,"timeout":1.5}`, 400},
	} {
		if status, body := post(t, site, token, "/api/hook/set", test.body); status != test.want {
			t.Errorf("%s: got %d %s, want %d", test.body, status, body, test.want)
		}
	}
	hooks := f.Function().Hooks
	if h := hooks["initializer"]; h.Configured || h.Timeout != 30*time.Second || h.Handler != "initialize" {
		t.Errorf("the initializer is %+v", h)
	}
	if h := hooks["prestop"]; !h.Configured || h.Timeout != 90*time.Second || h.Handler == "" {
		t.Errorf("the pre-stop is %+v", h)
	}
}

func TestThePageSaysWhereAConfigurationIsFrom(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.withFile(t, syaml)
	loaded, err := manifest.Load(t.Context(), filepath.Dir(f.function.File), manifest.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	f.function = loaded
	site, token := fresh(t, f, Config{})
	_, page := get(t, site, "/", nil)
	for _, want := range []string{"s.yaml, line 14", "s.yaml, by default"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	if status, body := post(t, site, token, "/api/hook/set", `{"name":"initializer","configured":true,"timeout":4}`); status != 200 {
		t.Fatalf("got %d %s", status, body)
	}
	if _, page = get(t, site, "/", nil); !strings.Contains(page, "this run only") || strings.Contains(page, "s.yaml, line 14") {
		t.Error("the page takes a change for this run for one of the file")
	}
	f.function.File = ""
	if _, page = get(t, site, "/", nil); !strings.Contains(page, "the defaults") {
		t.Error("the page does not say that there is no file")
	}
}

func TestATimeoutIsWrittenAfterItWasShown(t *testing.T) {
	t.Parallel()
	f := newFake()
	name := f.withFile(t, syaml)
	if err := os.Chmod(name, 0o640); err != nil {
		t.Fatal(err)
	}
	site, token := fresh(t, f, Config{})
	call := func(path, body string) (int, string) { return post(t, site, token, path, body) }

	p := propose(t, call, "45")
	if !strings.Contains(p.Diff, "-          timeout: 3 # enough for the pool\n+          timeout: 45 # enough for the pool\n") || p.File != "s.yaml" {
		t.Errorf("the difference is\n%s", p.Diff)
	}
	if got := contents(t, name); got != syaml {
		t.Errorf("showing it has written\n%s", got)
	}
	if status, body := call("/api/hook/write", `{"name":"initializer","timeout":45,"shown":"`+p.Sum+`"}`); status != 200 {
		t.Fatalf("got %d %s", status, body)
	}
	if got, want := contents(t, name), strings.Replace(syaml, "timeout: 3", "timeout: 45", 1); got != want {
		t.Errorf("the file is\n%s", got)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm()&0o077 != 0o040 && os.PathSeparator == '/' {
		t.Errorf("its mode is %v: %v", info.Mode(), err)
	}
	if got := f.Function().Hooks["initializer"].Timeout; got != 45*time.Second {
		t.Errorf("this run has %v", got)
	}
	if p := propose(t, call, "45"); p.Diff != "" {
		t.Errorf("again:\n%s", p.Diff)
	}
	alone(t, filepath.Dir(name))
}

func TestNothingIsWrittenThatWasNotShown(t *testing.T) {
	t.Parallel()
	f := newFake()
	name := f.withFile(t, syaml)
	site, token := fresh(t, f, Config{})
	call := func(path, body string) (int, string) { return post(t, site, token, path, body) }
	p := propose(t, call, "45")
	for _, test := range []struct{ name, body string }{
		{"another timeout", `{"name":"initializer","timeout":46,"shown":"` + p.Sum + `"}`},
		{"no difference", `{"name":"initializer","timeout":45,"shown":""}`},
	} {
		if status, body := call("/api/hook/write", test.body); status != http.StatusConflict {
			t.Errorf("%s: got %d %s, want 409", test.name, status, body)
		}
	}
	if got := contents(t, name); got != syaml {
		t.Errorf("the file is\n%s", got)
	}
	edited := strings.Replace(syaml, "name: demo", "name: other", 1)
	writeFile(t, name, edited)
	status, body := call("/api/hook/write", `{"name":"initializer","timeout":45,"shown":"`+p.Sum+`"}`)
	if status != http.StatusConflict || !strings.Contains(body, "has changed since") {
		t.Errorf("after an edit: got %d %s, want 409", status, body)
	}
	if got := contents(t, name); got != edited {
		t.Errorf("the file is\n%s", got)
	}
	alone(t, filepath.Dir(name))
}

func TestWhatCannotBeWrittenIsSaid(t *testing.T) {
	t.Parallel()
	f := newFake()
	site, token := fresh(t, f, Config{})
	if status, body := post(t, site, token, "/api/hook/diff", `{"name":"initializer","timeout":4}`); status != http.StatusConflict || !strings.Contains(body, "no s.yaml") {
		t.Errorf("without a file: got %d %s", status, body)
	}
	f.withFile(t, syaml)
	if status, body := post(t, site, token, "/api/hook/diff", `{"name":"prestop","timeout":4}`); status != http.StatusConflict {
		t.Errorf("a hook that is not there: got %d %s", status, body)
	}
	f.withFile(t, "a: [")
	if status, body := post(t, site, token, "/api/hook/diff", `{"name":"initializer","timeout":4}`); status != http.StatusConflict {
		t.Errorf("no YAML: got %d %s", status, body)
	}
}

// A file that is a link stays one.
func TestTheFileBehindALinkIsWritten(t *testing.T) {
	t.Parallel()
	f := newFake()
	real := f.withFile(t, syaml)
	link := filepath.Join(t.TempDir(), "s.yaml")
	if err := os.Symlink(real, link); err != nil {
		t.Skip("this system has no symbolic links for everybody: ", err)
	}
	f.function.File = link
	site, token := fresh(t, f, Config{})
	call := func(path, body string) (int, string) { return post(t, site, token, path, body) }
	p := propose(t, call, "9")
	if status, body := call("/api/hook/write", `{"name":"initializer","timeout":9,"shown":"`+p.Sum+`"}`); status != 200 {
		t.Fatalf("got %d %s", status, body)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v: %v", info, err)
	}
	if got := contents(t, real); !strings.Contains(got, "timeout: 9") {
		t.Errorf("the file is\n%s", got)
	}
}

func TestAFileThatChangesMeanwhileStays(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "s.yaml")
	writeFile(t, name, "theirs")
	if err := replaceFile(t.Context(), name, []byte("old"), []byte("new")); err == nil {
		t.Error("it was replaced")
	}
	if got := contents(t, name); got != "theirs" {
		t.Errorf("the file is %q", got)
	}
	alone(t, filepath.Dir(name))
}

func contents(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// alone fails if there is anything but one file in the folder.
func alone(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 {
		t.Errorf("the folder has %v", entries)
	}
}
