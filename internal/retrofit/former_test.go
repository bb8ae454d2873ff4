package retrofit

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/fcgen/fcgen/internal/fc"
)

// A server with the hooks' file of a first release keeps it, gets today's with the
// next change, and can be had back as it was.
func TestFormerHookFile(t *testing.T) {
	t.Parallel()
	a, err := txtar.ParseFile("../hookfile/testdata/former.txtar")
	if err != nil {
		t.Fatal(err)
	}
	const with = "package main\n\nimport \"net/http\"\n\nfunc main() {\n\tmux := http.NewServeMux()\n\tmux.HandleFunc(\"POST /initialize\", fcInitialize)\n\tmux.HandleFunc(\"GET /pre-stop\", fcPreStop)\n\thttp.ListenAndServe(\":9000\", mux)\n}\n"
	dir := t.TempDir()
	put(t, dir, "go.mod", []byte("module example.com/m\n\ngo 1.22\n"))
	put(t, dir, "main.go", []byte(with))
	for _, f := range a.Files {
		if f.Name == "nethttp-routes-2-0" {
			put(t, dir, "fc_hooks.go", f.Data)
		}
	}
	put(t, dir, "fc_initialize.go", []byte("package main\n\nimport \"context\"\n\n// initialize runs before an instance gets its first call. After an error it runs\n// again, in this process or in a new one, so it must not mind that.\n// TryAgain(err) keeps this process.\nfunc initialize(ctx context.Context) error {\n\treturn nil\n}\n"))
	put(t, dir, "fc_prestop.go", []byte("package main\n\nimport \"context\"\n\nfunc preStop(ctx context.Context) error {\n\treturn nil\n}\n"))
	before := tree(t, dir)
	step := func(r Request) *Result {
		t.Helper()
		r.Dir = dir
		result, err := change(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		carryOut(t, result)
		return result
	}
	if r := step(Request{Add: fc.HookNames()}); len(r.Ops) > 0 || len(r.Present) != 2 {
		t.Errorf("adding what is there: %s", report(r, nil))
	}
	step(Request{Add: fc.HookNames(), Timeouts: map[string]int{"prestop": 9}})
	if text := read(t, dir, "fc_hooks.go"); !strings.Contains(text, "timeout: 9 * time.Second") || !strings.Contains(text, "timeout: 30 * time.Second") {
		t.Errorf("with a timeout it is\n%s", text)
	}
	now := tree(t, dir)
	hooks := filepath.Join(dir, "fc_hooks.go")
	now[hooks] = before[hooks]
	if !maps.Equal(now, before) {
		t.Error("another file than fcgen's changed")
	}
	if r := step(Request{Add: fc.HookNames(), Timeouts: map[string]int{"prestop": 9}}); len(r.Ops) > 0 {
		t.Errorf("the same timeout again: %s", report(r, nil))
	}
	put(t, dir, "fc_hooks.go", []byte(before[hooks]))
	if r := step(Request{Remove: fc.HookNames()}); len(r.Warnings) != 1 { // fc_prestop.go is not as fcgen made it
		t.Errorf("removed: %s", report(r, nil))
	}
	left := tree(t, dir)
	if got := left[filepath.Join(dir, "main.go")]; len(left) != 3 || strings.Contains(got, "fcPreStop") || strings.Contains(got, "fcInitialize") {
		t.Errorf("%d files are left, and main.go is\n%s", len(left), got)
	}
}
